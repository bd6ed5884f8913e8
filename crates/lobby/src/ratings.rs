//! Who plays how well.

use std::collections::BTreeMap;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

use crate::limits::RATINGS_BYTES_MAX;
use crate::saved::bytes_of;
use crate::view::Rating;

/// Everybody who has played a rated game. Cheap to clone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Ratings {
    /// The rules of which there are ratings: they are saved as numbers.
    rules: Vec<String>,
    users: RedBlackTreeMapSync<String, Arc<Rated>>,
    /// Who has played when: the first has not played for longest.
    by_age: RedBlackTreeMapSync<(i64, String), ()>,
    bytes: usize,
}

/// A user who has played.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rated {
    pub(crate) user: String,
    /// When he has played last, in seconds.
    pub(crate) last: i64,
    /// By which rules he plays how well.
    pub(crate) ratings: Vec<(u8, Rating)>,
}

impl Ratings {
    pub(crate) fn of(&self, rules: &str, user: &str) -> Rating {
        let of_rules = |rated: &Arc<Rated>| {
            let index = self.rules.iter().position(|known| known == rules)?;
            rated.ratings.iter().find(|(known, _)| usize::from(*known) == index).map(|(_, rating)| *rating)
        };
        self.users.get(user).and_then(of_rules).unwrap_or_default()
    }

    /// All of a user's.
    pub(crate) fn all_of(&self, user: &str) -> BTreeMap<String, Rating> {
        let rated = self.users.get(user);
        let named = |(index, rating): &(u8, Rating)| Some((self.rules.get(usize::from(*index))?.clone(), *rating));
        rated.iter().flat_map(|rated| rated.ratings.iter().filter_map(named)).collect()
    }

    /// Somebody has played, and is rated anew. Who has not played for longest is forgotten, where there are too many.
    pub(crate) fn put(&mut self, rules: &str, user: &str, rating: Rating, at_ms: i64) {
        let Some(index) = self.index(rules) else {
            return;
        };
        let mut ratings = self.users.get(user).map(|rated| rated.ratings.clone()).unwrap_or_default();
        match ratings.iter_mut().find(|(known, _)| *known == index) {
            Some((_, known)) => *known = rating,
            None => ratings.push((index, rating)),
        }
        self.add(Rated { user: user.to_owned(), last: at_ms / 1_000, ratings });
        while self.bytes > RATINGS_BYTES_MAX {
            self.forget_oldest();
        }
    }

    pub(crate) fn add(&mut self, rated: Rated) {
        self.forget(&rated.user);
        self.bytes += bytes_of(&rated);
        self.by_age.insert_mut((rated.last, rated.user.clone()), ());
        self.users.insert_mut(rated.user.clone(), Arc::new(rated));
    }

    /// The number of some rules. There are not so many rules that it could be `None`.
    fn index(&mut self, rules: &str) -> Option<u8> {
        let index = self.rules.iter().position(|known| known == rules).unwrap_or_else(|| {
            self.rules.push(rules.to_owned());
            self.rules.len() - 1
        });
        u8::try_from(index).ok()
    }

    fn forget(&mut self, user: &str) {
        if let Some(rated) = self.users.get(user).cloned() {
            self.bytes -= bytes_of(&*rated);
            self.by_age.remove_mut(&(rated.last, rated.user.clone()));
            self.users.remove_mut(user);
        }
    }

    fn forget_oldest(&mut self) {
        if let Some(((_, user), ())) = self.by_age.first() {
            let user = user.clone();
            self.forget(&user);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Rated> {
        self.users.values().map(|rated| &**rated)
    }

    pub(crate) fn rules(&self) -> &[String] {
        &self.rules
    }

    /// Ratings by these rules and nobody who has them.
    pub(crate) fn by(rules: Vec<String>) -> Self {
        Self { rules, ..Self::default() }
    }
}
