//! Answers that the hub knows nothing of: to pings, and to what the conformance test says.

use std::borrow::Cow;

use hub::ConnKey;
use ws::{DecodeLimits, Kind, Opcode, put_frame};

use crate::shard::Shard;

/// Pongs that one read is answered by; of more pings only the last is (RFC 6455 section 5.5.3 allows it).
const PONGS_MAX: usize = 16;

/// What the conformance test may send: its largest message and its most fragments (Autobahn 9.1.6, 9.3.1).
pub(crate) const ECHO_LIMITS: DecodeLimits = DecodeLimits { message_bytes: 16 << 20, message_fragments: 65_536 };
const ECHO_OUTBOX_BYTES: usize = 64 << 20;

impl Shard {
    #[cold]
    pub(crate) fn echo(&mut self, key: ConnKey, kind: Kind, payload: &[u8]) -> bool {
        let mut frame = Vec::new();
        put_frame(&mut frame, kind.into(), payload);
        self.queue(key, &frame, ECHO_OUTBOX_BYTES);
        self.is_open(key)
    }

    #[cold]
    pub(crate) fn on_ping(&mut self, key: ConnKey, payload: Cow<'_, [u8]>, pings: &mut Pings) {
        pings.answered += 1;
        if pings.answered < PONGS_MAX {
            self.queue_control(key, Opcode::Pong, &payload);
        } else {
            pings.last = Some(payload.into_owned());
        }
    }

    pub(crate) fn queue_control(&mut self, key: ConnKey, opcode: Opcode, payload: &[u8]) {
        let mut frame = Vec::new();
        put_frame(&mut frame, opcode, payload);
        self.queue(key, &frame, self.limits.outbox_bytes);
    }
}

/// The pings of one read.
#[derive(Default)]
pub(crate) struct Pings {
    answered: usize,
    pub(crate) last: Option<Vec<u8>>,
}
