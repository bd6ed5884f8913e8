//! Who may know what of an event.

use crate::event::{Event, Gone, What};
use crate::state::State;
use crate::view::{Lists, LiveGame, Own, Seek, View};

/// What everybody may know of an event. Without a `_` arm: whoever adds an event says here who may see it. What is between
/// two is always the same: nobody else can tell a seek that is directed to somebody from its end, or from a decline.
pub(crate) fn redact(event: &Event) -> View {
    match &event.what {
        What::Sought(sought) if sought.seek.to.is_none() => {
            View::SeekAdded { seek: Box::new(sought.seek.clone()), seeks_total: sought.total }
        }
        What::SeekGone { id, why, directed: false, total } => {
            View::SeekGone { id: *id, why: *why, seeks_total: *total }
        }
        What::SeekShown { seek, total } => View::SeekAdded { seek: seek.clone(), seeks_total: *total },
        What::Begun(begun) => View::GameAdded { game: Box::new(begun.game.clone()), games_total: begun.total },
        What::GameShown { game, total } => View::GameAdded { game: game.clone(), games_total: *total },
        What::GameGone(gone) => View::GameGone {
            game: gone.id.clone(),
            points: points(gone),
            ratings: gone.ratings.map(Vec::from),
            games_total: gone.total,
        },
        What::Opened {}
        | What::Sought(_)
        | What::SeekGone { directed: true, .. }
        | What::Matched(_)
        | What::MatchFailed { .. }
        | What::Told { .. } => View::Noted {},
    }
}

fn points(gone: &Gone) -> Option<Vec<f64>> {
    gone.halves.as_ref().map(|halves| halves.iter().map(|half| f64::from(*half) / 2.0).collect())
}

impl State {
    /// What everybody may know of the lobby.
    pub(crate) fn lists(&self) -> Lists {
        Lists {
            seeks: self.seeks.shown().map(|open| open.seek.clone()).collect(),
            seeks_total: self.seeks.public(),
            games: self.games.shown().map(|game| (**game).clone()).collect(),
            games_total: self.games.len(),
        }
    }

    /// What one user is told alone.
    pub(crate) fn own(&self, user: &str) -> Own {
        let plays = |game: &LiveGame| game.seats.iter().any(|player| player == user);
        Own {
            rating: self.ratings.all_of(user),
            seeks: self.seeks.newest().filter(|open| open.is_of(user)).map(|open| open.seek.clone()).collect(),
            starting: self.games.starting().map(|agreed| &agreed.game).filter(|game| plays(game)).cloned().collect(),
            games: self.games.of(user).map(|game| (**game).clone()).collect(),
        }
    }

    /// Whose [`State::own`] an event changes, that is not applied yet.
    pub(crate) fn concerns(&self, event: &Event) -> Vec<String> {
        match &event.what {
            What::Sought(sought) => parties(&sought.seek),
            What::SeekGone { id, .. } => self.seeks.find(*id).map(|open| parties(&open.seek)).unwrap_or_default(),
            What::Matched(agreed) => agreed.game.seats.clone(),
            What::MatchFailed { want } => {
                self.games.starting_by(want).map(|agreed| agreed.game.seats.clone()).unwrap_or_default()
            }
            What::Begun(begun) => begun.game.seats.clone(),
            What::GameGone(gone) => self.games.find(&gone.id).map(|game| game.seats.clone()).unwrap_or_default(),
            What::Opened {} | What::SeekShown { .. } | What::GameShown { .. } | What::Told { .. } => Vec::new(),
        }
    }
}

fn parties(seek: &Seek) -> Vec<String> {
    [Some(seek.by.clone()), seek.to.clone()].into_iter().flatten().collect()
}
