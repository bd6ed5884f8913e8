//! What players say to each other and write down for themselves.

use std::collections::VecDeque;

use types::UnixMs;

use crate::event::Line;
use crate::{Pair, Side};

/// The most characters of something said or noted.
pub(crate) const CHARS_MAX: usize = 500;
/// The most bytes of what was said, and of each player's notes, that a snapshot holds; the log holds all of it. Together
/// with the turns they must leave room in one message to a client.
const KEPT_BYTES_MAX: usize = 4_096;

/// The last of what was said and noted.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Talk {
    pub(crate) said: VecDeque<Line>,
    pub(crate) notes: Pair<VecDeque<String>>,
}

impl Talk {
    pub(crate) fn say(&mut self, seat: Side, at: UnixMs, text: &str) {
        self.said.push_back(Line { seat, time_ms: at.0, text: text.to_owned() });
        keep_last(&mut self.said, |line| line.text.len());
    }

    pub(crate) fn note(&mut self, seat: Side, text: &str) {
        self.notes[seat].push_back(text.to_owned());
        keep_last(&mut self.notes[seat], String::len);
    }
}

/// Drops the oldest until the rest is small enough.
pub(crate) fn keep_last<T>(items: &mut VecDeque<T>, bytes: impl Fn(&T) -> usize) {
    // Each has some bytes around its text.
    const AROUND: usize = 48;
    let mut total: usize = items.iter().map(|item| bytes(item) + AROUND).sum();
    while total > KEPT_BYTES_MAX
        && let Some(dropped) = items.pop_front()
    {
        total -= bytes(&dropped) + AROUND;
    }
}

/// The text without what could disturb where it is shown: control characters but tab and newline, and those that turn the
/// direction of what follows.
pub(crate) fn cleaned(text: &str) -> String {
    let disturbs = |char: char| {
        let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || (char.is_control() && !matches!(char, '\t' | '\n'))
    };
    text.chars().filter(|char| !disturbs(*char)).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_disturbs_is_taken_out() {
        assert_eq!(cleaned(" a\u{202e}b\u{0}c\td\ne\u{1b}[0m <b> "), "abc\td\ne[0m <b>");
    }

    #[test]
    fn only_the_last_of_long_talk_is_kept() {
        let mut talk = Talk::default();
        for time in 0..100 {
            talk.say(Side::First, UnixMs(time), &"x".repeat(CHARS_MAX));
        }
        assert_eq!((talk.said.len(), talk.said.back().map(|line| line.time_ms)), (7, Some(99)));
    }
}
