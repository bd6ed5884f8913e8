//! Lists of games, and how far consumers have read.

use std::ops::Bound;

use types::{GameId, Offset};

use crate::model::{Game, Model};
use crate::{Advance, Advanced, Behind, GameRow, Games, Lag, PAGE_MAX, Which};

impl Model {
    pub(super) fn list(&self, ask: &Games) -> Vec<GameRow> {
        let end = ask.after.as_ref().map(|after| (after.made, after.game.clone()));
        let range = (Bound::Unbounded, end.map_or(Bound::Unbounded, Bound::Excluded));
        let games = self.by_age.range(range).rev().filter_map(|(_, id)| Some((id, self.games.get(id)?)));
        let games = games.filter(|(_, game)| game.is_one_of(&ask.which));
        games.take(ask.limit.clamp(1, PAGE_MAX)).map(|(id, game)| game.row(id)).collect()
    }

    pub(super) fn behind(&self, ask: &Behind) -> Vec<Lag> {
        let range = (ask.after.as_ref().map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let games = self.games.range::<GameId, _>(range).map(|(id, game)| Lag {
            game: id.clone(),
            cursor: self.cursor(&ask.consumer, id),
            head: game.head,
        });
        games.filter(|lag| lag.cursor < lag.head).take(ask.limit.clamp(1, PAGE_MAX)).collect()
    }

    pub(super) fn advance(&mut self, ask: Advance) -> Advanced {
        if self.games.get(&ask.game).is_none_or(|game| game.head < ask.to) {
            return Advanced::Ahead;
        }
        let cursor = self.cursor(&ask.consumer, &ask.game);
        if cursor != ask.from {
            return Advanced::Elsewhere { cursor };
        }
        self.cursors.insert((ask.consumer, ask.game), ask.to);
        Advanced::Done
    }

    fn cursor(&self, consumer: &types::Name, game: &GameId) -> Offset {
        self.cursors.get(&(consumer.clone(), game.clone())).copied().unwrap_or_default()
    }
}

impl Game {
    fn is_one_of(&self, which: &Which) -> bool {
        match which {
            Which::All => true,
            Which::OfUser(user) => self.seats.contains(user),
            Which::Live(rules) => !self.ended && self.rules == *rules,
        }
    }

    fn row(&self, id: &GameId) -> GameRow {
        GameRow {
            game: id.clone(),
            made: self.made,
            rules: self.rules.clone(),
            seats: self.seats.clone(),
            head: self.head,
            ended: self.ended,
        }
    }
}
