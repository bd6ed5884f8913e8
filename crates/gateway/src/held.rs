//! A conn that has asked the desk something is not read until it has the answer, so that its messages keep their order
//! and nothing of it has to be queued.

use hub::ConnKey;

use crate::conn::Phase;
use crate::shard::Shard;

/// What had been read behind the question: at most one read.
pub(crate) struct Held(Vec<u8>);

impl Shard {
    /// The conn waits from here on.
    #[cold]
    pub(crate) fn hold(&mut self, key: ConnKey, rest: &[u8]) {
        if let Some(conn) = self.conns.get_mut(key.0) {
            conn.held = Some(Box::new(Held(rest.to_vec())));
        }
    }

    /// The answer has come: first what was held back, then the socket.
    pub(crate) fn on_released(&mut self, key: ConnKey) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Some(held) = conn.held.take() else { return };
        let Phase::Open(open) = conn.phase else { return };
        let Held(mut bytes) = *held;
        self.on_frames(key, open, &mut bytes);
        self.again.push(key);
    }
}
