//! Rules that end the whole process, or hold it up: which game it was is known to the next one, and the second time the game is
//! left alone; a node that gets nowhere loses its games to another.

mod fatal;

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use config::{Config, Role};
use nats_server::NatsServer;
use node::Server;
use postgres_server::PostgresServer;
use serde_json::{Value, json};

use crate::harness::{Client, Node, PATIENCE};
use crate::operators::{open_to_operators, post};
use crate::seat::{Seat, empty_folder, fleet_node};

/// What a process keeps its games in: a folder, or a database, with a fleet.
const FOLDER: &str = "NODE_TEST_FOLDER";
const DATABASE: &str = "NODE_TEST_DATABASE";
const NATS: &str = "NODE_TEST_NATS";

/// A node as a process of its own, with a game that can end it.
pub(crate) struct Process {
    child: Child,
    node: Node,
}

impl Process {
    /// One that keeps its games in a folder.
    pub(crate) fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        Self::with(&[settings, &[(FOLDER, folder.to_str().expect("a plain path"))]].concat())
    }

    /// One that runs no games: a gateway of the fleet at this NATS server.
    pub(crate) fn gateway(nats: &str) -> Self {
        Self::with(&[(NATS, nats)])
    }

    /// It, as players and operators see it.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("a test has a path"));
        child.args(["--exact", "quarantine::a_node_with_a_fatal_game", "--ignored", "--nocapture"]);
        child.envs(settings.iter().copied());
        let mut child =
            child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let addresses = lines.filter_map(|line| {
            let (players, operators) = line.strip_prefix("listening at ")?.split_once(' ')?;
            Some((players.parse::<SocketAddr>().ok()?, operators.parse::<SocketAddr>().ok()?))
        });
        let (address, metrics) = addresses.take(1).next().expect("it says where it listens");
        Self { child, node: Node::elsewhere(address, metrics) }
    }

    /// Waits until its rules have ended it. It is not told to end meanwhile, as it is by the end of its stdin.
    fn ends(mut self) {
        let _stdin = self.child.stdin.take();
        let status = self.child.wait().expect("it ends");
        assert!(status.signal().is_some(), "{status}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, or it is to end now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "run, and ended, by the tests below"]
fn a_node_with_a_fatal_game() {
    let any_port = (Ipv4Addr::LOCALHOST, 0).into();
    let mut config = Config::default();
    (config.server.listen, config.server.metrics, config.server.shards) = (vec![any_port], Some(any_port), 1);
    let given = |name: &str| std::env::var(name).ok();
    config.store.folder = given(FOLDER).map(Into::into);
    config.store.database = given(DATABASE).map(|url| url.parse().expect("a URL"));
    config.nats.urls = given(NATS).into_iter().map(|url| url.parse().expect("a URL")).collect();
    if !config.store.is_set() {
        config.server.role = Role::Gateway;
    }
    config.limits.game_lease = LEASE;
    open_to_operators(&mut config);
    let server = Server::bind_with(config, "test", node::catalogue().with::<fatal::Fatal>()).expect("it starts");
    println!("\nlistening at {} {}", server.urls()[0], server.metrics_addr().expect("it is bound"));
    // Whoever has started it is gone when nothing can come from him.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Shorter than by default, for tests that wait for its end.
const LEASE: Duration = Duration::from_secs(2);

fn begin(node: &Node, seat: &Seat) -> String {
    let made = post(node, "/api/games", json!({ "rules": "fatal", "seats": [seat.user], "setup": {} }));
    made["game"].as_str().expect("an id").to_owned()
}

/// The same user at a process that has taken another's place.
fn again(process: &Process, seat: &Seat) -> Seat {
    Seat { commands: seat.commands, ..Seat::with_token(&process.node, &seat.token) }
}

/// Sends what nothing answers any more.
fn sends(seat: &mut Seat, game: &str, kind: &str) {
    seat.commands += 1;
    let id = crate::seat::id_of(&seat.user, seat.commands);
    seat.player.say(&json!({ "command": { "game": game, "commandId": id, "kind": kind, "text": "{}" } }));
}

fn assert_quarantined(seat: &mut Seat, game: &str, other: &str) {
    let refused = seat.wants(game, "go_on", json!({}));
    assert_eq!(refused["code"], "faulted", "{refused}");
    let acked = seat.wants(other, "go_on", json!({}));
    assert!(acked["offset"].is_string(), "the other game goes on: {acked}");
}

#[test]
fn t79_a_command_that_ends_the_process_twice_quarantines_its_game_and_no_other() {
    let folder = empty_folder("fatal-command");
    let process = Process::start(&folder, &[]);
    let mut seat = Seat::new(&process.node);
    let (game, other) = (begin(&process.node, &seat), begin(&process.node, &seat));
    assert!(seat.wants(&other, "go_on", json!({}))["offset"].is_string());
    sends(&mut seat, &game, "abort");
    process.ends();
    let process = Process::start(&folder, &[]);
    let mut seat = again(&process, &seat);
    let acked = seat.wants(&game, "go_on", json!({}));
    assert!(acked["offset"].is_string(), "once may be chance: {acked}");
    sends(&mut seat, &game, "abort");
    process.ends();
    let process = Process::start(&folder, &[]);
    let mut seat = again(&process, &seat);
    assert_quarantined(&mut seat, &game, &other);
}

#[test]
fn t79_an_event_that_ends_whoever_reads_it_twice_quarantines_its_game_and_no_other() {
    let folder = empty_folder("fatal-event");
    let deadly = &[(fatal::DEADLY, "1")];
    let process = Process::start(&folder, &[]);
    let mut seat = Seat::new(&process.node);
    let (game, other) = (begin(&process.node, &seat), begin(&process.node, &seat));
    assert!(seat.wants(&game, "poison", json!({}))["offset"].is_string());
    drop(process);
    for _ in 0..2 {
        let process = Process::start(&folder, deadly);
        let mut seat = again(&process, &seat);
        sends(&mut seat, &game, "go_on");
        process.ends();
    }
    let process = Process::start(&folder, deadly);
    let mut seat = again(&process, &seat);
    assert_quarantined(&mut seat, &game, &other);
}

#[test]
fn a_node_that_is_killed_between_two_commands_blames_no_game() {
    let folder = empty_folder("killed-at-rest");
    let process = Process::start(&folder, &[]);
    let mut seat = Seat::new(&process.node);
    let game = begin(&process.node, &seat);
    drop(process);
    for _ in 0..3 {
        let process = Process::start(&folder, &[]);
        seat = again(&process, &seat);
        let acked: Value = seat.wants(&game, "go_on", json!({}));
        assert!(acked["offset"].is_string(), "{acked}");
    }
}

/// Sends a command under the same id until it is acknowledged, as players do; gives where.
fn acked(seat: &mut Seat, game: &str, kind: &str) -> Value {
    let deadline = Instant::now() + 3 * PATIENCE;
    loop {
        let answer = seat.wants(game, kind, json!({}));
        if !answer["offset"].is_null() {
            return answer["offset"].clone();
        }
        assert!(answer["retryAfterMs"].is_number() && Instant::now() < deadline, "{answer}");
        seat.commands -= 1;
    }
}

#[test]
fn t85_a_node_that_gets_nowhere_loses_its_games_although_the_rest_of_it_lives() {
    let (nats, database) = (NatsServer::start(), PostgresServer::start());
    let gateway = fleet_node(&nats, None);
    let (nats_url, database_url) = (nats.url(), database.url());
    let fleet = [(NATS, nats_url.as_str()), (DATABASE, database_url.as_str())];
    let slow = Process::with(&[&fleet[..], &[(fatal::SLOW, "1")]].concat());
    let mut seat = Seat::new(&gateway);
    let (game, other) = (begin(&gateway, &seat), begin(&gateway, &seat));
    let _quick = Process::with(&fleet);
    sends(&mut seat, &game, "stall");
    // The other game is the slow node's too, and nothing is wrong with it but its owner.
    assert_eq!(acked(&mut seat, &other, "go_on"), "2");
    let health = Client::get(slow.node.metrics, "/healthz");
    assert_eq!(health.status, 200, "the rest of the slow node knows nothing of that");
    seat.commands = 0;
    assert_eq!(acked(&mut seat, &game, "stall"), "2", "the same command, done once, by the other node");
    seat.commands = 9;
    assert_eq!(acked(&mut seat, &game, "go_on"), "3");
}
