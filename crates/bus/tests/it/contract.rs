//! The contract: every rule runs on every bus.

mod cuts;
mod drains;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::{
    Bus, BusLimits, Delivery, Group, NotPublished, NotSubscribed, Part, Pattern, RequestFailed, State, Subject,
    Subscription, Together,
};
use bytes::Bytes;
use types::{Name, Realm};

use self::cuts::*;
use self::drains::*;
use crate::fleets::{Fleet, Local, Nats};
use crate::wait::{message, next, take, until, within};

macro_rules! contract {
    ($($rule:ident)*) => {
        mod local {
            use super::*;
            $(#[tokio::test] async fn $rule() { super::$rule(Local::new()).await; })*
        }
        mod nats {
            use super::*;
            $(#[tokio::test] async fn $rule() { super::$rule(Nats::new()).await; })*
        }
    };
}

contract! {
    messages_of_one_publisher_and_subject_keep_their_order
    everybody_hears_and_of_a_group_one
    wildcards_hear_what_they_mean
    prefixes_keep_fleets_apart
    a_publisher_hears_itself_if_it_subscribed
    who_hears_others_does_not_hear_itself
    whoever_serves_itself_is_answered
    what_is_published_together_arrives_once_all_of_it_is
    a_request_is_answered
    a_request_of_many_gets_its_own_answer
    a_request_that_is_not_answered_ends_at_its_deadline
    a_request_that_nobody_serves_ends_at_once
    a_subscription_is_live_when_it_is_there
    a_dropped_subscription_is_none
    a_slow_reader_finds_a_marker_where_messages_are_missing
    a_queue_is_bounded_in_bytes
    t75_a_slow_reader_hurts_no_other
    what_is_too_big_is_not_published
    t72_while_cut_off_nothing_waits_and_everything_is_said
    while_cut_off_what_is_published_is_bounded_and_counted
    what_waited_too_long_is_not_sent
    after_a_cut_every_subscription_is_marked_and_hears_again
    a_request_ends_when_the_connection_does
    a_drain_has_drained
    a_drain_lets_readers_answer_what_they_were_asked
    a_drain_ends_at_its_deadline
    a_drain_without_a_connection_says_what_was_left
    a_bus_that_is_dropped_ends_its_subscriptions
}

const SOON: Duration = Duration::from_secs(5);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn game(text: &str) -> Subject {
    Subject::realm(&Realm::Game(name(text)))
}

fn text(text: impl ToString) -> Bytes {
    text.to_string().into()
}

async fn hear(bus: &Arc<dyn Bus>, subject: &Subject) -> Subscription {
    within(bus.subscribe(&Pattern::exactly(subject), None)).await.unwrap()
}

fn numbers(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

/// Answers every request with its own text and a mark, until its subscription ends.
fn serve(bus: &Arc<dyn Bus>, mut requests: Subscription, mark: &'static str) -> tokio::task::JoinHandle<usize> {
    let bus = Arc::clone(bus);
    tokio::spawn(async move {
        let mut served = 0;
        while let Some(delivery) = requests.next().await {
            if let Delivery::Message(request) = delivery {
                let answer = [&request.payload[..], mark.as_bytes()].concat();
                bus.respond(&request.reply.expect("it is a request"), answer.into()).unwrap();
                served += 1;
            }
        }
        served
    })
}

async fn messages_of_one_publisher_and_subject_keep_their_order(fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    let mut heard = hear(&ben, &game("g")).await;
    for number in 0..5_000 {
        ann.publish(&game("g"), text(number)).unwrap();
    }
    assert_eq!(take(&mut heard, 5_000).await, numbers(0..5_000));
    assert_eq!(ben.counters().received, 5_000);
    assert_eq!(ann.counters().published, 5_000);
}

async fn everybody_hears_and_of_a_group_one(fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    let pattern = Pattern::exactly(&game("g"));
    let mut plain = [hear(&ann, &game("g")).await, hear(&ben, &game("g")).await];
    let group = Group::backends();
    let mut shared = Vec::new();
    for bus in [&ann, &ben, &ben] {
        shared.push(within(bus.subscribe(&pattern, Some(&group))).await.unwrap());
    }
    let mut other = within(ben.subscribe(&pattern, Some(&Group::named(&name("other"))))).await.unwrap();
    for number in 0..300 {
        ann.publish(&game("g"), text(number)).unwrap();
    }
    for subscription in plain.iter_mut().chain([&mut other]) {
        assert_eq!(take(subscription, 300).await, numbers(0..300));
    }
    until(&*ben, |counters| counters.received + ann.counters().received == 4 * 300).await;
    let mut together: Vec<usize> = Vec::new();
    for subscription in &mut shared {
        let mut mine: Vec<usize> = Vec::new();
        while let Some(delivery) = subscription.try_next() {
            mine.push(String::from_utf8(message(Some(delivery)).payload.to_vec()).unwrap().parse().unwrap());
        }
        assert!(mine.is_sorted() && !mine.is_empty(), "{mine:?}");
        together.extend(mine);
    }
    together.sort_unstable();
    assert_eq!(together, (0..300).collect::<Vec<_>>());
}

async fn wildcards_hear_what_they_mean(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let [user, x, game, y] = ["user", "x", "game", "y"].map(name);
    let seat = Pattern::from_parts([Part::Name(&user), Part::Any, Part::Name(&game), Part::Any]);
    let users = Subject::from_names([&user]);
    let mut seats = within(bus.subscribe(&seat, None)).await.unwrap();
    let mut children = within(bus.subscribe(&Pattern::children(&users), None)).await.unwrap();
    let mut below = within(bus.subscribe(&Pattern::below(&users), None)).await.unwrap();
    for subject in
        [users, Subject::realm(&Realm::User(x.clone())), Subject::seat(&x, &y), Subject::realm(&Realm::Game(x))]
    {
        bus.publish(&subject, text(&subject)).unwrap();
    }
    assert_eq!(take(&mut below, 2).await, ["user.x", "user.x.game.y"]);
    assert_eq!(next(&mut children).await, "user.x");
    let heard = message(within(seats.next()).await);
    assert_eq!((heard.subject.to_string(), heard.reply), ("user.x.game.y".to_owned(), None));
    assert_eq!(heard.subject.tokens().last(), Some("y"));
    assert_eq!([&mut seats, &mut children, &mut below].map(Subscription::try_next), [None, None, None]);
}

async fn prefixes_keep_fleets_apart(fleet: impl Fleet) {
    let blue = fleet.node(BusLimits::default(), Some("blue")).await;
    let green = fleet.node(BusLimits::default(), Some("green")).await;
    let bare = fleet.plain().await;
    let mut heard = [hear(&blue, &game("g")).await, hear(&green, &game("g")).await, hear(&bare, &game("g")).await];
    for (bus, word) in [(&blue, "blue"), (&green, "green"), (&bare, "bare")] {
        bus.publish(&game("g"), text(word)).unwrap();
        bus.publish(&game("g"), text("end")).unwrap();
    }
    for (subscription, word) in heard.iter_mut().zip(["blue", "green", "bare"]) {
        let heard = message(within(subscription.next()).await);
        assert_eq!((heard.subject, &heard.payload[..]), (game("g"), word.as_bytes()));
        assert_eq!(next(subscription).await, "end");
    }
    let unserved = within(green.request(&game("only_blue"), Bytes::new(), SOON)).await;
    assert_eq!(unserved, Err(RequestFailed::NoResponders));
}

async fn a_publisher_hears_itself_if_it_subscribed(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    bus.publish(&game("g"), text("me")).unwrap();
    assert_eq!(next(&mut heard).await, "me");
}

async fn who_hears_others_does_not_hear_itself(fleet: impl Fleet) {
    let (one, other) = (fleet.plain().await, fleet.plain().await);
    let pattern = Pattern::exactly(&game("g"));
    let mut others = within(one.hear_others(&pattern)).await.unwrap();
    let (mut all, mut elsewhere) = (hear(&one, &game("g")).await, hear(&other, &game("g")).await);
    one.publish(&game("g"), text("mine")).unwrap();
    assert_eq!([next(&mut all).await, next(&mut elsewhere).await], ["mine"; 2]);
    other.publish(&game("g"), text("theirs")).unwrap();
    assert_eq!(next(&mut others).await, "theirs");
    assert_eq!(next(&mut all).await, "theirs");
}

async fn whoever_serves_itself_is_answered(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let _others = within(bus.hear_others(&Pattern::exactly(&game("g")))).await.unwrap();
    let nobody = within(bus.request(&game("g"), text("asked"), SOON)).await;
    assert_eq!(nobody, Err(RequestFailed::NoResponders), "it hears others only");
    let all = hear(&bus, &game("g")).await;
    let _serving = serve(&bus, all, "!");
    assert_eq!(within(bus.request(&game("g"), text("asked"), SOON)).await, Ok(text("asked!")));
}

async fn what_is_published_together_arrives_once_all_of_it_is(fleet: impl Fleet) {
    let (one, other) = (fleet.plain().await, fleet.plain().await);
    let mut heard = hear(&other, &game("g")).await;
    let together = Together::on(&*one);
    let within_it = Together::on(&*one);
    (0..100).for_each(|number| one.publish(&game("g"), text(number)).unwrap());
    drop(within_it);
    drop(together);
    for number in 0..100 {
        assert_eq!(next(&mut heard).await, number.to_string());
    }
}

async fn a_request_is_answered(fleet: impl Fleet) {
    let (asker, server) = (fleet.plain().await, fleet.plain().await);
    let blue = fleet.node(BusLimits::default(), Some("blue")).await;
    let _serving = serve(&server, hear(&server, &game("g")).await, "!");
    let _blue = serve(&blue, hear(&blue, &game("g")).await, "?");
    assert_eq!(within(asker.request(&game("g"), text("hi"), SOON)).await, Ok(text("hi!")));
    assert_eq!(within(blue.request(&game("g"), text("hi"), SOON)).await, Ok(text("hi?")));
    assert_eq!(asker.counters().answered, 1);
}

async fn a_request_of_many_gets_its_own_answer(fleet: impl Fleet) {
    let (asker, server) = (fleet.plain().await, fleet.plain().await);
    let _serving = serve(&server, hear(&server, &game("g")).await, "!");
    let asking = (0..500).map(|number| {
        let asker = Arc::clone(&asker);
        tokio::spawn(async move { asker.request(&game("g"), text(number), SOON).await })
    });
    for (number, asked) in asking.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(within(asked).await.unwrap(), Ok(text(format!("{number}!"))));
    }
}

async fn a_request_that_is_not_answered_ends_at_its_deadline(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    let begun = Instant::now();
    let deadline = Duration::from_millis(100);
    assert_eq!(within(bus.request(&game("g"), text("hi"), deadline)).await, Err(RequestFailed::TimedOut));
    assert!(begun.elapsed() >= deadline);
    assert_eq!(bus.counters().timed_out, 1);
    // An answer that comes too late goes nowhere.
    let late = message(within(heard.next()).await);
    bus.respond(&late.reply.unwrap(), text("late")).unwrap();
}

async fn a_request_that_nobody_serves_ends_at_once(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let begun = Instant::now();
    assert_eq!(within(bus.request(&game("g"), text("hi"), SOON)).await, Err(RequestFailed::NoResponders));
    assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
    assert_eq!(bus.counters().no_responders, 1);
}

async fn a_subscription_is_live_when_it_is_there(fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    for number in 0..50 {
        let subject = game(&format!("g{number}"));
        let mut heard = hear(&ben, &subject).await;
        ann.publish(&subject, text(number)).unwrap();
        assert_eq!(next(&mut heard).await, number.to_string());
    }
}

async fn a_dropped_subscription_is_none(fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    let dropped = hear(&ben, &game("g")).await;
    assert_eq!(within(ann.request(&game("g"), Bytes::new(), Duration::ZERO)).await, Err(RequestFailed::TimedOut));
    drop(dropped);
    // The server hears of it a moment later.
    let deadline = Instant::now() + SOON;
    while within(ann.request(&game("g"), Bytes::new(), SOON / 100)).await != Err(RequestFailed::NoResponders) {
        assert!(Instant::now() < deadline, "it is still subscribed");
    }
}

async fn a_slow_reader_finds_a_marker_where_messages_are_missing(fleet: impl Fleet) {
    let limits = BusLimits { subscription_messages: 100, ..BusLimits::default() };
    let (ann, ben) = (fleet.plain().await, fleet.node(limits, None).await);
    let mut heard = hear(&ben, &game("g")).await;
    for number in 0..150 {
        ann.publish(&game("g"), text(number)).unwrap();
    }
    let counters = until(&*ben, |counters| counters.received + counters.lost == 150).await;
    assert_eq!((counters.received, counters.lost, counters.slow_readers), (100, 50, 1));
    assert_eq!(take(&mut heard, 10).await, numbers(0..10));
    for number in 150..200 {
        ann.publish(&game("g"), text(number)).unwrap();
    }
    until(&*ben, |counters| counters.received + counters.lost == 200).await;
    let mut expected = numbers(10..100);
    expected.push("Lost".to_owned());
    expected.extend(numbers(150..160));
    expected.push("Lost".to_owned());
    assert_eq!(take(&mut heard, expected.len()).await, expected);
    ann.publish(&game("g"), text("flows again")).unwrap();
    assert_eq!(next(&mut heard).await, "flows again");
}

async fn a_queue_is_bounded_in_bytes(fleet: impl Fleet) {
    let limits = BusLimits { subscription_bytes: 1_000, ..BusLimits::default() };
    let bus = fleet.node(limits, None).await;
    let mut heard = hear(&bus, &game("g")).await;
    for letter in ["a", "b", "c"] {
        bus.publish(&game("g"), text(letter.repeat(400))).unwrap();
    }
    until(&*bus, |counters| counters.received + counters.lost == 3).await;
    assert_eq!(take(&mut heard, 3).await, ["a".repeat(400), "b".repeat(400), "Lost".to_owned()]);
    bus.publish(&game("g"), text("d".repeat(2_000))).unwrap();
    assert_eq!(next(&mut heard).await, "d".repeat(2_000), "one that is too large for the queue passes alone");
}

async fn t75_a_slow_reader_hurts_no_other(fleet: impl Fleet) {
    let limits = BusLimits { subscription_messages: 1_000, ..BusLimits::default() };
    let (ann, ben) = (fleet.plain().await, fleet.node(limits, None).await);
    let mut slow = hear(&ben, &game("g")).await;
    let mut quick = hear(&ben, &game("g")).await;
    for hundred in 0..200 {
        let said = hundred * 100..(hundred + 1) * 100;
        for number in said.clone() {
            ann.publish(&game("g"), text(number)).unwrap();
        }
        assert_eq!(take(&mut quick, 100).await, numbers(said));
    }
    until(&*ben, |counters| counters.lost == 19_000).await;
    let mut expected = numbers(0..1_000);
    expected.push("Lost".to_owned());
    assert_eq!(take(&mut slow, 1_001).await, expected);
}

async fn what_is_too_big_is_not_published(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let max = BusLimits::default().payload_bytes;
    let mut heard = hear(&bus, &game("g")).await;
    let too_big = Err(NotPublished::TooBig { bytes: max + 1, max });
    assert_eq!(bus.publish(&game("g"), Bytes::from(vec![b'x'; max + 1])), too_big);
    assert_eq!(bus.publish(&game("g"), Bytes::from(vec![b'x'; max])), Ok(()));
    assert_eq!(message(within(heard.next()).await).payload.len(), max);
    assert_eq!((bus.counters().published, bus.counters().shed_full), (1, 1));
}
