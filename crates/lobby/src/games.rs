//! The games that are played, and those that are about to be.

use std::sync::Arc;

use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

use crate::event::{Match, WantId};
use crate::limits::SHOWN_MAX;
use crate::saved::bytes_of;
use crate::view::LiveGame;

/// When a game began, and its id: later ones are newer.
type Age = (i64, String);

/// All of them. Cheap to clone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Games {
    live: RedBlackTreeMapSync<String, Arc<LiveGame>>,
    by_age: RedBlackTreeMapSync<Age, Arc<LiveGame>>,
    /// Who plays in which.
    players: RedBlackTreeMapSync<(String, Age), Arc<LiveGame>>,
    starting: RedBlackTreeMapSync<WantId, Arc<Match>>,
    tells: RedBlackTreeMapSync<WantId, Arc<Tell>>,
    bytes: usize,
}

/// A game over is to be told where those who played it play again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tell {
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Games {
    pub(crate) fn add(&mut self, game: LiveGame) {
        self.bytes += bytes_of(&game);
        let (age, game) = (age_of(&game), Arc::new(game));
        for player in &game.seats {
            self.players.insert_mut((player.clone(), age.clone()), game.clone());
        }
        self.by_age.insert_mut(age, game.clone());
        self.live.insert_mut(game.id.clone(), game);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Arc<LiveGame>> {
        let game = self.live.get(id).cloned()?;
        self.bytes -= bytes_of(&*game);
        let age = age_of(&game);
        for player in &game.seats {
            self.players.remove_mut(&(player.clone(), age.clone()));
        }
        self.by_age.remove_mut(&age);
        self.live.remove_mut(id);
        Some(game)
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Arc<LiveGame>> {
        self.live.get(id)
    }

    /// The newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Arc<LiveGame>> {
        self.by_age.values().rev()
    }

    /// Those of the public lists, the newest first.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Arc<LiveGame>> {
        self.newest().take(SHOWN_MAX)
    }

    /// A user's newest games, the newest first.
    pub(crate) fn of(&self, user: &str) -> impl Iterator<Item = &Arc<LiveGame>> {
        let from = (user.to_owned(), (i64::MIN, String::new()));
        let to = (user.to_owned(), (i64::MAX, String::new()));
        self.players.range(from..to).rev().map(|(_, game)| game).take(SHOWN_MAX)
    }

    pub(crate) fn len(&self) -> usize {
        self.live.size()
    }

    pub(crate) fn start(&mut self, agreed: Match) {
        self.bytes += bytes_of(&agreed);
        self.starting.insert_mut(agreed.want, Arc::new(agreed));
    }

    pub(crate) fn started(&mut self, want: &WantId) {
        if let Some(agreed) = self.starting.get(want) {
            self.bytes -= bytes_of(&**agreed);
            self.starting.remove_mut(want);
        }
    }

    pub(crate) fn starting(&self) -> impl Iterator<Item = &Arc<Match>> {
        self.starting.values()
    }

    pub(crate) fn starting_by(&self, want: &WantId) -> Option<&Arc<Match>> {
        self.starting.get(want)
    }

    pub(crate) fn starting_len(&self) -> usize {
        self.starting.size()
    }

    pub(crate) fn tell(&mut self, want: WantId, tell: Tell) {
        self.bytes += bytes_of(&tell) + want.len();
        self.tells.insert_mut(want, Arc::new(tell));
    }

    pub(crate) fn told(&mut self, want: &WantId) {
        if let Some(tell) = self.tells.get(want) {
            self.bytes -= bytes_of(&**tell) + want.len();
            self.tells.remove_mut(want);
        }
    }

    pub(crate) fn tells(&self) -> impl Iterator<Item = (&WantId, &Arc<Tell>)> {
        self.tells.iter()
    }

    pub(crate) fn is_told(&self, want: &WantId) -> bool {
        !self.tells.contains_key(want)
    }

    /// How many bytes of a saved state they are.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn age_of(game: &LiveGame) -> Age {
    (game.at, game.id.clone())
}
