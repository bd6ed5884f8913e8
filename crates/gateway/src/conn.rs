//! One socket: what is kept of it, and what its bytes lead to.

use std::io::{ErrorKind, Read};
use std::net::IpAddr;

use edge::TlsConn;
use hub::{ConnKey, Input};
use mio::net::TcpStream;
use types::{CloseCode, ConnId, Millis};
use wire::Dialect;
use ws::{DecodeLimits, Decoder, Event, Kind, Opcode, Role, Violation};

use crate::answers::{ECHO_LIMITS, Pings};
use crate::budget::Budget;
use crate::held::Held;
use crate::outbox::Outbox;
use crate::relayed::RoomNumber;
use crate::shard::Shard;
use crate::stats::{Counter, LimitHit};

/// A socket in its slot. Small, for thousands of them are walked when a realm speaks.
pub(crate) struct Conn {
    pub(crate) socket: TcpStream,
    /// What encrypts it, if its listener speaks TLS.
    pub(crate) tls: Option<Box<TlsConn>>,
    pub(crate) phase: Phase,
    pub(crate) outbox: Outbox,
    /// Whether it is in the shard's list of outboxes to flush.
    pub(crate) is_dirty: bool,
    /// Whether it is held back by its budget; it is in the shard's list of those then.
    pub(crate) is_paused: bool,
    /// While it waits for an answer of the desk it is not read: what had come behind its question, still masked.
    pub(crate) held: Option<Box<Held>>,
    /// Whether the kernel has told of the peer's end, which lies behind whatever is still to be read, or TLS has.
    pub(crate) is_ended: bool,
    /// When the last byte came.
    pub(crate) heard_at: Millis,
    /// When it was last sent a ping.
    pub(crate) pinged_at: Millis,
    pub(crate) budget: Budget,
    decoder: Decoder,
    /// Since when a message has begun and not ended.
    pub(crate) begun_at: Option<Millis>,
    /// The address that counts it, if one does.
    pub(crate) address: Option<Box<IpAddr>>,
}

/// Where a socket is in its life.
///
/// ```text
///   Proxied ──▶ Head ──101──▶ Open ──close frame──▶ Closing ──▶ (gone)
///                 └──refusal────────────────────────▲  │
///                 └──no upgrade──▶ (the HTTP side)     └─ sent, then half-closed, then read on for a moment
/// ```
pub(crate) enum Phase {
    /// A trusted proxy is to say for whom it connects; what has come of that.
    Proxied { since: Millis, bytes: Vec<u8> },
    /// The handshake; what has come of its head, unless that came in one piece.
    Head { since: Millis, seen: usize, bytes: Vec<u8> },
    /// A conn: a player, or the conformance test.
    Open(Open),
    /// Our last word is on its way; what still comes is thrown away.
    Closing { until: Millis, is_sent: bool, discarded: usize },
}

/// What an open conn is.
#[derive(Clone, Copy)]
pub(crate) enum Open {
    /// A player of the hub.
    Player { id: ConnId, dialect: Dialect },
    /// A peer in a room of Godot's own multiplayer.
    Peer { id: ConnId, room: RoomNumber },
    /// Gets back what it says.
    Echo,
}

impl Phase {
    /// A handshake of which nothing has come yet.
    pub(crate) fn head(since: Millis) -> Self {
        Self::Head { since, seen: 0, bytes: Vec::new() }
    }
}

impl Conn {
    pub(crate) fn new(socket: TcpStream, tls: Option<Box<TlsConn>>, now: Millis, phase: Phase) -> Self {
        Self {
            socket,
            tls,
            phase,
            outbox: Outbox::default(),
            is_dirty: false,
            is_paused: false,
            held: None,
            is_ended: false,
            heard_at: now,
            pinged_at: now,
            budget: Budget::default(),
            decoder: Decoder::new(Role::Server),
            begun_at: None,
            address: None,
        }
    }

    pub(crate) fn id(&self) -> Option<ConnId> {
        match self.phase {
            Phase::Open(Open::Player { id, .. } | Open::Peer { id, .. }) => Some(id),
            Phase::Open(Open::Echo) | Phase::Proxied { .. } | Phase::Head { .. } | Phase::Closing { .. } => None,
        }
    }
}

impl Shard {
    /// Reads a socket once and acts on what it says.
    pub(crate) fn on_readable(&mut self, key: ConnKey) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        if conn.is_paused || conn.held.is_some() {
            return;
        }
        if conn.is_shaking_hands() {
            if self.handshakes_left == 0 {
                return self.again.push(key);
            }
            self.handshakes_left -= 1;
        }
        // The buffer is the loop's own; taken for the time in which the rest of `self` is at work.
        let mut buffer = std::mem::take(&mut self.buffer);
        let outcome = conn.socket.read(&mut buffer);
        match outcome {
            Ok(0) => self.on_end(key),
            Ok(read) => {
                if read == buffer.len() || conn.is_ended {
                    self.again.push(key);
                }
                self.stats().add(Counter::BytesIn, read as u64);
                self.on_bytes(key, &mut buffer[..read]);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock && conn.is_ended => self.on_end(key),
            Err(error) if error.kind() == ErrorKind::WouldBlock => conn.budget.rest(),
            Err(error) if error.kind() == ErrorKind::Interrupted => self.again.push(key),
            Err(_) => self.drop_conn(key, "the connection broke"),
        }
        self.buffer = buffer;
    }

    pub(crate) fn on_bytes(&mut self, key: ConnKey, bytes: &mut [u8]) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        conn.heard_at = self.now.mono;
        match &mut conn.phase {
            Phase::Proxied { .. } => self.on_proxy_bytes(key, bytes),
            Phase::Head { .. } | Phase::Open(_) if conn.tls.is_some() => self.on_cipher(key, bytes),
            Phase::Head { .. } => self.on_head_bytes(key, bytes),
            Phase::Open(open) => {
                let open = *open;
                self.on_frames(key, open, bytes);
            }
            Phase::Closing { discarded, .. } => {
                *discarded += bytes.len();
                if *discarded > self.limits.close_grace_bytes {
                    self.drop_conn(key, "it went on after the close frame");
                }
            }
        }
    }

    /// Everything that these bytes of an open conn complete, in order.
    pub(crate) fn on_frames(&mut self, key: ConnKey, open: Open, bytes: &mut [u8]) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let mut decoder = std::mem::replace(&mut conn.decoder, Decoder::new(Role::Server));
        let limits = match open {
            Open::Player { .. } => self.decode_limits,
            Open::Peer { .. } => DecodeLimits { message_bytes: relay::MESSAGE_BYTES_MAX, ..self.decode_limits },
            Open::Echo => ECHO_LIMITS,
        };
        let (mut at, mut frames, mut messages, mut pings) = (0, 0, 0, Pings::default());
        while at < bytes.len() {
            match decoder.decode(limits, &mut bytes[at..]) {
                Ok(decoded) => {
                    at += decoded.used;
                    frames += u64::from(decoded.is_frame_end);
                    let Some(event) = decoded.event else { continue };
                    messages += u64::from(matches!(event, Event::Message(..)));
                    if !self.on_event(key, open, event, &mut pings) {
                        return;
                    }
                    if self.hub.has_just_asked(key) {
                        self.hold(key, &bytes[at..]);
                        break;
                    }
                }
                Err(violation) => return self.on_violation(key, violation),
            }
        }
        self.carry_out();
        if let Some(payload) = pings.last {
            self.queue_control(key, Opcode::Pong, &payload);
        }
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        // What is unfinished after a whole message has begun in this read.
        let begun_before = conn.begun_at.filter(|_| messages == 0);
        conn.begun_at = decoder.is_mid_message().then(|| begun_before.unwrap_or(self.now.mono));
        conn.decoder = decoder;
        if !matches!(open, Open::Echo) {
            self.stats().add(Counter::MessagesIn, messages);
            self.charge(key, frames, at);
        }
    }

    /// Acts on one message or control frame; `false` once the conn is closing. What the hub decides about messages
    /// gathers in `out` and is carried out once a read, or before the conn closes.
    fn on_event(&mut self, key: ConnKey, open: Open, event: Event<'_>, pings: &mut Pings) -> bool {
        match (event, open) {
            (Event::Message(kind, payload), Open::Player { dialect, .. }) => {
                if kind == Kind::Text && dialect == Dialect::Protobuf {
                    self.carry_out();
                    self.close(key, CloseCode::WrongType);
                    return false;
                }
                let input = match wire::decode(dialect, &payload, self.limits.json_nesting) {
                    Ok(said) => Input::Said(key, said),
                    Err(fault) => Input::Faulted(key, fault),
                };
                self.hub.handle(self.now, input, &mut self.out);
                true
            }
            (Event::Message(kind, payload), Open::Peer { id, room }) => {
                self.on_peer_message(key, id, room, kind, payload)
            }
            (Event::Message(kind, payload), Open::Echo) => self.echo(key, kind, &payload),
            (Event::Ping(payload), _) => {
                self.on_ping(key, payload, pings);
                true
            }
            (Event::Pong, _) => true,
            (Event::Close(code, _), _) => {
                self.carry_out();
                self.on_close_frame(key, code);
                false
            }
        }
    }

    #[cold]
    fn on_violation(&mut self, key: ConnKey, violation: Violation) {
        self.carry_out();
        if violation == Violation::TooBig {
            self.stats().add_limit(LimitHit::MessageBytes);
        } else if violation == Violation::TooManyFragments {
            self.stats().add_limit(LimitHit::MessageFragments);
        }
        tracing::debug!(conn = self.conn_id(key), %violation, "the peer broke the protocol");
        self.close(key, violation.close_code());
    }

    pub(crate) fn is_open(&self, key: ConnKey) -> bool {
        self.conns.get(key.0).is_some_and(|conn| matches!(conn.phase, Phase::Open(_)))
    }

    /// For log lines: the id of a conn, 0 before it has one.
    pub(crate) fn conn_id(&self, key: ConnKey) -> u64 {
        self.conns.get(key.0).and_then(Conn::id).map_or(0, ConnId::get)
    }
}
