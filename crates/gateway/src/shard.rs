//! A shard's belongings: one epoll, its own listeners, conns and hub. What it does with them is in `turn`.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use edge::Reloadable;
use hub::{ConnKey, Hub, Out};
use mio::{Interest, Poll, Token};
use types::{Limits, Millis, Now, Slots, SteadyTime};
use ws::DecodeLimits;

use crate::Policy;
use crate::accept::SpareFile;
use crate::admission::Admission;
use crate::conn::Conn;
use crate::draining::Draining;
use crate::gateway::HandOver;
use crate::listen::Listener;
use crate::mesh::{Mesh, Shared};
use crate::outbox::Spares;
use crate::pressure::Pressure;
use crate::relayed::Relay;
use crate::stats::Stats;
use crate::sweep::Found;

/// One read takes at most this: it stays in the first-level cache, and no conn holds up the others for long.
pub(crate) const READ_BYTES: usize = 16 << 10;

/// Events taken in one turn. Under load turns grow by themselves, and so do the batches that leave.
pub(crate) const EVENTS_MAX: usize = 1024;

/// The waker's token; listeners count down from below it, conns up from 0.
pub(crate) const WAKER: Token = Token(usize::MAX);

/// One shard.
pub(crate) struct Shard {
    pub(crate) poll: Poll,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) conns: Slots<Conn>,
    pub(crate) hub: Hub,
    pub(crate) out: Out,
    pub(crate) now: Now,
    pub(crate) limits: Limits,
    pub(crate) decode_limits: DecodeLimits,
    pub(crate) conns_max: u32,
    pub(crate) policy: Arc<Policy>,
    /// What TLS listeners show to new conns.
    pub(crate) certificates: Option<Arc<Reloadable>>,
    pub(crate) hand_over: HandOver,
    pub(crate) shared: Arc<Shared>,
    pub(crate) mesh: Mesh,
    pub(crate) relay: Relay,
    pub(crate) buffer: Vec<u8>,
    /// What one read was before it was encrypted.
    pub(crate) plain: Vec<u8>,
    /// Conns whose handshake may go on in this turn.
    pub(crate) handshakes_left: u32,
    pub(crate) spares: Spares,
    pub(crate) spare_file: SpareFile,
    /// Sockets to read in the next turn without being told.
    pub(crate) again: Vec<ConnKey>,
    /// Conns over their budget, and when they may be read again.
    pub(crate) paused: Vec<(Millis, ConnKey)>,
    /// Conns that have the answer for which they were not read.
    pub(crate) released: Vec<ConnKey>,
    /// Conns whose outbox has something to send.
    pub(crate) dirty: Vec<ConnKey>,
    pub(crate) found: Found,
    /// Listeners at which more may wait.
    pub(crate) accept_again: Vec<usize>,
    /// Listeners that were given up for lack of file numbers, until the next sweep.
    pub(crate) accept_stalled: Vec<usize>,
    pub(crate) presence_at: Millis,
    pub(crate) is_draining: bool,
    pub(crate) draining: Draining,
    pub(crate) admission: Admission,
    pub(crate) pressure: Pressure,
    /// No conn is left and no memory of the last ones: the loop may sleep until somebody comes.
    pub(crate) is_at_rest: bool,
    /// The most conns since memory was last given back.
    pub(crate) conns_peak: usize,
    pub(crate) swept_at: Millis,
    pub(crate) started: Instant,
    /// The time that clients are told, by which they show the clocks of their games; there since the first turn.
    pub(crate) steady: Option<SteadyTime>,
    pub(crate) number: u8,
}

/// What a shard is made of.
pub(crate) struct Parts {
    pub(crate) poll: Poll,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) limits: Limits,
    pub(crate) conns_max: u32,
    pub(crate) policy: Arc<Policy>,
    pub(crate) certificates: Option<Arc<Reloadable>>,
    pub(crate) hand_over: HandOver,
    pub(crate) shared: Arc<Shared>,
    pub(crate) hub_settings: hub::Settings,
    pub(crate) number: u8,
    pub(crate) started: Instant,
}

impl Shard {
    pub(crate) fn new(mut parts: Parts) -> io::Result<Self> {
        for (index, listener) in parts.listeners.iter_mut().enumerate() {
            parts.poll.registry().register(&mut listener.socket, listener_token(index), Interest::READABLE)?;
        }
        let hubs = u8::try_from(parts.shared.stats.len()).unwrap_or(u8::MAX);
        let limits = parts.limits;
        Ok(Self {
            poll: parts.poll,
            listeners: parts.listeners,
            conns: Slots::default(),
            hub: Hub::new(hub::Settings { hubs, ..parts.hub_settings }),
            out: Out::default(),
            now: Now::default(),
            decode_limits: DecodeLimits {
                message_bytes: limits.message_bytes,
                message_fragments: limits.message_fragments,
            },
            limits,
            conns_max: parts.conns_max,
            policy: parts.policy,
            certificates: parts.certificates,
            hand_over: parts.hand_over,
            relay: Relay::new(&parts.hub_settings),
            mesh: Mesh::new(Arc::clone(&parts.shared), parts.number),
            shared: parts.shared,
            buffer: vec![0; READ_BYTES],
            plain: Vec::new(),
            handshakes_left: 0,
            spares: Spares::default(),
            spare_file: SpareFile::open(),
            again: Vec::new(),
            paused: Vec::new(),
            released: Vec::new(),
            dirty: Vec::new(),
            found: Found::default(),
            accept_again: Vec::new(),
            accept_stalled: Vec::new(),
            presence_at: Millis(0),
            is_draining: false,
            draining: Draining::default(),
            admission: Admission::default(),
            pressure: Pressure::of(&limits),
            is_at_rest: false,
            conns_peak: 0,
            swept_at: Millis(0),
            started: parts.started,
            steady: None,
            number: parts.number,
        })
    }

    pub(crate) fn stats(&self) -> &Stats {
        &self.shared.stats[usize::from(self.number)]
    }
}

pub(crate) fn token(key: ConnKey) -> Token {
    Token(key.0 as usize)
}

fn listener_token(index: usize) -> Token {
    Token(WAKER.0 - 1 - index)
}
