//! The commands that ask a running server, before one that only pretends.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread;

use api::AdminToken;
use auth::Secret;
use expect_test::{Expect, expect};
use serde_json::Value;

use crate::fake::{Fake, TOKEN};
use crate::{Folder, stderr, stdout};

/// An admin listener, and a folder with its token.
struct Served {
    folder: Folder,
    address: SocketAddr,
    fake: Arc<Fake>,
}

impl Served {
    /// Serves until the tests end.
    fn new(test: &str) -> Self {
        let fake = Arc::new(Fake::new(5));
        let token = AdminToken::new(&Secret::new(TOKEN)).expect("it is long enough");
        let router = api::admin(fake.clone(), token);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        listener.set_nonblocking(true).expect("it is a socket");
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it starts");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("it is a socket");
                axum::serve(listener, router).await
            })
        });
        let folder = Folder::new(test);
        folder.write("token", format!("{TOKEN}\n"));
        Self { folder, address, fake }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = self.folder.hubbub(&line.split(' ').collect::<Vec<_>>());
        command.env("HUBBUB_SERVER", format!("http://{}", self.address)).env("HUBBUB_TOKEN_FILE", "token");
        command
    }

    /// What a command prints that succeeds.
    #[track_caller]
    fn says(&self, line: &str) -> String {
        let output = self.command(line).output().expect("the command can be started");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()), "{line}");
        stdout(&output)
    }

    /// The one JSON document that a command prints.
    #[track_caller]
    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.says(&format!("{line} --json"))).expect("it is one JSON document")
    }
}

#[track_caller]
fn check(test: &str, line: &str, expected: Expect) {
    expected.assert_eq(&Served::new(test).says(line));
}

#[test]
fn lists_are_plain_tables() {
    check(
        "operate_realms",
        "realms --prefix room-",
        expect![[r#"
             REALM          MEMBERS  IN FLEET  HEAD  OWNER
             room-pirates         1         4   7/0      1
             room-speedrun        1         4   7/0      1
        "#]],
    );
    check(
        "operate_nodes",
        "nodes",
        expect![[r#"
             NODE  NAME  CONNS  STATE         HEARD
                1  east      5  serving        here
                2  west     57  serving  400 ms ago
        "#]],
    );
    check(
        "operate_members",
        "members lobby --limit 3",
        expect![[r#"
         CONN  USER
            1  bo_1
            2  hal_2
            3  ann_3
    "#]],
    );
    check(
        "operate_conns",
        "conns --limit 2",
        expect![[r#"
         CONN  USER   ADDRESS        SINCE          SPEAKS    REALMS               OUTBOX   LAG
            1  bo_1   198.51.100.37  00:00:01.000Z  protobuf  lobby room-speedrun     0 B  0 ms
            2  hal_2  198.51.100.99  00:00:01.000Z  protobuf  lobby                   0 B  0 ms
    "#]],
    );
}

#[test]
fn lists_are_json_too_and_pages_are_followed() {
    let served = Served::new("operate_json");
    assert_eq!(served.json("realms --prefix lob")["realms"][0]["members"], 5);
    assert_eq!(served.json("nodes")["nodes"][1]["name"], "west");
    assert_eq!(served.json("members lobby")["members"].as_array().map(Vec::len), Some(5));
    assert_eq!(served.json("conns --limit 4")["conns"].as_array().map(Vec::len), Some(4));
    let user = served.json("conns")["conns"][0]["user"].clone();
    let user = user.as_str().expect("the first has logged in");
    assert_eq!(served.json(&format!("conns --user {user}"))["conns"].as_array().map(Vec::len), Some(1));
}

#[test]
fn more_than_one_page_is_put_together() {
    let served = Served::new("operate_pages");
    for _ in 0..1_100 {
        served.fake.arrive();
    }
    let conns = served.json("conns --limit 1050");
    let ids: Vec<_> = conns["conns"].as_array().expect("a list").iter().map(|conn| conn["conn"].as_u64()).collect();
    assert_eq!(ids, (1..=1_050).map(Some).collect::<Vec<_>>());
}

#[test]
fn what_is_published_stands_in_the_history() {
    let served = Served::new("operate_publish");
    let mut command = served.command("publish lobby");
    let output = command.arg("we restart \u{1b}[31msoon").output().expect("the command can be started");
    assert_eq!(stdout(&output), "published at 7/1\n");
    assert_eq!(served.json("publish lobby again")["place"]["offset"], 2);
    let history = served.says("history lobby");
    assert!(history.contains("we restart \u{fffd}[31msoon"), "{history}");
    assert_eq!(served.json("history lobby --after 1")["views"][0]["text"], "again");
}

#[test]
fn who_is_kicked_or_revoked_is_gone() {
    let served = Served::new("operate_kick");
    assert_eq!(served.says("kick 3 --code 4008"), "closed 1 conn\n");
    let output = served.command("kick 3").output().expect("the command can be started");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: no conn 3 is here; GET /api/conns lists"), "{output:?}");
    let conns = served.json("conns");
    let user = conns["conns"].as_array().expect("a list").iter().find_map(|conn| conn["user"].as_str());
    let user = user.expect("somebody has logged in");
    assert_eq!(served.says(&format!("revoke {user}")), "closed 1 conn, and asked the other nodes\n");
}

#[test]
fn a_game_is_begun() {
    let served = Served::new("operate_begin");
    assert_eq!(served.says("begin crossword ann bob"), "players join game-g1, watchers gametv-g1\n");
    assert_eq!(served.json("begin crossword ann bob")["game"], "g1");
    let output = served.command("begin crossword ann --setup []").output().expect("the command can be started");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not a JSON object"), "{output:?}");
}

#[test]
fn a_drain_is_begun_and_watched_to_its_end() {
    let served = Served::new("operate_drain");
    let said = served.says("drain --within 60");
    assert_eq!(said, "draining: 5 conns left, at the latest at 00:01:01.000Z; --watch shows how it goes\n");
    let fake = Arc::clone(&served.fake);
    let leaving = thread::spawn(move || (0..5).for_each(|_| fake.live(1)));
    let said = served.says("drain --watch");
    assert!(said.ends_with("0 left of 5\ndrained: all have left\n"), "{said}");
    leaving.join().expect("nobody panics");
    assert_eq!(served.json("drain --watch")["left"], 0);
}

#[test]
fn a_tail_tells_what_happens() {
    let served = Served::new("operate_tail");
    let fake = Arc::clone(&served.fake);
    let mut running = served.command("tail lobby --limit 2 --contents");
    let running = running.stdout(std::process::Stdio::piped()).spawn().expect("the command can be started");
    fake.wait_for_a_tail();
    served.says("publish lobby hello");
    served.says("kick 2");
    let output = running.wait_with_output().expect("it ends");
    expect![[r#"
        00:00:01.000Z somebody said 5 bytes in lobby at 1 to 5 conns: hello
        00:00:01.000Z conn 2 left lobby, now 4
    "#]]
    .assert_eq(&stdout(&output));

    let running = served.command("tail --conn 4 --limit 1 --json").stdout(std::process::Stdio::piped()).spawn();
    fake.wait_for_a_tail();
    served.says("kick 1");
    served.says("kick 4");
    let output = running.and_then(std::process::Child::wait_with_output).expect("it ends");
    let event: Value = serde_json::from_str(&stdout(&output)).expect("it is one JSON document");
    assert_eq!((&event["type"], &event["conn"]), (&"left".into(), &4.into()));
}

#[test]
fn games_are_listed_and_told_as_somebody_was_sent_them() {
    let served = Served::new("operate_games");
    expect![[r#"
        GAME  RULES      SEATS    HEAD  STATE  MADE
        g2    crossword  ann bob     2  live   2026-01-03 00:00:00.000Z
        g1    crossword  ann bob     6  over   2026-01-02 00:00:00.000Z
    "#]]
    .assert_eq(&served.says("games"));
    assert_eq!(served.json("games --live --user ann --limit 9")["games"].as_array().map(Vec::len), Some(1));
    assert_eq!(served.says("games --user eve"), "GAME  RULES  SEATS  HEAD  STATE  MADE\n");
    expect![[r#"
        5 placed {"seat":1,"rack":"of ann"}
        6 ended {"seat":0,"rack":"of ann"}
    "#]]
    .assert_eq(&served.says("replay g1 --as ann --after 4"));
    let watched = served.says("replay g1");
    assert_eq!((watched.lines().count(), watched.contains("rack")), (6, false), "{watched}");
    assert_eq!(watched, served.says("replay g1 --as watcher"));
    let first = served.says("replay g1 --json").lines().next().map(str::to_owned).unwrap_or_default();
    assert_eq!(first, r#"{"offset":1,"at_ms":1767312000001,"kind":"placed","text":"{\"seat\":1}"}"#);
}

#[test]
fn a_tail_of_a_game_ends_with_it() {
    let served = Served::new("operate_follow");
    let told = served.says("tail g2 --as bob --limit 1");
    assert_eq!(told, "3 placed {\"seat\":1,\"rack\":\"of bob\"}\n");
    expect![[r#"
        4 placed {"seat":0}
        5 placed {"seat":1}
        6 ended {"seat":0}
    "#]]
    .assert_eq(&served.says("tail g2 --as watcher"));
    assert_eq!(served.says("tail g2 --as watcher"), "", "nothing comes any more");
}

#[test]
fn a_game_that_is_over_becomes_a_file() {
    let served = Served::new("operate_gcg");
    let text = served.says("gcg g1");
    assert!(text.starts_with("#player1 ann"), "{text}");
    assert_eq!(served.json("gcg g1")["gcg"], text);
    assert_eq!(served.says("gcg g1 -o game.gcg"), "game.gcg has the game\n");
    assert_eq!(served.folder.read("game.gcg"), text);
    let run = |line: &str| served.command(line).output().expect("the command can be started");
    fails(&run("gcg g1 -o game.gcg"), "cannot create game.gcg: File exists");
    fails(&run("gcg g2"), "until a game is over its text would show what players hold");
    fails(&run("replay g9"), "no game g9 is kept here; GET /api/games lists the games that are kept");
}

#[track_caller]
fn fails(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = stderr(output);
    assert!(said.contains(why) && !said.contains(TOKEN) && stdout(output).is_empty(), "{said}");
}

#[test]
fn failures_say_what_to_do() {
    let served = Served::new("operate_failures");
    served.folder.write("wrong", "another-token-than-that");
    served.folder.write("empty", "\n");
    let run = |line: &str| served.command(line).output().expect("the command can be started");
    fails(&run("realms --token-file wrong"), "does not take the token of wrong; it must be the one of the server's");
    fails(&run("realms --token-file empty"), "the token file empty must hold one line");
    fails(&run("realms --token-file missing"), "cannot read the token file missing: No such file");
    fails(&run("realms --server https://127.0.0.1:1"), "expected http://HOST:PORT");
    fails(&served.folder.run(&["realms"]), "--token-file or HUBBUB_TOKEN_FILE");
    fails(&run("history room-nobody"), "nobody is in room-nobody here");
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
    fails(
        &run(&format!("realms --server http://{free}")),
        "start the server with `server.metrics`, where /api is, and `admin.token_file`",
    );
}

#[test]
fn another_program_is_not_taken_for_hubbub() {
    let served = Served::new("operate_stranger");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let server = format!("http://{}", listener.local_addr().expect("it is bound"));
    let stranger = thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().expect("it is asked");
        let mut head = [0; 1_024];
        let _ = stream.read(&mut head);
        stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\nnope\n").expect("it reads");
    });
    let output = served.command(&format!("nodes --server {server}")).output().expect("the command can be started");
    fails(&output, "answered 404, but not as Hubbub's admin listener does");
    stranger.join().expect("nobody panics");
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = Folder::new("operate_usage");
    for line in [
        "kick x",
        "kick 0",
        "members games",
        "revoke a.b",
        "realms --limit 0",
        "publish lobby",
        "tail room-a.b",
        "tail g1",
        "tail room-x --as ann",
        "tail --as ann",
        "tail g1 --as a.b",
        "tail g1 --as ann --contents",
        "replay game-g1",
        "gcg g1 -o x --json",
    ] {
        let output = folder.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
}

#[test]
fn the_variables_of_these_commands_are_no_settings() {
    let folder = Folder::new("operate_variables");
    let mut command = folder.hubbub(&["config", "check"]);
    command.env("HUBBUB_SERVER", "http://127.0.0.1:1").env("HUBBUB_TOKEN_FILE", "token");
    assert_eq!(command.output().expect("the command can be started").status.code(), Some(0));
}
