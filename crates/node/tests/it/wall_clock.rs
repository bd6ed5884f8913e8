//! Somebody sets the machine's clock while a server runs games.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::operators::post;
use crate::quarantine::Process;
use crate::seat::{Seat, best_play, empty_folder};

/// The library that shows a process another time of day; only that, and not the even clock.
fn faketime() -> PathBuf {
    let found = || {
        let folders = fs::read_dir("/usr/lib").into_iter().flatten().filter_map(Result::ok);
        let mut names = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
        names.find(|library| library.is_file())
    };
    found().unwrap_or_else(|| {
        let advice = "install libfaketime";
        postgres_server::debian::install("libfaketime", advice, || found().is_some());
        found().expect("it was installed")
    })
}

/// A clock that can be set.
struct WallClock(PathBuf);

impl WallClock {
    fn in_folder(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("a folder can be made");
        let clock = Self(folder.join("clock"));
        clock.is_off_by("+0s");
        clock
    }

    fn is_off_by(&self, time: &str) {
        // Whoever reads it sees it whole.
        let new = self.0.with_extension("new");
        fs::write(&new, time).and_then(|()| fs::rename(&new, &self.0)).expect("it can be written");
    }
}

fn begin(process: &Process, seats: &[&Seat]) -> String {
    let users: Vec<&str> = seats.iter().map(|seat| seat.user.as_str()).collect();
    let clock = json!({ "kind": "live", "initial_s": 600, "increment_s": 0, "overtime_min": 0 });
    let setup = json!({ "first": 0, "clock": clock });
    let made = post(process.node(), "/api/games", json!({ "rules": "crossword", "seats": users, "setup": setup }));
    made["game"].as_str().expect("an id").to_owned()
}

/// Lets some of the server's ticks pass, and looks at the game.
fn goes_on(seat: &mut Seat, realm: &str) -> Value {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(500) {
        server_time(seat);
    }
    let shown = seat.looks(realm);
    assert_eq!(shown["phase"], "playing", "{shown}");
    shown
}

fn server_time(seat: &mut Seat) -> i64 {
    seat.player.say(&json!({ "ping": {} }));
    let pong = seat.player.until("pong");
    pong["serverTime"].as_str().and_then(|time| time.parse().ok()).unwrap_or_else(|| panic!("{pong}"))
}

#[test]
fn t82_a_clock_that_is_set_costs_no_player_his_game_and_no_node_its_lease() {
    let folder = empty_folder("wall-clock");
    let clock = WallClock::in_folder(&folder);
    let library = faketime();
    let process = Process::start(
        &folder.join("games"),
        &[
            ("LD_PRELOAD", library.to_str().expect("a plain path")),
            ("FAKETIME_TIMESTAMP_FILE", clock.0.to_str().expect("a plain path")),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ],
    );
    let mut seats = [Seat::new(process.node()), Seat::new(process.node())];
    let game = begin(&process, &[&seats[0], &seats[1]]);
    let realm = format!("game-{game}");
    seats.iter_mut().for_each(|seat| drop(seat.looks(&realm)));
    let (begun, first) = (Instant::now(), server_time(&mut seats[0]));
    for (turn, step) in ["+0s", "+3600s", "-7200s", "+0s"].into_iter().enumerate() {
        clock.is_off_by(step);
        let shown = goes_on(&mut seats[0], &realm);
        let left = |side: usize| shown["left_ms"][side].as_i64().unwrap_or_else(|| panic!("{shown}"));
        let used = i64::try_from(begun.elapsed().as_millis()).expect("a while");
        assert!(left(0) + left(1) >= 1_200_000 - 2 * used - 5_000, "{step}: {shown}");
        let told = server_time(&mut seats[0]) - first;
        assert!((used / 2 - 1_000..=2 * used + 1_000).contains(&told), "{step}: {told} ms after {used}");
        let own = seats[turn % 2].looks(&realm);
        let answer = match best_play(&own) {
            Some(play) => seats[turn % 2].wants(&game, "place", play),
            None => seats[turn % 2].wants(&game, "pass", json!({})),
        };
        assert!(answer["offset"].is_string(), "{step}: {answer}");
    }
}
