//! The workloads that servers are compared on.

use std::time::Duration;

use anyhow::bail;

use crate::ledger::Shape;
use crate::plan::{Pace, Plan};
use crate::workloads::{silent, warm_for};

use super::figures::Figure;

/// One workload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preset {
    pub(crate) name: &'static str,
    /// What happens in it, in one line.
    pub(crate) about: &'static str,
    shape: Shape,
    load: Load,
    /// What is shown of it; servers are compared by the first.
    pub(crate) figures: &'static [Figure],
}

#[derive(Clone, Copy, Debug)]
enum Load {
    Window(u32),
    Rate {
        rate: f64,
        tick: bool,
    },
    Silence,
    /// The same load without and with this many stalled readers.
    Stalled {
        stalled: u32,
        rate: f64,
        payload: usize,
    },
    /// As fast as it goes, then half as fast.
    Saturation(u32),
}

const PAYLOAD: usize = 33;
/// Long enough for 256 KiB of outbox, and what the kernel takes, to fill at 190 KB a second.
const STALLED_SECONDS: f64 = 6.0;
/// Long enough for several windows of a server that needs most of a second for one.
const SATURATION_SECONDS: f64 = 4.0;
const TRAFFIC: &[Figure] = &[Figure::Cpu, Figure::Throughput, Figure::P50, Figure::P99, Figure::LoadShare];

const fn room(size: u32, speakers: u32) -> Shape {
    Shape { rooms: 1, size, speakers, stalled: 0, echo: false }
}

const ECHO: Shape = Shape { rooms: 100, size: 1, speakers: 1, stalled: 0, echo: true };
const TABLES: Shape = Shape { rooms: 50, size: 8, speakers: 8, stalled: 0, echo: false };

/// All of them, in the order in which they are shown.
pub(crate) const PRESETS: [Preset; 10] = [
    Preset {
        name: "broadcast-1",
        about: "1,000 conns in one room, one message at a time",
        shape: room(1_000, 1),
        load: Load::Window(1),
        figures: TRAFFIC,
    },
    Preset {
        name: "broadcast-64",
        about: "1,000 conns in one room, 4 senders with 16 messages each on the way",
        shape: room(1_000, 4),
        load: Load::Window(16),
        figures: TRAFFIC,
    },
    Preset {
        name: "rooms",
        about: "50 rooms of 8 players, each with 20 messages a second, spread over time",
        shape: TABLES,
        load: Load::Rate { rate: 20.0, tick: false },
        figures: TRAFFIC,
    },
    Preset {
        name: "rooms-tick",
        about: "50 rooms of 8 players, each with 20 messages a second, all at the same instant",
        shape: TABLES,
        load: Load::Rate { rate: 20.0, tick: true },
        figures: TRAFFIC,
    },
    Preset {
        name: "echo-1",
        about: "100 conns that speak to themselves, one message at a time",
        shape: ECHO,
        load: Load::Window(1),
        figures: TRAFFIC,
    },
    Preset {
        name: "echo-16",
        about: "100 conns that speak to themselves, 16 messages each on the way",
        shape: ECHO,
        load: Load::Window(16),
        figures: TRAFFIC,
    },
    Preset {
        name: "idle",
        about: "10,000 conns that say nothing",
        shape: room(10_000, 0),
        load: Load::Silence,
        figures: &[Figure::BytesPerConn, Figure::Kept, Figure::ConnectCpu],
    },
    Preset {
        name: "connect",
        about: "4,000 conns that come, one second later go",
        shape: room(4_000, 0),
        load: Load::Silence,
        figures: &[Figure::ConnectCpu, Figure::ConnectsPerSecond],
    },
    Preset {
        name: "slow",
        about: "1,000 conns, 100 messages of 1,900 characters a second; without and with 100 readers that never read",
        shape: room(1_000, 4),
        load: Load::Stalled { stalled: 100, rate: 25.0, payload: 1_900 },
        figures: &[Figure::Slowdown, Figure::WithoutP99, Figure::P99, Figure::TooSlow, Figure::StillOpen, Figure::Peak],
    },
    Preset {
        name: "saturation",
        about: "5,000 conns in one room, 4 senders with 16 messages each on the way; then half of that, on time",
        shape: room(5_000, 4),
        load: Load::Saturation(16),
        figures: &[Figure::Cpu, Figure::Throughput, Figure::HalfLoad, Figure::HalfP50, Figure::HalfP99],
    },
];

/// The presets with these names; all, if none is named.
///
/// # Errors
/// If a name is not known: which are.
pub(crate) fn choose(names: &[String]) -> anyhow::Result<Vec<Preset>> {
    if names.is_empty() {
        return Ok(PRESETS.to_vec());
    }
    let find = |name: &String| match PRESETS.iter().find(|preset| preset.name == name) {
        Some(preset) => Ok(*preset),
        None => bail!("no workload is called {name:?}; there are: {}", PRESETS.map(|preset| preset.name).join(", ")),
    };
    names.iter().map(find).collect()
}

impl Preset {
    /// The session after those that said so many messages a second; `None` if there is nothing left to do.
    pub(crate) fn session(&self, seconds: f64, said_a_second: &[f64]) -> Option<Plan> {
        let plan = |shape, pace, payload, seconds| {
            let measure = Duration::from_secs_f64(seconds);
            Plan {
                shape,
                pace: Some(pace),
                payload,
                gather: Duration::ZERO,
                warm: warm_for(measure),
                measure,
                threads: 1,
            }
        };
        match (self.load, said_a_second) {
            (Load::Window(window), []) => Some(plan(self.shape, Pace::Window(window), PAYLOAD, seconds)),
            (Load::Saturation(window), []) => {
                Some(plan(self.shape, Pace::Window(window), PAYLOAD, seconds.max(SATURATION_SECONDS)))
            }
            (Load::Rate { rate, tick }, []) => Some(plan(self.shape, Pace::Rate { rate, tick }, PAYLOAD, seconds)),
            (Load::Silence, []) => Some(silent(self.shape, Duration::from_secs(1))),
            (Load::Stalled { stalled, rate, payload }, [] | [_]) => {
                let shape = match said_a_second {
                    [] => Shape { size: self.shape.size - stalled, ..self.shape },
                    _ => Shape { stalled, ..self.shape },
                };
                Some(plan(shape, Pace::Rate { rate, tick: false }, payload, seconds.max(STALLED_SECONDS)))
            }
            (Load::Saturation(_), &[said]) if said > 0.0 => {
                let rate = said / 2.0 / f64::from(self.shape.speakers);
                Some(plan(self.shape, Pace::Rate { rate, tick: false }, PAYLOAD, seconds.max(SATURATION_SECONDS)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_session_of_every_preset_can_be_run() {
        for preset in PRESETS {
            let first = preset.session(1.0, &[]).unwrap();
            first.check().unwrap();
            if let Some(second) = preset.session(1.0, &[1_000.0]) {
                second.check().unwrap();
            }
            assert!(preset.session(1.0, &[1.0, 1.0]).is_none());
        }
    }

    #[test]
    fn the_second_saturation_offers_half_of_the_first() {
        let [saturation] = choose(&["saturation".to_owned()]).unwrap()[..] else { panic!("one preset") };
        let plan = saturation.session(1.0, &[800.0]).unwrap();
        assert_eq!(plan.pace, Some(Pace::Rate { rate: 100.0, tick: false }));
    }

    #[test]
    fn an_unknown_workload_is_answered_with_the_known_ones() {
        let error = choose(&["brodcast".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("brodcast") && error.contains("broadcast-64, rooms"), "{error}");
    }
}
