//! One thread of load: an epoll loop that owns its conns, speaks on time, and checks all that it hears.
//!
//! It must cost less than the server does. So nothing is allocated per message: a text is stamped and framed in place,
//! everything that a conn says in one turn leaves in one write, and what has arrived is read in one piece.

mod conn;
mod connecting;
mod outcome;
mod reading;
mod talking;
mod window;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use anyhow::Context;
use mio::{Events, Interest, Poll, Token};

use crate::alarm::Alarm;
use crate::latency::Latency;
use crate::ledger::Ledger;
use crate::pacer::Pacer;
use crate::plan::{Pace, Plan};
use crate::speak::Dialect;
use conn::{Conn, Stage};
pub(crate) use outcome::{Ends, Outcome};
use window::Windows;

/// Wakes the loop to look for orders.
pub(crate) const WAKER: Token = Token(usize::MAX);
const ALARM: Token = Token(usize::MAX - 1);

const READ_BYTES: usize = 256 << 10;
const EVENTS_PER_TURN: usize = 1_024;

/// What an engine is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Connect everybody; answered by [`Report::Connected`].
    Connect,
    /// Speak, as the plan says.
    Speak,
    /// Say nothing more; answered by [`Report::Settled`] once all that was said has been heard.
    Hush,
    /// Close every conn, and let the stalled read; answered by [`Report::Left`] once all have ended.
    Leave,
    /// End the thread; it returns its [`Outcome`].
    Finish,
}

/// What an engine tells.
#[derive(Debug)]
pub(crate) enum Report {
    /// Every conn is ready.
    Connected,
    /// Everything that was said has been heard.
    Settled,
    /// Every conn has ended.
    Left,
    /// The thread is about to end, with an error.
    Failed,
}

/// What all engines of a session share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) plan: Plan,
    /// How all conns speak.
    pub(crate) dialect: Dialect,
    /// Where the conns go, one after the other and again from the front.
    pub(crate) gateways: Vec<Gateway>,
    /// Zero of all times of the run.
    pub(crate) epoch: Instant,
    /// Messages that were due from here on are measured, in nanoseconds since the epoch.
    pub(crate) measured_from: AtomicU64,
    /// … and those due from here on are not.
    pub(crate) measured_to: AtomicU64,
}

/// One place to connect to.
#[derive(Debug)]
pub(crate) struct Gateway {
    /// `host:port`, as it stands in the URL.
    pub(crate) host: String,
    pub(crate) address: SocketAddr,
}

impl Shared {
    /// Where the run's conn with this number goes.
    pub(crate) fn gateway(&self, conn: u32) -> &Gateway {
        &self.gateways[conn as usize % self.gateways.len()]
    }

    /// Nanoseconds since the epoch.
    pub(crate) fn now(&self) -> u64 {
        self.epoch.elapsed().as_nanos() as u64
    }
}

/// How far an engine has come, for those who watch.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Conns that are ready.
    pub(crate) connected: AtomicU64,
    /// Messages said.
    pub(crate) said: AtomicU64,
    /// Messages heard.
    pub(crate) heard: AtomicU64,
}

/// What the last order still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Nothing,
    AllConnected,
    AllHeard,
    AllEnded,
}

/// One thread's worth of conns.
#[derive(Debug)]
pub(crate) struct Engine {
    shared: Arc<Shared>,
    progress: Arc<Progress>,
    poll: Poll,
    alarm: Alarm,
    orders: Receiver<Order>,
    reports: Sender<Report>,
    awaited: Awaited,
    /// The run's number of this engine's first conn.
    first_conn: u32,
    /// By number from `first_conn` on; `None` once it has ended.
    conns: Vec<Option<Conn>>,
    conns_wanted: usize,
    connecting: usize,
    connected: u64,
    alive: usize,
    leaving: bool,
    ledger: Ledger,
    latency: Latency,
    ends: Ends,
    speaking: bool,
    said: u64,
    pacer: Option<Pacer>,
    windows: Windows,
    /// Conns with something to write, by index.
    dirty: Vec<usize>,
    text: Vec<u8>,
    payload: Vec<u8>,
    mask: u32,
}

impl Engine {
    /// An engine for its share of the plan's rooms, on an epoll that the caller has made (its waker needs it).
    ///
    /// # Errors
    /// If the kernel has no timer for it.
    pub(crate) fn new(
        index: u32,
        poll: Poll,
        shared: Arc<Shared>,
        progress: Arc<Progress>,
        orders: Receiver<Order>,
        reports: Sender<Report>,
    ) -> io::Result<Self> {
        let alarm = Alarm::new(poll.registry(), ALARM)?;
        let shape = shared.plan.shape;
        let (first_room, rooms) = shared.plan.rooms_of(index);
        let window = match shared.plan.pace {
            Some(Pace::Window(window)) => window,
            Some(Pace::Rate { .. }) | None => 0,
        };
        Ok(Self {
            windows: Windows::new(rooms * shape.speakers, window, shape.hearers()),
            ledger: Ledger::new(shape, first_room, rooms),
            first_conn: first_room * shape.size,
            conns_wanted: (rooms * shape.size) as usize,
            text: vec![b'.'; shared.plan.payload],
            shared,
            progress,
            poll,
            alarm,
            orders,
            reports,
            awaited: Awaited::Nothing,
            conns: Vec::new(),
            connecting: 0,
            connected: 0,
            alive: 0,
            leaving: false,
            latency: Latency::default(),
            ends: Ends::default(),
            speaking: false,
            said: 0,
            pacer: None,
            dirty: Vec::new(),
            payload: Vec::new(),
            mask: 0x9e37_79b9 ^ index,
        })
    }

    /// Runs until [`Order::Finish`].
    ///
    /// # Errors
    /// What made the run impossible: a conn that was refused, a kernel call that failed.
    pub(crate) fn run(mut self) -> anyhow::Result<Outcome> {
        let result = self.turns();
        if result.is_err() {
            // Nobody listens any more if the session itself has failed.
            let _ = self.reports.send(Report::Failed);
        }
        result?;
        self.ends.count_open(self.stalled_left());
        Ok(Outcome { faults: self.ledger.close(), latency: self.latency, ends: self.ends })
    }

    fn turns(&mut self) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(EVENTS_PER_TURN);
        let mut buffer = vec![0; READ_BYTES];
        loop {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error).context("epoll"),
                Ok(()) | Err(_) => {}
            }
            let mut finish = false;
            for event in &events {
                match event.token() {
                    WAKER => finish |= self.obey()?,
                    ALARM => {}
                    token => self.on_conn(token.0, event, &mut buffer)?,
                }
            }
            if finish {
                return Ok(());
            }
            self.speak_what_is_due()?;
            self.flush()?;
            self.tell();
        }
    }

    /// Carries out the orders that have come; `true` if the thread is to end.
    fn obey(&mut self) -> anyhow::Result<bool> {
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Connect => {
                    self.awaited = Awaited::AllConnected;
                    self.connect_more()?;
                }
                Order::Speak => self.begin_to_speak(),
                Order::Hush => {
                    self.speaking = false;
                    self.awaited = Awaited::AllHeard;
                }
                Order::Leave => {
                    self.awaited = Awaited::AllEnded;
                    self.leave()?;
                }
                Order::Finish => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Says goodbye on every conn; the stalled only begin to read, for how the server ended them is what matters.
    fn leave(&mut self) -> anyhow::Result<()> {
        self.leaving = true;
        self.speaking = false;
        for index in 0..self.conns.len() {
            let Some(conn) = &mut self.conns[index] else {
                continue;
            };
            conn.stage = Stage::Leaving;
            if self.shared.plan.shape.is_stalled(self.first_conn + index as u32) {
                self.poll.registry().register(&mut conn.stream, Token(index), Interest::READABLE)?;
                continue;
            }
            let (out, _) = conn.outgoing();
            ws::put_masked_frame(out, ws::Opcode::Close, &1_000_u16.to_be_bytes(), [1, 2, 3, 4]);
            self.dirty.push(index);
        }
        Ok(())
    }

    fn stalled_left(&self) -> usize {
        let shape = self.shared.plan.shape;
        let is_stalled = |index: usize| shape.is_stalled(self.first_conn + index as u32);
        (0..self.conns.len()).filter(|&index| self.conns[index].is_some() && is_stalled(index)).count()
    }

    /// Writes what the conns have to say, each in one call.
    fn flush(&mut self) -> anyhow::Result<()> {
        while let Some(index) = self.dirty.pop() {
            let Some(Some(conn)) = self.conns.get_mut(index) else {
                continue;
            };
            if let Err(error) = conn.flush(self.poll.registry(), Token(index)) {
                self.on_end(index, &error.to_string())?;
            }
        }
        Ok(())
    }

    /// Publishes the counts, and reports if what was awaited has come to pass.
    fn tell(&mut self) {
        self.progress.connected.store(self.connected, Ordering::Relaxed);
        self.progress.said.store(self.said, Ordering::Relaxed);
        self.progress.heard.store(self.ledger.heard(), Ordering::Relaxed);
        let report = match self.awaited {
            Awaited::AllConnected if self.connected as usize == self.conns_wanted => Report::Connected,
            Awaited::AllHeard if self.ledger.is_settled() => Report::Settled,
            Awaited::AllEnded if self.alive == 0 => Report::Left,
            Awaited::Nothing | Awaited::AllConnected | Awaited::AllHeard | Awaited::AllEnded => return,
        };
        self.awaited = Awaited::Nothing;
        // Nobody listens any more if the session itself has failed.
        let _ = self.reports.send(report);
    }
}
