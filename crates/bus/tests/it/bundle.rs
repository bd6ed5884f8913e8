//! Many subscriptions that are read as one.

use std::time::Duration;

use bus::{Bundle, Bus, BusLimits, Delivery, LocalBus, Pattern, Subject};
use types::Realm;

use crate::wait::within;

fn room(name: &str) -> Subject {
    Subject::realm(&Realm::Room(name.parse().unwrap()))
}

async fn join(bundle: &mut Bundle, bus: &LocalBus, name: &str) -> u64 {
    bundle.add(bus.subscribe(&Pattern::exactly(&room(name)), None).await.unwrap())
}

fn say(bus: &LocalBus, name: &str, words: &[&'static str]) {
    words.iter().for_each(|words| bus.publish(&room(name), (*words).into()).unwrap());
}

fn read(bundle: &mut Bundle) -> Vec<(u64, String)> {
    let text = |delivery| match delivery {
        Delivery::Message(message) => String::from_utf8(message.payload.to_vec()).unwrap(),
        Delivery::Lost => "Lost".to_owned(),
    };
    std::iter::from_fn(|| bundle.try_next()).map(|(number, delivery)| (number, text(delivery))).collect()
}

fn told(number: u64, words: &str) -> (u64, String) {
    (number, words.to_owned())
}

#[tokio::test]
async fn they_take_turns_and_each_keeps_its_order() {
    let (bus, mut bundle) = (LocalBus::new(BusLimits::default(), None), Bundle::default());
    let (one, two) = (join(&mut bundle, &bus, "one").await, join(&mut bundle, &bus, "two").await);
    say(&bus, "one", &["a", "b", "c"]);
    say(&bus, "two", &["x"]);
    let expected = [told(one, "a"), told(two, "x"), told(one, "b"), told(one, "c")];
    assert_eq!(read(&mut bundle), expected);
    say(&bus, "two", &["y"]);
    assert_eq!(read(&mut bundle), [told(two, "y")]);
}

#[tokio::test]
async fn what_arrived_before_is_read_too() {
    let (bus, mut bundle) = (LocalBus::new(BusLimits::default(), None), Bundle::default());
    let subscription = bus.subscribe(&Pattern::exactly(&room("one")), None).await.unwrap();
    say(&bus, "one", &["early"]);
    let one = bundle.add(subscription);
    assert_eq!(read(&mut bundle), [told(one, "early")]);
}

#[tokio::test]
async fn who_waits_is_woken() {
    let (bus, mut bundle) = (LocalBus::new(BusLimits::default(), None), Bundle::default());
    let one = join(&mut bundle, &bus, "one").await;
    let waiting = tokio::spawn(async move { bundle.next().await });
    tokio::task::yield_now().await;
    say(&bus, "one", &["now"]);
    let (number, delivery) = within(waiting).await.unwrap();
    assert!(number == one && matches!(delivery, Delivery::Message(_)));
}

#[tokio::test]
async fn what_is_lost_is_marked_in_its_place_and_costs_the_others_nothing() {
    let limits = BusLimits { subscription_messages: 2, ..BusLimits::default() };
    let (bus, mut bundle) = (LocalBus::new(limits, None), Bundle::default());
    let (one, two) = (join(&mut bundle, &bus, "one").await, join(&mut bundle, &bus, "two").await);
    say(&bus, "one", &["a", "b", "lost", "lost"]);
    say(&bus, "two", &["x"]);
    let expected = [told(one, "a"), told(two, "x"), told(one, "b"), told(one, "Lost")];
    assert_eq!(read(&mut bundle), expected);
}

#[tokio::test]
async fn one_that_is_removed_is_heard_no_more() {
    let (bus, mut bundle) = (LocalBus::new(BusLimits::default(), None), Bundle::default());
    let (one, two) = (join(&mut bundle, &bus, "one").await, join(&mut bundle, &bus, "two").await);
    say(&bus, "one", &["a"]);
    say(&bus, "two", &["x"]);
    bundle.remove(one);
    assert_eq!(read(&mut bundle), [told(two, "x")]);
    say(&bus, "one", &["b"]);
    assert_eq!(read(&mut bundle), []);
}

#[tokio::test]
async fn a_drain_does_not_wait_for_one_that_has_been_read() {
    let (bus, mut bundle) = (LocalBus::new(BusLimits::default(), None), Bundle::default());
    let one = join(&mut bundle, &bus, "one").await;
    say(&bus, "one", &["last"]);
    let draining = tokio::spawn(async move { bus.drain(Duration::from_secs(60)).await });
    assert_eq!(within(bundle.next()).await.0, one);
    let reading = tokio::spawn(async move { bundle.next().await });
    assert_eq!(within(draining).await.unwrap(), Ok(()));
    reading.abort();
}
