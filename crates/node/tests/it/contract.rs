//! One transcript, played on one node alone, on one behind NATS, and on two behind NATS with the clients on different
//! ones: what players hear is the same.

mod actor;
mod pattern;
mod stage;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use nats_server::NatsServer;
use stage::Stage;

use crate::harness::Node;

const TRANSCRIPT: &str = include_str!("contract/transcript.txt");

/// What is made on one node is good on the other. `test` keeps those who run at once apart.
fn key(test: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("contract-key-{test}"));
    fs::write(&file, "5f".repeat(32)).expect("a file can be written");
    file
}

fn node(nats: Option<&NatsServer>, key: &Path) -> Node {
    Node::with(|config| {
        config.auth.key_file = Some(key.to_owned());
        config.nats.urls = nats.iter().map(|nats| nats.url().parse().expect("a URL")).collect();
        config.realms.room_history = 8;
        config.limits.realms_per_conn = 3;
        config.limits.unknown_realms = 3;
        config.limits.faults = 4;
    })
}

#[test]
fn the_transcript_on_one_node_alone() {
    Stage::new(&[node(None, &key("alone"))]).play(TRANSCRIPT);
}

#[test]
fn the_transcript_on_one_node_behind_nats() {
    let nats = NatsServer::start();
    Stage::new(&[node(Some(&nats), &key("one"))]).play(TRANSCRIPT);
}

#[test]
fn the_transcript_on_two_nodes_behind_nats() {
    let (nats, key) = (NatsServer::start(), key("two"));
    Stage::new(&[node(Some(&nats), &key), node(Some(&nats), &key)]).play(TRANSCRIPT);
}

#[test]
fn the_transcript_is_long_enough_to_mean_something() {
    assert!(stage::steps(TRANSCRIPT).count() >= 300, "{} steps", stage::steps(TRANSCRIPT).count());
}

#[test]
fn what_is_not_as_it_is_written_is_told_with_line_client_and_both_texts() {
    let wrong = "ann opens /ws\nann> {\"hello\":{\"version\":1}}\nann< {\"left\":{\"realm\":\"lobby\"}}\n";
    let played = catch_unwind(|| Stage::new(&[node(None, &key("wrong"))]).play(wrong));
    let told = played.expect_err("the second line is wrong");
    let told = told.downcast_ref::<String>().expect("a text");
    for part in ["line 3", "ann", "expected {\"left\":{\"realm\":\"lobby\"}}", "heard {\"welcome\":"] {
        assert!(told.contains(part), "{told}");
    }
}
