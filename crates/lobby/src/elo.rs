//! Elo's ratings.

use crate::Rating;

/// With less games than this a rating moves fast.
const PROVISIONAL: u32 = 30;
/// From here on it moves slowly.
const MASTER: i32 = 2_400;
/// Nobody falls below.
const FLOOR: i32 = 100;

/// The ratings of two after a game between them: 2 halves for a win, 1 for a draw.
pub(crate) fn after(before: [Rating; 2], halves: [u8; 2]) -> [Rating; 2] {
    let [first, second] = before;
    let distance = f64::from(second.value) - f64::from(first.value);
    let expected = 1.0 / (1.0 + 10.0_f64.powf(distance / 400.0));
    // What the first got beyond what was to be expected is what the second got less.
    let beyond = f64::from(halves[0]) / 2.0 - expected;
    [moved(first, beyond), moved(second, -beyond)]
}

fn moved(rating: Rating, beyond: f64) -> Rating {
    let step = (f64::from(weight(rating)) * beyond).round();
    // At most 40 either way.
    #[expect(clippy::cast_possible_truncation, reason = "a whole number from -40 to 40")]
    let step = step as i32;
    Rating { value: rating.value.saturating_add(step).max(FLOOR), games: rating.games.saturating_add(1) }
}

fn weight(rating: Rating) -> i32 {
    match rating {
        Rating { games: 0..PROVISIONAL, .. } => 40,
        Rating { value: MASTER.., .. } => 10,
        Rating { .. } => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(value: i32, games: u32) -> Rating {
        Rating { value, games }
    }

    #[test]
    fn the_better_one_gains_less() {
        let values = |before, halves| after(before, halves).map(|rating| rating.value);
        assert_eq!(values([rating(1_500, 0); 2], [2, 0]), [1_520, 1_480]);
        assert_eq!(values([rating(1_500, 30); 2], [1, 1]), [1_500, 1_500]);
        assert_eq!(values([rating(1_900, 50), rating(1_500, 50)], [2, 0]), [1_902, 1_498]);
        assert_eq!(values([rating(1_900, 50), rating(1_500, 3)], [0, 2]), [1_882, 1_536]);
        assert_eq!(values([rating(2_400, 50), rating(2_400, 50)], [0, 2]), [2_395, 2_405]);
        assert_eq!(values([rating(100, 50), rating(100, 50)], [0, 2]), [100, 110]);
    }

    #[test]
    fn between_equal_weights_what_one_gains_the_other_loses() {
        for first in (200..2_400).step_by(37) {
            for second in (200..2_400).step_by(41) {
                for halves in [[2, 0], [1, 1], [0, 2]] {
                    let [one, other] = after([rating(first, 40), rating(second, 40)], halves);
                    assert_eq!(one.value + other.value, first + second, "{first} {second} {halves:?}");
                    assert_eq!((one.games, other.games), (41, 41));
                }
            }
        }
    }
}
