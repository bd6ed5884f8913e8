//! What only a bus over a network goes through.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::{Bus, BusLimits, ConnectError, NatsBus, NotPublished, Pattern, RequestFailed, State, Subject};
use bytes::Bytes;
use nats_server::{NatsServer, Settings};
use types::Realm;

use crate::fleets::options;
use crate::wait::{PATIENCE, connected, disconnected, next, take, until, within};

fn lobby() -> Subject {
    Subject::realm(&Realm::Lobby)
}

async fn connect(server: &NatsServer) -> Arc<NatsBus> {
    Arc::new(within(NatsBus::connect(options(&server.url()), BusLimits::default())).await.unwrap())
}

#[tokio::test]
async fn t72_a_server_that_is_killed_twenty_times_is_found_again() {
    let mut server = NatsServer::start();
    let (ann, ben) = (connect(&server).await, connect(&server).await);
    let mut heard = within(ben.subscribe(&Pattern::exactly(&lobby()), None)).await.unwrap();
    for round in 1..=20 {
        server.kill();
        disconnected(&*ann).await;
        disconnected(&*ben).await;
        server.restart();
        connected(&*ann).await;
        connected(&*ben).await;
        ann.publish(&lobby(), round.to_string().into()).unwrap();
        assert_eq!(take(&mut heard, 2).await, ["Lost".to_owned(), round.to_string()]);
        assert_eq!((ann.counters().reconnects, ben.counters().reconnects), (round, round));
    }
}

#[tokio::test]
async fn under_load_a_kill_never_goes_unmarked() {
    let mut server = NatsServer::start();
    let (ann, ben) = (connect(&server).await, connect(&server).await);
    let mut heard = within(ben.subscribe(&Pattern::exactly(&lobby()), None)).await.unwrap();
    let reader = tokio::spawn(async move {
        let (mut last, mut gaps, mut is_marked) = (0, 0, false);
        loop {
            match next(&mut heard).await.as_str() {
                "Lost" => is_marked = true,
                "end" => return (last, gaps),
                number => {
                    let number: u64 = number.parse().unwrap();
                    assert!(number > last, "{number} comes after {last}");
                    assert!(number == last + 1 || is_marked, "{number} follows {last} without a mark");
                    gaps += u64::from(number > last + 1);
                    (last, is_marked) = (number, false);
                }
            }
        }
    });
    let mut said = 0_u64;
    let mut say = |ann: &NatsBus| {
        said += 1;
        // What is shed is a gap like any other, so it is only said again when it can leave.
        while ann.publish(&lobby(), said.to_string().into()) == Err(NotPublished::Full)
            && *ann.state().borrow() == State::Connected
        {
            std::thread::yield_now();
        }
        said
    };
    for _ in 0..5 {
        for _ in 0..3_000 {
            say(&ann);
        }
        server.kill();
        disconnected(&*ann).await;
        disconnected(&*ben).await;
        server.restart();
        connected(&*ann).await;
        connected(&*ben).await;
    }
    let last_said = say(&ann);
    ann.publish(&lobby(), "end".into()).unwrap();
    let (last, _gaps) = within(reader).await.unwrap();
    assert_eq!(last, last_said);
}

#[tokio::test]
async fn a_server_that_does_not_move_is_given_up_and_found_again() {
    let server = NatsServer::start();
    let bus = connect(&server).await;
    let mut heard = within(bus.subscribe(&Pattern::exactly(&lobby()), None)).await.unwrap();
    server.pause();
    let begun = Instant::now();
    let asked = within(bus.request(&lobby(), Bytes::new(), PATIENCE)).await;
    assert_eq!(asked, Err(RequestFailed::Disconnected));
    assert!(begun.elapsed() < Duration::from_secs(2), "three pings of 100 ms: {:?}", begun.elapsed());
    server.resume();
    connected(&*bus).await;
    bus.publish(&lobby(), "after".into()).unwrap();
    let mut texts = take(&mut heard, 2).await;
    // The request may have been on its way, and then it was heard before.
    if texts[0].is_empty() {
        texts = vec![texts.remove(1), next(&mut heard).await];
    }
    assert_eq!(texts, ["Lost", "after"]);
}

#[tokio::test]
async fn to_a_server_that_does_not_read_a_bounded_number_is_published_and_old_news_is_not_sent() {
    let server = NatsServer::start();
    let limits = BusLimits { publish_bytes: 4 << 20, publish_age: Duration::from_millis(100), ..BusLimits::default() };
    let mut options = options(&server.url());
    // Long enough to stay connected all the time.
    options.ping_every = PATIENCE;
    let bus = within(NatsBus::connect(options, limits)).await.unwrap();
    server.pause();
    let payload = Bytes::from(vec![b'x'; 64 << 10]);
    let mut published = 0_u64;
    let mut full_since = None;
    // What is in the buffers of the kernel makes room for more, up to a limit.
    while full_since.is_none_or(|since: Instant| since.elapsed() < limits.publish_age) {
        match bus.publish(&lobby(), payload.clone()) {
            Err(NotPublished::Full) => drop(full_since.get_or_insert_with(Instant::now)),
            other => {
                other.unwrap();
                full_since = None;
                published += 1;
                assert!(published < 10_000, "600 MB were taken");
            }
        }
        tokio::task::yield_now().await;
    }
    server.resume();
    let counters = until(&bus, |counters| counters.shed_old > 0).await;
    assert_eq!((counters.published, counters.reconnects), (published, 0));
    // It goes on.
    let deadline = Instant::now() + PATIENCE;
    while bus.publish(&lobby(), Bytes::new()) == Err(NotPublished::Full) {
        assert!(Instant::now() < deadline, "nothing leaves");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let mut server = NatsServer::start();
    server.kill();
    let mut options = options(&server.url());
    options.connect_within = Duration::from_millis(300);
    let error = within(NatsBus::connect(options.clone(), BusLimits::default())).await.unwrap_err();
    let expected =
        format!("no NATS server at {} within 300 ms: is it running, and is the address right?", server.url());
    assert_eq!(error.to_string(), expected);
    options.urls.clear();
    let error = within(NatsBus::connect(options, BusLimits::default())).await.unwrap_err();
    assert!(matches!(error, ConnectError::NoServer), "{error:?}");
}

#[tokio::test]
async fn a_server_that_comes_late_is_waited_for_and_any_of_several_will_do() {
    let mut server = NatsServer::start();
    let mut gone = NatsServer::start();
    let urls = [gone.url(), server.url()].map(|url| url.parse().unwrap());
    gone.kill();
    server.kill();
    let mut options = options(&server.url());
    options.urls = urls.to_vec();
    let connecting = tokio::spawn(NatsBus::connect(options, BusLimits::default()));
    server.restart();
    let bus = within(connecting).await.unwrap().unwrap();
    assert_eq!(*bus.state().borrow(), State::Connected);
}

#[tokio::test]
async fn what_the_server_takes_at_most_is_asked_of_it() {
    let server = NatsServer::with(&Settings { config: "max_payload: 1000".to_owned(), files: Vec::new() });
    let bus = connect(&server).await;
    let too_big = NotPublished::TooBig { bytes: 1_001, max: 1_000 };
    assert_eq!(bus.publish(&lobby(), vec![b'x'; 1_001].into()), Err(too_big));
    let asked = within(bus.request(&lobby(), vec![b'x'; 1_001].into(), PATIENCE)).await;
    assert_eq!(asked, Err(RequestFailed::NotSent(too_big)));
    assert_eq!(bus.publish(&lobby(), vec![b'x'; 1_000].into()), Ok(()));
    assert_eq!((bus.counters().shed_full, bus.counters().not_sent), (2, 1));
}

#[tokio::test]
async fn a_connection_that_closes_leaves_no_thread_behind() {
    let server = NatsServer::start();
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let before = threads();
    for _ in 0..10 {
        let bus = connect(&server).await;
        within(bus.drain(PATIENCE)).await.unwrap();
        drop(connect(&server).await);
    }
    let deadline = Instant::now() + PATIENCE;
    while threads() > before {
        assert!(Instant::now() < deadline, "{} threads, {before} before", threads());
        tokio::task::yield_now().await;
    }
}
