//! What the desk keeps of one realm.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use types::{Millis, Now, Realm};

use crate::counts::Counts;
use crate::entry::Entry;
use crate::follow::Follow;
use crate::guards::{Guard, Guards};
use crate::own::Own;
use crate::ring::Ring;
use crate::{Out, Output, RealmSettings, Settings, StreamAsk, ToHub};

/// A realm that nobody wants any more is listened to for so long, for those who are just coming back.
const UNWANTED_FOR: Duration = Duration::from_secs(10);

/// One realm.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) realm: Realm,
    pub(crate) settings: RealmSettings,
    /// The shards with members.
    pub(crate) shards: BTreeSet<u8>,
    /// Whether what is published is heard here.
    pub(crate) is_live: bool,
    pub(crate) stream: Stream,
    /// Conns that wait to be let in, in the order in which they came.
    pub(crate) entries: VecDeque<Entry>,
    pub(crate) counts: Counts,
    /// Whether members have been told that something may be missing.
    pub(crate) is_doubted: bool,
    wanted_at: Millis,
}

/// The realm's stream, as this node sees it.
#[derive(Debug)]
pub(crate) enum Stream {
    /// There is none.
    Open,
    /// This node counts.
    Owned(Own),
    /// Another does, or a service.
    Followed(Follow),
}

/// What a post needs to work.
pub(crate) struct Work<'a> {
    pub(crate) now: Now,
    pub(crate) settings: &'a Settings,
    /// Whether the bus is there.
    pub(crate) has_bus: bool,
    /// Since when: before that nobody could be heard.
    pub(crate) bus_since: Millis,
    pub(crate) guards: Guards,
    pub(crate) out: &'a mut Out,
    pub(crate) requests: &'a mut Requests,
}

/// Requests that have not been answered: what each was for.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    last: u64,
    open: std::collections::BTreeMap<u64, (Realm, Purpose)>,
}

/// What an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The gap between this place, where this node was, and the owner.
    Fill(types::Place),
    /// The gap of one conn that wants to enter.
    Entry,
    /// What a conn says: its number among those that wait.
    Say(u64),
}

impl Requests {
    /// Takes what an answered request was for.
    pub(crate) fn take(&mut self, id: u64) -> Option<(Realm, Purpose)> {
        self.open.remove(&id)
    }
}

impl Work<'_> {
    /// Asks the owner of the realm's stream. The number of the request.
    pub(crate) fn request(&mut self, realm: &Realm, ask: StreamAsk, purpose: Purpose) -> u64 {
        self.requests.last += 1;
        let id = self.requests.last;
        self.requests.open.insert(id, (realm.clone(), purpose));
        let ask = crate::Ask { realm: realm.clone(), ask };
        self.out.list.push(Output::Request(id, ask));
        id
    }
}

impl Post {
    pub(crate) fn new(realm: Realm, work: &mut Work<'_>) -> Self {
        let settings = work.settings.of(&realm);
        work.out.list.push(Output::Listen(realm.clone()));
        // What a service numbers shows itself as such; nothing of it is asked for before.
        let is_ours = settings.is_numbered() && (realm.is_open() || realm.is_hosted());
        Self {
            settings,
            shards: BTreeSet::new(),
            is_live: false,
            stream: if is_ours { Stream::Followed(Follow::unknown(work.now.mono)) } else { Stream::Open },
            entries: VecDeque::new(),
            counts: Counts::default(),
            is_doubted: false,
            wanted_at: work.now.mono,
            realm,
        }
    }

    pub(crate) fn set_wanted(&mut self, shard: u8, is_wanted: bool, work: &mut Work<'_>) {
        if is_wanted && self.shards.insert(shard) {
            self.tell_elsewhere(shard, work);
        } else if !is_wanted {
            self.shards.remove(&shard);
            self.counts.set_here(shard, 0);
        }
    }

    pub(crate) fn is_owner(&self) -> bool {
        matches!(self.stream, Stream::Owned(_))
    }

    pub(crate) fn ring(&self) -> Option<&Ring> {
        match &self.stream {
            Stream::Open => None,
            Stream::Owned(own) => Some(own.ring()),
            Stream::Followed(follow) => Some(follow.ring()),
        }
    }

    /// Says something to the hubs that have members.
    pub(crate) fn tell(&self, work: &mut Work<'_>, what: impl Fn() -> ToHub) {
        work.out.list.extend(self.shards.iter().map(|shard| Output::ToHub(*shard, what())));
    }

    /// Does whatever can be done now.
    pub(crate) fn pump(&mut self, work: &mut Work<'_>) {
        // Without a bus, who is here can at least hear each other.
        let is_served_here = !self.is_live && !work.has_bus && matches!(self.stream, Stream::Open);
        if !self.is_live && !is_served_here && work.guards.has(Guard::Live) {
            return;
        }
        if let Stream::Followed(_) = self.stream {
            self.keep_up(work);
        }
        self.let_in(work);
        if is_served_here && !self.shards.is_empty() && !self.is_doubted {
            self.on_bus_gone(work);
        }
    }

    /// The subscription is live.
    pub(crate) fn on_live(&mut self, work: &mut Work<'_>) {
        self.is_live = true;
        self.end_open_doubt(work);
        self.ask_counts(work);
        self.pump(work);
    }

    /// Something may have been lost on the way here.
    pub(crate) fn on_lost(&mut self, work: &mut Work<'_>) {
        match &mut self.stream {
            Stream::Followed(follow) => follow.doubt(),
            Stream::Open => self.end_open_doubt(work),
            Stream::Owned(_) => {}
        }
        self.ask_counts(work);
        self.pump(work);
    }

    /// What was said elsewhere is heard again; what was said meanwhile is lost, for the realm keeps nothing.
    fn end_open_doubt(&mut self, work: &mut Work<'_>) {
        if matches!(self.stream, Stream::Open) && std::mem::take(&mut self.is_doubted) {
            let (realm, place, why) = (&self.realm, types::Place::NONE, crate::Why::Open);
            self.tell(work, || ToHub::Resync { realm: realm.clone(), place, why });
        }
    }

    /// The bus has gone: others may say what is not heard here.
    pub(crate) fn on_bus_gone(&mut self, work: &mut Work<'_>) {
        if let Stream::Owned(_) = self.stream {
            return;
        }
        self.is_doubted = true;
        let realm = &self.realm;
        self.tell(work, || ToHub::Doubt { realm: realm.clone() });
    }

    /// Time has passed. `false` once the realm can be forgotten.
    pub(crate) fn on_tick(&mut self, work: &mut Work<'_>) -> bool {
        self.tick_counts(work);
        self.give_up_late_entries(work);
        match &self.stream {
            Stream::Open => {}
            Stream::Owned(_) => self.tick_own(work),
            Stream::Followed(_) => self.tick_follow(work),
        }
        self.pump(work);
        self.is_wanted(work)
    }

    fn is_wanted(&mut self, work: &mut Work<'_>) -> bool {
        let now = work.now.mono;
        if !self.shards.is_empty() || !self.entries.is_empty() || self.stream.is_busy() {
            self.wanted_at = now;
        }
        let patience = match &self.stream {
            Stream::Owned(own) => {
                if self.counts.elsewhere() > 0 {
                    self.wanted_at = now;
                }
                self.wanted_at = self.wanted_at.max(own.asked_at());
                self.settings.history_age.max(UNWANTED_FOR)
            }
            Stream::Open | Stream::Followed(_) => UNWANTED_FOR,
        };
        if now.since(self.wanted_at) <= patience {
            return true;
        }
        if let Stream::Owned(_) = self.stream {
            work.out.list.push(Output::Disown(self.realm.clone()));
        }
        work.out.list.push(Output::Unlisten(self.realm.clone()));
        false
    }
}

impl Stream {
    fn is_busy(&self) -> bool {
        match self {
            Self::Open => false,
            Self::Owned(own) => !own.is_live(),
            Self::Followed(follow) => follow.has_waiting(),
        }
    }
}
