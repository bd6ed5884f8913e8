//! Every bound of a bus.

use std::time::Duration;

/// Everything on a bus that can grow or wait, and how far it may. Each event of reaching one is counted
/// ([`crate::Counters`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusLimits {
    /// Messages that wait to leave. When full: `publish` sheds the new one. Default 8,192.
    pub publish_messages: usize,
    /// Bytes of the messages that wait to leave, subjects included. When full: `publish` sheds the new one. Default
    /// 16 MiB.
    pub publish_bytes: usize,
    /// How long a message may wait to leave, while there is no connection or the server does not read. When over: it
    /// is shed, for late news does more harm than none. Default 2 s.
    pub publish_age: Duration,
    /// The largest payload; a server may carry less. When over: `publish` sheds it. Default 1 MiB, as NATS has it.
    pub payload_bytes: usize,
    /// Messages that wait for the reader of one subscription. When full: new ones are lost, and the place is marked.
    /// Default 8,192.
    pub subscription_messages: usize,
    /// Bytes of the messages that wait for the reader of one subscription. When full: new ones are lost, and the place
    /// is marked. Default 16 MiB.
    pub subscription_bytes: usize,
    /// Requests that wait for an answer. When full: a new one is not sent. Default 16,384.
    pub requests: usize,
    /// How long the server may take to confirm a subscription. When over: it fails. Default 2 s.
    pub subscribe_time: Duration,
}

impl Default for BusLimits {
    fn default() -> Self {
        Self {
            publish_messages: 8_192,
            publish_bytes: 16 << 20,
            publish_age: Duration::from_secs(2),
            payload_bytes: 1 << 20,
            subscription_messages: 8_192,
            subscription_bytes: 16 << 20,
            requests: 16_384,
            subscribe_time: Duration::from_secs(2),
        }
    }
}
