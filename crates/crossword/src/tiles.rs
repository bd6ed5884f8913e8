//! Tiles where nobody sees their order: racks, the bag, what was drawn.

use crate::{Letter, TileSet};

/// A tile before it is laid.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tile {
    /// A letter.
    Letter(Letter),
    /// Stands for any letter and scores nothing.
    Blank,
}

impl Tile {
    /// Kinds of tiles.
    pub const KINDS: usize = Letter::COUNT + 1;

    /// Its place among all kinds: letters first, then the blank.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Letter(letter) => letter.index(),
            Self::Blank => Letter::COUNT,
        }
    }

    /// The kind at this place.
    fn at(index: usize) -> Self {
        Letter::at(index).map_or(Self::Blank, Self::Letter)
    }

    /// A capital, or `?` for a blank.
    #[must_use]
    pub fn char(self) -> char {
        match self {
            Self::Letter(letter) => letter.capital(),
            Self::Blank => '?',
        }
    }

    /// All kinds, in the order in which racks are written.
    pub fn kinds() -> impl Iterator<Item = Self> {
        (0..Self::KINDS).map(Self::at)
    }
}

/// So many tiles of each kind, and no order. Somebody's secret: it has no `Debug`, `Display` or `Serialize`, and what
/// may be shown is asked for by name ([`Tiles::letters`]).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Tiles {
    counts: [u8; Tile::KINDS],
}

/// The text names something that is no tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no tile: tiles are letters from A to Z, and ? for a blank")]
pub struct BadTiles(pub char);

impl Tiles {
    /// All tiles of a set, as the bag holds them before the first draw.
    #[must_use]
    pub fn all_of(set: &TileSet) -> Self {
        Self { counts: set.counts }
    }

    /// One tile.
    #[must_use]
    pub(crate) fn of(tile: Tile) -> Self {
        let mut tiles = Self::default();
        tiles.add(tile);
        tiles
    }

    /// Reads capitals and `?`, in any order.
    pub fn read(text: &str) -> Result<Self, BadTiles> {
        let mut tiles = Self::default();
        for char in text.chars() {
            tiles.add(match char {
                '?' => Tile::Blank,
                'A'..='Z' => Tile::Letter(Letter::written(char).ok_or(BadTiles(char))?),
                _ => return Err(BadTiles(char)),
            });
        }
        Ok(tiles)
    }

    /// Capitals in order of the alphabet, then `?` for each blank. Shows a secret: only for whoever may see it.
    #[must_use]
    pub fn letters(&self) -> String {
        self.iter().map(Tile::char).collect()
    }

    /// Every tile, in order.
    pub fn iter(&self) -> impl Iterator<Item = Tile> {
        Tile::kinds().flat_map(|tile| std::iter::repeat_n(tile, self.count(tile)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.iter().map(|&count| usize::from(count)).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts == [0; Tile::KINDS]
    }

    /// How many there are of one kind.
    #[must_use]
    pub fn count(&self, tile: Tile) -> usize {
        self.counts[tile.index()].into()
    }

    /// Puts one in.
    pub fn add(&mut self, tile: Tile) {
        let count = &mut self.counts[tile.index()];
        *count = count.saturating_add(1);
    }

    /// Takes one out. Without one there it changes nothing and is `false`.
    #[must_use]
    pub fn take(&mut self, tile: Tile) -> bool {
        let count = &mut self.counts[tile.index()];
        let is_there = *count > 0;
        *count -= u8::from(is_there);
        is_there
    }

    /// These and the others.
    #[must_use]
    pub fn plus(mut self, others: &Self) -> Self {
        for (count, other) in self.counts.iter_mut().zip(others.counts) {
            *count = count.saturating_add(other);
        }
        self
    }

    /// These without the others; `None` if one of those is not here.
    #[must_use]
    pub fn minus(mut self, others: &Self) -> Option<Self> {
        for (count, other) in self.counts.iter_mut().zip(others.counts) {
            *count = count.checked_sub(other)?;
        }
        Some(self)
    }

    /// Those of these that the others are too few to cover: `AAB` beyond `ABC` is `A`.
    #[must_use]
    pub(crate) fn beyond(mut self, others: &Self) -> Self {
        for (count, other) in self.counts.iter_mut().zip(others.counts) {
            *count = count.saturating_sub(other);
        }
        self
    }

    /// Takes up to `wanted` tiles by luck, one after the other. `luck` is asked for a number below the one it is given,
    /// each as likely as any other.
    pub fn draw(&mut self, wanted: usize, mut luck: impl FnMut(usize) -> usize) -> Self {
        let mut drawn = Self::default();
        for _ in 0..wanted.min(self.len()) {
            drawn.add(self.take_nth(luck(self.len())));
        }
        drawn
    }

    fn take_nth(&mut self, nth: usize) -> Tile {
        let tile = self.iter().nth(nth).or_else(|| self.iter().last()).unwrap_or(Tile::Blank);
        debug_assert!(nth < self.len(), "luck stays below its bound");
        let taken = self.take(tile);
        debug_assert!(taken, "a tile that is there can be taken");
        tile
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rack_is_written_in_order() {
        assert_eq!(Tiles::read("T?BALED").unwrap().letters(), "ABDELT?");
        assert_eq!(Tiles::read("AxB").err(), Some(BadTiles('x')));
    }

    #[test]
    fn the_bag_gives_each_tile_once() {
        let mut bag = Tiles::all_of(&TileSet::ENGLISH);
        let first = bag.draw(7, |_| 0);
        assert_eq!((first.letters().as_str(), bag.len()), ("AAAAAAA", 93));
        let last = bag.draw(7, |bound| bound - 1);
        assert_eq!((last.letters().as_str(), bag.len()), ("VWXYYZ??".get(1..).unwrap(), 86));
        let rest = bag.draw(100, |bound| bound / 2);
        assert_eq!((rest.len(), bag.is_empty()), (86, true));
        let all = rest.plus(&first).plus(&last);
        assert!(all == Tiles::all_of(&TileSet::ENGLISH));
        assert!(all.minus(&Tiles::read("ZZ").unwrap()).is_none());
    }
}
