//! How many tiles there are of each letter, and what they count.

use lexicon::Language;

use crate::{Letter, Tile};

/// The tiles of a language.
#[derive(Debug, PartialEq, Eq)]
pub struct TileSet {
    /// The language of the words that are laid with them.
    pub language: Language,
    pub(crate) counts: [u8; Tile::KINDS],
    points: [u8; Letter::COUNT],
}

/// Letters that count the same: the points, then each letter with its number.
type Group = (u8, &'static [(u8, u8)]);

impl TileSet {
    /// 100 tiles.
    pub const ENGLISH: Self = Self::with(
        Language::English,
        2,
        &[
            (1, &[(b'A', 9), (b'E', 12), (b'I', 9), (b'L', 4), (b'N', 6), (b'O', 8)]),
            (1, &[(b'R', 6), (b'S', 4), (b'T', 6), (b'U', 4)]),
            (2, &[(b'D', 4), (b'G', 3)]),
            (3, &[(b'B', 2), (b'C', 2), (b'M', 2), (b'P', 2)]),
            (4, &[(b'F', 2), (b'H', 2), (b'V', 2), (b'W', 2), (b'Y', 2)]),
            (5, &[(b'K', 1)]),
            (8, &[(b'J', 1), (b'X', 1)]),
            (10, &[(b'Q', 1), (b'Z', 1)]),
        ],
    );

    /// 102 tiles.
    pub const DUTCH: Self = Self::with(
        Language::Dutch,
        2,
        &[
            (1, &[(b'A', 6), (b'E', 18), (b'I', 4), (b'N', 10), (b'O', 6)]),
            (2, &[(b'D', 5), (b'R', 5), (b'S', 5), (b'T', 5)]),
            (3, &[(b'B', 2), (b'G', 3), (b'K', 3), (b'L', 3), (b'M', 3), (b'P', 2)]),
            (4, &[(b'F', 2), (b'H', 2), (b'J', 2), (b'U', 3), (b'V', 2), (b'Z', 2)]),
            (5, &[(b'C', 2), (b'W', 2)]),
            (8, &[(b'X', 1), (b'Y', 1)]),
            (10, &[(b'Q', 1)]),
        ],
    );

    /// The tiles of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &Self::ENGLISH,
            Language::Dutch => &Self::DUTCH,
        }
    }

    /// The tiles of the language with this name.
    #[must_use]
    pub fn named(language: &str) -> Option<&'static Self> {
        language.parse().ok().map(Self::of)
    }

    /// What a letter counts; a blank that stands for it counts 0.
    #[must_use]
    pub fn points(&self, letter: Letter) -> i32 {
        self.points[letter.index()].into()
    }

    /// What tiles count together: what a rack costs at the end.
    #[must_use]
    pub fn worth(&self, tiles: &crate::Tiles) -> i32 {
        Letter::all().map(|letter| tiles.count(Tile::Letter(letter)) as i32 * self.points(letter)).sum()
    }

    const fn with(language: Language, blanks: u8, groups: &[Group]) -> Self {
        let mut set = Self { language, counts: [0; Tile::KINDS], points: [0; Letter::COUNT] };
        set.counts[Letter::COUNT] = blanks;
        let mut group = 0;
        while group < groups.len() {
            let (points, letters) = groups[group];
            let mut at = 0;
            while at < letters.len() {
                let (letter, count) = letters[at];
                set.counts[(letter - b'A') as usize] = count;
                set.points[(letter - b'A') as usize] = points;
                at += 1;
            }
            group += 1;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tiles;

    #[test]
    fn each_set_has_its_tiles() {
        assert_eq!(Tiles::all_of(&TileSet::ENGLISH).len(), 100);
        assert_eq!(Tiles::all_of(&TileSet::DUTCH).len(), 102);
        assert_eq!(TileSet::named("dutch"), Some(&TileSet::DUTCH));
        assert_eq!(TileSet::named("Dutch"), None);
    }

    #[test]
    fn every_letter_counts_and_a_blank_does_not() {
        assert_eq!(TileSet::ENGLISH.worth(&Tiles::all_of(&TileSet::ENGLISH)), 187);
        assert_eq!(TileSet::ENGLISH.worth(&Tiles::read("QZ?").unwrap()), 20);
        for set in Language::ALL.map(TileSet::of) {
            let unequal =
                Letter::all().filter(|letter| (set.points(*letter) == 0) != (set.counts[letter.index()] == 0));
            assert_eq!(unequal.count(), 0, "{}", set.language);
        }
    }
}
