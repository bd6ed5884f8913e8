//! A gateway that stands still while its server talks: the server cuts it off, and it must know what it missed.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use bus::{Bus, BusLimits, NatsBus, NotPublished, Pattern, Subject};
use nats_server::{NatsServer, Settings};
use types::Realm;

use crate::fleets::options;
use crate::wait::{connected, next, until, within};

/// A wire that can be squeezed: then nothing that the server sends gets through, and the server feels it.
struct Wire {
    address: SocketAddr,
    squeezed: Arc<(Mutex<bool>, Condvar)>,
    ends: Arc<AtomicBool>,
}

impl Wire {
    fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let wire = Self { address, squeezed: Arc::default(), ends: Arc::default() };
        let (squeezed, ends) = (Arc::clone(&wire.squeezed), Arc::clone(&wire.ends));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(server), Ok(up)) = (TcpStream::connect(server), client.try_clone()) else {
                    continue;
                };
                let down = server.try_clone().unwrap();
                thread::spawn(move || pass(up, server, &Arc::default()));
                let squeezed = Arc::clone(&squeezed);
                thread::spawn(move || pass(down, client, &squeezed));
            }
        });
        wire
    }

    fn squeeze(&self, squeezed: bool) {
        *self.squeezed.0.lock().unwrap() = squeezed;
        self.squeezed.1.notify_all();
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        self.squeeze(false);
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(self.address);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, squeezed: &Arc<(Mutex<bool>, Condvar)>) {
    let mut bytes = [0; 16 << 10];
    loop {
        let read = match from.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read.unwrap_or(0),
        };
        drop(squeezed.1.wait_while(squeezed.0.lock().unwrap(), |squeezed| *squeezed).unwrap());
        if read == 0 || to.write_all(&bytes[..read]).is_err() {
            // Whoever hears of it first tells the other side.
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            return;
        }
    }
}

#[tokio::test]
async fn t75_a_gateway_that_its_server_cuts_off_finds_a_marker_in_the_gap() {
    let config = "max_pending: 1MB, write_deadline: \"200ms\"".to_owned();
    let server = NatsServer::with(&Settings { config, files: Vec::new() });
    let wire = Wire::to(server.address());
    let lobby = Subject::realm(&Realm::Lobby);
    let limits = BusLimits { subscription_messages: 1 << 20, subscription_bytes: 1 << 30, ..BusLimits::default() };
    let ann = within(NatsBus::connect(options(&server.url()), limits)).await.unwrap();
    let mut slow = options(&format!("nats://{}", wire.address));
    // It is the server that loses patience.
    slow.ping_every = Duration::from_secs(10);
    let slow = within(NatsBus::connect(slow, limits)).await.unwrap();
    let mut heard = within(slow.subscribe(&Pattern::exactly(&lobby), None)).await.unwrap();

    wire.squeeze(true);
    let padding = "x".repeat(4_000);
    for number in 0..10_000 {
        let text = format!("{number} {padding}");
        while ann.publish(&lobby, text.clone().into()) == Err(NotPublished::Full) {
            tokio::task::yield_now().await;
        }
    }
    // 40 MB: more than all buffers on the way hold, so the server has cut the wire when it has read them all.
    until(&ann, |_| ann.counters().shed_full + ann.counters().published >= 10_000).await;
    let asked = within(ann.request(&Subject::activate(), "".into(), Duration::from_secs(10))).await;
    assert_eq!(asked, Err(bus::RequestFailed::NoResponders), "the server has read everything");
    wire.squeeze(false);
    until(&slow, |counters| counters.reconnects == 1).await;
    connected(&slow).await;
    ann.publish(&lobby, "10000 end".into()).unwrap();

    let mut last = -1;
    let mut is_marked = false;
    let mut gaps = 0;
    while last < 10_000 {
        let text = next(&mut heard).await;
        if text == "Lost" {
            is_marked = true;
            continue;
        }
        let number: i64 = text.split(' ').next().unwrap().parse().unwrap();
        assert!(number == last + 1 || is_marked, "{number} follows {last} without a mark");
        gaps += u32::from(number > last + 1);
        (last, is_marked) = (number, false);
    }
    assert_eq!(gaps, 1, "something was lost, or this shows nothing");
}
