//! TLS between a socket and its conn. Without it a conn has none of this but one look whether it has.

use std::io::{self, ErrorKind, Write};

use edge::{Received, TlsConn, TlsFault, TlsLimits};
use hub::ConnKey;
use types::Millis;

use crate::conn::{Conn, Open, Phase};
use crate::outbox::{Full, Outbox, Spares};
use crate::shard::Shard;
use crate::stats::{Counter, LimitHit};

/// Reads of conns that are still agreeing on keys, in one turn: each may cost 0.1 ms, and players wait meanwhile. The
/// rest goes on in the next turn.
pub(crate) const HANDSHAKES_MAX: u32 = 32;

impl Conn {
    /// Whether TLS keys are still being agreed on.
    pub(crate) fn is_shaking_hands(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_handshaking())
    }

    /// Whether ciphertext waits for the socket.
    pub(crate) fn has_unsent(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| !tls.unsent().is_empty())
    }

    /// Whether something waits until the kernel takes more.
    pub(crate) fn is_blocked(&self) -> bool {
        self.outbox.is_blocked() || self.has_unsent()
    }

    /// Sends frames past the empty outbox; queues what the kernel does not take.
    pub(crate) fn send_past(
        &mut self,
        now: Millis,
        frames: &[u8],
        max: usize,
        spares: &mut Spares,
    ) -> io::Result<Result<usize, Full>> {
        match &mut self.tls {
            None => self.outbox.send_past(now, frames, &mut self.socket, max, spares),
            Some(tls) => self.outbox.send_past(now, frames, &mut tls.over(&mut self.socket), max, spares),
        }
    }

    /// Sends what waits. Gives how much of the outbox has left it.
    pub(crate) fn flush(&mut self, now: Millis, spares: &mut Spares) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else { return self.outbox.flush(now, &mut self.socket, spares) };
        let mut through = tls.over(&mut self.socket);
        let sent = self.outbox.flush(now, &mut through, spares)?;
        unless_blocked(through.flush()).map(|()| sent)
    }

    /// With TLS, says that nothing more will be sent, as far as the kernel takes it.
    pub(crate) fn say_end(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else { return Ok(()) };
        tls.close();
        unless_blocked(tls.over(&mut self.socket).flush())
    }
}

/// A kernel that takes no more now is no failure: it says when it does.
fn unless_blocked(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
        other => other,
    }
}

impl Shard {
    /// TLS for a new conn, with the certificate of now.
    pub(crate) fn new_tls(&self) -> Result<Box<TlsConn>, TlsFault> {
        let no_certificate = || TlsFault::Ours("a TLS listener has no certificate".to_owned());
        let certificates = self.certificates.as_ref().ok_or_else(no_certificate)?;
        certificates.accept(TlsLimits::from(&self.limits)).map(Box::new)
    }

    /// Ciphertext of a handshake or of an open conn.
    pub(crate) fn on_cipher(&mut self, key: ConnKey, cipher: &mut [u8]) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Some(tls) = &mut conn.tls else { return };
        let mut plain = std::mem::take(&mut self.plain);
        let was_shaking_hands = tls.is_handshaking();
        let outcome = tls.receive(cipher, &mut plain);
        let is_agreed = was_shaking_hands && !tls.is_handshaking();
        if !tls.unsent().is_empty() {
            self.mark_dirty(key);
        }
        self.stats().add(Counter::TlsHandshakes, u64::from(is_agreed));
        match outcome {
            Ok(received) => self.on_decrypted(key, received, &mut plain, cipher.len()),
            Err(fault) => self.on_tls_fault(key, &fault),
        }
        plain.clear();
        self.plain = plain;
    }

    fn on_decrypted(&mut self, key: ConnKey, received: Received, plain: &mut [u8], cipher_bytes: usize) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let begun_before = conn.begun_at.filter(|_| plain.is_empty());
        match conn.phase {
            Phase::Open(open) => {
                if let Open::Player { .. } = open {
                    // What TLS adds is charged as well, and a read that says nothing as one frame.
                    self.charge(key, u64::from(plain.is_empty()), cipher_bytes.saturating_sub(plain.len()));
                }
                if self.is_open(key) {
                    self.on_frames(key, open, plain);
                }
            }
            Phase::Head { .. } if !plain.is_empty() => self.on_head_bytes(key, plain),
            Phase::Head { .. } | Phase::Proxied { .. } | Phase::Closing { .. } => {}
        }
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        if conn.begun_at.is_none() && conn.tls.as_ref().is_some_and(|tls| tls.is_mid_record()) {
            // A record that has begun is a message that has.
            conn.begun_at = Some(begun_before.unwrap_or(self.now.mono));
        }
        if received.is_ended {
            conn.is_ended = true;
            self.again.push(key);
        }
    }

    /// TLS cannot go on. What tells the peer, an alert, is among the unsent bytes; nothing else can be sent any more.
    #[cold]
    fn on_tls_fault(&mut self, key: ConnKey, fault: &TlsFault) {
        match fault {
            TlsFault::Ours(_) => tracing::error!(conn = self.conn_id(key), %fault, "TLS failed"),
            TlsFault::PlainHttp
            | TlsFault::NotTls
            | TlsFault::OldVersion
            | TlsFault::NothingInCommon(_)
            | TlsFault::TooBig(_)
            | TlsFault::Flood(_)
            | TlsFault::Alert(_)
            | TlsFault::Broken(_) => {
                tracing::debug!(conn = self.conn_id(key), name = fault.name(), %fault, "TLS failed");
            }
        }
        self.stats().add(Counter::TlsFaults, 1);
        self.leave_hub(key);
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        conn.outbox = Outbox::default();
        if conn.is_shaking_hands() && matches!(fault, TlsFault::TooBig(_)) {
            self.stats().add_limit(LimitHit::TlsHandshakeBytes);
        }
        self.begin_closing(key);
    }
}
