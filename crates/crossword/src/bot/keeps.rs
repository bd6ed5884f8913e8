//! What the tiles are worth that one keeps, in tenths of a point.
//!
//! Rules of thumb: some letters make good plays likely and some do not; two of a kind are seldom of use; vowels and
//! consonants should balance.

use crate::{Letter, Tile, Tiles};

const BLANK: i32 = 250;
/// A to Z.
const LETTERS: [i32; Letter::COUNT] =
    [10, -15, 5, 0, 20, -20, -25, 5, -15, -15, -15, 5, 0, 5, -20, -5, -65, 15, 80, 5, -30, -55, -35, 30, -5, 45];
/// For each tile of a kind beyond the first.
const TWIN: i32 = -30;
/// A Q beside a U is as good as another tile.
const Q_WITH_U: i32 = 60;
/// For each vowel too many or too few, beyond one.
const UNBALANCED: i32 = -20;

/// What these tiles are worth.
pub(super) fn worth(kept: &Tiles) -> i32 {
    let letters = Letter::all().map(|letter| (letter, kept.count(Tile::Letter(letter)) as i32));
    let each = letters.map(|(letter, count)| count * LETTERS[letter.index()] + (count - 1).max(0) * TWIN).sum::<i32>();
    let blanks = kept.count(Tile::Blank) as i32 * BLANK;
    let has = |char| Letter::written(char).is_some_and(|letter| kept.count(Tile::Letter(letter)) > 0);
    let q = if has('Q') && has('U') { Q_WITH_U } else { 0 };
    each + blanks + q + balance(kept) * UNBALANCED
}

/// How far vowels and consonants are from each other, beyond one.
fn balance(kept: &Tiles) -> i32 {
    let is_vowel = |tile: &Tile| matches!(tile, Tile::Letter(letter) if "AEIOU".contains(letter.capital()));
    let vowels = kept.iter().filter(is_vowel).count() as i32;
    let consonants = kept.len() as i32 - kept.count(Tile::Blank) as i32 - vowels;
    ((vowels - consonants).abs() - 1).max(0)
}

/// The part of a rack that is worth most. Seven tiles have 128 parts at most.
pub(super) fn best_part(rack: &Tiles) -> Tiles {
    let mut parts = vec![Tiles::default()];
    for tile in rack.iter() {
        let with = parts.clone().into_iter().map(|mut part| {
            part.add(tile);
            part
        });
        parts.extend(with);
    }
    parts.into_iter().filter(|part| part != rack).max_by_key(worth).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rack: &str) -> i32 {
        worth(&Tiles::read(rack).unwrap())
    }

    #[test]
    fn a_good_rest_is_worth_more_than_a_bad_one() {
        assert!(of("?") > of("S") && of("S") > of("E") && of("E") > of("V") && of("V") > of("Q"));
        assert!(of("ER") > of("EE") && of("QU") > of("Q") && of("AEST") > of("AEIO"));
        assert_eq!(of(""), 0);
    }

    #[test]
    fn what_is_kept_of_a_bad_rack_is_its_good_part() {
        assert_eq!(best_part(&Tiles::read("SQVVUU?").unwrap()).letters(), "S?");
        assert_eq!(best_part(&Tiles::read("IIIUUVW").unwrap()).letters(), "");
    }
}
