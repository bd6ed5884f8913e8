//! A realm that the app wants to be in, and the last view that it has seen there.

use types::{Epoch, Millis, Offset, Place, Realm};
use wire::packets::Joined;

use crate::guards::{Guard, Guards};

/// One realm.
#[derive(Debug)]
pub(crate) struct Membership {
    /// The last view that the app has seen. Without a stream, or before the first `joined`, [`Place::NONE`].
    place: Place,
    pub(crate) state: State,
    /// Whether the app still wants to be in: it may have left while the server was asked.
    pub(crate) is_wanted: bool,
    /// Whether the app was told that it is in: what it misses from then on is a gap.
    pub(crate) has_been_in: bool,
    pub(crate) is_doubted: bool,
    /// How often it was asked for on this conn without an answer.
    tries: u8,
    guards: Guards,
}

/// So often a private realm is asked for: who is not let in gets an `error` that does not name the realm.
const PRIVATE_TRIES_MAX: u8 = 3;

/// How a membership stands with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It has not been asked for on this conn.
    Out,
    /// It was asked for at this time, and not answered.
    Asked(Millis),
    /// What is said is heard.
    In,
}

/// What becomes of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the next one, at this place.
    Next(Place),
    /// It has been seen.
    Old,
    /// Something before it is missing.
    Gap,
}

impl Membership {
    pub(crate) fn new(is_wanted: bool, guards: Guards) -> Self {
        Self {
            place: Place::NONE,
            state: State::Out,
            is_wanted,
            has_been_in: false,
            is_doubted: false,
            tries: 0,
            guards,
        }
    }

    /// Whether it is worth asking once more.
    pub(crate) fn may_ask(&mut self, realm: &str) -> bool {
        self.tries = self.tries.saturating_add(1);
        self.tries <= PRIVATE_TRIES_MAX || realm.parse().is_ok_and(|realm: Realm| realm.is_open())
    }

    /// The conn is no more, and what it was asked is not answered: another may be.
    pub(crate) fn conn_ended(&mut self) {
        (self.state, self.is_doubted, self.tries) = (State::Out, false, 0);
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// A view with this offset has come, or the place of what the app said itself.
    pub(crate) fn view(&mut self, offset: Offset) -> Verdict {
        if offset == Offset(0) {
            return Verdict::Next(Place::NONE);
        }
        if self.guards.has(Guard::Offset) && offset <= self.place.offset {
            return Verdict::Old;
        }
        if self.guards.has(Guard::Offset) && offset != self.place.offset.next() {
            return Verdict::Gap;
        }
        self.place.offset = offset;
        Verdict::Next(self.place)
    }

    /// The server says that the conn is in the realm. Whether nothing is missing behind the last view.
    pub(crate) fn joined(&mut self, joined: &Joined) -> bool {
        let was_in = std::mem::replace(&mut self.state, State::In) == State::In;
        self.tries = 0;
        let place = place(joined.epoch, joined.offset);
        // An answer to an older question may call lost what the app has seen since.
        let is_here = place.is_numbered() && place == self.place;
        // Asked twice, without a stream: it has heard everything since the first answer.
        let is_again = was_in && joined.why.is_empty();
        let goes_on =
            is_here || is_again || joined.recovered && self.is_same_count(place) && place.offset <= self.place.offset;
        // Asked twice as one who has seen nothing: a game is shown as it stood there, and what came then is told again.
        let is_shown_anew = joined.why == "new" && joined.realm.starts_with("game");
        if !self.has_been_in || !goes_on || is_shown_anew {
            self.place = place;
        }
        !std::mem::replace(&mut self.has_been_in, true) || goes_on
    }

    /// The server says how far the stream has come. Whether the app has heard it all.
    pub(crate) fn is_at_head(&self, head: Place) -> bool {
        !self.guards.has(Guard::Head) || self.is_same_count(head) && head.offset <= self.place.offset
    }

    /// The server says from where it goes on. `false` if the app is there already, and what it knows was not lost.
    pub(crate) fn resync(&mut self, to: Place, why: &str) -> bool {
        if why != "ahead" && to.is_numbered() && self.is_same_count(to) && to.offset <= self.place.offset {
            return false;
        }
        self.place = to;
        true
    }

    fn is_same_count(&self, other: Place) -> bool {
        !self.guards.has(Guard::Epoch) || other.epoch == self.place.epoch
    }
}

pub(crate) fn place(epoch: u64, offset: u64) -> Place {
    Place { epoch: Epoch(epoch), offset: Offset(offset) }
}
