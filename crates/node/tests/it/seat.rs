//! Players of hosted games, and the nodes that they play on.

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
use crate::operators::open_to_operators;
use crate::player::Player;

/// A node that keeps games in this folder.
pub(crate) fn node(folder: &Path) -> Node {
    Node::with(|config| {
        open_to_operators(config);
        config.store.folder = Some(folder.to_owned());
        config.server.shards = 2;
    })
}

pub(crate) fn empty_folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("games-{name}"));
    // It may not be there.
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// A player, his token, and how many commands he has made.
pub(crate) struct Seat {
    pub(crate) player: Player,
    pub(crate) user: String,
    pub(crate) token: String,
    pub(crate) commands: u8,
}

impl Seat {
    pub(crate) fn new(node: &Node) -> Self {
        Self::with_token(node, "")
    }

    pub(crate) fn with_token(node: &Node, token: &str) -> Self {
        let mut player = Player::open(node, "/");
        let welcome = player.hello(json!({ "token": token }));
        let text = |field: &str| welcome[field].as_str().unwrap_or_default().to_owned();
        let token = if text("guest").is_empty() { token.to_owned() } else { text("guest") };
        Self { player, user: text("user"), token, commands: 0 }
    }

    /// Enters a game anew, and gives it as it stands.
    pub(crate) fn looks(&mut self, realm: &str) -> Value {
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
    pub(crate) fn hears(&mut self, kind: &str) -> Value {
        loop {
            let view = self.player.until("view");
            if view["kind"] == kind {
                return serde_json::from_str(view["text"].as_str().expect("a text")).expect("JSON");
            }
        }
    }

    /// Sends a command under an id of its own, and gives what comes of it.
    pub(crate) fn wants(&mut self, game: &str, kind: &str, words: Value) -> Value {
        self.commands += 1;
        let id = id_of(&self.user, self.commands);
        self.player
            .say(&json!({ "command": { "game": game, "commandId": id, "kind": kind, "text": words.to_string() } }));
        self.answer(&id)
    }

    pub(crate) fn answer(&mut self, id: &str) -> Value {
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
pub(crate) fn id_of(user: &str, number: u8) -> String {
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
pub(crate) fn best_play(snapshot: &Value) -> Option<Value> {
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

/// A node of a fleet; one that runs games if it has a database.
pub(crate) fn fleet_node(nats: &NatsServer, database: Option<&PostgresServer>) -> Node {
    Node::with(|config| {
        open_to_operators(config);
        config.nats.urls = vec![nats.url().parse().expect("a URL")];
        config.store.database = database.map(|database| database.url().parse().expect("a URL"));
        config.server.role = if database.is_some() { Role::Games } else { Role::Gateway };
        config.limits.game_lease = Duration::from_secs(2);
    })
}
