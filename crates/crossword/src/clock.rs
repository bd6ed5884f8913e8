//! Both players' clocks, in milliseconds of the host.

use types::UnixMs;

use crate::{Pace, Pair, Side};

/// Points for each begun minute below zero.
const OVERTIME_POINTS: i32 = 10;
const MINUTE: i64 = 60_000;

/// What the players have left, and since when one of the clocks runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    pace: Pace,
    /// At the start of this turn. In a game by correspondence: of the bank.
    pub(crate) left: Pair<i64>,
    /// `None` before the game has begun and after its end.
    pub(crate) since: Option<UnixMs>,
}

impl Clock {
    pub(crate) fn new(pace: Pace) -> Self {
        let left = match pace {
            Pace::Live { initial_s, .. } => i64::from(initial_s) * 1_000,
            Pace::Correspondence { bank_s, .. } => i64::from(bank_s) * 1_000,
        };
        Self { pace, left: Pair([left; 2]), since: None }
    }

    /// What this side has left if it has been thinking until `now`: never less than what loses.
    pub(crate) fn left_at(&self, side: Side, now: UnixMs) -> i64 {
        let thought = self.since.map_or(0, |since| now.0.saturating_sub(since.0).max(0));
        let spent = (thought - self.free()).max(0);
        (self.left[side] - spent).max(-self.overtime())
    }

    /// The same, with what a finished turn gives back.
    pub(crate) fn left_after(&self, side: Side, now: UnixMs) -> i64 {
        self.left_at(side, now) + self.increment()
    }

    /// The first moment at which this side, thinking, has lost.
    pub(crate) fn flag(&self, side: Side) -> Option<UnixMs> {
        self.since.map(|since| UnixMs(since.0 + self.free() + self.left[side] + self.overtime() + 1))
    }

    /// How long this side, thinking, can still go on.
    pub(crate) fn room(&self, side: Side, now: UnixMs) -> i64 {
        self.flag(side).map_or(0, |flag| flag.0.saturating_sub(now.0).saturating_sub(1))
    }

    /// What it costs to have so much left at the end.
    pub(crate) fn penalty(&self, left_ms: i64) -> i32 {
        let over = left_ms.saturating_neg().clamp(0, self.overtime());
        i32::try_from(over.div_euclid(MINUTE) + i64::from(over.rem_euclid(MINUTE) > 0)).unwrap_or(0) * OVERTIME_POINTS
    }

    /// The lowest that a clock goes.
    pub(crate) fn lowest(&self) -> i64 {
        -self.overtime()
    }

    pub(crate) fn is_by_correspondence(&self) -> bool {
        matches!(self.pace, Pace::Correspondence { .. })
    }

    fn overtime(&self) -> i64 {
        match self.pace {
            Pace::Live { overtime_min, .. } => i64::from(overtime_min) * MINUTE,
            Pace::Correspondence { .. } => 0,
        }
    }

    fn increment(&self) -> i64 {
        match self.pace {
            Pace::Live { increment_s, .. } => i64::from(increment_s) * 1_000,
            Pace::Correspondence { .. } => 0,
        }
    }

    /// What each turn has before the clock counts.
    fn free(&self) -> i64 {
        match self.pace {
            Pace::Live { .. } => 0,
            Pace::Correspondence { turn_s, .. } => i64::from(turn_s) * 1_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(increment_s: u32, overtime_min: u32) -> Clock {
        let pace = Pace::Live { initial_s: 25 * 60, increment_s, overtime_min };
        Clock { since: Some(UnixMs(0)), ..Clock::new(pace) }
    }

    #[test]
    fn a_finished_turn_gives_the_increment_back() {
        let clock = live(5, 0);
        assert_eq!(clock.left_after(Side::First, UnixMs(3_750)), 1_501_250);
        assert_eq!(clock.left_at(Side::First, UnixMs(7_620)), 1_492_380);
        assert_eq!(clock.left_at(Side::First, UnixMs(-5)), 1_500_000);
    }

    #[test]
    fn a_clock_has_run_out_strictly_below_its_overtime() {
        let clock = live(0, 2);
        assert_eq!(clock.flag(Side::Second), Some(UnixMs(1_500_000 + 120_000 + 1)));
        assert_eq!(clock.left_at(Side::Second, UnixMs(9_000_000)), -120_000);
        assert_eq!(clock.room(Side::Second, UnixMs(1_500_000)), 120_000);
    }

    #[test]
    fn each_begun_minute_of_overtime_costs_ten_points() {
        let clock = live(0, 3);
        for (left, points) in [(0, 0), (-1, 10), (-60_000, 10), (-60_001, 20), (-180_000, 30), (-999_999, 30)] {
            assert_eq!(clock.penalty(left), points, "{left}");
        }
    }

    #[test]
    fn by_correspondence_a_turn_is_free_and_then_the_bank_pays() {
        let pace = Pace::Correspondence { turn_s: 300, bank_s: 60 };
        let clock = Clock { since: Some(UnixMs(0)), ..Clock::new(pace) };
        assert_eq!(clock.left_after(Side::First, UnixMs(300_000)), 60_000);
        assert_eq!(clock.left_after(Side::First, UnixMs(300_500)), 59_500);
        assert_eq!(clock.flag(Side::First), Some(UnixMs(360_001)));
    }
}
