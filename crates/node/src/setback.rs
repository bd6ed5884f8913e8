//! When a conn knows more of a game than the game's log: the store has lost its last writes, and its operator is to know.

use std::time::Duration;

use desk::{ToHub, Why};
use types::{Millis, Place, Realm};

/// One line is written in so long, however many games and conns it is true for: what a conn says of itself may be a lie.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// What is known of games that have been set back.
#[derive(Debug, Default)]
pub(crate) struct Setbacks {
    said_at: Option<Millis>,
    /// Those that no line has told of.
    untold: u64,
}

impl Setbacks {
    /// Looks at what a hub is told, and says in the log what an operator has to know of it.
    pub(crate) fn note(&mut self, told: &ToHub, now: Millis) {
        let Some((realm, place)) = set_back(told) else { return };
        let Some(untold) = self.count(now) else { return };
        tracing::error!(
            %realm, offset = place.offset.0, untold,
            "a client knows more of a game than its log: has the store been restored, or failed over, without `hubbub store restored`?"
        );
    }

    /// Counts one more. How many were not told of before it, if it is time for a line.
    fn count(&mut self, now: Millis) -> Option<u64> {
        if self.said_at.is_some_and(|said_at| now.since(said_at) < LINE_EVERY) {
            self.untold += 1;
            return None;
        }
        self.said_at = Some(now);
        Some(std::mem::take(&mut self.untold))
    }
}

/// The game's realm, and how far its log has come, if somebody was told that he knows more.
fn set_back(told: &ToHub) -> Option<(&Realm, Place)> {
    let (realm, place, why) = match told {
        ToHub::Entered { entered, .. } => (&entered.realm, entered.place, entered.why),
        ToHub::Resync { realm, place, why } => (realm, *place, *why),
        ToHub::NotEntered { .. }
        | ToHub::Said { .. }
        | ToHub::Unsaid { .. }
        | ToHub::Head { .. }
        | ToHub::Doubt { .. }
        | ToHub::PutOut { .. }
        | ToHub::Kick { .. }
        | ToHub::Elsewhere { .. } => return None,
    };
    (realm.is_hosted() && why == Why::Ahead).then_some((realm, place))
}

#[cfg(test)]
mod tests {
    use types::{Epoch, Offset};

    use super::*;

    fn resync(realm: Realm, why: Why) -> ToHub {
        ToHub::Resync { realm, place: Place { epoch: Epoch(7), offset: Offset(5) }, why }
    }

    #[test]
    fn only_a_game_whose_log_is_behind_is_set_back() {
        let seat = Realm::seat("g".parse().unwrap(), "ann".parse().unwrap());
        assert_eq!(set_back(&resync(seat.clone(), Why::Ahead)).map(|(realm, _)| realm), Some(&seat));
        assert_eq!(set_back(&resync(seat, Why::Trimmed)), None);
        assert_eq!(set_back(&resync("room-x".parse().unwrap(), Why::Ahead)), None);
    }

    #[test]
    fn t81_a_line_comes_at_once_and_then_every_ten_seconds_at_most() {
        let mut setbacks = Setbacks::default();
        assert_eq!(setbacks.count(Millis(1_000)), Some(0));
        assert_eq!([2_000, 10_999].map(|now| setbacks.count(Millis(now))), [None, None]);
        assert_eq!(setbacks.count(Millis(11_000)), Some(2));
        assert_eq!(setbacks.count(Millis(30_000)), Some(0));
    }
}
