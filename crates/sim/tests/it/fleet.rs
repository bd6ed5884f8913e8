//! Whole fleets: runs repeat, they hold, and rare things happen in them.

use sim::Transcript;
use sim::fleet::{Options, Outcome, Scene, Seen, run};

const SEEDS: u64 = 40;

fn play(seed: u64, transcript: Transcript) -> Outcome {
    run(seed, &Options { transcript, ..Options::default() })
}

fn hash(seed: u64) -> u64 {
    match play(seed, Transcript::EMPTY_HASH).transcript {
        Transcript::Hash(hash) => hash,
        other @ (Transcript::Off | Transcript::Text(_)) => panic!("{other:?}"),
    }
}

#[test]
fn all_runs_hold_and_something_happens_in_them() {
    let (mut seen, mut viewed) = (Seen::default(), 0);
    for seed in 0..SEEDS {
        let outcome = play(seed, Transcript::Off);
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure);
        assert!(outcome.sent > 10, "seed {seed}: only {} messages", outcome.sent);
        viewed += outcome.viewed;
        seen.add(&outcome.seen);
    }
    assert!(viewed > 100 * SEEDS, "only {viewed} views");
    // A thousand seeds see everything, which `sim` checks itself; a few must see most of it.
    assert!(seen.missing(Scene::Streams).len() < 8, "{SEEDS} seeds have not seen {:?}", seen.missing(Scene::Streams));
}

#[test]
fn the_same_seed_gives_the_same_transcript() {
    for seed in 0..4 {
        assert_eq!(hash(seed), hash(seed));
    }
    assert_ne!(hash(0), hash(1));
}
