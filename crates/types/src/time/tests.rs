use super::*;

const HOUR: i64 = 3_600_000;
const START: i64 = 1_800_000_000_000;

fn now(mono: i64, step: i64) -> Now {
    Now { mono: Millis(mono as u64), unix: UnixMs(START + mono + step) }
}

#[test]
fn a_clock_that_nobody_sets_is_given_as_it_is() {
    let mut steady = SteadyTime::starting_at(now(0, 0));
    for mono in [0, 0, 1, 49, 50, 51, 99, 1_000, HOUR, 1_000 * HOUR] {
        assert_eq!(steady.at(now(mono, 0)), now(mono, 0));
    }
}

#[test]
fn t82_the_time_of_games_neither_jumps_nor_goes_back_when_the_machines_clock_is_set() {
    for (step, every) in [(HOUR, 1), (-2 * HOUR, 7), (HOUR, 49), (-HOUR, 50), (1_000, 99), (-1, 100)] {
        let mut steady = SteadyTime::starting_at(now(0, 0));
        let (mut before, mut set) = (START, 0);
        for mono in (0..20_000).step_by(every) {
            // It is set at once, and set right in the middle.
            set = if mono > 10_000 { 0 } else { step };
            let unix = steady.at(now(mono, set)).unix.0;
            assert!(unix >= before, "{step} {every} {mono}: back from {before} to {unix}");
            let off = unix - START - mono;
            assert!(off.abs() <= mono / SteadyTime::PARTS && off.abs() <= step.abs(), "{step} {every} {mono}: {off}");
            before = unix;
        }
        assert_eq!(set, 0);
    }
}

#[test]
fn t82_a_clock_that_is_set_right_is_followed_in_the_end() {
    let mut steady = SteadyTime::starting_at(now(0, 0));
    let ticks = 50 * HOUR / 100;
    let last = (1..=ticks).map(|tick| steady.at(now(100 * tick, HOUR)).unix).last();
    assert_eq!(last, Some(now(50 * HOUR, HOUR).unix));
    // A shard that nobody needs asks for it once in an hour.
    let mut steady = SteadyTime::starting_at(now(0, 0));
    assert_eq!(steady.at(now(HOUR, HOUR)).unix.0, START + HOUR + HOUR / 50);
}
