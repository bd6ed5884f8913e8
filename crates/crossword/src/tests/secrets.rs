//! What nobody may be told: whole games at random, every view to every viewer, searched and compared.

use game::kit::{Played, twins, viewers};
use game::{Caller, Game, Luck, Notice, Seat, Table, Viewer, Who};
use types::UnixMs;

use super::lists::Short;
use super::script::{ANN, BOB, Script};
use crate::event::{Event, What};
use crate::snapshot::Phase;
use crate::{Crossword, Side, Snapshot, Tile, Tiles, View};

/// What a viewer has been sent, as JSON.
struct Sent {
    viewer: Viewer,
    views: Vec<String>,
    known: Snapshot,
}

/// A whole game, in which nobody runs out of time.
pub(super) fn whole_game(seed: u64, mut told: impl FnMut(&Crossword<Short>, &Event)) -> Vec<Event> {
    let mut luck = Luck::of(seed);
    let (seats, _) = Crossword::<Short>::some_setup(&mut luck);
    let rules = luck.pick(&["void", "single", "double", "five", "ten"]).unwrap();
    let setup = serde_json::from_str(&format!(r#"{{"rules":"{rules}"}}"#)).unwrap();
    let caller = |at, luck: &mut Luck, who| {
        luck.below(2);
        Caller { who, at: UnixMs(at), luck: luck.clone() }
    };
    let mut game = Crossword::<Short>::default();
    let mut log = Vec::new();
    let mut take = |game: &mut Crossword<Short>, events: Vec<Event>| {
        for event in events {
            Game::apply(game, &event);
            told(game, &event);
            log.push(event);
        }
    };
    let events = Crossword::<Short>::open(caller(0, &mut luck, Who::Host), &seats, setup).unwrap();
    take(&mut game, events);
    for seat in [Seat(0), Seat(1)] {
        let events = Game::notice(&game, caller(1, &mut luck, Who::Host), Notice::Here(seat));
        take(&mut game, events);
    }
    for time in 2.. {
        if Game::ended(&game) {
            break;
        }
        let (who, words) = game.some_command(&mut luck);
        let resigns = matches!(words.kind.as_str(), "resign" | "ask_abort" | "nudge");
        if let (false, Ok(records)) = (resigns, Table::decide(&game, caller(time, &mut luck, who), &words)) {
            let read = |record: &game::Record| Crossword::<Short>::read(record.version, &record.body).unwrap();
            let events = records.iter().map(read).collect();
            take(&mut game, events);
        }
    }
    log
}

/// The rack of the other side is in nothing that a viewer is sent before the end: it is looked for as text, at every
/// moment, in all that the moment sends. Racks of fewer than three tiles could be found by chance.
#[test]
fn nobody_is_sent_a_rack_that_is_not_his() {
    assert!(search_games(0..60) > 10_000);
}

#[test]
#[ignore = "ten thousand games take minutes, and only with --release"]
fn nobody_is_sent_a_rack_in_ten_thousand_games() {
    assert!(search_games(10_000..20_000) > 1_000_000);
}

fn search_games(seeds: std::ops::Range<u64>) -> usize {
    let mut searched = 0;
    for seed in seeds {
        let mut log = Vec::new();
        whole_game(seed, |game, event| {
            log.push(event.clone());
            if game.state.phase == Phase::Ended {
                return;
            }
            for viewer in viewers(2) {
                let view = json(&<Crossword<Short> as Game>::redact(event, viewer));
                let snapshot = json(&Game::snapshot(game, viewer));
                for side in Side::BOTH.into_iter().filter(|side| !viewer.is((*side).into())) {
                    let rack = game.state.tiles.racks[side].letters();
                    let hidden = hidden_texts(event, side).chain([rack]);
                    for text in hidden.filter(|text| text.len() >= 3 && !is_known(&log, side.other(), text)) {
                        let quoted = format!("\"{text}\"");
                        assert!(!view.contains(&quoted), "{seed}: {viewer:?} is sent {text} in {view}");
                        assert!(!snapshot.contains(&quoted), "{seed}: {viewer:?} finds {text} in {snapshot}");
                        searched += 1;
                    }
                }
            }
        });
    }
    searched
}

/// Whether somebody has laid just these tiles, in this order: after a challenge they may be a rack. Or whether this side
/// happens to have drawn such tiles itself.
fn is_known(log: &[Event], side: Side, text: &str) -> bool {
    log.iter().any(|event| {
        let own = drawn_by(event, side).into_iter().chain(given_by(event, side)).map(|tiles| tiles.letters());
        let laid = if let What::Placed(placed) = &event.what { placed.words.clone() } else { Vec::new() };
        let tiles = if let What::Placed(placed) = &event.what { placed.tiles.clone() } else { String::new() };
        own.chain(laid).chain([tiles]).any(|known| known == text)
    })
}

/// What of an event only this side may know.
fn hidden_texts(event: &Event, side: Side) -> impl Iterator<Item = String> {
    drawn_by(event, side).into_iter().chain(given_by(event, side)).map(|tiles| tiles.letters())
}

/// What a side has given back with an event.
fn given_by(event: &Event, side: Side) -> Option<Tiles> {
    if let What::Exchanged { seat, gave, .. } = &event.what {
        return (*seat == side).then_some(gave.0);
    }
    if let What::Challenged(challenged) = &event.what {
        return (challenged.by != side).then_some(challenged.to_bag.0);
    }
    None
}

fn json(view: &View) -> String {
    serde_json::to_string(view).unwrap()
}

/// A game up to some moment, and the same game in which a side has drawn another tile, which it has not laid yet. Nobody
/// else can tell them apart.
#[test]
fn t48_two_worlds_that_differ_in_a_hidden_rack_look_the_same() {
    let mut compared = 0;
    for seed in 0..25 {
        let mut bags = Vec::new();
        let log = whole_game(seed, |game, _| bags.push(game.state.tiles.bag));
        for end in (3..log.len()).step_by(9) {
            for side in Side::BOTH {
                let Some(other) = with_another_tile(&log[..end], &bags[..end], side) else {
                    continue;
                };
                twins::<Crossword<Short>>(&log[..end], &other, Viewer::Watcher);
                twins::<Crossword<Short>>(&log[..end], &other, Viewer::Seat(side.other().into()));
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

/// The same log, but the last draw of a tile that the side still holds was of one that is in the bag ever since; and what
/// the side has noted is something else.
fn with_another_tile(log: &[Event], bags: &[Tiles], side: Side) -> Option<Vec<Event>> {
    let mut game = Crossword::<Short>::default();
    log.iter().for_each(|event| Game::apply(&mut game, event));
    if game.state.phase == Phase::Ended {
        return None;
    }
    for held in game.state.tiles.racks[side].iter() {
        let drawn = log.iter().rposition(|event| drawn_by(event, side).is_some_and(|drawn| drawn.count(held) > 0));
        let Some(drawn) = drawn else { continue };
        let went_back = log[drawn..].iter().any(|event| matches!(&event.what, What::Challenged(c) if c.upheld));
        let comes_back = |tile| {
            let given = |event| Side::BOTH.into_iter().filter_map(move |side| given_by(event, side));
            log[drawn..].iter().flat_map(given).any(|given| given.count(tile) > 0)
        };
        let stays = |tile: &Tile| bags[drawn.saturating_sub(1)..].iter().all(|bag| bag.count(*tile) > 0);
        let other = Tile::kinds().find(|tile| *tile != held && stays(tile) && !comes_back(*tile));
        if let (false, Some(other)) = (went_back, other) {
            let mut log = log.to_vec();
            let tiles = drawn_in(&mut log[drawn], side)?;
            assert!(tiles.take(held));
            tiles.add(other);
            log.iter_mut().for_each(|event| note_otherwise(event, side));
            return Some(log);
        }
    }
    None
}

/// What a side has drawn with an event.
fn drawn_by(event: &Event, side: Side) -> Option<Tiles> {
    drawn_in(&mut event.clone(), side).copied()
}

fn drawn_in(event: &mut Event, side: Side) -> Option<&mut Tiles> {
    match &mut event.what {
        What::Started(started) => Some(&mut started.racks[side].0),
        What::Placed(placed) => (placed.seat == side).then_some(&mut placed.drew.0),
        What::Exchanged { seat, drew, .. } => (*seat == side).then_some(&mut drew.0),
        What::Challenged(_)
        | What::Here { .. }
        | What::Away { .. }
        | What::Begun {}
        | What::Passed { .. }
        | What::Asked { .. }
        | What::Answered { .. }
        | What::Nudged { .. }
        | What::TimeAdded { .. }
        | What::Paused { .. }
        | What::Said { .. }
        | What::Noted { .. }
        | What::Ended(_)
        | What::Rematched { .. } => None,
    }
}

fn note_otherwise(event: &mut Event, side: Side) {
    if let What::Noted { seat, text } = &mut event.what
        && *seat == side
    {
        *text = "something else altogether, and longer".to_owned();
    }
}

/// Whole games: the log gives the state again, views give the snapshots, and all is kept as it was.
#[test]
fn t70_a_game_is_what_its_log_says_and_what_its_views_tell() {
    let mut scoreless_or_out = 0;
    for seed in 1_000..1_060 {
        let mut clients: Vec<Sent> = Vec::new();
        let mut folded = Crossword::<Short>::default();
        let log = whole_game(seed, |live, event| {
            let kept = Crossword::<Short>::read(1, &Crossword::<Short>::write(event)).unwrap();
            Game::apply(&mut folded, &kept);
            assert!(*live == folded, "seed {seed}: the log says something else");
            if clients.is_empty() {
                let empty = |viewer| Sent { viewer, views: Vec::new(), known: Snapshot::default() };
                clients.extend(viewers(2).map(empty));
            }
            for client in &mut clients {
                let view = <Crossword<Short> as Game>::redact(event, client.viewer);
                client.known.follow(&view);
                client.views.push(json(&view));
                assert_eq!(serde_json::from_str::<View>(&json(&view)).unwrap(), view, "what is sent can be read");
                let told = Game::snapshot(live, client.viewer);
                assert_eq!(View::Snapshot(Box::new(client.known.clone())), told);
                assert_eq!(serde_json::from_str::<View>(&json(&told)).unwrap(), told, "what is sent can be read");
            }
        });
        let Some(What::Ended(ended)) = log.last().map(|event| &event.what) else {
            panic!("seed {seed} has no end");
        };
        scoreless_or_out += usize::from(ended.reason != crate::Reason::Resigned);
        assert!(clients.iter().all(|client| client.views.len() == log.len()));
    }
    assert_eq!(scoreless_or_out, 60);
}

#[test]
fn watchers_learn_what_was_said_when_the_game_is_over() {
    let mut script = Script::of("single");
    let say = |text: &str| crate::Command::Say { text: text.to_owned() };
    let told = script.does(ANN, say("<b>good luck"));
    assert_eq!(json(&told[0]), r#"{"kind":"said","seat":0,"time_ms":0}"#);
    assert!(script.seen().said.is_empty());
    assert_eq!(script.seen_by(Viewer::Seat(Seat(1))).said.len(), 1);
    script.does(BOB, crate::Command::Resign {});
    assert_eq!(script.seen().said.len(), 1);
    script.does(BOB, say("well played"));
    assert_eq!((script.seen().said.len(), script.seen_by(Viewer::Seat(Seat(0))).said.len()), (1, 2));
}

#[test]
fn notes_stay_with_who_wrote_them() {
    let mut script = Script::of("single");
    let note = crate::Command::Note { text: "Q left".to_owned() };
    let told = script.does(ANN, note);
    assert_eq!(json(&told[0]), r#"{"kind":"noted","seat":0,"time_ms":0}"#);
    let notes = [Viewer::Seat(Seat(0)), Viewer::Seat(Seat(1)), Viewer::Watcher].map(|v| script.seen_by(v).notes.len());
    assert_eq!(notes, [1, 0, 0]);
}
