//! The state in the form in which it is saved: each thing once, without the indexes.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use types::UnixMs;

use crate::event::{Match, WantId};
use crate::finished::Over;
use crate::games::Tell;
use crate::ratings::{Rated, Ratings};
use crate::seeks::Open;
use crate::state::State;
use crate::view::LiveGame;

#[derive(Serialize, Deserialize)]
struct Saved {
    events: u64,
    time: i64,
    seeks: Vec<Open>,
    starting: Vec<Match>,
    tells: Vec<(WantId, Tell)>,
    games: Vec<LiveGame>,
    finished: Vec<(String, Over)>,
    rules: Vec<String>,
    rated: Vec<Rated>,
}

/// How many bytes of a saved state something is.
pub(crate) fn bytes_of<T: Serialize>(part: &T) -> usize {
    postcard::to_allocvec(part).map_or(0, |bytes| bytes.len())
}

pub(crate) fn save(state: &State) -> Bytes {
    let saved = Saved {
        events: state.events,
        time: state.time.0,
        seeks: state.seeks.newest().map(|open| (**open).clone()).collect(),
        starting: state.games.starting().map(|agreed| (**agreed).clone()).collect(),
        tells: state.games.tells().map(|(want, tell)| (*want, (**tell).clone())).collect(),
        games: state.games.newest().map(|game| (**game).clone()).collect(),
        finished: state.finished.iter().map(|(id, over)| (id.to_owned(), *over)).collect(),
        rules: state.ratings.rules().to_vec(),
        rated: state.ratings.iter().cloned().collect(),
    };
    postcard::to_allocvec(&saved).map(Bytes::from).unwrap_or_default()
}

pub(crate) fn restore(bytes: &[u8]) -> Option<State> {
    let (saved, rest): (Saved, &[u8]) = postcard::take_from_bytes(bytes).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let mut state = State { events: saved.events, time: UnixMs(saved.time), ..State::default() };
    saved.seeks.into_iter().for_each(|open| state.seeks.add(open));
    saved.starting.into_iter().for_each(|agreed| state.games.start(agreed));
    saved.tells.into_iter().for_each(|(want, tell)| state.games.tell(want, tell));
    saved.games.into_iter().for_each(|game| state.games.add(game));
    saved.finished.iter().for_each(|(id, over)| state.finished.add(id, *over));
    state.ratings = Ratings::by(saved.rules);
    saved.rated.into_iter().for_each(|rated| state.ratings.add(rated));
    Some(state)
}
