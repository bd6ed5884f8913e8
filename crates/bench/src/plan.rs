//! What a session does: how many conns in which rooms, who says what and when, for how long.

use std::time::Duration;

use anyhow::bail;

use crate::ledger::Shape;

/// One session's load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Who is where.
    pub(crate) shape: Shape,
    /// When they speak; `None`: never.
    pub(crate) pace: Option<Pace>,
    /// Characters of a text.
    pub(crate) payload: usize,
    /// Silence between the last connect and the first message: gateways of a fleet learn in it who is where.
    pub(crate) gather: Duration,
    /// Load before the measurement begins.
    pub(crate) warm: Duration,
    /// How long is measured.
    pub(crate) measure: Duration,
    /// Engines.
    pub(crate) threads: u32,
}

/// When speakers speak.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// So many messages of a speaker may be on the way at a time.
    Window(u32),
    /// So many messages a second of each speaker, on time whatever the server does.
    Rate {
        /// Messages a second of one speaker.
        rate: f64,
        /// All at the same instant.
        tick: bool,
    },
}

impl Plan {
    /// Checks what single arguments cannot be checked for.
    ///
    /// # Errors
    /// What does not fit together, and what would.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let Shape { rooms, size, speakers, stalled, echo } = self.shape;
        let conns = u64::from(rooms) * u64::from(size);
        if conns > 1_000_000 {
            bail!("{rooms} rooms of {size} are {conns} conns: at most 1,000,000 can be kept");
        }
        if self.pace.is_some() && !echo && speakers + stalled > size {
            bail!("{speakers} speakers and {stalled} stalled readers do not fit into a room of {size}");
        }
        if self.pace.is_some() && self.shape.hearers() == 0 {
            bail!("nobody would hear anything: a room needs a second conn that reads");
        }
        if conns * u64::from(speakers) > 100_000_000 {
            bail!("{speakers} speakers in rooms of {size} are too many books to keep: try fewer --senders");
        }
        if self.threads > rooms {
            bail!("{} threads for {rooms} rooms: a room is kept by one thread, so use more --rooms", self.threads);
        }
        Ok(())
    }

    /// The rooms of one engine: the first, and how many.
    pub(crate) fn rooms_of(&self, engine: u32) -> (u32, u32) {
        let bound = |engine: u32| (u64::from(self.shape.rooms) * u64::from(engine) / u64::from(self.threads)) as u32;
        (bound(engine), bound(engine + 1) - bound(engine))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rooms: u32, size: u32, speakers: u32, threads: u32) -> Plan {
        let shape = Shape { rooms, size, speakers, stalled: 0, echo: false };
        let second = Duration::from_secs(1);
        Plan {
            shape,
            pace: Some(Pace::Window(1)),
            payload: 33,
            gather: Duration::ZERO,
            warm: second,
            measure: second,
            threads,
        }
    }

    #[test]
    fn every_room_has_one_engine() {
        let plan = plan(50, 8, 8, 3);
        let rooms: Vec<_> = (0..3).map(|engine| plan.rooms_of(engine)).collect();
        assert_eq!(rooms, [(0, 16), (16, 17), (33, 17)]);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_way_out() {
        let refusal = |plan: Plan| plan.check().unwrap_err().to_string();
        assert!(plan(50, 8, 8, 3).check().is_ok());
        assert!(refusal(plan(1, 4, 5, 1)).contains("do not fit"));
        assert!(refusal(plan(1, 8, 1, 2)).contains("more --rooms"));
        assert!(refusal(plan(1, 1, 1, 1)).contains("second conn"));
    }
}
