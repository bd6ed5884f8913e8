//! Games read from the store, beside what players and watchers heard of them over sockets.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use crossword::{Gcg, TileSet};
use ledger::{Chain, Create, Entry};
use lexicon::Language;
use serde_json::{Value, json};
use store::{Sqlite, Store as _};
use tokio::runtime::Builder;
use types::{CommandId, GameId, UnixMs};

use crate::harness::{Client, Node};
use crate::operators::{ask, get, open_to_operators, post};
use crate::seat::{Seat, best_play, empty_folder, node};

/// Views by offset: kind and text.
type Views = BTreeMap<u64, (String, String)>;

fn begin(node: &Node, seats: &[Seat; 2]) -> String {
    let users = seats.each_ref().map(|seat| seat.user.as_str());
    let made = post(node, "/api/games", json!({ "rules": "crossword", "seats": users, "setup": { "first": 0 } }));
    made["game"].as_str().expect("an id").to_owned()
}

/// Plays to the end, and gives every rack that was seen.
fn play(game: &str, seats: &mut [Seat; 2], mut after_turn: impl FnMut()) -> Vec<String> {
    let mut racks = Vec::new();
    for turn in 0..100 {
        let seat = &mut seats[turn % 2];
        let snapshot = seat.looks(&format!("game-{game}"));
        if snapshot["phase"] == "ended" {
            return racks;
        }
        racks.push(snapshot["rack"].as_str().expect("a rack").to_owned());
        let answer = match best_play(&snapshot) {
            Some(play) => seat.wants(game, "place", play),
            None => seat.wants(game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "{answer}");
        after_turn();
    }
    panic!("the game does not end");
}

/// All that a viewer was sent: what he heard while it was played, and, told again from the first on, what was before.
fn heard(seat: &mut Seat, realm: &str, head: u64) -> Views {
    seat.player.say(&json!({ "join": { "realm": realm } }));
    let joined = seat.player.until("joined");
    let cursor = json!({ "epoch": joined["epoch"], "offset": "0" });
    seat.player.say(&json!({ "join": { "realm": realm, "cursor": cursor } }));
    let joined = seat.player.until("joined");
    assert_eq!(joined["recovered"], true, "{joined}");
    let mut views = Views::new();
    let mut add = |text: &str| {
        let message: Value = serde_json::from_str(text).expect("JSON");
        let offset = message["offset"].as_str().and_then(|offset| offset.parse().ok());
        let (Some(offset), view) = (offset, &message["view"]) else { return 0 };
        if message["realm"] != realm || view.is_null() || view["kind"] == "snapshot" {
            return 0;
        }
        let field = |name: &str| view[name].as_str().expect("a text").to_owned();
        let told = (field("kind"), field("text"));
        let before = views.insert(offset, told.clone());
        assert!(before.is_none_or(|before| before == told), "{offset} was told in two ways");
        offset
    };
    for text in &seat.player.heard {
        add(text);
    }
    while add(&seat.player.client.text()) < head {}
    views
}

/// What the store says that a viewer was sent, in pages of `limit`.
fn replayed(node: &Node, game: &str, viewpoint: &str, limit: u64) -> Views {
    let (mut views, mut after) = (Views::new(), 0);
    loop {
        let page = get(node, &format!("/api/games/{game}/views?as={viewpoint}&after={after}&limit={limit}"));
        let told = page["views"].as_array().expect("views");
        assert!(told.len() as u64 <= limit);
        for view in told {
            after += 1;
            assert_eq!(view["offset"], after, "without a hole");
            let field = |name: &str| view[name].as_str().expect("a text").to_owned();
            views.insert(after, (field("kind"), field("text")));
        }
        match page["next"].as_u64() {
            Some(next) => assert_eq!(next, after),
            None => return views,
        }
    }
}

#[test]
fn a_replay_is_what_each_viewer_heard_and_its_text_is_the_game() {
    let node = node(&empty_folder("replay"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let mut watcher = Seat::new(&node);
    let game = begin(&node, &seats);
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    watcher.looks(&stands);
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    watcher.hears("begun");
    let text = format!("/api/games/{game}/gcg");
    assert_eq!(review(&node, &game).0, 409, "it would show what players hold");
    let racks = play(&game, &mut seats, || {
        let (status, refused) = ask(&node, "GET", &text, None);
        assert!(status == 200 || (status, &refused["code"]) == (409, &"not_over".into()), "{refused}");
    });
    let known = get(&node, &format!("/api/games/{game}"));
    let head = known["head"].as_u64().expect("a number");
    assert_eq!((&known["ended"], &known["rules"]), (&true.into(), &"crossword".into()));

    let mut all = Vec::new();
    for (seat, limit) in seats.iter_mut().zip([7, 1_000]) {
        let views = heard(seat, &realm, head);
        assert_eq!(replayed(&node, &game, &seat.user, limit), views);
        all.push(views);
    }
    let views = heard(&mut watcher, &stands, head);
    assert_eq!(replayed(&node, &game, "watcher", 1), views);
    all.push(views);
    assert!(all.iter().all(|views| views.keys().copied().eq(1..=head)), "every view of every viewer");
    let before_the_end = |views: &Views| {
        let texts: Vec<&str> =
            views.values().take_while(|view| view.0 != "ended").map(|view| view.1.as_str()).collect();
        texts.join(" ")
    };
    let told: Vec<String> = all.iter().map(before_the_end).collect();
    for (turn, rack) in racks.iter().enumerate().filter(|(_, rack)| rack.len() == 7) {
        assert!(!told[(turn + 1) % 2].contains(rack.as_str()), "turn {turn}: the other one's rack");
        assert!(!told[2].contains(rack.as_str()), "turn {turn}: a rack before a watcher");
    }

    let gcg = get(&node, &text)["gcg"].as_str().expect("a text").to_owned();
    let read = Gcg::read(gcg.as_bytes()).expect("it is GCG");
    let differences = read.replay(TileSet::of(Language::English)).differences;
    assert!(differences.is_empty(), "{differences:?}\n{gcg}");
    let plays = read.turns.iter().filter(|turn| !turn.rack.is_empty()).count();
    assert!(plays >= racks.len(), "{gcg}");
    let seen = seats[0].looks(&realm);
    reviewed(&node, &game, &seen);
    let scores = seen["scores"].clone();
    let total = |player| read.turns.iter().rfind(|turn| turn.player == player).map(|turn| turn.total);
    assert_eq!(json!([total(0), total(1)]), scores);
}

/// The best plays of each turn, as a page asks for them.
fn review(node: &Node, game: &str) -> (u16, Value) {
    let answer = Client::get(node.address, &format!("/api/games/{game}/review"));
    (answer.status, serde_json::from_str(&answer.body).expect("JSON"))
}

/// Each turn has its best plays; these players made the best that scores, so what was played is worth as much.
fn reviewed(node: &Node, game: &str, seen: &Value) {
    let (status, told) = review(node, game);
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["words"], seen["lexicon"]["name"]);
    let (turns, moves) = (told["turns"].as_array().expect("turns"), seen["moves"].as_array().expect("moves"));
    assert_eq!(turns.len(), moves.len());
    for (turn, made) in turns.iter().zip(moves).filter(|(_, made)| made["kind"] == "placed") {
        assert!(turn["best"][0]["score"].as_i64() >= made["score"].as_i64(), "{turn} {made}");
        assert!(turn["best"].as_array().is_some_and(|best| best.len() <= 3));
    }
    assert!(turns.iter().any(|turn| turn["best"][0]["score"].as_i64() > Some(0)));
    assert_eq!(review(node, game), (200, told), "it is known now");
    assert_eq!(review(node, "nosuchgame").0, 404);
}

#[test]
fn games_are_listed_the_newest_first_and_found_by_who_plays_them() {
    let node = node(&empty_folder("games-list"));
    let mut seats = [Seat::new(&node), Seat::new(&node)];
    let over = begin(&node, &seats);
    seats.iter_mut().for_each(|seat| drop(seat.looks(&format!("game-{over}"))));
    seats[0].hears("begun");
    assert!(seats[1].wants(&over, "resign", json!({}))["offset"].is_string());
    let others = [Seat::new(&node), Seat::new(&node)];
    let live = begin(&node, &others);
    let ids = |query: &str| -> Vec<String> {
        let told = get(&node, &format!("/api/games{query}"));
        let games = told["games"].as_array().expect("a list").iter();
        games.map(|game| game["game"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids("?rules=crossword"), [live.clone(), over.clone()]);
    assert_eq!(ids(&format!("?user={}", seats[0].user)), [over.as_str()]);
    assert_eq!(ids("?rules=crossword&live=true"), [live.as_str()]);
    assert_eq!(ids(&format!("?user={}&live=true", seats[0].user)), Vec::<String>::new());
    assert_eq!(ids("?live=true").len(), 2, "the game that goes on, and the lobby");
    let page = get(&node, "/api/games?limit=1");
    let next = page["next"].as_str().expect("there are more");
    assert_eq!((&page["games"][0]["game"], ids(&format!("?limit=1&after={next}"))), (&live.into(), vec![over.clone()]));
    let known = get(&node, &format!("/api/games/{over}"));
    assert_eq!((&known["seats"][1], &known["ended"]), (&seats[1].user.as_str().into(), &true.into()));
    assert_eq!(get(&node, "/api/games/lobby/views?limit=1")["views"][0]["offset"], 1);
}

/// Keeps a game of these rules in a folder, with a first event that is none of theirs; damaged if wanted.
fn keep(folder: &Path, id: &str, rules: &str, is_damaged: bool) {
    let game: GameId = id.parse().expect("a name");
    let entry = Entry { version: 1, at: UnixMs(1), body: Bytes::from_static(b"nothing that anybody knows") };
    let sealed = Chain::start(&game).seal(&entry);
    let create = Create {
        game,
        rules: rules.parse().expect("a name"),
        seats: vec!["ann".parse().expect("a name")],
        command: CommandId::Client([7; 16]),
        by: None,
        owner: "nobody".parse().expect("a name"),
        ttl: Duration::from_millis(1),
        events: vec![if is_damaged { sealed.slice(..sealed.len() - 1) } else { sealed }],
        wake_at: None,
    };
    let runtime = Builder::new_current_thread().enable_all().build().expect("it starts");
    runtime.block_on(async {
        let store = Sqlite::open(folder).expect("the folder can be written");
        store::ask(&store, create).await.expect("it is kept");
        store.close().await;
    });
}

#[test]
fn what_cannot_be_read_says_why() {
    let folder = empty_folder("replay-wrong");
    keep(&folder, "foreign", "dots", false);
    keep(&folder, "unread", "crossword", false);
    keep(&folder, "torn", "crossword", true);
    let node = node(&folder);
    let seats = [Seat::new(&node), Seat::new(&node)];
    let game = begin(&node, &seats);
    let eve = Seat::new(&node).user;
    for (path, status, code, why) in [
        ("/api/games/nosuchgame".to_owned(), 404, "no_such_game", "no game nosuchgame is kept"),
        ("/api/games/nosuchgame/views".to_owned(), 404, "no_such_game", "no game nosuchgame is kept"),
        (format!("/api/games/{game}/views?as={eve}"), 400, "bad_request", "does not sit at"),
        (format!("/api/games/{game}/gcg"), 409, "not_over", "its text would show what players hold"),
        ("/api/games/foreign/views".to_owned(), 409, "not_set_up", "does not know the rules dots"),
        ("/api/games/unread/views".to_owned(), 500, "failed", "the log of unread cannot be read"),
        ("/api/games/unread/views?as=ann".to_owned(), 500, "failed", "the log of unread cannot be read"),
        ("/api/games/torn/views".to_owned(), 500, "failed", "the log of torn is damaged: entry 1"),
        ("/api/games/lobby/gcg".to_owned(), 400, "bad_request", "this one is played by lobby"),
    ] {
        let (told, refused) = ask(&node, "GET", &path, None);
        assert_eq!((told, &refused["code"]), (status, &code.into()), "{path}: {refused}");
        assert!(refused["text"].as_str().is_some_and(|text| text.contains(why)), "{path}: {refused}");
    }
    let beyond = get(&node, &format!("/api/games/{game}/views?after={}", u64::MAX));
    assert_eq!((&beyond["views"], &beyond["next"]), (&json!([]), &Value::Null));
    let gateway = Node::with(open_to_operators);
    for path in ["/api/games", "/api/games/g1", "/api/games/g1/views", "/api/games/g1/gcg"] {
        let (status, refused) = ask(&gateway, "GET", path, None);
        assert_eq!((status, &refused["code"]), (409, &"not_set_up".into()), "{path}: {refused}");
    }
}
