//! Players whose gateway is killed: they go on at another one.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use client::{Event, Input};
use crowd::{Crowd, Script};
use nats_server::NatsServer;
use postgres_server::PostgresServer;
use serde_json::json;
use types::Place;

use crate::harness::PATIENCE;
use crate::operators::post_until_done;
use crate::quarantine::Process;
use crate::seat::fleet_node;

/// How many lines are said before the gateway is killed, and in all, by each.
const BEFORE: usize = 30;
const LINES: usize = 60;

/// Who sits at a game and says one line after the other, each when the one before is kept.
#[derive(Default)]
struct Talker {
    user: String,
    welcomes: usize,
    /// The game, once he may talk.
    game: Option<String>,
    at: Option<Place>,
    /// What he was told of the game, by offset.
    views: BTreeMap<u64, String>,
    waits_for: Option<[u8; 16]>,
    /// What he said, and where it is kept.
    kept: Vec<(String, u64)>,
}

impl Talker {
    fn line(&self) -> String {
        format!("{} says {}", self.user, self.kept.len())
    }
}

impl Script for Talker {
    type Stage = ();

    fn hear(&mut self, (): &mut (), _: Duration, event: Event, _: &mut Vec<Input>) {
        match event {
            Event::Welcome { user, .. } => {
                assert!(self.user.is_empty() || self.user == user, "{} came back as {user}", self.user);
                (self.user, self.welcomes) = (user, self.welcomes + 1);
            }
            Event::Joined { realm, place, .. } if realm.starts_with("game-") => {
                let at = *self.at.get_or_insert(place);
                assert_eq!(place, at, "the whole gap is filled");
            }
            Event::Service { realm, place, kind, text, .. } if realm.starts_with("game-") => {
                // A snapshot stands beside the stream.
                if kind == "snapshot" {
                    return;
                }
                let at = self.at.as_mut().expect("he is in");
                assert_eq!((place.epoch, place.offset), (at.epoch, at.offset.next()), "{kind}");
                *at = place;
                self.views.insert(place.offset.0, text);
            }
            Event::Acked { id, offset } => {
                assert_eq!(self.waits_for.take(), Some(id));
                self.kept.push((self.line(), offset.0));
            }
            Event::Refused { code, text, .. } => panic!("{code}: {text}"),
            Event::Gap { realm, why, .. } => assert!(!realm.starts_with("game-"), "{why}"),
            Event::Closed { comes_back, reason, .. } => assert!(comes_back.is_some(), "{reason}"),
            Event::NotJoined { .. }
            | Event::Joined { .. }
            | Event::Service { .. }
            | Event::Left { .. }
            | Event::Error { .. }
            | Event::View { .. }
            | Event::Placed { .. }
            | Event::Unsaid { .. }
            | Event::Doubt { .. }
            | Event::Sure { .. }
            | Event::Presence { .. }
            | Event::Members { .. }
            | Event::Moved { .. }
            | Event::Direct { .. }
            | Event::Pong { .. } => {}
        }
    }

    fn look(&mut self, (): &mut (), _: Duration, wants: &mut Vec<Input>) {
        let Some(game) = self.game.clone().filter(|_| self.waits_for.is_none()) else { return };
        if self.kept.len() < LINES {
            let id = rand::random();
            self.waits_for = Some(id);
            let text = json!({ "text": self.line() }).to_string();
            wants.push(Input::Command { game, id, expect: 0, kind: "say".to_owned(), text });
        }
    }
}

/// Lets time pass until it is so for all of them.
fn until(crowd: &mut Crowd<Talker>, what: &str, is_so: impl Fn(&Talker) -> bool) -> Duration {
    let begun = Instant::now();
    while !crowd.scripts().all(&is_so) {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        crowd.turn(Duration::from_millis(10)).expect("epoll");
    }
    begun.elapsed()
}

#[test]
fn t62_who_was_at_a_gateway_that_is_killed_goes_on_at_another_and_misses_nothing() {
    let (nats, database) = (NatsServer::start(), PostgresServer::start());
    let host = fleet_node(&nats, Some(&database));
    let url = nats.url();
    let [first, second] = [(); 2].map(|()| Process::gateway(&url));
    let mut crowd = Crowd::new(&[first.node().address, second.node().address], (), 1).expect("epoll");
    let talkers = [0, 1].map(|gateway| crowd.add(Talker::default(), gateway));
    until(&mut crowd, "welcome", |talker| !talker.user.is_empty());
    let seats: Vec<String> = crowd.scripts().map(|talker| talker.user.clone()).collect();
    let new = json!({ "rules": "crossword", "seats": seats, "setup": { "first": 0 } });
    let made = post_until_done(&host, "/api/games", &new);
    let game = made["game"].as_str().expect("an id");
    for talker in talkers {
        crowd.give(talker, Input::Join(format!("game-{game}")));
    }
    until(&mut crowd, "both in", |talker| talker.at.is_some());
    for talker in talkers {
        crowd.script(talker).game = Some(game.to_owned());
    }
    until(&mut crowd, "lines before", |talker| talker.kept.len() >= BEFORE && talker.waits_for.is_some());
    let lines_before = crowd.script(talkers[0]).kept.len();
    // Killed while it has something for its owner on the way.
    drop(first);
    let back = until(&mut crowd, "more lines", |talker| talker.kept.len() > lines_before);
    eprintln!("acknowledged again after {back:?}");
    until(&mut crowd, "all lines", |talker| talker.kept.len() == LINES);
    let last = crowd.scripts().flat_map(|talker| &talker.kept).map(|(_, offset)| *offset).max();
    until(&mut crowd, "all views", |talker| talker.at.map(|at| at.offset.0) >= last);
    let [one, other] = talkers.map(|talker| std::mem::take(crowd.script(talker)));
    assert_eq!((one.welcomes, other.welcomes), (2, 1), "only one of them had to come back");
    for talker in [&one, &other] {
        for (line, offset) in &talker.kept {
            for views in [&one.views, &other.views] {
                let places: Vec<u64> =
                    views.iter().filter(|(_, text)| text.contains(&format!("{line:?}"))).map(|(at, _)| *at).collect();
                assert_eq!(places, [*offset], "{line} is there once, where its ack says");
            }
        }
    }
}
