//! How fast a node takes new conns: after an outage everybody comes back in the same second.

use types::{Bucket, Millis, Rate};

use crate::{Refusal, Status};

/// Nobody is told to wait longer than this, in seconds.
const WAIT_MAX: u64 = 30;

/// Those who were taken, and those who were told to come back.
#[derive(Debug, Default)]
pub(crate) struct Admission {
    taken: Bucket,
    /// Each who is turned away takes his turn here, so that they come back at the rate at which they can be taken.
    turned_away: Bucket,
}

impl Admission {
    /// Takes one more, or says when there is a place.
    pub(crate) fn take(&mut self, now: Millis, rate: Rate) -> Result<(), Refusal> {
        if self.taken.take(now, 1, rate) {
            return Ok(());
        }
        let turn = self.turned_away.charge(now, 1, Rate { burst: 1, ..rate });
        let text = "too many come at once: this node takes you after the time that `Retry-After` says";
        Err(Refusal::new(Status::Unavailable, text).after_seconds((turn.as_secs() + 1).min(WAIT_MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_is_spread_over_the_time_that_it_takes_to_serve_it() {
        let (mut admission, rate) = (Admission::default(), Rate { per_second: 100, burst: 50 });
        let answers: Vec<_> = (0..1_000).map(|_| admission.take(Millis(10), rate)).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 50);
        let told_after = |seconds: u64| {
            let header = format!("Retry-After: {seconds}\r\n");
            let refusals = answers.iter().filter_map(|answer| answer.as_ref().err());
            refusals.filter(|refusal| String::from_utf8_lossy(&refusal.response()).contains(&header)).count()
        };
        for seconds in 2..9 {
            assert_eq!(told_after(seconds), 100, "after {seconds} s");
        }
        assert!(admission.take(Millis(1_000), rate).is_ok());
    }
}
