//! How the shards of one node reach each other, its desk and the rest of the node: a bounded mailbox each, and one wake-up a turn.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use desk::{FromHub, ToHub};
use hub::{FromNode, HubMessage, Input, ToNode};
use mio::Waker;
use relay::Line;
use types::{CloseCode, ConnId, ConnIds};
use wire::Dialect;

use crate::addresses::Addresses;
use crate::facts::ShardFacts;
use crate::relayed::Relayed;
use crate::shard::Shard;
use crate::stats::Stats;

/// A mailbox with more than this is full: whoever would add to it stops reading its conns until it is emptied.
const MAIL_MAX: usize = 16_384;

/// The same in bytes, for mail whose size players choose: what is relayed between engines.
const MAIL_BYTES_MAX: usize = 16 << 20;

/// What one turn may gather of such mail; then nobody more is read in that turn, so that no turn fills a mailbox many
/// times over.
const TURN_BYTES_MAX: usize = 1 << 20;

/// Wakes who reads the mail of the shards; called by shards, so it must not block.
pub type WakeNode = Arc<dyn Fn() + Send + Sync>;

/// What the shards of a node share.
pub(crate) struct Shared {
    pub(crate) ids: ConnIds,
    pub(crate) addresses: Addresses,
    /// TCP connections held by all shards.
    pub(crate) conns: AtomicU32,
    /// Close every conn, open none.
    pub(crate) is_draining: AtomicBool,
    /// Somebody wants to be told what happens.
    pub(crate) is_watched: AtomicBool,
    /// End at once.
    pub(crate) is_stopping: AtomicBool,
    pub(crate) stats: Vec<Stats>,
    pub(crate) mailboxes: Vec<Mailbox<Mail, Waker>>,
    pub(crate) node: Mailbox<(u8, Upward), WakeNode>,
}

/// What a shard is told.
pub(crate) enum Mail {
    /// By the hub of another shard, with its number.
    Hub(u8, HubMessage),
    /// From outside of the shards.
    Node(Downward),
    /// For rooms of Godot's own multiplayer that this shard looks after.
    Rooms(relay::Input),
    /// By such rooms: a frame for some of this shard's peers.
    Peers(Vec<Line>, Arc<[u8]>),
    /// By such rooms: one of this shard's peers is to be closed.
    PeerEnds(Line, CloseCode),
}

impl Mail {
    /// What it holds, in bytes, if a player chooses that.
    fn bytes(&self) -> usize {
        match self {
            Self::Rooms(input) => size_of::<Self>() + said(input).len(),
            Self::Peers(lines, frame) => size_of::<Self>() + size_of_val(lines.as_slice()) + frame.len(),
            Self::Node(Downward::Relayed(Relayed::Send(lines, message))) => {
                size_of::<Self>() + size_of_val(lines.as_slice()) + message.len()
            }
            Self::Hub(..) | Self::Node(_) | Self::PeerEnds(..) => 0,
        }
    }
}

/// What a peer has sent.
fn said(input: &relay::Input) -> &[u8] {
    match input {
        relay::Input::Said(_, message) => message,
        relay::Input::Came { .. } | relay::Input::Faulted(_) | relay::Input::Left(_) => &[],
    }
}

/// What a shard tells the rest of the node.
#[derive(Debug)]
pub enum Upward {
    /// For the desk.
    Desk(FromHub),
    /// For whoever else.
    Node(ToNode),
    /// For the rooms of Godot's own multiplayer, where the node looks after them.
    Rooms(relay::Input),
    /// Somebody watches, and a conn was opened.
    Opened {
        /// Which.
        conn: ConnId,
        /// Where it comes from.
        address: Option<IpAddr>,
        /// How it speaks.
        dialect: Dialect,
    },
    /// Somebody watches, and a conn has ended.
    Closed {
        /// Which.
        conn: ConnId,
        /// With which code, if there was a close frame.
        code: Option<u16>,
    },
}

/// What the rest of the node tells a shard.
pub enum Downward {
    /// By the desk.
    Desk(ToHub),
    /// By somebody else.
    Node(FromNode),
    /// By such rooms.
    Relayed(Relayed),
    /// A question about the shard's realms and conns, answered between two turns.
    Ask(Question),
}

/// Something to be looked up on a shard; takes the answer along by itself.
pub type Question = Box<dyn FnOnce(&ShardFacts<'_>) + Send>;

/// Mail for one receiver, and how to wake it.
pub(crate) struct Mailbox<T, W> {
    mail: Mutex<Vec<T>>,
    count: AtomicUsize,
    bytes: AtomicUsize,
    waker: W,
}

/// What a turn has gathered for one receiver.
pub(crate) struct Gathered<T> {
    mail: Vec<T>,
    bytes: usize,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { mail: Vec::new(), bytes: 0 }
    }
}

impl FromIterator<Mail> for Gathered<Mail> {
    fn from_iter<I: IntoIterator<Item = Mail>>(iter: I) -> Self {
        let mail: Vec<Mail> = iter.into_iter().collect();
        let bytes = mail.iter().map(Mail::bytes).sum();
        Self { mail, bytes }
    }
}

impl<T, W> Mailbox<T, W> {
    pub(crate) fn new(waker: W) -> Self {
        Self { mail: Mutex::default(), count: AtomicUsize::new(0), bytes: AtomicUsize::new(0), waker }
    }

    /// Adds all that is `gathered`, in order, and empties it. Whether there was any.
    pub(crate) fn post(&self, gathered: &mut Gathered<T>) -> bool {
        if gathered.mail.is_empty() {
            return false;
        }
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mail.append(&mut gathered.mail);
        self.count.store(mail.len(), Ordering::Relaxed);
        self.bytes.fetch_add(std::mem::take(&mut gathered.bytes), Ordering::Relaxed);
        true
    }

    /// Takes all that is there.
    pub(crate) fn collect(&self) -> Vec<T> {
        if self.count.load(Ordering::Relaxed) == 0 {
            return Vec::new();
        }
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        self.count.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        std::mem::take(&mut *mail)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.count.load(Ordering::Relaxed) > MAIL_MAX || self.bytes.load(Ordering::Relaxed) > MAIL_BYTES_MAX
    }
}

impl<T> Mailbox<T, Waker> {
    pub(crate) fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "cannot wake a shard");
        }
    }
}

impl Shared {
    pub(crate) fn new(wakers: Vec<Waker>, wake_node: WakeNode, ids: ConnIds) -> Arc<Self> {
        let stats = wakers.iter().map(|_| Stats::default()).collect();
        Arc::new(Self {
            ids,
            addresses: Addresses::default(),
            conns: AtomicU32::new(0),
            is_draining: AtomicBool::new(false),
            is_watched: AtomicBool::new(false),
            is_stopping: AtomicBool::new(false),
            stats,
            mailboxes: wakers.into_iter().map(Mailbox::new).collect(),
            node: Mailbox::new(wake_node),
        })
    }

    /// Wakes every shard, to look at the flags.
    pub(crate) fn wake_all(&self) {
        for mailbox in &self.mailboxes {
            mailbox.wake();
        }
    }
}

/// One shard's place among the others.
pub(crate) struct Mesh {
    shared: Arc<Shared>,
    own: u8,
    /// What is to be posted at the end of the turn, by shard.
    outgoing: Vec<Gathered<Mail>>,
    /// The same, for the rest of the node.
    upward: Gathered<(u8, Upward)>,
    /// What of that has a size that players choose, and comes of what was read in this turn.
    bytes: usize,
}

impl Mesh {
    pub(crate) fn new(shared: Arc<Shared>, own: u8) -> Self {
        let outgoing = shared.mailboxes.iter().map(|_| Gathered::default()).collect();
        Self { shared, own, outgoing, upward: Gathered::default(), bytes: 0 }
    }

    /// For every other shard.
    pub(crate) fn tell(&mut self, message: &HubMessage) {
        for (shard, outgoing) in self.outgoing.iter_mut().enumerate() {
            if shard != usize::from(self.own) {
                outgoing.mail.push(Mail::Hub(self.own, message.clone()));
            }
        }
    }

    /// For the next shard in the ring.
    pub(crate) fn pass(&mut self, message: HubMessage) {
        let next = (usize::from(self.own) + 1) % self.outgoing.len();
        self.outgoing[next].mail.push(Mail::Hub(self.own, message));
    }

    /// For another shard.
    pub(crate) fn send_to(&mut self, shard: u8, mail: Mail) {
        if let Some(outgoing) = self.outgoing.get_mut(usize::from(shard)) {
            let bytes = mail.bytes();
            outgoing.bytes += bytes;
            self.bytes += bytes;
            outgoing.mail.push(mail);
        }
    }

    /// For the rest of the node.
    pub(crate) fn tell_node(&mut self, told: Upward) {
        self.upward.mail.push((self.own, told));
    }

    /// For the rooms of Godot's own multiplayer, where the node looks after them.
    pub(crate) fn tell_rooms(&mut self, input: relay::Input) {
        let bytes = size_of::<Upward>() + said(&input).len();
        self.upward.bytes += bytes;
        self.bytes += bytes;
        self.upward.mail.push((self.own, Upward::Rooms(input)));
    }

    /// Posts what the turn has gathered, with one wake-up a shard.
    pub(crate) fn post(&mut self) {
        for (outgoing, mailbox) in self.outgoing.iter_mut().zip(&self.shared.mailboxes) {
            if mailbox.post(outgoing) {
                mailbox.wake();
            }
        }
        if self.shared.node.post(&mut self.upward) {
            (self.shared.node.waker)();
        }
    }

    /// What follows is read by this shard itself.
    pub(crate) fn begin_to_read(&mut self) {
        self.bytes = 0;
    }

    /// Whether this shard has read as much in this turn as it may.
    pub(crate) fn is_laden(&self) -> bool {
        self.bytes > TURN_BYTES_MAX
    }

    /// What the other shards and the node have posted.
    pub(crate) fn collect(&self) -> Vec<Mail> {
        self.shared.mailboxes[usize::from(self.own)].collect()
    }

    /// Whether some other shard or the node has more mail than it can take.
    pub(crate) fn is_full(&self) -> bool {
        let mut others = self.shared.mailboxes.iter().enumerate().filter(|(shard, _)| *shard != usize::from(self.own));
        others.any(|(_, mailbox)| mailbox.is_full()) || self.shared.node.is_full()
    }
}

impl Shard {
    /// Takes what others have for this shard.
    pub(crate) fn take_mail(&mut self) {
        for mail in self.mesh.collect() {
            let input = match mail {
                Mail::Hub(from, message) => Input::Told(from, message),
                Mail::Node(Downward::Desk(told)) => Input::Desk(told),
                Mail::Node(Downward::Node(told)) => match self.told_of_peer(told) {
                    Some(told) => Input::Node(Box::new(told)),
                    None => continue,
                },
                Mail::Node(Downward::Relayed(relayed)) => {
                    self.relayed(relayed);
                    continue;
                }
                Mail::Node(Downward::Ask(question)) => {
                    question(&self.facts());
                    continue;
                }
                Mail::Rooms(input) => {
                    self.in_rooms(input);
                    continue;
                }
                Mail::Peers(lines, frame) => {
                    self.send_to_peers(&lines, &frame);
                    continue;
                }
                Mail::PeerEnds(line, code) => {
                    self.end_peer(line, code);
                    continue;
                }
            };
            self.hub.handle(self.now, input, &mut self.out);
            self.carry_out();
        }
        self.mesh.begin_to_read();
        for key in std::mem::take(&mut self.released) {
            self.guarded(key, Self::on_released);
        }
    }
}
