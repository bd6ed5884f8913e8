//! A stream that another node counts, or a service: its views are taken in order, and what is missing is asked for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use types::{ConnId, Epoch, Millis, Offset, Place};

use crate::guards::Guard;
use crate::post::{Post, Purpose, Stream, Work};
use crate::ring::Ring;
use crate::{Failed, No, NodeNumber, Output, Said, Say, StreamAnswer, StreamAsk, ToHub, Why};

/// An owner that has said nothing for so long is asked whether it is still there.
const SILENT_AFTER: Duration = Duration::from_secs(15);

/// Nobody takes over an owner that was heard so shortly ago: it may only be connecting anew.
const OWNER_GRACE: Duration = Duration::from_secs(3);

/// Between two attempts to find the owner, or one who knows more.
pub(crate) const SEEK_EVERY: Duration = Duration::from_millis(250);

/// Views that came before the ones that they follow.
const EARLY_MAX: usize = 256;

/// What a node knows of a stream that it follows.
#[derive(Debug)]
pub(crate) struct Follow {
    ring: Ring,
    /// The latest epoch that this node has heard of, be it of an owner that is gone.
    latest: Epoch,
    owner: Option<NodeNumber>,
    heard_at: Millis,
    contact: Contact,
    early: BTreeMap<Offset, Arc<Said>>,
    /// What conns of this node have said and has no place yet, in order.
    says: VecDeque<Waiting>,
    last_say: u64,
    /// The greatest number of a say that has found its place.
    placed: u64,
}

/// Whether this node knows how far the owner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contact {
    /// As far as can be known.
    Known,
    /// It does not, and asks from this time on.
    Due(Millis),
    /// It has asked.
    Asked,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    shard: u8,
    since: Millis,
    say: Say,
    is_asked: bool,
}

impl Follow {
    /// Nothing is known yet.
    pub(crate) fn unknown(now: Millis) -> Self {
        Self {
            ring: Ring::starting_at(Place::NONE),
            latest: Epoch(0),
            owner: None,
            heard_at: Millis(0),
            contact: Contact::Due(now),
            early: BTreeMap::new(),
            says: VecDeque::new(),
            last_say: 0,
            placed: 0,
        }
    }

    /// This node counted until now, in an epoch that is over since there is a later one.
    pub(crate) fn after_stepping_down(epoch: Epoch, latest: Epoch, now: Millis) -> Self {
        Self { ring: Ring::starting_at(Place { epoch, offset: Offset(0) }), latest, ..Self::unknown(now) }
    }

    /// The latest epoch that this node has heard of.
    pub(crate) fn latest(&self) -> Epoch {
        self.latest.max(self.epoch())
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.ring.epoch()
    }

    pub(crate) fn ring(&self) -> &Ring {
        &self.ring
    }

    pub(crate) fn is_known(&self) -> bool {
        self.contact == Contact::Known && self.ring.head().is_numbered()
    }

    pub(crate) fn has_waiting(&self) -> bool {
        !self.says.is_empty()
    }

    /// Something may be missing: the owner is to be asked.
    pub(crate) fn doubt(&mut self) {
        if self.contact == Contact::Known {
            self.contact = Contact::Due(Millis(0));
        }
    }

    pub(crate) fn take_says(&mut self) -> Vec<Say> {
        self.says.drain(..).map(|waiting| waiting.say).collect()
    }
}

impl Post {
    pub(crate) fn known_owner(&self) -> Option<NodeNumber> {
        match &self.stream {
            Stream::Followed(follow) => follow.owner,
            Stream::Open | Stream::Owned(_) => None,
        }
    }

    pub(crate) fn has_owner_been_heard(&self, work: &Work<'_>) -> bool {
        match &self.stream {
            // While the bus was away the owner could not be heard, and it may come back to it later than this node.
            Stream::Followed(follow) => {
                let heard_at = follow.heard_at.max(work.bus_since);
                follow.owner.is_some() && work.now.mono.since(heard_at) < OWNER_GRACE
            }
            Stream::Open | Stream::Owned(_) => false,
        }
    }

    /// Asks what is to be asked and sends what waits.
    pub(crate) fn keep_up(&mut self, work: &mut Work<'_>) {
        let Stream::Followed(follow) = &mut self.stream else { return };
        if !work.has_bus {
            return;
        }
        match follow.contact {
            Contact::Due(at) if at <= work.now.mono => {
                follow.contact = Contact::Asked;
                let head = follow.ring.head();
                work.request(&self.realm, StreamAsk::After(head), Purpose::Fill(head));
            }
            Contact::Due(_) | Contact::Asked => {}
            Contact::Known => {
                for waiting in follow.says.iter_mut().filter(|waiting| !waiting.is_asked) {
                    waiting.is_asked = true;
                    let ask = StreamAsk::Say(waiting.say.clone());
                    work.request(&self.realm, ask, Purpose::Say(waiting.number));
                }
            }
        }
    }

    /// Whether a service says what it likes there, and keeps nothing of it.
    fn is_of_service(&self) -> bool {
        !self.realm.is_open() && !self.realm.is_hosted()
    }

    pub(crate) fn tick_follow(&mut self, work: &mut Work<'_>) {
        let now = work.now.mono;
        let Stream::Followed(follow) = &mut self.stream else { return };
        follow.ring.trim(now, self.settings);
        let has_owner = !self.is_of_service();
        let Stream::Followed(follow) = &mut self.stream else { return };
        if follow.contact == Contact::Known && has_owner && now.since(follow.heard_at) >= SILENT_AFTER {
            follow.contact = Contact::Due(now);
        }
        while let Some(late) = follow.says.front().filter(|waiting| now.since(waiting.since) > work.settings.patience) {
            work.out.list.extend(unsaid(late.shard, late.say.from, No::Unavailable));
            follow.says.pop_front();
        }
    }

    /// A conn of this node speaks.
    pub(crate) fn say(&mut self, shard: u8, say: Say, work: &mut Work<'_>) {
        match &mut self.stream {
            Stream::Owned(_) => {
                self.say_next(say, work);
            }
            Stream::Followed(follow) => {
                if follow.says.len() >= work.settings.waiting_max {
                    return work.out.list.extend(unsaid(shard, say.from, No::Busy));
                }
                follow.last_say += 1;
                let number = follow.last_say;
                follow.says.push_back(Waiting { number, shard, since: work.now.mono, say, is_asked: false });
                self.pump(work);
            }
            Stream::Open => self.publish_open(say, work),
        }
    }

    /// Somebody spoke, in a stream or outside of one.
    pub(crate) fn heard(&mut self, node: Option<NodeNumber>, place: Place, said: Arc<Said>, work: &mut Work<'_>) {
        if !place.is_numbered() {
            let realm = &self.realm;
            return self.tell(work, || ToHub::Said { realm: realm.clone(), said: Arc::clone(&said) });
        }
        if !self.follows(node, place, Offset(place.offset.0.saturating_sub(1)), work) {
            return;
        }
        let Stream::Followed(follow) = &mut self.stream else { return };
        if !work.guards.has(Guard::Offset) {
            self.take_in(said, work);
        } else if place.offset > follow.ring.head().offset.next() {
            if follow.early.len() < EARLY_MAX {
                follow.early.insert(place.offset, said);
            }
            follow.doubt();
        } else if place.offset == follow.ring.head().offset.next() {
            self.take_in(said, work);
        }
        self.pump(work);
    }

    /// The owner says how far the stream has come.
    pub(crate) fn heard_head(&mut self, node: Option<NodeNumber>, place: Place, work: &mut Work<'_>) {
        if !self.follows(node, place, place.offset, work) {
            return;
        }
        let Stream::Followed(follow) = &mut self.stream else { return };
        // An owner that is less far than it has been has lost something, or was heard late: it is asked which.
        if place.offset != follow.ring.head().offset {
            follow.doubt();
        } else if follow.contact == Contact::Known {
            self.is_doubted = false;
            self.tell_head(work);
        }
        self.pump(work);
    }

    /// Whether this place is one of the stream that is followed, which begins at `start` if it is a new one.
    fn follows(&mut self, node: Option<NodeNumber>, place: Place, start: Offset, work: &mut Work<'_>) -> bool {
        self.heard_rival(place, work);
        if let Stream::Open = self.stream {
            self.stream = Stream::Followed(Follow::unknown(work.now.mono));
        }
        let Stream::Followed(follow) = &mut self.stream else { return false };
        if place.epoch < follow.epoch() && work.guards.has(Guard::Epoch) {
            // Its owner does not know that it is over, and learns it when it is asked. A service is not asked.
            if self.realm.is_open() || self.realm.is_hosted() {
                follow.doubt();
            }
            return false;
        }
        follow.heard_at = work.now.mono;
        follow.owner = node;
        if place.epoch > follow.epoch() {
            self.begin(Place { epoch: place.epoch, offset: start }, work);
        }
        true
    }

    /// A new epoch: what was kept of the last is of no use.
    fn begin(&mut self, place: Place, work: &mut Work<'_>) {
        let Stream::Followed(follow) = &mut self.stream else { return };
        let is_first = !follow.ring.head().is_numbered();
        follow.ring = Ring::starting_at(place);
        follow.early.clear();
        follow.contact = Contact::Known;
        if !is_first {
            self.tell_resync(Why::Epoch, work);
        }
    }

    /// The next view of the stream, and those that came before it was their turn.
    fn take_in(&mut self, said: Arc<Said>, work: &mut Work<'_>) {
        let mut next = Some(said);
        while let Some(said) = next {
            let Stream::Followed(follow) = &mut self.stream else { return };
            follow.ring.push(work.now.mono, Arc::clone(&said), self.settings);
            next = follow.early.remove(&follow.ring.head().offset.next());
            let realm = &self.realm;
            self.tell(work, || ToHub::Said { realm: realm.clone(), said: Arc::clone(&said) });
        }
    }

    /// The owner has answered what lies between it and this place.
    pub(crate) fn filled(&mut self, from: Place, answer: Result<StreamAnswer, Failed>, work: &mut Work<'_>) {
        match answer {
            Ok(answer) => self.fill(from, answer, work),
            Err(failed) => self.not_filled(failed, work),
        }
        self.pump(work);
    }

    fn fill(&mut self, from: Place, answer: StreamAnswer, work: &mut Work<'_>) {
        let StreamAnswer { owner, place, said } = answer;
        if !self.follows(Some(owner), place, place.offset, work) {
            return self.seek_again(work);
        }
        let Stream::Followed(follow) = &mut self.stream else { return };
        if place.epoch != follow.epoch() {
            return self.seek_again(work);
        }
        let before = follow.ring.head().offset;
        follow.contact = Contact::Known;
        match said {
            Ok(said) => {
                for said in said {
                    let Stream::Followed(follow) = &mut self.stream else { return };
                    if said.offset == follow.ring.head().offset.next() {
                        self.take_in(said, work);
                    }
                }
            }
            // What is lost behind a place that this node has left is not lost for it.
            Err(_) if from == follow.ring.head() && place.offset != from.offset => {
                // An owner that has not come as far as it once had has lost its store's last writes.
                let why = if place.offset < from.offset { Why::Ahead } else { Why::Trimmed };
                follow.early = follow.early.split_off(&place.offset.next());
                follow.ring = Ring::starting_at(place);
                self.tell_resync(why, work);
            }
            Err(_) => {}
        }
        let Stream::Followed(follow) = &mut self.stream else { return };
        follow.early = follow.early.split_off(&follow.ring.head().offset.next());
        if follow.ring.head().offset < place.offset || !follow.early.is_empty() {
            // An answer that brings nothing is no reason to ask again at once.
            let has_come = follow.ring.head().offset > before;
            follow.contact = Contact::Due(if has_come { work.now.mono } else { work.now.mono + SEEK_EVERY });
        } else if std::mem::take(&mut self.is_doubted) {
            self.tell_head(work);
        }
    }

    fn not_filled(&mut self, failed: Failed, work: &mut Work<'_>) {
        let now = work.now.mono;
        let was_heard = self.has_owner_been_heard(work);
        let (is_open, is_of_service) = (self.realm.is_open(), self.is_of_service());
        let Stream::Followed(follow) = &mut self.stream else { return };
        match failed {
            Failed::NobodyThere if is_of_service => self.give_up_gap(work),
            Failed::NobodyThere if is_open && !was_heard => self.take(work),
            Failed::NobodyThere | Failed::TooLate | Failed::NotMine(_) => {
                follow.contact = Contact::Due(now + SEEK_EVERY)
            }
        }
    }

    /// A service does not keep what it has said: what came early is all there is.
    fn give_up_gap(&mut self, work: &mut Work<'_>) {
        let Stream::Followed(follow) = &mut self.stream else { return };
        follow.contact = Contact::Known;
        let Some((&offset, _)) = follow.early.first_key_value() else { return };
        follow.ring = Ring::starting_at(Place { epoch: follow.epoch(), offset: Offset(offset.0 - 1) });
        let first = follow.early.remove(&offset);
        self.tell_resync(Why::Trimmed, work);
        if let Some(first) = first {
            self.take_in(first, work);
        }
    }

    fn seek_again(&mut self, work: &Work<'_>) {
        let Stream::Followed(follow) = &mut self.stream else { return };
        follow.contact = Contact::Due(work.now.mono + SEEK_EVERY);
    }

    /// The owner has given a say its place, or could not be reached.
    pub(crate) fn said(&mut self, number: u64, answer: Result<StreamAnswer, Failed>, work: &mut Work<'_>) {
        let Stream::Followed(follow) = &mut self.stream else { return };
        let Some(at) = follow.says.iter().position(|waiting| waiting.number == number) else { return };
        match answer {
            Ok(_) => {
                follow.placed = follow.placed.max(number);
                follow.says.remove(at);
            }
            // It has had no effect and may be said again, unless that would put it behind a later one.
            Err(Failed::NobodyThere | Failed::NotMine(_)) if number > follow.placed => {
                follow.says[at].is_asked = false;
                follow.doubt();
            }
            Err(_) => {
                if let Some(waiting) = follow.says.remove(at) {
                    work.out.list.extend(unsaid(waiting.shard, waiting.say.from, No::Unavailable));
                }
                follow.doubt();
            }
        }
        self.pump(work);
    }

    fn tell_head(&self, work: &mut Work<'_>) {
        let Stream::Followed(follow) = &self.stream else { return };
        let (realm, place) = (&self.realm, follow.ring.head());
        self.tell(work, || ToHub::Head { realm: realm.clone(), place });
    }

    fn tell_resync(&mut self, why: Why, work: &mut Work<'_>) {
        self.is_doubted = false;
        let Stream::Followed(follow) = &self.stream else { return };
        let (realm, place) = (&self.realm, follow.ring.head());
        self.tell(work, || ToHub::Resync { realm: realm.clone(), place, why });
    }
}

/// Tells who spoke that it was not said; what a service says is lost in silence, as everywhere on its way.
fn unsaid(shard: u8, conn: Option<ConnId>, why: No) -> Option<Output> {
    conn.map(|conn| Output::ToHub(shard, ToHub::Unsaid { conn, why }))
}
