//! Whole sessions against the floors, in this process: real sockets, a tenth of a second each.

use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpListener;

use crate::cli::{FloorKind, Speak};
use crate::floor::Floor;
use crate::ledger::Shape;
use crate::measured::Measured;
use crate::plan::{Pace, Plan};
use crate::progress::Teller;
use crate::session::{self, Subject};

/// Runs one session against a floor of its own.
fn measure(kind: FloorKind, shape: Shape, pace: Option<Pace>, threads: u32) -> Measured {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let urls = vec![format!("ws://{}", listener.local_addr().unwrap())];
    std::thread::spawn(move || Floor::new(kind, listener).unwrap().serve());
    let subject = Subject { urls, speak: Speak::Packet, processes: None, bus: None, load_core: None };
    let measure = Duration::from_millis(100);
    let plan = Plan { shape, pace, payload: 33, gather: Duration::ZERO, warm: Duration::ZERO, measure, threads };
    session::run(&subject, plan, &mut Teller::new()).unwrap()
}

fn check(shape: Shape, pace: Pace, threads: u32) {
    for kind in [FloorKind::Write, FloorKind::Coalesce] {
        let measured = measure(kind, shape, Some(pace), threads);
        assert!(measured.faults.is_clean(), "{kind:?}: {:?}", measured.faults);
        let window = measured.window.unwrap();
        assert!(window.heard > 0 && window.latency.count > 0, "{kind:?}: {window:?}");
    }
}

#[test]
fn a_broadcast_is_heard_whole() {
    let shape = Shape { rooms: 1, size: 30, speakers: 4, stalled: 0, echo: false };
    check(shape, Pace::Window(16), 1);
}

#[test]
fn rooms_that_tick_hear_only_themselves_whichever_thread_keeps_them() {
    let shape = Shape { rooms: 6, size: 5, speakers: 5, stalled: 0, echo: false };
    check(shape, Pace::Rate { rate: 100.0, tick: true }, 2);
}

#[test]
fn an_echo_comes_back_to_its_conn() {
    let shape = Shape { rooms: 20, size: 1, speakers: 1, stalled: 0, echo: true };
    check(shape, Pace::Window(4), 1);
}

#[test]
fn the_silent_come_and_go() {
    let shape = Shape { rooms: 1, size: 50, speakers: 0, stalled: 0, echo: false };
    let measured = measure(FloorKind::Write, shape, None, 1);
    assert!(measured.faults.is_clean() && measured.window.is_none());
}
