//! What becomes of messages, requests and subscriptions when a member is cut off.

use super::*;

pub(super) async fn t72_while_cut_off_nothing_waits_and_everything_is_said(mut fleet: impl Fleet) {
    let bus = fleet.plain().await;
    assert_eq!(*bus.state().borrow(), State::Connected);
    fleet.cut().await;
    let begun = Instant::now();
    assert!(matches!(&*bus.state().borrow(), State::Disconnected { why, .. } if !why.is_empty()));
    assert_eq!(within(bus.request(&game("g"), Bytes::new(), SOON)).await, Err(RequestFailed::Disconnected));
    let subscribed = within(bus.subscribe(&Pattern::exactly(&game("g")), None)).await;
    assert_eq!(subscribed.err(), Some(NotSubscribed::Disconnected));
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    assert_eq!(bus.counters().disconnected, 1);
}

pub(super) async fn while_cut_off_what_is_published_is_bounded_and_counted(mut fleet: impl Fleet) {
    let few = BusLimits { publish_messages: 100, publish_age: SOON * 12, ..BusLimits::default() };
    let small = BusLimits { publish_bytes: 1_000, ..few };
    let (few, small) = (fleet.node(few, None).await, fleet.node(small, None).await);
    fleet.cut().await;
    let published = |bus: &Arc<dyn Bus>, bytes| {
        let outcomes = (0..150).map(|_| bus.publish(&game("g"), vec![b'x'; bytes].into()));
        outcomes.filter(|outcome| *outcome == Ok(())).count()
    };
    assert_eq!(published(&few, 1), 100);
    assert_eq!(few.publish(&game("g"), Bytes::new()), Err(NotPublished::Full));
    assert_eq!((few.counters().published, few.counters().shed_full), (100, 51));
    assert_eq!(published(&small, 400), 2);
    fleet.heal().await;
    // What waited leaves, and there is room again.
    let deadline = Instant::now() + SOON;
    while few.publish(&game("g"), Bytes::new()) == Err(NotPublished::Full) {
        assert!(Instant::now() < deadline, "nothing leaves");
        tokio::task::yield_now().await;
    }
    assert_eq!(few.counters().shed_old, 0);
}

pub(super) async fn what_waited_too_long_is_not_sent(mut fleet: impl Fleet) {
    let listener = fleet.plain().await;
    let patient = fleet.node(BusLimits { publish_age: SOON * 12, ..BusLimits::default() }, None).await;
    let hasty = fleet.node(BusLimits { publish_age: Duration::ZERO, ..BusLimits::default() }, None).await;
    let mut heard = hear(&listener, &game("g")).await;
    fleet.cut().await;
    for number in 0..3 {
        hasty.publish(&game("g"), text("old")).unwrap();
        patient.publish(&game("g"), text(number)).unwrap();
    }
    fleet.heal().await;
    until(&*hasty, |counters| counters.shed_old == 3).await;
    // On the local bus the patient node may be back before the listener, which then hears nothing of it.
    patient.publish(&game("g"), text("end")).unwrap();
    let mut texts = Vec::new();
    while texts.last().is_none_or(|last| last != "end") {
        texts.push(next(&mut heard).await);
    }
    assert_eq!(texts[0], "Lost");
    assert!(!texts.contains(&"old".to_owned()), "{texts:?}");
    assert_eq!(patient.counters().shed_old, 0);
}

pub(super) async fn after_a_cut_every_subscription_is_marked_and_hears_again(mut fleet: impl Fleet) {
    let (ann, ben) = (fleet.plain().await, fleet.plain().await);
    let mut heard = [hear(&ben, &game("g")).await, hear(&ben, &game("h")).await];
    let group = Group::backends();
    let mut shared = within(ben.subscribe(&Pattern::exactly(&game("g")), Some(&group))).await.unwrap();
    for round in 1..=2 {
        ann.publish(&game("g"), text("before")).unwrap();
        assert_eq!(next(&mut heard[0]).await, "before");
        assert_eq!(next(&mut shared).await, "before");
        fleet.cut().await;
        fleet.heal().await;
        ann.publish(&game("g"), text("after")).unwrap();
        ann.publish(&game("h"), text("after")).unwrap();
        for subscription in heard.iter_mut().chain([&mut shared]) {
            assert_eq!(take(subscription, 2).await, ["Lost", "after"]);
        }
        assert_eq!((ben.counters().reconnects, ben.counters().doubts), (round, 3 * round));
    }
}

pub(super) async fn a_request_ends_when_the_connection_does(mut fleet: impl Fleet) {
    let bus = fleet.plain().await;
    let mut heard = hear(&bus, &game("g")).await;
    let asking = tokio::spawn({
        let bus = Arc::clone(&bus);
        async move { bus.request(&game("g"), text("hi"), SOON * 12).await }
    });
    assert_eq!(next(&mut heard).await, "hi");
    fleet.cut().await;
    assert_eq!(within(asking).await.unwrap(), Err(RequestFailed::Disconnected));
}
