//! What a node says in a realm on its own, for a service or for an operator.

use std::sync::Arc;

use types::{CloseCode, Offset, Place, Realm};

use crate::post::{Post, Stream, Work};
use crate::{Output, Publication, Said, Say, Speech, ToHub, Whom};

impl Speech {
    /// What other nodes hear, and what the hubs of this one, without a place in a stream.
    pub(crate) fn unplaced(self, realm: &Realm) -> (Publication, ToHub) {
        let realm = realm.clone();
        match self {
            Self::Say(from, user, what) => {
                let said = Arc::new(Said { offset: Offset(0), from, user, what });
                (Publication::Said(Place::NONE, Arc::clone(&said)), ToHub::Said { realm, said })
            }
            Self::PutOut(whom) => (Publication::PutOut(whom.clone()), ToHub::PutOut { realm, whom }),
            Self::Kick(code) => (Publication::Kick(code), ToHub::Kick { realm, code }),
        }
    }
}

impl Post {
    /// Says it here: with the next place, or asks the owner for one, or without any.
    pub(crate) fn speak(&mut self, speech: Speech, work: &mut Work<'_>) {
        match (&self.stream, speech) {
            (Stream::Owned(_) | Stream::Followed(_), Speech::Say(from, user, what)) if self.realm.is_open() => {
                self.say(0, Say { from, user, what }, work);
            }
            (_, speech) => {
                let (publication, told) = speech.unplaced(&self.realm);
                work.out.list.push(Output::Publish(self.realm.clone(), publication));
                // A hub may be about to let a conn in: it is told too.
                work.out.list.extend((0..work.settings.shards).map(|shard| Output::ToHub(shard, told.clone())));
            }
        }
    }

    /// Other nodes hear it without a place; the hubs of this one have heard it.
    pub(crate) fn publish_open(&self, say: Say, work: &mut Work<'_>) {
        let said = Arc::new(Said { offset: Offset(0), from: say.from, user: say.user, what: say.what });
        let publication = Publication::Said(Place::NONE, said);
        work.out.list.push(Output::Publish(self.realm.clone(), publication));
    }

    pub(crate) fn tell_put_out(&self, whom: &Whom, work: &mut Work<'_>) {
        let realm = &self.realm;
        self.tell(work, || ToHub::PutOut { realm: realm.clone(), whom: whom.clone() });
    }

    pub(crate) fn tell_kick(&self, code: CloseCode, work: &mut Work<'_>) {
        let realm = &self.realm;
        self.tell(work, || ToHub::Kick { realm: realm.clone(), code });
    }
}
