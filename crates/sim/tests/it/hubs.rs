//! The hubs of one node: each fault that they are given is found.

use sim::Transcript;
use sim::hubs::{Fault, Options, Outcome, Planted, run, shrink};

const SEEDS: u64 = 40;

fn options() -> Options {
    Options { steps: Some(1_000), planted: None, transcript: Transcript::Off }
}

fn run_planted(seed: u64, fault: Fault) -> (Options, Outcome) {
    let options = Options { planted: Some(Planted::new(fault, seed % 50)), ..options() };
    let outcome = run(seed, &options);
    (options, outcome)
}

/// Each time that the fault strikes, the run must fail; and it must strike.
#[track_caller]
fn check_found(fault: Fault) {
    let mut struck = 0;
    for seed in 0..SEEDS {
        let (_, outcome) = run_planted(seed, fault);
        struck += u32::from(outcome.struck);
        assert_eq!(outcome.struck, outcome.failure.is_some(), "seed {seed}, {fault:?}: {:?}", outcome.failure);
    }
    assert!(struck >= 10, "{fault:?} has struck in {struck} of {SEEDS} runs only");
}

#[test]
fn all_runs_hold() {
    for seed in 0..SEEDS {
        let outcome = run(seed, &options());
        assert!(outcome.failure.is_none(), "seed {seed}: {:?}", outcome.failure.map(|failure| failure.wrong));
        assert!(outcome.heard > 100, "seed {seed}: only {} messages", outcome.heard);
    }
}

#[test]
fn the_same_seed_gives_the_same_transcript() {
    let hash = |seed| match run(seed, &Options { transcript: Transcript::EMPTY_HASH, ..options() }).transcript {
        Transcript::Hash(hash) => hash,
        other @ (Transcript::Off | Transcript::Text(_)) => panic!("{other:?}"),
    };
    assert_eq!(hash(1), hash(1));
    assert_eq!(hash(2), hash(2));
    assert_ne!(hash(1), hash(2));
}

/// A rare path that no seed takes is one that nobody has tried.
#[test]
fn every_path_is_taken() {
    let mut missing: Vec<&str> = vec![
        "closed: full",
        "closed: version",
        "closed: too many errors",
        "is too slow",
        "the turn is full",
        "unreadable",
        "unknown_kind",
        "too_long",
        "bad_id",
        "not_found",
        "too_many_realms",
        "busy",
        "passes Seek",
        "passes Missed",
        "\"direct\":",
        "\"presence\":",
        "\"left\":",
        "\"pong\":",
        "count: 0",
    ];
    for seed in 0..SEEDS {
        let Transcript::Text(text) =
            run(seed, &Options { transcript: Transcript::Text(String::new()), ..options() }).transcript
        else {
            panic!("a run gives back the kind of transcript that it was given");
        };
        missing.retain(|path| !text.contains(path));
        if missing.is_empty() {
            return;
        }
    }
    panic!("{SEEDS} seeds have not seen {missing:?}");
}

#[test]
fn a_lost_delivery_is_found() {
    check_found(Fault::Drop);
}

#[test]
fn a_doubled_delivery_is_found() {
    check_found(Fault::Twice);
}

#[test]
fn a_delivery_to_somebody_who_is_no_member_is_found() {
    check_found(Fault::Stranger);
}

#[test]
fn an_echo_to_the_speaker_is_found() {
    check_found(Fault::Echo);
}

#[test]
fn two_frames_in_the_wrong_order_are_found() {
    check_found(Fault::Swap);
}

#[test]
fn a_failing_script_is_shortened_to_what_it_needs() {
    let (options, outcome) = run_planted(0, Fault::Echo);
    let failure = outcome.failure.unwrap();
    let long = failure.script.len();
    let short = shrink(0, &options, failure).script.len();
    // Two conns, one chat, the end of a turn, and what was said while the fault was waiting.
    assert!((4..8).contains(&short), "{short} steps of {long}");
}
