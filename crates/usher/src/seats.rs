//! Which players have a conn of this node at their games: a game is told who comes, and who has been gone for a while.

use std::collections::BTreeMap;
use std::time::Duration;

use types::{GameId, Millis, Name};

/// That a player is there is told again so often: who runs the game may have crashed before that was kept.
const HERE_EVERY: Duration = Duration::from_secs(20);

/// A player's seat at a game.
pub type Seat = (GameId, Name);

/// The seats at which this node has, or just had, conns. As many as there are conns in seats, and those who left within
/// the time after which they are away.
#[derive(Debug, Default)]
pub struct Seats {
    seats: BTreeMap<Seat, Seated>,
}

#[derive(Debug, Default)]
struct Seated {
    conns: usize,
    /// Since when there is none.
    gone_at: Option<Millis>,
    /// When the game was told last that he is there.
    told_at: Millis,
}

impl Seats {
    /// A conn has come to its user's seat, or gone from it. Whether the game is to be told that he is there: not if he was
    /// away so shortly that it has not been told that either.
    pub fn moved(&mut self, now: Millis, seat: Seat, is_in: bool) -> bool {
        let seated = self.seats.entry(seat).or_default();
        if !is_in {
            seated.conns = seated.conns.saturating_sub(1);
            seated.gone_at = Some(now).filter(|_| seated.conns == 0);
            return false;
        }
        seated.conns += 1;
        let is_new = seated.conns == 1 && seated.gone_at.take().is_none();
        if is_new {
            seated.told_at = now;
        }
        is_new
    }

    /// Takes out those whose last conn here has been gone for so long.
    pub fn take_away(&mut self, now: Millis, away_after: Duration) -> Vec<Seat> {
        let is_away = |seated: &Seated| seated.gone_at.is_some_and(|gone| now.since(gone) >= away_after);
        self.seats.extract_if(.., |_, seated| is_away(seated)).map(|(seat, _)| seat).collect()
    }

    /// Those who are there and of whom the game has not been told for a while.
    pub fn to_tell(&mut self, now: Millis) -> Vec<Seat> {
        let mut untold = Vec::new();
        for (seat, seated) in &mut self.seats {
            if seated.conns > 0 && now.since(seated.told_at) >= HERE_EVERY {
                seated.told_at = now;
                untold.push(seat.clone());
            }
        }
        untold
    }

    /// Whether a player has a conn of this node at a game.
    #[must_use]
    pub fn is_here(&self, seat: &Seat) -> bool {
        self.seats.get(seat).is_some_and(|seated| seated.conns > 0)
    }

    /// Whether nobody is at a game, or was within the time after which he is away.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: Duration = Duration::from_secs(15);

    fn seat() -> Seat {
        ("g".parse().unwrap(), "ann".parse().unwrap())
    }

    #[test]
    fn the_first_conn_is_told_and_a_short_drop_is_not() {
        let mut seats = Seats::default();
        assert!(seats.moved(Millis(0), seat(), true));
        assert!(!seats.moved(Millis(1), seat(), true), "a second device");
        assert!(!seats.moved(Millis(2), seat(), false));
        assert!(seats.is_here(&seat()));
        assert!(!seats.moved(Millis(3), seat(), false));
        assert!(!seats.is_here(&seat()));
        assert_eq!(seats.take_away(Millis(15_002), AWAY), []);
        assert!(!seats.moved(Millis(15_002), seat(), true), "the game believes that he is there");
        assert_eq!(seats.take_away(Millis(99_000), AWAY), []);
    }

    #[test]
    fn who_has_been_gone_for_long_is_away_and_told_when_he_comes_again() {
        let mut seats = Seats::default();
        seats.moved(Millis(0), seat(), true);
        seats.moved(Millis(1_000), seat(), false);
        assert_eq!(seats.take_away(Millis(16_000), AWAY), [seat()]);
        assert!(seats.is_empty());
        assert!(seats.moved(Millis(16_001), seat(), true));
    }

    #[test]
    fn that_somebody_is_there_is_told_again_for_it_may_have_been_lost() {
        let mut seats = Seats::default();
        seats.moved(Millis(0), seat(), true);
        assert_eq!(seats.to_tell(Millis(19_999)), []);
        assert_eq!(seats.to_tell(Millis(20_000)), [seat()]);
        assert_eq!(seats.to_tell(Millis(20_001)), []);
        seats.moved(Millis(21_000), seat(), false);
        assert_eq!(seats.to_tell(Millis(60_000)), [], "nobody is there");
    }
}
