//! What players drew in a game of which only its text is known: tiles with which each holds what it says he held.

use std::collections::VecDeque;

use game::Luck;

use super::{Gcg, Handful, Played, Replay, Turn, TurnKind};
use crate::{Pair, Scored, Side, Tile, Tiles};

/// What players will have to hold. Where a text has all racks, nothing is left to choose. Where it does not, tiles that
/// somebody will need go to him as soon as he draws, the first needed first; what is put back unnamed are tiles that nobody
/// needs. It is a good guess and no search: of a text with few racks and many unnamed tiles put back it may not find what
/// players can have held, although there is something.
pub(super) struct Draws {
    stints: Pair<VecDeque<Stint>>,
    luck: Luck,
}

/// A moment of which it is known what a player held.
#[derive(Clone, Copy)]
struct Stint {
    /// Which of the text's turns.
    turn: usize,
    /// At least these.
    holds: Tiles,
    /// Those that he has no longer after it.
    uses: Tiles,
    /// And so many others that he puts back.
    unnamed: usize,
}

/// A tile that a player has to draw before one of the text's turns; `None` for any that he can put back then.
type Wanted = (usize, Option<Tile>);

impl Draws {
    pub(super) fn of(game: &Gcg, replay: &Replay) -> Self {
        let mut stints = Pair::<VecDeque<Stint>>::default();
        for (turn, (line, played)) in game.turns.iter().zip(&replay.played).enumerate() {
            let stint = Stint::of(line, played).map(|(side, stint)| (side, Stint { turn, ..stint }));
            // What comes off is on the rack again.
            let back =
                |stint: Stint| if game.comes_off(turn) { Stint { uses: Tiles::default(), ..stint } } else { stint };
            stint.into_iter().for_each(|(side, stint)| stints[side].push_back(back(stint)));
        }
        // Which of many that would do is all the same, but it should be the same each time.
        Self { stints, luck: Luck::of(0) }
    }

    /// The game has come to one of the text's turns: gives whose rack it tells of, and what he has to hold.
    pub(super) fn come_to(&mut self, turn: usize) -> Option<(Side, Tiles)> {
        let is_now = |side: &Side| self.stints[*side].front().is_some_and(|stint| stint.turn == turn);
        let side = Side::BOTH.into_iter().find(is_now)?;
        self.stints[side].pop_front().map(|stint| (side, stint.holds))
    }

    /// So many tiles out of the bag for a side that holds `hold`, while the other side holds `other`.
    pub(super) fn draw(&mut self, side: Side, count: usize, hold: &Tiles, other: &Tiles, bag: &Tiles) -> Tiles {
        let (own, others) = (self.wanted(side, *hold), self.wanted(side.other(), *other));
        let mut bag = Bag { tiles: *bag, needs: own.iter().chain(&others).copied().collect() };
        bag.needs.sort_unstable();
        let mut drawn = Tiles::default();
        for (turn, tile) in &own {
            let sooner = others.iter().filter(|(when, wanted)| wanted == tile && when < turn).count();
            let tile = match tile {
                _ if drawn.len() == count => None,
                None => bag.any(&mut self.luck),
                Some(tile) => Some(*tile).filter(|tile| bag.tiles.count(*tile) > sooner && bag.tiles.take(*tile)),
            };
            tile.into_iter().for_each(|tile| drawn.add(tile));
        }
        let more = (drawn.len()..count).map_while(|_| bag.any(&mut self.luck));
        more.fold(drawn, |drawn, tile| drawn.plus(&Tiles::of(tile)))
    }

    /// So many tiles of a rack that are not needed, or not soon.
    pub(super) fn give(&self, side: Side, count: usize, rack: &Tiles) -> Tiles {
        let kept = self.needed_of(side, *rack);
        let mut given = Tiles::default();
        let rest = kept.iter().fold(*rack, |rest, tile| rest.beyond(&Tiles::of(*tile)));
        kept.into_iter().chain(rest.iter()).skip(rack.len().saturating_sub(count)).for_each(|tile| given.add(tile));
        given
    }

    /// Those tiles of a rack that its side will need, the first needed first.
    fn needed_of(&self, side: Side, mut rack: Tiles) -> Vec<Tile> {
        let (mut kept, mut needed) = (Tiles::default(), Vec::new());
        for stint in &self.stints[side] {
            for tile in stint.holds.beyond(&kept).iter() {
                if rack.take(tile) {
                    kept.add(tile);
                    needed.push(tile);
                }
            }
            kept = kept.beyond(&stint.uses);
        }
        needed
    }

    /// What a side that holds `hold` still has to draw, in the order in which it is needed.
    fn wanted(&self, side: Side, mut hold: Tiles) -> Vec<Wanted> {
        let mut free = hold.len() - self.needed_of(side, hold).len();
        let mut wanted = Vec::new();
        for stint in &self.stints[side] {
            let missing = stint.holds.beyond(&hold);
            wanted.extend(missing.iter().map(|tile| (stint.turn, Some(tile))));
            wanted.extend((free..stint.unnamed).map(|_| (stint.turn, None)));
            free = free.saturating_sub(stint.unnamed);
            hold = hold.plus(&missing).beyond(&stint.uses);
        }
        wanted
    }
}

/// What is in the bag.
struct Bag {
    tiles: Tiles,
    /// What players will have to draw, the first needed first.
    needs: Vec<Wanted>,
}

impl Bag {
    /// The tile that will be missed last, or never: by luck, if there are several.
    fn any(&mut self, luck: &mut Luck) -> Option<Tile> {
        let mut best = (0, Vec::new());
        for tile in Tile::kinds().filter(|tile| self.tiles.count(*tile) > 0) {
            let needs = self.needs.iter().filter(|(_, wanted)| *wanted == Some(tile));
            let missed = needs.map(|(turn, _)| *turn).nth(self.tiles.count(tile) - 1).unwrap_or(usize::MAX);
            if missed > best.0 {
                best = (missed, Vec::new());
            }
            if missed == best.0 {
                best.1.push(tile);
            }
        }
        luck.pick(&best.1).copied().filter(|tile| self.tiles.take(*tile))
    }
}

impl Stint {
    /// What a turn of a text tells of somebody's rack, if it tells anything.
    fn of(turn: &Turn, played: &Played) -> Option<(Side, Self)> {
        let side = turn.side();
        let held = |uses: Tiles, unnamed| {
            (side, Self { turn: 0, holds: turn.rack.plus(&uses.beyond(&turn.rack)), uses, unnamed })
        };
        let at_end = |side, holds| (side, Self { turn: 0, holds, uses: Tiles::default(), unnamed: 0 });
        match &turn.kind {
            TurnKind::Play(_) => Some(held(played.scored.as_ref().map(Scored::used).unwrap_or_default(), 0)),
            TurnKind::Exchange(Handful::Tiles(tiles)) => Some(held(*tiles, 0)),
            TurnKind::Exchange(Handful::Count(count)) => Some(held(Tiles::default(), *count)),
            TurnKind::Pass | TurnKind::Challenge | TurnKind::Time => Some(held(Tiles::default(), 0)),
            // What came off is on the rack only after it.
            TurnKind::TakenOff => None,
            TurnKind::WentOut(tiles) => Some(at_end(side.other(), *tiles)),
            TurnKind::LeftOver(tiles) => Some(at_end(side, *tiles)),
        }
    }
}
