//! Whole fleets, with games and without: runs repeat, they hold, and rare things happen in them.

use sim::Transcript;
use sim::fleet::{Fault, Options, Outcome, Scene, Seen, run};

const SEEDS: u64 = 40;

fn play(scene: Scene, seed: u64, transcript: Transcript) -> Outcome {
    run(seed, &Options { scene, transcript, ..Options::default() })
}

fn hash(scene: Scene, seed: u64) -> u64 {
    match play(scene, seed, Transcript::EMPTY_HASH).transcript {
        Transcript::Hash(hash) => hash,
        other @ (Transcript::Off | Transcript::Text(_)) => panic!("{other:?}"),
    }
}

#[test]
fn all_runs_hold_and_something_happens_in_them() {
    let (mut seen, mut viewed) = (Seen::default(), 0);
    for seed in 0..SEEDS {
        let outcome = play(Scene::Streams, seed, Transcript::Off);
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
        assert!(outcome.sent > 10, "seed {seed}: only {} messages", outcome.sent);
        viewed += outcome.viewed;
        seen.add(&outcome.seen);
    }
    assert!(viewed > 100 * SEEDS, "only {viewed} views");
    // A thousand seeds see everything, which `sim` checks itself; a few must see most of it.
    let missing = seen.missing(Scene::Streams);
    assert!(missing.len() < 8, "{SEEDS} seeds have not seen {missing:?}");
}

#[test]
fn games_outlive_everything_that_happens_to_their_servers() {
    let (mut seen, mut acked) = (Seen::default(), 0);
    for seed in 0..SEEDS {
        let outcome = play(Scene::Games, seed, Transcript::Off);
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
        acked += outcome.acked;
        seen.add(&outcome.seen);
    }
    assert!(acked > 20 * SEEDS, "only {acked} commands");
    let missing = seen.missing(Scene::Games);
    assert!(missing.len() < 8, "{SEEDS} seeds have not seen {missing:?}");
}

#[test]
fn nobody_can_tell_two_worlds_apart_that_differ_in_secrets_of_others() {
    for seed in 0..8 {
        let options = Options { scene: Scene::Games, ..Options::default() };
        let ours = run(seed, &options).watched;
        let theirs = run(seed, &Options { is_twin: true, ..options }).watched;
        assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "seed {seed}");
    }
}

#[test]
fn a_run_can_be_had_with_less() {
    let dropped = [Fault::Lost, Fault::Crashes, Fault::Cuts, Fault::Pauses, Fault::Drains].into();
    let options = Options { scene: Scene::Games, dropped, ..Options::default() };
    for seed in 0..4 {
        let outcome = run(seed, &options);
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
        let crashes = outcome.seen.counts().find(|(what, _)| *what == "fleet: a node crashes");
        assert_eq!(crashes, None, "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_transcript() {
    for scene in [Scene::Streams, Scene::Games] {
        for seed in 0..4 {
            assert_eq!(hash(scene, seed), hash(scene, seed));
        }
        assert_ne!(hash(scene, 0), hash(scene, 1));
    }
}
