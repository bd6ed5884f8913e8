//! The server API of real nodes: what operators ask, and what comes of it at the conns.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use config::Config;
use nats_server::NatsServer;
use serde_json::{Value, json};

use crate::harness::{Client, Node, PATIENCE, Request};
use crate::player::Player;

const TOKEN: &str = "a token that nobody can guess";

/// A node that operators may ask.
fn node(nats: Option<&NatsServer>) -> Node {
    Node::with(|config| {
        open_to_operators(config);
        config.realms.room_history = 16;
        config.server.shards = 2;
        config.nats.urls = nats.iter().map(|nats| nats.url().parse().expect("a URL")).collect();
    })
}

/// Lets operators in, with [`TOKEN`], and keeps guests over restarts.
pub(crate) fn open_to_operators(config: &mut Config) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("operators-{}", std::process::id()));
    let (token, key) = (folder.join("token"), folder.join("key"));
    // Tests of one process write the same into them.
    if !key.exists() {
        fs::create_dir_all(&folder).expect("a folder can be made");
        fs::write(&token, TOKEN.replace(' ', "-")).expect("a file can be written");
        fs::write(&key, "7a".repeat(32)).expect("a file can be written");
    }
    config.admin.token_file = Some(token);
    config.auth.key_file = Some(key);
}

pub(crate) fn ask(node: &Node, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = Request::plain(method, path)
        .and(&format!("Authorization: Bearer {}", TOKEN.replace(' ', "-")))
        .and("Content-Type: application/json")
        .and("Connection: close")
        .and(&format!("Content-Length: {}", body.len()));
    let answer = Client::ask(node.metrics, &[request.bytes(), body.into_bytes()].concat());
    let value = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
    (answer.status, value)
}

pub(crate) fn get(node: &Node, path: &str) -> Value {
    let (status, value) = ask(node, "GET", path, None);
    assert_eq!(status, 200, "{path}: {value}");
    value
}

pub(crate) fn post(node: &Node, path: &str, body: Value) -> Value {
    let (status, value) = ask(node, "POST", path, Some(body));
    assert_eq!(status, 200, "{path}: {value}");
    value
}

/// Asks until it is done: for a while after a fleet or a database has begun, there may be nobody who could.
pub(crate) fn post_until_done(node: &Node, path: &str, body: &Value) -> Value {
    let started = Instant::now();
    loop {
        let (status, value) = ask(node, "POST", path, Some(body.clone()));
        if status == 200 {
            return value;
        }
        assert!(status == 503 && started.elapsed() < 3 * PATIENCE, "{path}: {status} {value}");
    }
}

/// Asks until the answer is as wanted.
fn until(node: &Node, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let value = get(node, path);
        if wanted(&value) {
            return value;
        }
        assert!(started.elapsed() < PATIENCE, "{path}: {value}");
    }
}

#[test]
fn operators_see_realms_members_conns_and_history() {
    let node = node(None);
    let mut ann = Player::open(&node, "/?room=x");
    let user = ann.hello(json!({}))["user"].clone();
    let ben = node.join();
    ann.client.send(&crate::harness::text(r#"{"type":0,"text":"one"}"#));
    ann.until("placed");
    let realms = get(&node, "/api/realms?prefix=room-");
    assert_eq!((&realms["realms"][0]["realm"], &realms["realms"][0]["members"]), (&"room-x".into(), &1.into()));
    let members = get(&node, "/api/realms/room-x/members");
    assert_eq!((&members["members"][0]["user"], members["members"].as_array().map(Vec::len)), (&user, Some(1)));
    let history = get(&node, "/api/realms/room-x/history");
    assert_eq!((&history["views"][0]["text"], &history["views"][0]["offset"]), (&"one".into(), &1.into()));
    let (first, rest) = (get(&node, "/api/conns?limit=1"), get(&node, "/api/conns?limit=1&after=1"));
    assert_eq!((&first["conns"][0]["conn"], &first["next"]), (&ann.id().into(), &ann.id().into()));
    assert_eq!((&rest["conns"][0]["conn"], &rest["conns"][0]["hello"]), (&ben.id.into(), &false.into()));
    assert_eq!(get(&node, &format!("/api/conns/{}", ann.id()))["address"], "127.0.0.1");
    assert_eq!(get(&node, "/api/stats")["conns"], 2);
    assert!(get(&node, "/api/limits")["limits"].as_array().is_some_and(|limits| limits.len() > 40));
    let (status, refused) = ask(&node, "GET", "/api/conns/999", None);
    assert_eq!((status, &refused["code"]), (404, &"no_such_conn".into()));
    let page = Client::get(node.metrics, "/admin/");
    assert!(page.status == 200 && page.body.contains("<html"), "{page:?}");
    let stranger = Client::get(node.metrics, "/api/conns");
    assert_eq!(stranger.status, 401);
}

#[test]
fn operators_speak_and_put_out_over_all_nodes() {
    let nats = NatsServer::start();
    let nodes = [node(Some(&nats)), node(Some(&nats))];
    let mut ann = Player::open(&nodes[0], "/?room=x");
    let anns = ann.hello(json!({}))["user"].as_str().expect("a name").to_owned();
    let mut ben = Player::open(&nodes[1], "/?room=x");
    ben.hello(json!({}));
    let mut tutorial = nodes[1].join();
    ann.until_present("room-x", 2);
    post(&nodes[0], "/api/realms/room-x/publish", json!({ "kind": "news", "text": "hear" }));
    for player in [&mut ann, &mut ben] {
        assert_eq!(player.until("view")["text"], "hear");
    }
    post(&nodes[0], "/api/realms/room-x/publish", json!({ "text": "a line of the server" }));
    for player in [&mut ann, &mut ben] {
        player.until_line("a line of the server");
    }
    post(&nodes[0], "/api/broadcast", json!({ "text": "to all" }));
    for player in [&mut ann, &mut ben] {
        player.until_line("to all");
    }
    assert_eq!(tutorial.frame().payload, b"\x12\x08\x0a\x06to all");
    post(&nodes[1], &format!("/api/users/{anns}/send"), json!({ "kind": "you", "text": "alone" }));
    assert_eq!(ann.until("view")["text"], "alone");
    post(&nodes[1], &format!("/api/conns/{}/send", ann.id()), json!({ "kind": "conn", "text": "alone" }));
    assert_eq!(ann.until("view")["kind"], "conn");
    until(&nodes[0], "/api/nodes", |nodes| nodes["nodes"].as_array().is_some_and(|nodes| nodes.len() == 2));
    let members = get(&nodes[0], "/api/realms/room-x/members");
    assert_eq!(members["members"].as_array().map(Vec::len), Some(2));
    assert_eq!(post(&nodes[0], &format!("/api/conns/{}/kick", ben.id()), json!({}))["conns"], 1);
    assert_eq!(ben.client.closed().0, 4503);
}

#[test]
fn t14_who_is_revoked_is_closed_everywhere_within_a_second_and_stays_out() {
    let nats = NatsServer::start();
    let nodes = [node(Some(&nats)), node(Some(&nats))];
    let mut ann = Player::open(&nodes[0], "/");
    let welcome = ann.hello(json!({}));
    let user = welcome["user"].as_str().expect("a name");
    let mut elsewhere = Player::open(&nodes[1], "/");
    assert_eq!(elsewhere.hello(json!({ "token": welcome["guest"] }))["user"], user);
    let started = Instant::now();
    post(&nodes[1], &format!("/api/users/{user}/revoke"), json!({}));
    for player in [&mut ann, &mut elsewhere] {
        assert_eq!(player.client.closed().0, 4501);
    }
    assert!(started.elapsed().as_millis() < 1_000, "it took {:?}", started.elapsed());
    for (node, field, secret) in [(&nodes[0], "token", "guest"), (&nodes[1], "session", "session")] {
        let mut back = Player::open(node, "/");
        back.say(&json!({ "hello": { "version": 1, field: welcome[secret] } }));
        assert_eq!(back.client.closed().0, 4501, "{field}");
    }
}

#[test]
fn what_happens_is_told_as_it_happens() {
    let node = node(None);
    let request =
        Request::plain("GET", "/api/tail").and(&format!("Authorization: Bearer {}", TOKEN.replace(' ', "-"))).bytes();
    let mut tail = Client::connect(node.metrics);
    tail.send(&request);
    tail.until_text("200 OK");
    let mut ann = Player::guest(&node);
    tail.until_text("\"type\":\"opened\"");
    tail.until_text("\"type\":\"logged_in\"");
    ann.say(&json!({ "join": { "realm": "room-x" } }));
    tail.until_text("\"type\":\"joined\"");
    ann.client.send(&crate::harness::text(r#"{"type":0,"realm":"lobby","text":"CANARY"}"#));
    let told = tail.until_text("\"type\":\"said\"");
    assert!(!told.contains("CANARY"), "contents are told to those alone who ask for them: {told}");
    drop(ann);
    tail.until_text("\"type\":\"closed\"");
}
