//! Users who do anything at all.

use game::kit::{Played, play_for};
use game::{Game, Luck, Report, Standing, Who, Words};
use types::Name;

use super::offer::TestLobby;
use super::script::name;
use crate::{View, Why};

const USERS: [&str; 12] = ["ann", "bob", "cid", "dan", "eve", "fay", "gil", "hal", "ida", "jon", "kay", "lea"];

impl Played for TestLobby {
    fn some_setup(_: &mut Luck) -> (Vec<Name>, String) {
        (Vec::new(), "{}".to_owned())
    }

    fn some_command(&self, luck: &mut Luck) -> (Who, Words) {
        let user = (*luck.pick(&USERS).unwrap()).to_owned();
        let (kind, text) = match luck.below(20) {
            0..=8 => ("seek", some_seek(luck)),
            9 | 10 => ("unseek", self.some_open(luck)),
            11 | 12 => ("accept", self.some_open(luck)),
            13 => ("decline", self.some_open(luck)),
            14 => ("cheat", "{}".to_owned()),
            _ => {
                let words = self.some_report(luck).words();
                return (Who::Host, words);
            }
        };
        (Who::User(name(&user)), Words { kind: kind.to_owned(), text })
    }

    fn follow(mut before: View, view: &View) -> View {
        if let View::Snapshot(lists) = &mut before {
            lists.follow(view);
        }
        before
    }
}

impl TestLobby {
    fn some_open(&self, luck: &mut Luck) -> String {
        let open: Vec<u64> = self.state.seeks.newest().map(|open| open.seek.id).collect();
        format!(r#"{{"seek":{}}}"#, luck.pick(&open).copied().unwrap_or(1))
    }

    /// Of a game of the lobby's, or of somebody else's.
    fn some_report(&self, luck: &mut Luck) -> Report {
        let live: Vec<_> = self.state.games.newest().cloned().collect();
        let over: Vec<String> = self.state.finished.iter().map(|(id, _)| id.to_owned()).collect();
        let (id, seats) = match (luck.below(4), luck.pick(&live), luck.pick(&over)) {
            (0 | 1, Some(game), _) => (game.id.clone(), game.seats.clone()),
            (2, _, Some(id)) => (id.clone(), vec!["ann".to_owned(), "bob".to_owned()]),
            _ => (format!("op{}", luck.below(1_000)), vec!["ann".to_owned(); luck.below(4) as usize]),
        };
        let names: Vec<Name> = seats.iter().map(|seat| name(seat)).collect();
        let outcome = game::Outcome { halves: (luck.below(3) > 0).then(|| vec![2, 0]) };
        let standing = match luck.below(5) {
            0 | 1 => Standing::Live,
            2 | 3 => Standing::Over(outcome),
            _ => Standing::Again { outcome, seats: names.iter().rev().cloned().collect(), setup: "{}".to_owned() },
        };
        Report::of(&id.parse().unwrap(), "hands", &names, &standing)
    }
}

fn some_seek(luck: &mut Luck) -> String {
    let rules = luck.pick(&["hands", "hands", "post", "chess"]).unwrap();
    let to = if luck.below(4) == 0 { format!(r#""{}""#, luck.pick(&USERS).unwrap()) } else { "null".to_owned() };
    let range = luck.pick(&["null", "null", r#"{"min":1400,"max":1520}"#, r#"{"min":2,"max":1}"#]).unwrap();
    let (rated, turn_ms) = (luck.below(2) == 0, luck.below(1_000));
    format!(r#"{{"rules":"{rules}","setup":{{"turn_ms":{turn_ms}}},"to":{to},"rated":{rated},"range":{range}}}"#)
}

#[test]
fn whatever_users_do_it_stays_a_lobby() {
    let mut refused = 0;
    let (mut games, mut reasons, mut rated) = (0, std::collections::BTreeSet::new(), 0);
    for seed in 0..16 {
        let outcome = play_for::<TestLobby>(seed, 500);
        assert!(!Game::ended(&outcome.game));
        refused += outcome.refused;
        rated += outcome.game.state.ratings.iter().count();
        for event in &outcome.events {
            match TestLobby::redact(event, game::Viewer::Watcher) {
                View::SeekGone { why, .. } => _ = reasons.insert(format!("{why:?}")),
                View::GameAdded { .. } => games += 1,
                View::Snapshot(_)
                | View::SeekAdded { .. }
                | View::GameGone { .. }
                | View::Noted {}
                | View::LobbyYours(_) => {}
            }
        }
    }
    assert!(refused > 500 && games > 50 && rated > 20, "{refused} {games} {rated}");
    let public = [Why::Accepted, Why::Cancelled, Why::Left].map(|why| format!("{why:?}"));
    assert!(public.iter().all(|why| reasons.contains(why)), "{reasons:?}");
}
