//! One run from one seed.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::guard::Guard;
use super::plan::Fault;
use super::seen::Seen;
use super::world::World;
use crate::{Checked, Transcript};

/// How long after the last fault, and the last word, everybody must have heard everything: a head comes every five
/// seconds.
const PROMPT_MS: u64 = 8_000;

/// How long after that all commands have been answered for good.
const ANSWERED_MS: u64 = 12_000;

/// How long after it the last must be back: clients wait up to half a minute between two tries.
const LEVEL_MS: u64 = 60_000;

/// How long after the last player has gone something may be kept.
const EMPTY_MS: u64 = 120_000;

/// What is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is played.
    pub scene: Scene,
    /// A guard that is lacking; only a build with the feature `sabotage` can take one away.
    pub without: Option<Guard>,
    /// Where what happens is written.
    pub transcript: Transcript,
    /// Faults that are left out.
    pub dropped: BTreeSet<Fault>,
    /// The longest that the storm may last.
    pub storm: Option<Duration>,
    /// Whether every secret of the games is another one.
    pub is_twin: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scene: Scene::Streams,
            without: None,
            transcript: Transcript::Off,
            dropped: BTreeSet::new(),
            storm: None,
            is_twin: false,
        }
    }
}

/// What is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scene {
    /// People chat in rooms.
    Streams,
    /// They play games, and everything goes wrong.
    Games,
    /// They play games on nodes that are suspended as soon as they own one, clock and all.
    Suspended,
    /// They play games, and the store keeps nothing for one of the nodes, which may own games all the same.
    Wedged,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// How many things have happened.
    pub steps: u64,
    /// How many packets conns have been sent.
    pub sent: u64,
    /// How many views apps have been told.
    pub viewed: u64,
    /// How many commands have been acknowledged.
    pub acked: u64,
    /// A hash of all that conns were sent that sat at no game.
    pub watched: Transcript,
    /// What has happened how often.
    pub seen: Seen,
    /// What was written down.
    pub transcript: Transcript,
    /// What went wrong, if anything.
    pub failure: Option<Failure>,
}

/// An expectation that did not hold.
#[derive(Debug)]
pub struct Failure {
    /// What was expected and what was seen.
    pub wrong: String,
    /// When, in milliseconds.
    pub at: u64,
}

/// Plays a seed to its end or to what first goes wrong.
#[must_use]
pub fn run(seed: u64, options: &Options) -> Outcome {
    let mut world = World::new(seed, options);
    // A panic is a failure like any other.
    let result = catch_unwind(AssertUnwindSafe(|| play(&mut world))).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
        Err(format!("a panic: {}", text.unwrap_or("without words")))
    });
    Outcome {
        steps: world.steps,
        sent: world.judge.sent,
        viewed: world.judge.viewed,
        acked: world.judge.acked,
        watched: std::mem::replace(&mut world.judge.watched, Transcript::Off),
        seen: std::mem::take(&mut world.judge.seen),
        transcript: std::mem::replace(&mut world.transcript, Transcript::Off),
        failure: result.err().map(|wrong| Failure { wrong, at: world.now.0 }),
    }
}

fn play(world: &mut World) -> Checked {
    world.begin_all()?;
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let silence = world.plan.silence.map(millis);
    world.pass(millis(world.plan.storm).saturating_sub(silence.unwrap_or(0)))?;
    if let Some(silence) = silence {
        world.hush();
        world.close_games()?;
        world.pass(silence)?;
    }
    world.calm()?;
    world.pass(2_000)?;
    world.hush();
    world.pass(PROMPT_MS)?;
    world.check_prompt()?;
    if world.plan.games.is_some() {
        world.check_games_prompt()?;
        world.pass(ANSWERED_MS)?;
        if world.store.wedged.is_some() {
            // Who is at that node waits for it; that the others are served has been seen.
            return Ok(());
        }
        world.close_games()?;
    }
    wait(world, LEVEL_MS, World::amiss)?;
    world.leave_all()?;
    wait(world, EMPTY_MS, World::left_over)
}

/// Lets time pass until nothing is amiss.
fn wait(world: &mut World, millis: u64, amiss: impl Fn(&World) -> Option<String>) -> Checked {
    let until = world.now.0 + millis;
    while let Some(what) = amiss(world) {
        if world.now.0 >= until {
            return Err(format!("after {} seconds: {what}", millis / 1_000));
        }
        world.pass(500)?;
    }
    Ok(())
}
