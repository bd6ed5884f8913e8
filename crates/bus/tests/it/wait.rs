//! Waiting for a state, with an end.

use std::future::Future;
use std::time::Duration;

use bus::{Bus, Counters, Delivery, Message, State, Subscription};
use tokio::time::{Instant, timeout};

/// A busy machine is slow; nothing waits longer than this.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it takes too long")
}

#[track_caller]
pub(crate) fn message(delivery: Option<Delivery>) -> Message {
    match delivery {
        Some(Delivery::Message(message)) => message,
        other => panic!("expected a message, got {other:?}"),
    }
}

/// The text of the next delivery; `Lost` for a marker, `End` for the end.
pub(crate) async fn next(subscription: &mut Subscription) -> String {
    match within(subscription.next()).await {
        Some(Delivery::Message(message)) => String::from_utf8(message.payload.to_vec()).expect("tests send text"),
        Some(Delivery::Lost) => "Lost".to_owned(),
        None => "End".to_owned(),
    }
}

/// The texts of the next deliveries.
pub(crate) async fn take(subscription: &mut Subscription, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        texts.push(next(subscription).await);
    }
    texts
}

/// Looks at the counters until they are as expected.
pub(crate) async fn until(bus: &dyn Bus, is_so: impl Fn(&Counters) -> bool) -> Counters {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let counters = bus.counters();
        if is_so(&counters) {
            return counters;
        }
        assert!(Instant::now() < deadline, "it takes too long: {counters:?}");
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn connected(bus: &dyn Bus) {
    let mut state = bus.state();
    within(state.wait_for(|state| *state == State::Connected)).await.expect("the bus exists");
}

pub(crate) async fn disconnected(bus: &dyn Bus) {
    let mut state = bus.state();
    let is_so = |state: &State| matches!(state, State::Disconnected { .. });
    within(state.wait_for(is_so)).await.expect("the bus exists");
}
