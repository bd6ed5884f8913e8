//! Nodes behind one NATS server: as one node, to their players.

use nats_server::NatsServer;
use serde_json::{Value, json};
use wire::packets::packet::Msg;

use crate::harness::{Client, Node, Request, binary};
use crate::player::Player;
use crate::protobuf::{self, join};

fn nats() -> NatsServer {
    NatsServer::start()
}

pub(crate) fn node(nats: &NatsServer, history: usize) -> Node {
    Node::with(|config| {
        config.nats.urls = vec![nats.url().parse().expect("the URL of a server")];
        config.realms.room_history = history;
    })
}

#[test]
fn players_of_two_nodes_hear_each_other_and_no_id_is_given_twice() {
    let nats = nats();
    let (first, second) = (node(&nats, 0), node(&nats, 0));
    let mut ann = Client::greet(&first, "/ws");
    let (mut ben, mut cleo) = (second.join(), second.join_json());
    assert!(ann.id != ben.id && ann.id < 1 << 53 && ben.id < 1 << 53);
    ann.until_present("lobby", 3);
    ann.say("from the first node");
    assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "from the first node".to_owned()));
    assert!(cleo.text().contains("from the first node"));
    ben.say("from the second");
    assert_eq!(ann.heard_in(), (ben.id, "lobby".to_owned(), "from the second".to_owned()));
    drop((ben, cleo));
    ann.until_present("lobby", 1);
}

#[test]
fn directs_and_pages_of_members_go_over_nodes() {
    let nats = nats();
    let nodes = [node(&nats, 0), node(&nats, 0)];
    let (mut ann, mut ben, mut cleo) =
        (Player::open(&nodes[0], "/?room=x"), Player::open(&nodes[1], "/?room=x"), Player::open(&nodes[1], "/?room=x"));
    let users = [&mut ann, &mut ben, &mut cleo].map(|player| player.hello(json!({}))["user"].clone());
    ann.say(&json!({ "direct": { "conn": ben.id(), "msg": "psst", "body": "AQI=" } }));
    let heard = ben.until("direct");
    assert_eq!((&heard["msg"], &heard["body"]), (&"psst".into(), &"AQI=".into()));
    for text in ["one", "two", "three"] {
        ann.say(&json!({ "direct": { "user": users[1], "msg": text } }));
        let heard = ben.until("direct");
        assert_eq!((&heard["msg"], &heard["user"]), (&text.into(), &users[1]));
    }
    let nobody = (ben.id() >> 43 << 43) + 5;
    ann.say(&json!({ "direct": { "conn": nobody, "msg": "psst" } }));
    assert_eq!(ann.until("error")["code"], "not_found");
    ann.until_present("room-x", 3);
    ann.say(&json!({ "who": { "realm": "room-x", "limit": 2 } }));
    let first = ann.until("members");
    assert_eq!(first["total"], "3");
    ann.say(&json!({ "who": { "realm": "room-x", "limit": 2, "after": first["next"] } }));
    let second = ann.until("members");
    let page = |page: &Value| page["page"].as_array().expect("a list").clone();
    let mut named: Vec<String> = [page(&first), page(&second)].concat().iter().map(|m| m["user"].to_string()).collect();
    let mut expected = users.map(|user| user.to_string()).to_vec();
    named.sort_unstable();
    expected.sort_unstable();
    assert_eq!((named, second.get("next")), (expected, None));
    ann.say(&json!({ "direct": { "user": "no one", "msg": "psst" } }));
    assert_eq!(ann.until("error")["code"], "bad_id");
}

#[test]
fn t72_without_nats_a_node_says_so_and_serves_those_who_are_there() {
    let mut nats = nats();
    let node = node(&nats, 0);
    let mut ann = Client::greet(&node, "/ws");
    assert_eq!(Client::get(node.address, "/readyz").status, 200);
    nats.kill();
    assert!(matches!(ann.next_but_presence().msg, Some(Msg::Doubt(_))));
    let unready = Client::get(node.address, "/readyz");
    assert_eq!((unready.status, unready.body.as_str()), (503, "nats is not connected\n"));
    let mut ben = Client::greet(&node, "/ws");
    ann.send(&binary(&join("room-x")));
    assert_eq!(ann.joined().0, "room-x");
    assert!(matches!(ann.next_but_presence().msg, Some(Msg::Doubt(_))));
    ben.say("are you there?");
    assert_eq!(ann.heard_in().2, "are you there?");
    nats.restart();
    let mut mended = Vec::new();
    while mended.len() < 2 {
        let packet = ann.next_but_presence();
        let Some(Msg::Resync(resync)) = packet.msg else { panic!("not mended: {packet:?}") };
        assert_eq!((resync.epoch, resync.why.as_str()), (0, "open"));
        mended.push(resync.realm);
    }
    mended.sort();
    assert_eq!(mended, ["lobby", "room-x"]);
    assert_eq!(Client::get(node.address, "/readyz").status, 200);
}

#[test]
fn a_node_that_cannot_reach_nats_does_not_start_and_says_why() {
    let mut config = config::Config::default();
    config.server.listen = vec![(std::net::Ipv4Addr::LOCALHOST, 0).into()];
    config.server.metrics = None;
    config.nats.urls = vec!["nats://127.0.0.1:1".parse().expect("the URL of a server")];
    config.nats.user = Some("ann".parse().expect("a name"));
    let error = node::Server::bind(config, "test").map(drop).expect_err("there is no such server");
    let said = format!("{:#}", with_causes(&error));
    assert!(said.contains("nats.password_file"), "{said}");
}

/// An error with all its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        said += &format!(": {next}");
        cause = next.source();
    }
    said
}

#[test]
fn a_handshake_with_a_fleet_is_the_tutorials() {
    let nats = nats();
    let node = node(&nats, 0);
    let client = Client::open(node.address, &Request::upgrade("/ws"));
    assert!(client.id > 1 << 43, "{}", client.id);
}
