//! What users may do.

use std::marker::PhantomData;

use game::{Caller, Refusal};
use types::{Limits, Name};

use crate::command::Wish;
use crate::draft::Draft;
use crate::event::{Event, Match, Sought, What};
use crate::limits::{EXPIRING_MAX, GAMES_BYTES_MAX, SEEKS_BYTES_MAX, SETUP_BYTES_MAX};
use crate::seeks::Open;
use crate::state::State;
use crate::view::{LiveGame, Range, Seek, Why};
use crate::{Offer, Offered};

/// Ratings that a range may name.
const RATING_MAX: i32 = 10_000;

/// A user, and when and with what luck he asks.
pub(crate) struct Seeker<'a, O> {
    state: &'a State,
    name: &'a Name,
    from: Caller,
    offered: PhantomData<fn() -> O>,
}

impl<'a, O: Offered> Seeker<'a, O> {
    pub(crate) fn new(state: &'a State, name: &'a Name, from: Caller) -> Self {
        Self { state, name, from, offered: PhantomData }
    }

    pub(crate) fn seek(self, wish: Wish) -> Result<Vec<Event>, Refusal> {
        let rules: Name = wish.rules.parse().map_err(|_| unknown_rules())?;
        let to = wish.to.as_deref().map(|to| self.other(to)).transpose()?;
        check_range(&wish)?;
        let size = serde_json::to_string(&wish.setup).unwrap_or_default().len();
        if size > SETUP_BYTES_MAX {
            let text = format!("the options take {size} bytes as JSON, and may take {SETUP_BYTES_MAX}");
            return Err(Refusal::new("too_long", text));
        }
        let seats = [self.name.clone(), to.unwrap_or_else(|| nobody(self.name))];
        let offer = O::check(self.from.clone(), &rules, &seats, &wish.setup, wish.rated)?;
        let mut draft = Draft::new(self.state, self.from.at);
        let at = draft.at().0;
        let seek = Seek {
            id: draft.state.events + 1,
            by: self.name.to_string(),
            rating: self.state.ratings.of(&wish.rules, self.name.as_str()),
            rules: wish.rules,
            setup: wish.setup,
            rated: wish.rated,
            to: wish.to,
            range: wish.range,
            at,
        };
        let limits = O::limits();
        let lasts = if offer.correspondence { limits.slow_seek_time } else { limits.seek_time };
        let ends = at.saturating_add(i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX));
        self.has_room_for(&seek)?;
        let total = self.state.seeks.public() + usize::from(seek.to.is_none());
        draft.push(What::Sought(Box::new(Sought { seek, correspondence: offer.correspondence, ends, total })));
        Ok(draft.events())
    }

    fn other(&self, name: &str) -> Result<Name, Refusal> {
        let other: Name = name.parse().map_err(|_| {
            Refusal::new("bad_user", "a user's name is 1 to 64 of A-Z a-z 0-9 _: say whom the seek is directed to")
        })?;
        if other == *self.name {
            return Err(Refusal::new("yourself", "nobody plays against himself: direct the seek to somebody else"));
        }
        Ok(other)
    }

    fn has_room_for(&self, seek: &Seek) -> Result<(), Refusal> {
        let seeks = &self.state.seeks;
        let own = || seeks.newest().filter(|open| open.seek.by == seek.by);
        if own().any(|open| is_twice(&open.seek, seek)) {
            return Err(Refusal::new("twice", "you seek that very game already"));
        }
        let too_many = |text| Err(Refusal::new("too_many_seeks", text));
        let Limits { user_seeks, directed_seeks, seeks: seeks_max, .. } = O::limits();
        if own().count() >= user_seeks {
            return too_many(format!("you have {user_seeks} open seeks (limits.user_seeks): take one back"));
        }
        if seeks.len() >= seeks_max || seeks.bytes() >= SEEKS_BYTES_MAX {
            let text = "the lobby has no room for more seeks (limits.seeks): accept one, or try again later";
            return too_many(text.to_owned());
        }
        let directed = |to: &String| seeks.newest().filter(|open| open.seek.to.as_ref() == Some(to)).count();
        if seek.to.as_ref().is_some_and(|to| directed(to) >= directed_seeks) {
            let text = "too many want to play with that user (limits.directed_seeks): try again later";
            return too_many(text.to_owned());
        }
        Ok(())
    }

    pub(crate) fn unseek(self, id: u64) -> Result<Vec<Event>, Refusal> {
        let open = self.find(id)?;
        if open.seek.by != self.name.as_str() {
            return Err(Refusal::new("not_yours", "that seek is somebody else's: decline it, or leave it"));
        }
        Ok(self.end(id, Why::Cancelled))
    }

    pub(crate) fn decline(self, id: u64) -> Result<Vec<Event>, Refusal> {
        let open = self.find(id)?;
        if open.seek.to.as_deref() != Some(self.name.as_str()) {
            return Err(Refusal::new("not_for_you", "only a seek that is directed to you can be declined"));
        }
        Ok(self.end(id, Why::Declined))
    }

    pub(crate) fn accept(mut self, id: u64) -> Result<Vec<Event>, Refusal> {
        let open = self.find(id)?;
        let seek = &open.seek;
        if seek.by == self.name.as_str() {
            return Ok(self.end(id, Why::Cancelled));
        }
        let rating = self.state.ratings.of(&seek.rules, self.name.as_str());
        if let Some(range) = seek.range.filter(|range| !(range.min..=range.max).contains(&rating.value)) {
            let (Range { min, max }, value) = (range, rating.value);
            let text = format!("that seek is for ratings from {min} to {max}, and yours is {value}");
            return Err(Refusal::new("not_for_you", text));
        }
        has_room_to_start(self.state, &O::limits())?;
        let rules: Name = seek.rules.parse().map_err(|_| unknown_rules())?;
        let seeker: Name = seek.by.parse().map_err(|_| gone())?;
        let mut seats = [seeker, self.name.clone()];
        self.from.luck.shuffle(&mut seats);
        let luck = self.from.luck.fork();
        let offer = O::check(Caller { luck, ..self.from.clone() }, &rules, &seats, &seek.setup, seek.rated)?;
        let agreed = self.agreed(seek, &seats, &offer)?;
        let mut draft = Draft::new(self.state, self.from.at);
        draft.end_seek(id, Why::Accepted);
        if !offer.correspondence {
            draft.stop_seeking(&agreed.game.seats);
        }
        draft.push(What::Matched(Box::new(agreed)));
        Ok(draft.events())
    }

    fn agreed(&mut self, seek: &Seek, seats: &[Name], offer: &Offer) -> Result<Match, Refusal> {
        let seats: Vec<String> = seats.iter().map(Name::to_string).collect();
        let game = LiveGame {
            id: new_id(&mut self.from.luck),
            rules: seek.rules.clone(),
            ratings: seats.iter().map(|player| self.state.ratings.of(&seek.rules, player)).collect(),
            seats,
            rated: seek.rated,
            at: self.from.at.max(self.state.time).0,
            seek: Some(seek.id),
            rematch_of: None,
        };
        Ok(Match { want: self.from.luck.id(), game, setup: offer.setup.clone() })
    }

    /// An open seek that he may know of.
    fn find(&self, id: u64) -> Result<&'a Open, Refusal> {
        let open = self.state.seeks.find(id).filter(|open| open.is_shown_to(self.name.as_str()));
        open.map(|open| &**open).ok_or_else(gone)
    }

    fn end(self, id: u64, why: Why) -> Vec<Event> {
        let mut draft = Draft::new(self.state, self.from.at);
        draft.end_seek(id, why);
        draft.events()
    }
}

impl Draft {
    /// Seeks whose time is over; what is left of them comes right after.
    pub(crate) fn expire(&mut self) {
        let ended: Vec<u64> = self.state.seeks.ended(self.at().0).take(EXPIRING_MAX).collect();
        ended.into_iter().for_each(|id| self.end_seek(id, Why::Expired));
    }

    /// A user has gone, and with him his seeks of live games.
    pub(crate) fn leave(&mut self, user: &str) {
        self.end_live(Why::Left, |by| by == user);
    }

    /// Who begins to play a live game seeks no other.
    pub(crate) fn stop_seeking(&mut self, players: &[String]) {
        self.end_live(Why::Accepted, |by| players.iter().any(|player| player == by));
    }

    fn end_live(&mut self, why: Why, is_theirs: impl Fn(&str) -> bool) {
        let theirs = self.state.seeks.newest().filter(|open| !open.correspondence && is_theirs(&open.seek.by));
        let ids: Vec<u64> = theirs.map(|open| open.seek.id).collect();
        ids.into_iter().for_each(|id| self.end_seek(id, why));
    }
}

/// Whether another game can be agreed on.
pub(crate) fn has_room_to_start(state: &State, limits: &Limits) -> Result<(), Refusal> {
    let too_many = |text| Err(Refusal::new("too_many_games", text));
    if state.games.starting_len() >= limits.starting_games {
        return too_many("as many games as there can be are about to begin (limits.starting_games): try again soon");
    }
    if state.games.bytes() >= GAMES_BYTES_MAX {
        return too_many("as many games as there can be are played: try again later");
    }
    Ok(())
}

/// An id for a game: `g` and 64 random bits.
pub(crate) fn new_id(luck: &mut game::Luck) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // 62^11 is just above 2^64.
    const LENGTH: usize = 11;
    let mut number = luck.id().into_iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(byte));
    let digits = (0..LENGTH).map(|_| {
        let digit = DIGITS[(number % 62) as usize];
        number /= 62;
        char::from(digit)
    });
    ['g'].into_iter().chain(digits).collect()
}

fn is_twice(one: &Seek, other: &Seek) -> bool {
    (&one.rules, &one.setup, one.rated, &one.to, one.range)
        == (&other.rules, &other.setup, other.rated, &other.to, other.range)
}

fn check_range(wish: &Wish) -> Result<(), Refusal> {
    let Some(Range { min, max }) = wish.range else {
        return Ok(());
    };
    if wish.to.is_some() {
        return Err(Refusal::new("bad_range", "a seek that is directed to one user has no range"));
    }
    if min > max || min < 0 || max > RATING_MAX {
        let text =
            format!("a range goes from a smaller to a larger rating, both from 0 to {RATING_MAX}: not {min} to {max}");
        return Err(Refusal::new("bad_range", text));
    }
    Ok(())
}

fn gone() -> Refusal {
    Refusal::new("gone", "that seek is not open any more")
}

fn unknown_rules() -> Refusal {
    Refusal::new("unknown_rules", "there is no such game")
}

/// Somebody to sit opposite while nobody has accepted.
fn nobody(but: &Name) -> Name {
    let name = if but.as_str() == "nobody" { "somebody" } else { "nobody" };
    name.parse().unwrap_or_else(|_| but.clone())
}
