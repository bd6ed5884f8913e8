//! One run from one seed; when it fails, the shortest script that still does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::plan::{Luck, Plan};
use super::planted::Planted;
use super::step::Step;
use super::world::World;
use crate::Checked;
use crate::transcript::Transcript;

/// The most steps that are played again to shorten a script.
const SHRINK_STEPS_MAX: usize = 5_000_000;

/// What is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Steps before the end, instead of as many as the seed draws.
    pub steps: Option<usize>,
    /// A fault that the hubs are given.
    pub planted: Option<Planted>,
    /// Where what happens is written.
    pub transcript: Transcript,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// How many things have happened.
    pub steps: usize,
    /// How many packets conns have heard.
    pub heard: u64,
    /// What was written down.
    pub transcript: Transcript,
    /// Whether a planted fault has happened.
    pub struck: bool,
    /// What went wrong, if anything.
    pub failure: Option<Failure>,
}

/// An expectation that did not hold.
#[derive(Debug)]
pub struct Failure {
    /// What was expected and what was seen.
    pub wrong: String,
    /// What had happened; the last step is the one that showed it.
    pub script: Vec<Step>,
}

/// Plays a seed to its end or to what first goes wrong.
#[must_use]
pub fn run(seed: u64, options: &Options) -> Outcome {
    let mut luck = Luck::new(seed, options.steps);
    let mut world = World::new(&luck.plan, options.planted, options.transcript.clone());
    let mut script = Vec::with_capacity(luck.plan.steps + 2);
    let result = play(&mut luck, &mut world, &mut script);
    Outcome {
        steps: script.len(),
        heard: world.heard(),
        transcript: world.transcript().clone(),
        struck: world.has_struck(),
        failure: result.err().map(|wrong| Failure { wrong, script }),
    }
}

fn play(luck: &mut Luck, world: &mut World, script: &mut Vec<Step>) -> Checked {
    for _ in 0..luck.plan.steps {
        let step = luck.next(world);
        script.push(step);
        apply(world, step)?;
    }
    for step in [Step::Quiet, Step::LeaveAll] {
        script.push(step);
        apply(world, step)?;
    }
    Ok(())
}

/// Lets a step happen; a panic is a failure like any other.
fn apply(world: &mut World, step: Step) -> Checked {
    catch_unwind(AssertUnwindSafe(|| world.apply(step))).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
        Err(format!("a panic: {}", text.unwrap_or("without words")))
    })
}

/// Plays a script; what first goes wrong, and at which step.
fn replay(plan: &Plan, script: &[Step], planted: Option<Planted>) -> Option<(usize, String)> {
    let mut world = World::new(plan, planted, Transcript::Off);
    (0..).zip(script).find_map(|(at, step)| apply(&mut world, *step).err().map(|wrong| (at, wrong)))
}

/// Leaves out every step that the failure does not need (delta debugging): halves first, then ever smaller pieces.
#[must_use]
pub fn shrink(seed: u64, options: &Options, failure: Failure) -> Failure {
    let plan = Luck::new(seed, options.steps).plan;
    let Failure { mut wrong, mut script } = failure;
    let (mut piece, mut played) = (script.len() / 2, 0);
    while piece > 0 && played < SHRINK_STEPS_MAX {
        let (mut at, before) = (0, script.len());
        while at < script.len() {
            let mut shorter = script.clone();
            shorter.drain(at..script.len().min(at + piece));
            played += shorter.len();
            match replay(&plan, &shorter, options.planted) {
                Some((last, why)) => {
                    shorter.truncate(last + 1);
                    (script, wrong) = (shorter, why);
                }
                None => at += piece,
            }
        }
        if script.len() == before || piece > 1 {
            piece /= 2;
        }
    }
    Failure { wrong, script }
}

/// A script for people to read.
#[must_use]
pub fn transcript(seed: u64, options: &Options, script: &[Step]) -> String {
    let plan = Luck::new(seed, options.steps).plan;
    let mut world = World::new(&plan, options.planted, Transcript::Text(String::new()));
    let _ = script.iter().try_for_each(|step| apply(&mut world, *step));
    match world.transcript() {
        Transcript::Text(text) => text.clone(),
        Transcript::Off | Transcript::Hash(_) => String::new(),
    }
}
