//! Whole games on a real node: players and a watcher over sockets, a store on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use config::Role;
use crossword::{Position, TileSet, moves};
use lexicon::{Language, Lexicon};
use nats_server::NatsServer;
use postgres_server::PostgresServer;
use serde_json::{Value, json};

use crate::harness::Node;
use crate::operators::{ask, open_to_operators, post};
use crate::player::Player;

/// A node that keeps games in this folder.
fn node(folder: &Path) -> Node {
    Node::with(|config| {
        open_to_operators(config);
        config.store.folder = Some(folder.to_owned());
        config.server.shards = 2;
    })
}

fn empty_folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("games-{name}"));
    // It may not be there.
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// A player, his token, and how many commands he has made.
struct Seat {
    player: Player,
    user: String,
    token: String,
    commands: u8,
}

impl Seat {
    fn new(node: &Node) -> Self {
        Self::with_token(node, "")
    }

    fn with_token(node: &Node, token: &str) -> Self {
        let mut player = Player::open(node, "/");
        let welcome = player.hello(json!({ "token": token }));
        let text = |field: &str| welcome[field].as_str().unwrap_or_default().to_owned();
        let token = if text("guest").is_empty() { token.to_owned() } else { text("guest") };
        Self { player, user: text("user"), token, commands: 0 }
    }

    /// Enters a game anew, and gives it as it stands.
    fn looks(&mut self, realm: &str) -> Value {
        self.player.say(&json!({ "join": { "realm": realm } }));
        let joined = loop {
            let joined = self.player.until("joined");
            if joined["realm"] == realm {
                break joined;
            }
        };
        assert_eq!(joined["why"], "new", "{joined}");
        self.hears("snapshot")
    }

    /// The next view of a kind, as the game has written it.
    fn hears(&mut self, kind: &str) -> Value {
        loop {
            let view = self.player.until("view");
            if view["kind"] == kind {
                return serde_json::from_str(view["text"].as_str().expect("a text")).expect("JSON");
            }
        }
    }

    /// Sends a command under an id of its own, and gives what comes of it.
    fn wants(&mut self, game: &str, kind: &str, words: Value) -> Value {
        self.commands += 1;
        let id = id_of(&self.user, self.commands);
        self.player
            .say(&json!({ "command": { "game": game, "commandId": id, "kind": kind, "text": words.to_string() } }));
        self.answer(&id)
    }

    fn answer(&mut self, id: &str) -> Value {
        loop {
            let message: Value = serde_json::from_str(&self.player.client.text()).expect("JSON");
            self.player.heard.push(message.to_string());
            for kind in ["ack", "refusal"] {
                if message[kind]["commandId"] == id {
                    return message[kind].clone();
                }
            }
        }
    }
}

/// Sixteen bytes in base64, other ones for every user and number.
fn id_of(user: &str, number: u8) -> String {
    use base64::Engine as _;
    let mut id = [number; 16];
    for (byte, char) in id.iter_mut().zip(user.bytes().rev().take(15)) {
        *byte = char;
    }
    base64::engine::general_purpose::STANDARD.encode(id)
}

fn lexicon() -> &'static Lexicon {
    static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
    ENGLISH.get_or_init(|| {
        let (list, name) = lexicon::shipped(Language::English);
        let file = lexicon::build(&list, name).expect("the shipped list is whole");
        Lexicon::load(file).expect("what was built can be read")
    })
}

/// The best play of whoever sees this, if he has one.
fn best_play(snapshot: &Value) -> Option<Value> {
    let rows = snapshot["board"].as_array().expect("rows").iter().map(|row| cgp_row(row.as_str().expect("a row")));
    let rows: Vec<String> = rows.collect();
    let text = format!("{} {}/ 0/0 0", rows.join("/"), snapshot["rack"].as_str().expect("a rack"));
    let position: Position = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    let set = TileSet::of(Language::English);
    let found = moves(&position.board, set, lexicon(), &position.racks[0]);
    let best = found.into_iter().max_by_key(|play| play.score)?;
    let across = best.direction == crossword::Direction::Across;
    Some(json!({ "at": best.at, "across": across, "tiles": best.play().letters() }))
}

/// A row of the snapshot with its empty squares counted.
fn cgp_row(row: &str) -> String {
    let (mut text, mut empty) = (String::new(), 0);
    for square in row.chars() {
        if square == '.' {
            empty += 1;
            continue;
        }
        if empty > 0 {
            text.push_str(&empty.to_string());
        }
        empty = 0;
        text.push(square);
    }
    if empty > 0 { text + &empty.to_string() } else { text }
}

fn begin(node: &Node, seats: &[&Seat]) -> String {
    let users: Vec<&str> = seats.iter().map(|seat| seat.user.as_str()).collect();
    let made = post(node, "/api/games", json!({ "rules": "crossword", "seats": users, "setup": { "first": 0 } }));
    made["game"].as_str().expect("an id").to_owned()
}

#[test]
fn two_players_and_a_watcher_play_a_whole_game_and_nobody_sees_what_he_may_not() {
    let node = node(&empty_folder("whole"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let mut watcher = Seat::new(&node);
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    let seen = watcher.looks(&stands);
    assert_eq!((&seen["rack"], &seen["phase"]), (&Value::Null, &"waiting".into()));
    for seat in &mut seats {
        seat.looks(&realm);
    }
    watcher.hears("begun");
    let mut racks = Vec::new();
    for turn in 0.. {
        let seat = &mut seats[turn % 2];
        let snapshot = seat.looks(&realm);
        if snapshot["phase"] == "ended" {
            break;
        }
        let rack = snapshot["rack"].as_str().expect("a rack").to_owned();
        let answer = match best_play(&snapshot) {
            Some(play) => seat.wants(&game, "place", play),
            None => seat.wants(&game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "{answer}");
        racks.push(rack);
        assert!(turn < 100, "the game does not end");
    }
    let ended = watcher.hears("ended");
    assert_eq!(ended["reason"], "standard", "{ended}");
    let full = racks.iter().filter(|rack| rack.len() == 7).count();
    assert!(full > 10, "{racks:?}");
    // While the game was on nobody was sent a rack but his own.
    let before_the_end = |seat: &Seat| {
        let heard: Vec<String> =
            seat.player.heard.iter().take_while(|line| !line.contains(r#"{"kind":"ended""#)).cloned().collect();
        heard.join("\n")
    };
    let told = [before_the_end(&seats[0]), before_the_end(&seats[1]), before_the_end(&watcher)];
    for (turn, rack) in racks.iter().enumerate().filter(|(_, rack)| rack.len() == 7) {
        assert!(told[turn % 2].contains(rack.as_str()), "turn {turn}: his own rack");
        assert!(!told[(turn + 1) % 2].contains(rack.as_str()), "turn {turn}: the other one's rack");
        assert!(!told[2].contains(rack.as_str()), "turn {turn}: a rack before a watcher");
    }
}

#[test]
fn a_game_outlives_its_server() {
    let folder = empty_folder("outlives");
    let (game, tokens, before) = {
        let node = node(&folder);
        let mut seats = [Seat::new(&node), Seat::new(&node)];
        let game = begin(&node, &[&seats[0], &seats[1]]);
        let realm = format!("game-{game}");
        seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
        let play = best_play(&seats[0].looks(&realm)).expect("a play");
        assert!(seats[0].wants(&game, "place", play)["offset"].is_string());
        let before = seats.each_mut().map(|seat| seat.looks(&realm));
        (game, seats.map(|seat| (seat.token, seat.commands)), before)
    };
    let node = node(&folder);
    let realm = format!("game-{game}");
    for ((token, commands), before) in tokens.into_iter().zip(before) {
        let mut seat = Seat::with_token(&node, &token);
        seat.commands = commands;
        let after = seat.looks(&realm);
        for field in ["board", "rack", "scores", "turn", "bag"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        if after["turn"] == 0 && seat.commands > 0 {
            continue;
        }
        // The same command again: its ack, and nothing happens.
        if commands > 0 {
            let id = id_of(&seat.user, commands);
            let words = json!({ "game": game, "commandId": id, "kind": "pass", "text": "" });
            seat.player.say(&json!({ "command": words }));
            assert!(seat.answer(&id)["offset"].is_string());
            assert_eq!(seat.looks(&realm)["board"], before["board"]);
        }
    }
}

/// A node of a fleet; one that runs games if it has a database.
fn fleet_node(nats: &NatsServer, database: Option<&PostgresServer>) -> Node {
    Node::with(|config| {
        open_to_operators(config);
        config.nats.urls = vec![nats.url().parse().expect("a URL")];
        config.store.database = database.map(|database| database.url().parse().expect("a URL"));
        config.server.role = if database.is_some() { Role::Games } else { Role::Gateway };
        config.limits.game_lease = Duration::from_secs(2);
    })
}

#[test]
fn t61_a_game_goes_on_over_gateways_when_the_node_that_runs_it_is_gone() {
    let (nats, database) = (NatsServer::start(), PostgresServer::start());
    let gateways = [fleet_node(&nats, None), fleet_node(&nats, None)];
    let mut hosts = vec![fleet_node(&nats, Some(&database)), fleet_node(&nats, Some(&database))];
    let mut seats = [Seat::new(&gateways[0]), Seat::new(&gateways[1])];
    let mut watcher = Seat::new(&gateways[1]);
    let game = begin(&gateways[0], &[&seats[0], &seats[1]]);
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    watcher.looks(&stands);
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    watcher.hears("begun");
    for turn in 0..8 {
        let seat = &mut seats[turn % 2];
        let before = seat.looks(&realm);
        let answer = match best_play(&before) {
            Some(play) => seat.wants(&game, "place", play),
            None => seat.wants(&game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "turn {turn}: {answer}");
        // Both that could have begun it end, one after the other, and another one is there by then.
        if turn == 2 || turn == 5 {
            drop(hosts.remove(0));
            hosts.push(fleet_node(&nats, Some(&database)));
        }
    }
    let ends = [seats[0].looks(&realm), watcher.looks(&stands)];
    assert_eq!(ends[0]["board"], ends[1]["board"]);
    assert_eq!(ends[0]["moves"].as_array().map(Vec::len), Some(8), "every turn is there once");
}

#[test]
fn who_comes_back_with_a_cursor_is_told_what_he_has_missed() {
    let node = node(&empty_folder("cursor"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    seats[0].hears("begun");
    seats[1].player.say(&json!({ "join": { "realm": realm } }));
    let joined = seats[1].player.until("joined");
    let cursor = json!({ "epoch": joined["epoch"], "offset": joined["offset"] });
    seats[1].player.say(&json!({ "leave": { "realm": realm } }));
    seats[1].player.until("left");
    let offset = seats[0].wants(&game, "pass", json!({}))["offset"].clone();
    seats[1].player.say(&json!({ "join": { "realm": realm, "cursor": cursor } }));
    let joined = seats[1].player.until("joined");
    assert_eq!((&joined["recovered"], &joined["offset"]), (&true.into(), &cursor["offset"]), "{joined}");
    let passed: Value = serde_json::from_str(&seats[1].player.client.text()).expect("JSON");
    assert_eq!((&passed["view"]["kind"], &passed["offset"]), (&"passed".into(), &offset));
}

#[test]
fn what_is_wrong_with_a_command_is_said_and_nothing_happens() {
    let node = node(&empty_folder("wrong"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let mut eve = Seat::new(&node);
    let game = begin(&node, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    let code = |answer: Value| answer["code"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(code(seats[1].wants(&game, "pass", json!({}))), "not_your_turn");
    assert_eq!(code(seats[0].wants(&game, "fly", json!({}))), "bad_command");
    assert_eq!(code(seats[0].wants(&game, "pass", json!({ "more": 1 }))), "bad_command");
    assert_eq!(code(seats[0].wants(&game, "adjudicate", json!({ "winner": 0 }))), "not_allowed");
    assert_eq!(code(eve.wants(&game, "resign", json!({}))), "not_seated");
    assert_eq!(code(eve.wants("nosuchgame", "resign", json!({}))), "not_found");
    eve.player.say(&json!({ "join": { "realm": realm } }));
    assert_eq!(eve.player.until("joined")["realm"], format!("gametv-{game}"), "who does not sit there watches");
    seats[0].player.say(&json!({ "join": { "realm": format!("gametv-{game}") } }));
    assert_eq!(seats[0].player.until("error")["code"], "not_found", "t46: who sits at a game does not watch it");
    let (status, refused) = ask(&node, "POST", "/api/games", Some(json!({ "rules": "chess", "seats": ["ann"] })));
    assert_eq!((status, &refused["code"]), (400, &"bad_request".into()));
    assert_eq!(seats[0].looks(&realm)["scores"], json!([0, 0]));
    assert_eq!(node.metric("commands_total", "rules"), 3);
    assert_eq!(node.metric("commands_total", "not_found"), 1);
    node.until_metric("games", "", 1);
}
