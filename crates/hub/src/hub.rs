//! The hub itself: conns, membership, fan-out.

use std::collections::{BTreeMap, VecDeque};

use types::{ConnId, Millis, Now, Offset, Slots};
use wire::{ErrorCode, Lane, ToClient};

use crate::conn::{Conn, RealmKey};
use crate::realms::{Member, Realms};
use crate::turn::Turn;
use crate::watch::Watch;
use crate::{ConnKey, Input, Out, Settings};

/// The most of one realm's turn that is gathered before it is handed out; more would only delay it.
const TURN_BYTES_MAX: usize = 64 << 10;

/// Emptied turn buffers that are kept for the next realm that speaks.
const SPARE_TURNS_MAX: usize = 64;

/// Conns and realms of one shard.
#[derive(Debug)]
pub struct Hub {
    pub(crate) settings: Settings,
    pub(crate) conns: Slots<Conn>,
    pub(crate) by_id: BTreeMap<ConnId, ConnKey>,
    pub(crate) realms: Realms,
    /// Realms that have spoken this turn.
    pub(crate) spoke: Vec<RealmKey>,
    pub(crate) presence_due: Vec<RealmKey>,
    pub(crate) count_due: Vec<RealmKey>,
    #[expect(clippy::vec_box, reason = "a realm keeps its turn boxed: most realms are silent most of the time")]
    pub(crate) spare_turns: Vec<Box<Turn>>,
    is_turn_full: bool,
    /// Whether some conn has asked the desk something since the shell last looked.
    pub(crate) has_asked: bool,
    pub(crate) errors: [u64; ErrorCode::ALL.len()],
    /// Conns that have to say `hello` yet, oldest first, where that is required.
    pub(crate) unknown: VecDeque<(Millis, ConnId)>,
    pub(crate) watch: Watch,
}

impl Hub {
    /// A hub without conns.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            realms: Realms::new(settings.manners.speak),
            settings,
            conns: Slots::default(),
            by_id: BTreeMap::new(),
            spoke: Vec::new(),
            presence_due: Vec::new(),
            count_due: Vec::new(),
            spare_turns: Vec::new(),
            is_turn_full: false,
            has_asked: false,
            errors: [0; ErrorCode::ALL.len()],
            unknown: VecDeque::new(),
            watch: Watch::default(),
        }
    }

    /// How many conns are open.
    #[must_use]
    pub fn conn_count(&self) -> usize {
        self.by_id.len()
    }

    /// How many realms have members on this node.
    #[must_use]
    pub fn realm_count(&self) -> usize {
        self.realms.len()
    }

    /// How many messages of clients had no effect, in the order of [`ErrorCode::ALL`].
    #[must_use]
    pub fn error_counts(&self) -> &[u64; ErrorCode::ALL.len()] {
        &self.errors
    }

    /// Whether some realm has said so much that [`Hub::end_turn`] should not wait for the end of the turn.
    #[must_use]
    pub fn is_turn_full(&self) -> bool {
        self.is_turn_full
    }

    /// Takes one input and appends what follows from it to `out`.
    pub fn handle(&mut self, now: Now, input: Input<'_>, out: &mut Out) {
        match input {
            Input::Opened { conn, id, dialect, home, token } => {
                let new = Conn::new(id, Lane::plain(dialect), home, token, now.mono);
                self.open(now, conn, new, out);
            }
            Input::Said(conn, said) => self.said(now, conn, said, out),
            Input::Faulted(conn, fault) => self.faulted(now, conn, fault, out),
            Input::Closed(conn) => self.forget(conn, out),
            Input::Told(hub, message) => self.told(hub, message, out),
            Input::Desk(told) => self.desk_says(told, out),
            Input::Node(told) => self.node_says(now, *told, out),
            Input::Ticked => self.tick(now, out),
        }
    }

    /// Whether the conn that has just said something waits for an answer of the desk: what it says next is not to be
    /// given before its [`Output::Release`](crate::Output::Release).
    #[inline]
    pub fn has_just_asked(&mut self, key: ConnKey) -> bool {
        std::mem::take(&mut self.has_asked) && self.conns.get(key.0).is_some_and(|conn| conn.entering.is_some())
    }

    /// Hands every member its share of what was said since the last call: `deliver(conn, frames, is_last)`, where
    /// `is_last` says that no more will come for this conn in this turn.
    pub fn end_turn(&mut self, out: &mut Out, mut deliver: impl FnMut(ConnKey, &[u8], bool)) {
        self.is_turn_full = false;
        self.tell_counts(out);
        self.tell_watchers(out);
        for key in self.spoke.drain(..) {
            let Some(realm) = self.realms.state(key) else { continue };
            let Some(mut turn) = realm.turn.take() else { continue };
            turn.seal();
            for lane in Lane::ALL {
                deliver_lane(&turn, lane, &realm.members[lane as usize], &mut deliver);
            }
            if self.spare_turns.len() < SPARE_TURNS_MAX {
                turn.clear(TURN_BYTES_MAX);
                self.spare_turns.push(turn);
            }
        }
    }

    pub(crate) fn conn(&mut self, key: ConnKey) -> Option<&mut Conn> {
        self.conns.get_mut(key.0)
    }

    /// Says something in a realm of this hub. `speaker` does not hear it.
    pub(crate) fn say(
        &mut self,
        realm_key: RealmKey,
        speaker: Option<ConnKey>,
        from: ConnId,
        offset: Offset,
        text: &str,
    ) {
        if self.is_watched() {
            self.said_in(realm_key, Some(from), offset, text.len(), Some(text));
        }
        self.put_in_turn(realm_key, |turn, lane, realm| {
            turn.say(lane, speaker, ToClient::Chat { from, realm, offset, text });
        });
    }

    pub(crate) fn put_in_turn(&mut self, realm_key: RealmKey, mut put: impl FnMut(&mut Turn, Lane, &str)) {
        let Some(realm) = self.realms.state(realm_key) else { return };
        let turn = realm.turn.get_or_insert_with(|| {
            self.spoke.push(realm_key);
            self.spare_turns.pop().unwrap_or_default()
        });
        for lane in Lane::ALL {
            if !realm.members[lane as usize].is_empty() {
                put(turn, lane, &realm.text);
            }
        }
        self.is_turn_full |= turn.bytes() >= TURN_BYTES_MAX;
    }

    /// Sends a conn now what its realms have said so far this turn, so that what follows comes after it.
    #[inline]
    pub(crate) fn settle(&mut self, key: ConnKey, out: &mut Out) {
        if !self.spoke.is_empty() {
            self.settle_spoken(key, out);
        }
    }

    fn settle_spoken(&mut self, key: ConnKey, out: &mut Out) {
        let Some(conn) = self.conns.get(key.0) else { return };
        for membership in &conn.memberships {
            let Some(realm) = self.realms.state(membership.realm) else { continue };
            let Some(turn) = &mut realm.turn else { continue };
            turn.seal();
            let start = out.bytes.len();
            turn.share(conn.lane, key, |frames| out.bytes.extend_from_slice(frames));
            out.sent(key, start);
            turn.skip_so_far(conn.lane, key);
        }
    }
}

fn deliver_lane(turn: &Turn, lane: Lane, members: &[Member], deliver: &mut impl FnMut(ConnKey, &[u8], bool)) {
    let whole = turn.whole(lane);
    if whole.is_empty() {
        return;
    }
    for member in members {
        if turn.is_cut(lane, member.conn) {
            turn.share(lane, member.conn, |frames| deliver(member.conn, frames, false));
        } else {
            deliver(member.conn, whole, !member.in_others);
        }
    }
}
