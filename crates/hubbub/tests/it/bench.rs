use nats_server::NatsServer;

use crate::{Folder, stderr, stdout};

#[test]
fn rooms_are_measured_over_two_gateways_beside_one_server() {
    let nats = NatsServer::start();
    let url = nats.url();
    let output = Folder::new("bench-fleet")
        .hubbub(&["bench", "rooms", "--rooms=3", "--room-size=4", "--seconds=0.3", "--rounds=1", "--json", "--fleet"])
        .args(["--nats", &url])
        .output()
        .expect("the command can be started");
    assert!(output.status.success(), "{output:?}");
    let results: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    for kind in results["kinds"].as_array().expect("plain and numbered rooms") {
        assert!(kind["cpu_ratio"]["median"].as_f64().is_some_and(|ratio| ratio > 0.0), "{kind}");
        assert!(kind["added_p99_ms"]["median"].is_f64(), "{kind}");
    }
    assert_eq!(results["runs"].as_array().map(Vec::len), Some(4));
}

#[test]
fn without_a_nats_server_it_is_said_how_to_get_one() {
    let output = Folder::new("bench-no-nats")
        .hubbub(&["bench", "rooms", "--fleet"])
        .env("NATS_SERVER", "no-such-program")
        .output()
        .expect("the command can be started");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = stderr(&output);
    assert!(said.contains("no-such-program") && said.contains("--nats nats://HOST:PORT"), "{said}");
}
