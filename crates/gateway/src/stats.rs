//! What a shard counts. Written by its own thread alone, read by whoever renders the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

use types::CloseCode;
use wire::ErrorCode;

/// Something that is counted; its name in the metrics is `hubbub_` and [`Counter::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Counter {
    /// Open conns, now.
    Conns,
    /// Realms with members, now.
    Realms,
    /// Peers in rooms of Godot's own multiplayer, now.
    GodotPeers,
    /// TCP connections accepted.
    Accepted,
    /// Conns opened.
    Opened,
    /// Requests handed to the HTTP side.
    HandedOver,
    /// Requests refused in the handshake, by any status.
    Refused,
    /// Messages read.
    MessagesIn,
    /// Bytes read from sockets.
    BytesIn,
    /// Bytes sent, as they are before TLS.
    BytesOut,
    /// `send` calls: coalescing shows as bytes a send.
    Sends,
    /// Turns of the loop.
    Turns,
    /// Turns in which nobody was read, for another shard or the node had more mail than it can take.
    Held,
    /// Times that a conn was not read because its inbound budget was used up.
    Paused,
    /// Accepts put off because the process had no file number left.
    FilesExhausted,
    /// TLS handshakes done.
    TlsHandshakes,
    /// TLS conns that ended by a fault of the peer, in the handshake or later; each is in the log at `debug`.
    TlsFaults,
    /// Faults of ours that were caught; each is in the log.
    Caught,
}

impl Counter {
    /// Every counter, in the order of `counter as usize`.
    pub const ALL: [Self; 18] = [
        Self::Conns,
        Self::Realms,
        Self::GodotPeers,
        Self::Accepted,
        Self::Opened,
        Self::HandedOver,
        Self::Refused,
        Self::MessagesIn,
        Self::BytesIn,
        Self::BytesOut,
        Self::Sends,
        Self::Turns,
        Self::Held,
        Self::Paused,
        Self::FilesExhausted,
        Self::TlsHandshakes,
        Self::TlsFaults,
        Self::Caught,
    ];

    /// The metric's name after `hubbub_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conns => "conns",
            Self::Realms => "realms",
            Self::GodotPeers => "godot_peers",
            Self::Accepted => "accepted_total",
            Self::Opened => "opened_total",
            Self::HandedOver => "handed_over_total",
            Self::Refused => "refused_total",
            Self::MessagesIn => "messages_in_total",
            Self::BytesIn => "bytes_in_total",
            Self::BytesOut => "bytes_out_total",
            Self::Sends => "sends_total",
            Self::Turns => "turns_total",
            Self::Held => "held_turns_total",
            Self::Paused => "paused_total",
            Self::FilesExhausted => "files_exhausted_total",
            Self::TlsHandshakes => "tls_handshakes_total",
            Self::TlsFaults => "tls_faults_total",
            Self::Caught => "caught_total",
        }
    }

    /// Whether the value goes up and down.
    #[must_use]
    pub fn is_gauge(self) -> bool {
        matches!(self, Self::Conns | Self::Realms | Self::GodotPeers)
    }
}

/// The counters of one shard.
#[derive(Debug, Default)]
pub struct Stats {
    counters: [AtomicU64; Counter::ALL.len()],
    closed: [AtomicU64; CloseCode::ALL.len()],
    errors: [AtomicU64; ErrorCode::ALL.len()],
    limits: [AtomicU64; LimitHit::ALL.len()],
}

impl Stats {
    /// What a counter says.
    #[must_use]
    pub fn value(&self, counter: Counter) -> u64 {
        self.counters[counter as usize].load(Ordering::Relaxed)
    }

    /// Conns that we closed, by code.
    pub fn closed(&self) -> impl Iterator<Item = (CloseCode, u64)> {
        CloseCode::ALL.into_iter().zip(self.closed.iter().map(|count| count.load(Ordering::Relaxed)))
    }

    /// Messages of clients that had no effect, by code.
    pub fn errors(&self) -> impl Iterator<Item = (ErrorCode, u64)> {
        ErrorCode::ALL.into_iter().zip(self.errors.iter().map(|count| count.load(Ordering::Relaxed)))
    }

    /// Limits reached, by their names in the settings.
    pub fn limits(&self) -> impl Iterator<Item = (&'static str, u64)> {
        LimitHit::ALL.into_iter().map(LimitHit::name).zip(self.limits.iter().map(|count| count.load(Ordering::Relaxed)))
    }

    pub(crate) fn add(&self, counter: Counter, more: u64) {
        // One writer: a load and a store cost less than a locked add.
        let count = &self.counters[counter as usize];
        count.store(count.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
    }

    pub(crate) fn set(&self, counter: Counter, value: u64) {
        self.counters[counter as usize].store(value, Ordering::Relaxed);
    }

    pub(crate) fn add_closed(&self, code: CloseCode) {
        if let Some(at) = CloseCode::ALL.iter().position(|known| *known == code) {
            self.closed[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn add_limit(&self, limit: LimitHit) {
        self.limits[limit as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set_errors(&self, counts: &[u64; ErrorCode::ALL.len()]) {
        for (stat, count) in self.errors.iter().zip(counts) {
            stat.store(*count, Ordering::Relaxed);
        }
    }
}

/// A limit of the gateway that somebody has reached; the hub's show as errors by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum LimitHit {
    HandshakeTime,
    TlsHandshakeBytes,
    Conns,
    AcceptRate,
    AddressConns,
    MessageBytes,
    MessageFragments,
    MessageTime,
    InboundMessagesRate,
    InboundFullTime,
    OutboxBytes,
    OutboxAge,
    DeadAfter,
    Memory,
}

impl LimitHit {
    pub(crate) const ALL: [Self; 14] = [
        Self::HandshakeTime,
        Self::TlsHandshakeBytes,
        Self::Conns,
        Self::AcceptRate,
        Self::AddressConns,
        Self::MessageBytes,
        Self::MessageFragments,
        Self::MessageTime,
        Self::InboundMessagesRate,
        Self::InboundFullTime,
        Self::OutboxBytes,
        Self::OutboxAge,
        Self::DeadAfter,
        Self::Memory,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::HandshakeTime => "handshake_time",
            Self::TlsHandshakeBytes => "tls_handshake_bytes",
            Self::Conns => "conns",
            Self::AcceptRate => "accept_rate",
            Self::AddressConns => "address_conns",
            Self::MessageBytes => "message_bytes",
            Self::MessageFragments => "message_fragments",
            Self::MessageTime => "message_time",
            Self::InboundMessagesRate => "inbound_messages_rate",
            Self::InboundFullTime => "inbound_full_time",
            Self::OutboxBytes => "outbox_bytes",
            Self::OutboxAge => "outbox_age",
            Self::DeadAfter => "dead_after",
            Self::Memory => "memory",
        }
    }
}
