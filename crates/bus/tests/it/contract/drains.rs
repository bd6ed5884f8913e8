//! How a bus ends.

use super::*;

pub(super) async fn a_drain_has_drained(fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    let mut at_ann = hear(&ann, &game("to_ann")).await;
    let mut at_ben = hear(&ben, &game("to_ben")).await;
    for number in 0..1_000 {
        ann.publish(&game("to_ben"), text(number)).unwrap();
        ben.publish(&game("to_ann"), text(number)).unwrap();
    }
    // What has been heard here was said before the drain, and so was everything before it.
    let reader = tokio::spawn(async move {
        let heard = take(&mut at_ben, 1_001).await;
        (heard, at_ben.next().await)
    });
    until(&*ben, |counters| counters.received == 1_000).await;
    within(ben.drain(SOON)).await.unwrap();
    let mut expected = numbers(0..1_000);
    expected.push("End".to_owned());
    assert_eq!(within(reader).await.unwrap(), (expected, None));
    assert_eq!(take(&mut at_ann, 1_000).await, numbers(0..1_000), "what was published before has left");

    assert_eq!(*ben.state().borrow(), State::Closed);
    assert_eq!(ben.publish(&game("to_ann"), text("no more")), Err(NotPublished::Closed));
    let closed = Err(RequestFailed::NotSent(NotPublished::Closed));
    assert_eq!(within(ben.request(&game("to_ann"), Bytes::new(), SOON)).await, closed);
    let subscribed = within(ben.subscribe(&Pattern::exactly(&game("g")), None)).await;
    assert_eq!(subscribed.err(), Some(NotSubscribed::Closed));
    assert_eq!(within(ann.request(&game("to_ben"), Bytes::new(), SOON)).await, Err(RequestFailed::NoResponders));
    assert_eq!(within(ben.drain(SOON)).await, Ok(()), "once more is no harm");
}

pub(super) async fn a_drain_lets_readers_answer_what_they_were_asked(fleet: impl Fleet) {
    let (asker, server) = (fleet.plain().await, fleet.plain().await);
    let requests = hear(&server, &game("g")).await;
    let asking = (0..100).map(|number| {
        let asker = Arc::clone(&asker);
        tokio::spawn(async move { asker.request(&game("g"), text(number), SOON).await })
    });
    let asking: Vec<_> = asking.collect();
    until(&*server, |counters| counters.received == 100).await;
    let serving = serve(&server, requests, "!");
    within(server.drain(SOON)).await.unwrap();
    for (number, asked) in asking.into_iter().enumerate() {
        assert_eq!(within(asked).await.unwrap(), Ok(text(format!("{number}!"))));
    }
    assert_eq!(within(serving).await.unwrap(), 100);
}

pub(super) async fn a_drain_ends_at_its_deadline(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    for number in 0..3 {
        bus.publish(&game("g"), text(number)).unwrap();
    }
    until(&*bus, |counters| counters.received == 3).await;
    let left = within(bus.drain(Duration::from_millis(50))).await.unwrap_err();
    assert_eq!((left.undelivered, left.unsent), (3, 0));
    assert_eq!((*bus.state().borrow()).clone(), State::Closed);
    assert_eq!(within(heard.next()).await, None, "nothing arrives any more");
}

pub(super) async fn a_drain_without_a_connection_says_what_was_left(mut fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    fleet.cut().await;
    bus.publish(&game("g"), text("never")).unwrap();
    let reader = tokio::spawn(async move { heard.next().await });
    let left = within(bus.drain(SOON)).await.unwrap_err();
    assert_eq!((left.undelivered, left.unsent), (0, 1));
    assert_eq!(within(reader).await.unwrap(), None);
    assert_eq!(bus.counters().shed_cut, 1);
}

pub(super) async fn a_bus_that_is_dropped_ends_its_subscriptions(fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    drop(fleet);
    drop(bus);
    assert_eq!(within(heard.next()).await, None);
}
