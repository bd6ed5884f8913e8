//! Services behind two gateways: the example in Python, and what a service can say.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use nats_server::NatsServer;
use serde_json::json;

use crate::fleet::node;
use crate::player::Player;

/// The example's process; killed when it is dropped.
struct Service(Child);

impl Service {
    /// Starts it and waits until it is ready.
    fn start(nats: &NatsServer) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/service-python/server.py");
        let mut python = Command::new("python3");
        python.arg(script).arg(nats.url()).env("PYTHONPATH", nats_server::python_library());
        let mut child = python.stdout(Stdio::piped()).spawn().expect("python3 can be started");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("it says something");
        assert_eq!(line, "ready\n");
        Self(child)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn each_player_of_the_example_sees_his_own_card_and_a_watcher_none() {
    let nats = NatsServer::start();
    let nodes = [node(&nats, 0), node(&nats, 0)];
    let _service = Service::start(&nats);
    let (mut ann, mut ben, mut cleo) = (Player::guest(&nodes[0]), Player::guest(&nodes[1]), Player::guest(&nodes[0]));
    assert_eq!(ann.join("game-g1"), "game-g1");
    let card_of = |player: &mut Player| {
        let view = player.until("view");
        assert_eq!(view["kind"], "card");
        view["text"].as_str().expect("a number").parse::<u32>().expect("a number")
    };
    let anns = card_of(&mut ann);
    assert_eq!(ben.join("game-g1"), "game-g1");
    let bens = card_of(&mut ben);
    assert_eq!(cleo.join("game-g1"), "gametv-g1");
    assert_ne!(anns, bens);
    cleo.say(&json!({ "call": { "kind": "show", "text": "g1" } }));
    let refusal = cleo.until("error");
    assert_eq!((&refusal["code"], &refusal["text"]), (&"not_allowed".into(), &"you have no card in that game".into()));
    ann.say(&json!({ "call": { "kind": "show", "text": "g1" } }));
    ben.say(&json!({ "call": { "kind": "show", "text": "g1" } }));
    for player in [&mut ann, &mut ben, &mut cleo] {
        assert_eq!(player.until("view")["kind"], "won");
    }
    let card = |number: u32| format!("\"kind\":\"card\",\"text\":\"{number}\"");
    assert!(ann.has_heard(&card(anns)) && !ann.has_heard(&card(bens)));
    assert!(ben.has_heard(&card(bens)) && !ben.has_heard(&card(anns)));
    assert!(!cleo.has_heard("\"card\""));
}

#[test]
fn without_a_service_private_realms_do_not_exist_and_calls_are_refused() {
    let nats = NatsServer::start();
    let fleet = node(&nats, 0);
    let alone = crate::harness::Node::start();
    for node in [&fleet, &alone] {
        let mut ann = Player::guest(node);
        ann.say(&json!({ "join": { "realm": "game-g1" } }));
        assert_eq!(ann.until("error")["code"], "not_found");
        ann.say(&json!({ "call": { "kind": "show" } }));
        assert_eq!(ann.until("error")["code"], "unavailable");
        ann.say(&json!({ "call": { "kind": "left" } }));
        assert_eq!(ann.until("error")["code"], "not_allowed");
    }
}
