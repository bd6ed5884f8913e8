//! A stream that this node counts.

use std::sync::Arc;
use std::time::Duration;

use types::{Epoch, Millis, Place, Realm};

use crate::follow::Follow;
use crate::guards::Guard;
use crate::post::{Post, Stream, Work};
use crate::ring::Ring;
use crate::{Output, Publication, Said, Say, StreamAnswer, StreamAsk, ToHub, Why};

/// The head is told so often: it alone shows that the last view was lost.
const HEAD_EVERY: Duration = Duration::from_secs(5);

/// The most views in one answer: with texts of 2,000 characters they stay well below a message of the bus.
const ANSWER_VIEWS_MAX: usize = 64;

/// The stream, and whether others can ask its owner yet.
#[derive(Debug)]
pub(crate) struct Own {
    ring: Ring,
    is_live: bool,
    head_at: Millis,
    asked_at: Millis,
}

impl Own {
    pub(crate) fn ring(&self) -> &Ring {
        &self.ring
    }

    pub(crate) fn is_live(&self) -> bool {
        self.is_live
    }

    /// When another node last asked.
    pub(crate) fn asked_at(&self) -> Millis {
        self.asked_at
    }

    /// Tells the other nodes how far the stream has come.
    fn publish_head(&mut self, realm: &Realm, work: &mut Work<'_>) {
        self.head_at = work.now.mono;
        work.out.list.push(Output::Publish(realm.clone(), Publication::Head(self.ring.head())));
    }

    fn answer(&self, work: &Work<'_>, said: Result<Vec<Arc<Said>>, Why>) -> StreamAnswer {
        StreamAnswer { owner: work.settings.node, place: self.ring.head(), said }
    }
}

impl Post {
    /// Nobody counts here: this node does it from now on, in an epoch later than any that it knows.
    pub(crate) fn take(&mut self, work: &mut Work<'_>) {
        let (last, follow) = match &mut self.stream {
            Stream::Owned(_) => return,
            Stream::Open => (Epoch(0), None),
            Stream::Followed(follow) => (follow.latest(), Some(follow)),
        };
        let says = follow.map(Follow::take_says).unwrap_or_default();
        let ring = Ring::starting_at(work.settings.first_place(work.now.unix, last));
        let now = work.now.mono;
        let place = ring.head();
        self.stream = Stream::Owned(Own { ring, is_live: false, head_at: now, asked_at: now });
        work.out.list.push(Output::Own(self.realm.clone()));
        self.is_doubted = false;
        if last != Epoch(0) {
            let realm = &self.realm;
            self.tell(work, || ToHub::Resync { realm: realm.clone(), place, why: Why::Epoch });
        }
        for say in says {
            self.say_next(say, work);
        }
    }

    /// Gives what is said its place and tells everybody. Gives the place.
    pub(crate) fn say_next(&mut self, say: Say, work: &mut Work<'_>) -> Place {
        let Stream::Owned(own) = &mut self.stream else { return Place::NONE };
        let Say { from, user, what } = say;
        let offset = own.ring.head().offset.next();
        let said = Arc::new(Said { offset, from, user, what });
        own.ring.push(work.now.mono, Arc::clone(&said), self.settings);
        let place = own.ring.head();
        work.out.list.push(Output::Publish(self.realm.clone(), Publication::Said(place, Arc::clone(&said))));
        let realm = &self.realm;
        self.tell(work, || ToHub::Said { realm: realm.clone(), said: Arc::clone(&said) });
        place
    }

    /// A node asks whoever owns the stream.
    pub(crate) fn asked_as_owner(&mut self, id: u64, ask: StreamAsk, work: &mut Work<'_>) {
        if let StreamAsk::After(known) = &ask {
            // Who counted in the epoch that the asker knows may be gone, and nobody else tell this node of it.
            self.step_down_for(known.epoch, work);
        }
        let Stream::Owned(own) = &mut self.stream else {
            let owner = self.known_owner();
            return work.out.list.push(Output::Answer(id, Err(owner)));
        };
        own.asked_at = work.now.mono;
        let answer = match ask {
            StreamAsk::Say(say) => {
                let place = self.say_next(say, work);
                StreamAnswer { owner: work.settings.node, place, said: Ok(Vec::new()) }
            }
            StreamAsk::After(cursor) if cursor.is_numbered() => {
                own.answer(work, own.ring.after(cursor, ANSWER_VIEWS_MAX))
            }
            StreamAsk::After(_) | StreamAsk::Whole => own.answer(work, Ok(Vec::new())),
        };
        work.out.list.push(Output::Answer(id, Ok(answer)));
    }

    pub(crate) fn tick_own(&mut self, work: &mut Work<'_>) {
        let Stream::Owned(own) = &mut self.stream else { return };
        own.ring.trim(work.now.mono, self.settings);
        if work.now.mono.since(own.head_at) >= HEAD_EVERY && work.guards.has(Guard::Head) {
            own.publish_head(&self.realm, work);
            let (realm, place) = (&self.realm, own.ring.head());
            self.tell(work, || ToHub::Head { realm: realm.clone(), place });
        }
    }

    /// Everybody can ask this node as the owner now.
    pub(crate) fn on_own_live(&mut self, work: &mut Work<'_>) {
        let Stream::Owned(own) = &mut self.stream else { return };
        own.is_live = true;
        own.publish_head(&self.realm, work);
    }

    /// Somebody else counts too. The later epoch wins; who counts in an earlier one learns it from our head.
    pub(crate) fn heard_rival(&mut self, place: Place, work: &mut Work<'_>) {
        let Stream::Owned(own) = &mut self.stream else { return };
        if place.epoch < own.ring.epoch() {
            own.publish_head(&self.realm, work);
        } else {
            self.step_down_for(place.epoch, work);
        }
    }

    /// This node counts no more if that epoch is later than its own. Whoever counts next does so in one still later.
    fn step_down_for(&mut self, epoch: Epoch, work: &mut Work<'_>) {
        let Stream::Owned(own) = &mut self.stream else { return };
        if epoch > own.ring.epoch() {
            self.stream = Stream::Followed(Follow::after_stepping_down(own.ring.epoch(), epoch, work.now.mono));
            work.out.list.push(Output::Disown(self.realm.clone()));
        }
    }
}
