//! How conns end: by us, by them, by the network.

use std::net::Shutdown;
use std::sync::atomic::Ordering;

use hub::{ConnKey, Input};
use mio::Interest;
use types::CloseCode;
use ws::put_close;

use crate::Refusal;
use crate::conn::{Open, Phase};
use crate::shard::{Shard, token};
use crate::stats::{Counter, LimitHit};

impl Shard {
    /// Closes a conn with a code; the hub is told.
    #[cold]
    pub(crate) fn close(&mut self, key: ConnKey, code: CloseCode) {
        self.leave_hub(key);
        self.send_close(key, code);
    }

    /// Closes a conn that the hub has forgotten.
    pub(crate) fn send_close(&mut self, key: ConnKey, code: CloseCode) {
        if !self.is_open(key) {
            return;
        }
        tracing::debug!(conn = self.conn_id(key), code = code.number(), reason = code.name(), "closing");
        self.stats().add_closed(code);
        if self.is_watched() {
            self.tell_closed(key, Some(code.number()));
        }
        let mut frame = Vec::new();
        put_close(&mut frame, code.number(), &reason(code, self.message_bytes(key)));
        self.finish(key, &frame);
    }

    /// The peer closes: it gets its own code back.
    #[cold]
    pub(crate) fn on_close_frame(&mut self, key: ConnKey, code: Option<u16>) {
        tracing::debug!(conn = self.conn_id(key), code, "the peer closes");
        if self.is_watched() {
            self.tell_closed(key, code.or(Some(1005)));
        }
        self.leave_hub(key);
        let mut frame = Vec::new();
        match code {
            Some(code) => put_close(&mut frame, code, ""),
            None => ws::put_frame(&mut frame, ws::Opcode::Close, b""),
        }
        self.finish(key, &frame);
    }

    /// A handshake is refused.
    pub(crate) fn refuse(&mut self, key: ConnKey, refusal: &Refusal) {
        tracing::debug!(status = refusal.status as u16, text = %refusal.text, "refused");
        self.stats().add(Counter::Refused, 1);
        let now = self.now.mono;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        match &mut conn.tls {
            // It is not worth a handshake.
            Some(tls) if tls.is_handshaking() => tls.refuse(),
            Some(_) | None => conn.outbox.push_head(now, &refusal.response(), &mut self.spares),
        }
        self.begin_closing(key);
    }

    /// Puts the last frame behind the one that is on its way, and begins to close.
    fn finish(&mut self, key: ConnKey, last: &[u8]) {
        let now = self.now.mono;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        if conn.outbox.is_blocked() {
            conn.outbox.cut();
        }
        let pushed = conn.outbox.push(now, last, usize::MAX, &mut self.spares);
        debug_assert!(pushed.is_ok(), "nothing is over an endless limit");
        self.begin_closing(key);
    }

    pub(crate) fn begin_closing(&mut self, key: ConnKey) {
        let until = self.now.mono + self.limits.outbox_age;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        conn.phase = Phase::Closing { until, is_sent: false, discarded: 0 };
        self.mark_dirty(key);
        // Bytes may be waiting that were held back; what is unread at the end would turn our close into a reset.
        self.again.push(key);
        if let Some(conn) = self.conns.get_mut(key.0) {
            conn.is_paused = false;
        }
    }

    /// The last word of a closing conn has been taken by the kernel: no more from us, then a moment for the peer.
    pub(crate) fn half_close(&mut self, key: ConnKey) {
        let until = self.now.mono + self.limits.close_grace;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Phase::Closing { is_sent: false, .. } = conn.phase else { return };
        let ended = match conn.say_end() {
            // The kernel says when it takes more, and then we come back.
            Ok(()) if conn.has_unsent() => return,
            Ok(()) => conn.socket.shutdown(Shutdown::Write),
            Err(error) => Err(error),
        };
        if let Phase::Closing { until: deadline, is_sent, .. } = &mut conn.phase {
            (*deadline, *is_sent) = (until, true);
        }
        if ended.is_err() {
            self.drop_conn(key, "the peer was gone before our close frame");
        }
    }

    /// The conn did not read what it was sent.
    #[cold]
    pub(crate) fn too_slow(&mut self, key: ConnKey, limit: LimitHit) {
        self.stats().add_limit(limit);
        self.close(key, CloseCode::TooSlow);
    }

    pub(crate) fn leave_hub(&mut self, key: ConnKey) {
        match self.conns.get(key.0).map(|conn| &conn.phase) {
            Some(Phase::Open(Open::Player { .. })) => self.hub.handle(self.now, Input::Closed(key), &mut self.out),
            Some(&Phase::Open(Open::Peer { id, room })) => self.leave_room(id, room),
            Some(_) | None => {}
        }
    }

    /// How long a message of this conn may be.
    fn message_bytes(&self, key: ConnKey) -> usize {
        match self.conns.get(key.0).map(|conn| &conn.phase) {
            Some(Phase::Open(Open::Peer { .. })) => relay::MESSAGE_BYTES_MAX,
            Some(_) | None => self.limits.message_bytes,
        }
    }

    /// When the node goes down, everybody is told.
    pub(crate) fn look_at_the_flags(&mut self) {
        if self.shared.is_draining.load(Ordering::Relaxed) && !self.is_draining {
            self.begin_to_drain();
        }
    }

    /// The peer will send no more.
    #[cold]
    pub(crate) fn on_end(&mut self, key: ConnKey) {
        if let Some(conn) = self.conns.get_mut(key.0)
            && conn.say_end().is_err()
        {
            tracing::debug!(conn = self.conn_id(key), "the peer does not listen any more");
        }
        self.drop_conn(key, "the peer ended the connection");
    }

    /// Lets go of a socket. With unread bytes the kernel resets it.
    #[cold]
    pub(crate) fn drop_conn(&mut self, key: ConnKey, why: &'static str) {
        tracing::debug!(conn = self.conn_id(key), why, "gone");
        if self.is_watched() {
            self.tell_closed(key, None);
        }
        self.leave_hub(key);
        if let Some(mut conn) = self.conns.remove(key.0) {
            if let Some(address) = conn.address.take() {
                self.shared.addresses.leave(*address);
            }
            self.shared.conns.fetch_sub(1, Ordering::Relaxed);
            if let Err(error) = self.poll.registry().deregister(&mut conn.socket) {
                tracing::debug!(%error, "a socket was not registered");
            }
        }
    }

    /// Puts a socket under the loop's eyes: told of each edge, in both directions, once and for all.
    pub(crate) fn watch(&mut self, key: ConnKey) -> bool {
        let Some(conn) = self.conns.get_mut(key.0) else { return false };
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut conn.socket, token(key), interest).is_ok()
    }
}

/// The reason in the close frame: the code's name, and what a client can do with.
fn reason(code: CloseCode, message_bytes: usize) -> String {
    let name = code.name();
    match code {
        CloseCode::WrongType => format!("{name}; text frames need the subprotocol hubbub.v1.json"),
        CloseCode::Version => format!("{name}; spoken={}", wire::PROTOCOL_VERSION),
        CloseCode::TooBig => format!("{name}; max={message_bytes}"),
        CloseCode::Full | CloseCode::TooFast => format!("{name}; retry=5"),
        CloseCode::Done
        | CloseCode::ProtocolError
        | CloseCode::NotUtf8
        | CloseCode::Policy
        | CloseCode::OurFault
        | CloseCode::Silent
        | CloseCode::TooSlow
        | CloseCode::Restarting
        | CloseCode::HelloLate
        | CloseCode::TokenExpired
        | CloseCode::LoginFailed
        | CloseCode::LoginRequired
        | CloseCode::Removed
        | CloseCode::Replaced
        | CloseCode::TooManyErrors
        | CloseCode::TooManyConns => name.to_owned(),
    }
}
