//! What players share, and what is written down of all that they are told: the books that the log is held against.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossword::Snapshot;
use lexicon::Lexicon;

/// So many things that should not have happened are told in words; the rest is counted.
const WORDS_MAX: usize = 20;

/// Who sees a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Eye {
    Seat(u8),
    Watcher,
}

impl Eye {
    pub(crate) const ALL: [Self; 3] = [Self::Seat(0), Self::Seat(1), Self::Watcher];
}

/// A move that was acknowledged.
pub(crate) struct Ack {
    /// Its game, by its place in [`Stage::games`].
    pub(crate) game: usize,
    pub(crate) user: String,
    pub(crate) id: [u8; 16],
    pub(crate) offset: u64,
    /// When it was made, and when the player was told that it is kept.
    pub(crate) sent: Duration,
    pub(crate) acked: Duration,
}

/// Views that somebody was told in a row: their hashes, from the one behind an offset on.
pub(crate) struct Row {
    pub(crate) game: usize,
    pub(crate) eye: Eye,
    pub(crate) behind: u64,
    pub(crate) views: Vec<u64>,
}

/// A game as it was shown at an offset.
pub(crate) struct Shown {
    pub(crate) game: usize,
    pub(crate) eye: Eye,
    pub(crate) offset: u64,
    pub(crate) hash: u64,
}

/// A game as somebody saw it in the end, from the views that he was told.
pub(crate) struct Seen {
    pub(crate) game: usize,
    pub(crate) eye: Eye,
    pub(crate) offset: u64,
    pub(crate) snapshot: Box<Snapshot>,
}

/// Two players want to play again.
pub(crate) struct Wanted {
    pub(crate) pair: usize,
    pub(crate) users: [String; 2],
}

/// How players behave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// About how long a player waits between two moves.
    pub(crate) pause: Duration,
    /// Of a hundred moves of whoever is on turn, so many are turns; the others say something.
    pub(crate) turns_percent: u32,
}

/// What players share.
pub(crate) struct Stage {
    pub(crate) lexicon: Lexicon,
    pub(crate) manner: Manner,
    /// Whether players make moves.
    pub(crate) is_playing: bool,
    /// The ids of all games that were begun for them.
    pub(crate) games: Vec<String>,
    pub(crate) acks: Vec<Ack>,
    pub(crate) rows: Vec<Row>,
    pub(crate) shown: Vec<Shown>,
    pub(crate) seen: Vec<Seen>,
    /// Refusals for good, by their codes.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Errors, by their codes: a game may be out of reach for a while.
    pub(crate) errors: BTreeMap<String, u64>,
    pub(crate) views: u64,
    pub(crate) closed: u64,
    pub(crate) resumed: u64,
    /// Views that a player was told to be lost.
    pub(crate) gaps: u64,
    /// Views that came out of their order.
    pub(crate) misordered: u64,
    /// What should not have happened, in words.
    pub(crate) wrong: Vec<String>,
    /// How often that was.
    pub(crate) wrongs: u64,
    pub(crate) wanted: Sender<Wanted>,
    /// Users by pair and seat, and whether they have left their last game.
    pub(crate) pairs: Vec<Pair>,
}

/// Two who play each other, again and again.
#[derive(Default)]
pub(crate) struct Pair {
    pub(crate) users: [String; 2],
    pub(crate) has_left: [bool; 2],
}

impl Stage {
    pub(crate) fn new(lexicon: Lexicon, manner: Manner, pairs: usize, wanted: Sender<Wanted>) -> Self {
        Self {
            lexicon,
            manner,
            is_playing: false,
            games: Vec::new(),
            acks: Vec::new(),
            rows: Vec::new(),
            shown: Vec::new(),
            seen: Vec::new(),
            refused: BTreeMap::new(),
            errors: BTreeMap::new(),
            views: 0,
            closed: 0,
            resumed: 0,
            gaps: 0,
            misordered: 0,
            wrong: Vec::new(),
            wrongs: 0,
            wanted,
            pairs: (0..pairs).map(|_| Pair::default()).collect(),
        }
    }

    /// Writes down that something should not have happened.
    pub(crate) fn is_wrong(&mut self, what: impl FnOnce() -> String) {
        self.wrongs += 1;
        if self.wrong.len() < WORDS_MAX {
            self.wrong.push(what());
        }
    }

    /// One of a pair is free for another game. Both want one when both are.
    pub(crate) fn has_left(&mut self, pair: usize, seat: u8) {
        let there = &mut self.pairs[pair];
        there.has_left[usize::from(seat)] = true;
        if there.has_left == [true; 2] && self.is_playing {
            self.wants_game(pair);
        }
    }

    pub(crate) fn wants_game(&mut self, pair: usize) {
        let there = &mut self.pairs[pair];
        there.has_left = [false; 2];
        // Nobody begins games any more when all is over.
        let _ = self.wanted.send(Wanted { pair, users: there.users.clone() });
    }
}

/// What stands for a text in the books.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}
