//! What one listener has taken in, and the judgement over all of them.

use std::collections::{BTreeMap, BTreeSet};

use types::Place;

/// What a listener has taken in, in the order in which it came.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) views: Vec<(Place, String)>,
    /// Each time that something was given up, as the server said it.
    pub(crate) resets: Vec<Reset>,
    /// Views that came although their place had been taken in before.
    pub(crate) doubled: usize,
    /// Views that came before the one that they follow.
    pub(crate) gaps: usize,
}

/// The stream went on from another place, and what lies between is lost to the listener.
#[derive(Debug)]
pub(crate) struct Reset {
    pub(crate) from: Place,
    pub(crate) to: Place,
    pub(crate) why: String,
}

/// Holds every record against all others and against what was placed. `talkers` have said `<name> <number>`, numbers
/// rising; `placed` is what they were told about that.
pub(crate) fn judge(records: &[Record], placed: &[(Place, String)]) {
    let mut stream: BTreeMap<(u64, u64), &str> = BTreeMap::new();
    for (place, text) in records.iter().flat_map(|record| &record.views).chain(placed) {
        let first = *stream.entry((place.epoch.0, place.offset.0)).or_insert(text);
        assert_eq!(first, text, "two views have the place {place}");
    }
    in_order_of_their_talkers(&stream);
    records.iter().for_each(Record::is_whole);
}

/// Each talker's lines come in the order in which it said them, none twice.
fn in_order_of_their_talkers(stream: &BTreeMap<(u64, u64), &str>) {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for (place, text) in stream {
        let (talker, number) = text.split_once(' ').expect("a name and a number");
        let number = number.parse().expect("a number");
        let before = last.insert(talker, number);
        assert!(before < Some(number), "{talker} said {before:?} before {number}, which is at {place:?}");
    }
}

impl Record {
    /// Every view follows the one before it, but for where a reset was told.
    fn is_whole(&self) {
        assert_eq!((self.doubled, self.gaps), (0, 0), "{}: views came twice or too early", self.name);
        let resets: BTreeSet<_> = self.resets.iter().map(|reset| (reset.to.epoch.0, reset.to.offset.0)).collect();
        for pair in self.views.windows(2) {
            let [(before, _), (after, text)] = pair else { continue };
            let is_next = after.epoch == before.epoch && after.offset == before.offset.next();
            let is_told = resets.contains(&(after.epoch.0, after.offset.0.saturating_sub(1)));
            assert!(is_next || is_told, "{} heard {text:?} at {after} right behind {before}", self.name);
        }
    }
}
