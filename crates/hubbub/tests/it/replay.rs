//! `hubbub replay`, `tail` and `gcg` before a real server, beside what players and a watcher heard over their sockets.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use config::Config;
use node::Server;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::stream::MaybeTlsStream;
use tokio_tungstenite::tungstenite::{Message, WebSocket, connect};

use crate::{Folder, stderr, stdout};

const TOKEN: &str = "a-token-for-tests-only";

/// A server that keeps games, and a folder to type commands in.
pub(crate) struct Served {
    pub(crate) folder: Folder,
    server: Option<Server>,
}

impl Served {
    fn new(test: &str) -> Self {
        Self::over(Folder::new(test))
    }

    /// With the games that are in `games` of a folder.
    pub(crate) fn over(folder: Folder) -> Self {
        folder.write("token", TOKEN);
        let mut config = Config::default();
        let any_port = (Ipv4Addr::LOCALHOST, 0).into();
        (config.server.listen, config.server.metrics, config.server.shards) = (vec![any_port], Some(any_port), 1);
        config.admin.token_file = Some(folder.0.join("token"));
        config.store.folder = Some(folder.0.join("games"));
        let server = Server::bind(config, "test").expect("free ports can be bound");
        Self { folder, server: Some(server) }
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }

    fn command(&self, line: &str) -> Command {
        let mut command = self.folder.hubbub(&line.split(' ').collect::<Vec<_>>());
        let admin = self.server().metrics_addr().expect("it is bound");
        command.env("HUBBUB_SERVER", format!("http://{admin}")).env("HUBBUB_TOKEN_FILE", "token");
        command
    }

    /// What a command prints that succeeds.
    #[track_caller]
    pub(crate) fn says(&self, line: &str) -> String {
        let output = self.command(line).output().expect("the command can be started");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()), "{line}");
        stdout(&output)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

/// A conn in the JSON dialect, with a user.
struct Player {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    user: String,
    commands: usize,
}

impl Player {
    fn new(served: &Served) -> Self {
        let address = served.server().urls()[0];
        let (socket, _) = connect(format!("ws://{address}/")).expect("the server accepts");
        let mut player = Self { socket, user: String::new(), commands: 0 };
        player.tell(json!({ "hello": { "version": 1, "token": "" } }));
        player.user = player.until(|message| message["welcome"]["user"].as_str().map(str::to_owned));
        player
    }

    fn tell(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).expect("the server reads");
    }

    /// Reads up to a message in which something is found.
    fn until<T>(&mut self, find: impl Fn(&Value) -> Option<T>) -> T {
        loop {
            let message = self.socket.read().expect("the server writes");
            let Ok(text) = message.to_text() else { continue };
            let Ok(message) = serde_json::from_str(text) else { continue };
            if let Some(found) = find(&message) {
                return found;
            }
        }
    }

    /// Enters a realm, and gives the epoch of its stream.
    fn joins(&mut self, join: Value) -> Value {
        let realm = join["realm"].clone();
        self.tell(json!({ "join": join }));
        self.until(|message| {
            let joined = &message["joined"];
            (joined["realm"] == realm).then(|| joined["epoch"].clone())
        })
    }

    /// Asks for something in a game, and waits until it has happened.
    fn does(&mut self, game: &str, kind: &str, words: &Value) {
        self.commands += 1;
        // Sixteen bytes in base64; another player's must differ.
        let id = format!("{}{:018}A==", &self.user[self.user.len() - 3..], self.commands);
        let command = json!({ "game": game, "commandId": id, "kind": kind, "text": words.to_string() });
        self.tell(json!({ "command": command }));
        let refusal = self.until(|message| {
            let is_acked = message["ack"]["commandId"] == id;
            let refusal = Some(message["refusal"].to_string()).filter(|_| message["refusal"]["commandId"] == id);
            is_acked.then(String::new).or(refusal)
        });
        assert_eq!(refusal, "", "{kind}");
    }

    /// All that he is told of a game when he has seen nothing, as the command prints it.
    fn hears(&mut self, realm: &str, epoch: &Value) -> String {
        self.joins(json!({ "realm": realm, "cursor": { "epoch": epoch, "offset": "0" } }));
        let mut lines = String::new();
        loop {
            let (line, is_last) = self.until(|message| {
                let view = Some(&message["view"]).filter(|view| !view.is_null() && message["realm"] == realm)?;
                let text = |value: &Value| value.as_str().expect("a text").to_owned();
                let [offset, kind, words] = [&message["offset"], &view["kind"], &view["text"]].map(text);
                Some((format!("{offset} {kind} {words}\n"), kind == "ended"))
            });
            lines.push_str(&line);
            if is_last {
                return lines;
            }
        }
    }
}

#[test]
fn what_the_commands_print_is_what_each_viewer_heard() {
    let served = Served::new("replay_heard");
    let mut seats = [Player::new(&served), Player::new(&served)];
    let mut watcher = Player::new(&served);
    let begun =
        served.says(&format!("begin crossword {} {} --setup {{\"first\":0}} --json", seats[0].user, seats[1].user));
    let begun: Value = serde_json::from_str(&begun).expect("it is JSON");
    let game = begun["game"].as_str().expect("an id").to_owned();
    let (realm, stands) = (format!("game-{game}"), format!("gametv-{game}"));
    let epoch = watcher.joins(json!({ "realm": stands }));
    seats.iter_mut().for_each(|seat| drop(seat.joins(json!({ "realm": realm }))));

    let mut tail = served.command(&format!("tail {game} --as {}", seats[0].user));
    let mut tail = tail.stdout(Stdio::piped()).spawn().expect("the command can be started");
    let told = BufReader::new(tail.stdout.take().expect("stdout is a pipe"));
    let (sender, followed) = mpsc::channel();
    let reading = thread::spawn(move || told.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    // It has begun once it prints what is said.
    let first = loop {
        seats[0].does(&game, "say", &json!({ "text": "hm" }));
        if let Ok(line) = followed.recv_timeout(Duration::from_millis(200)) {
            break line;
        }
    };
    // Six turns without a point end the game.
    for turn in 0..6 {
        seats[turn % 2].does(&game, "pass", &json!({}));
    }
    let heard = [seats[0].hears(&realm, &epoch), seats[1].hears(&realm, &epoch), watcher.hears(&stands, &epoch)];
    let viewpoints = [seats[0].user.as_str(), seats[1].user.as_str(), "watcher"];
    for (viewpoint, heard) in viewpoints.into_iter().zip(&heard) {
        assert_eq!(&served.says(&format!("replay {game} --as {viewpoint}")), heard, "{viewpoint}");
    }
    assert_ne!(heard[0], heard[1], "each sees his own rack");
    assert!(tail.wait().expect("it ends with the game").success());
    let followed = [first].into_iter().chain(followed).map(|line| line + "\n").collect::<String>();
    assert!(heard[0].ends_with(&followed) && followed.lines().count() > 6, "{followed}");
    reading.join().expect("nobody panics").expect("somebody listens");

    served.says(&format!("gcg {game} -o game.gcg"));
    let replayed = served.folder.run(&["crossword", "replay", "game.gcg"]);
    assert_eq!(replayed.status.code(), Some(0), "{}{}", stderr(&replayed), served.folder.read("game.gcg"));
    let listed = served.says(&format!("games --user {}", seats[1].user));
    assert!(listed.contains(&game) && listed.contains("  over  "), "{listed}");
}
