//! A game under test: players say what they want, and racks are as the test needs them.

use game::{Caller, Game, Luck, Notice, Refusal, Seat, Viewer, Who};
use types::UnixMs;

use super::lists::Short;
use crate::event::{Event, Reason, What};
use crate::{Command, Crossword, Pair, Side, Snapshot, Square, Tile, Tiles, View};

/// Seat 0.
pub(super) const ANN: Side = Side::First;
/// Seat 1.
pub(super) const BOB: Side = Side::Second;

/// One game.
pub(super) struct Script {
    pub(super) game: Crossword<Short>,
    pub(super) log: Vec<Event>,
    pub(super) now: UnixMs,
    luck: Luck,
}

impl Script {
    /// A game of these rules in which Ann begins, and the clocks run since 0.
    pub(super) fn of(rules: &str) -> Self {
        let mut script = Self::waiting(&format!(r#"{{"rules":"{rules}","first":0}}"#));
        script.notice(Notice::Here(Seat(0)));
        script.notice(Notice::Here(Seat(1)));
        script
    }

    /// A game that nobody has come to.
    pub(super) fn waiting(setup: &str) -> Self {
        let mut luck = Luck::of(1);
        let seats = ["ann", "bob"].map(|name| name.parse().unwrap());
        let caller = Caller { who: Who::Host, at: UnixMs(0), luck: luck.clone() };
        let log = Crossword::<Short>::open(caller, &seats, serde_json::from_str(setup).unwrap()).unwrap();
        luck.below(7);
        let mut script = Self { game: Crossword::default(), log: Vec::new(), now: UnixMs(0), luck };
        script.take(log);
        script
    }

    /// Gives a side these tiles; what it had goes to the bag, and what the other has of them is exchanged for others.
    pub(super) fn hold(&mut self, side: Side, tiles: &str) {
        let wanted = Tiles::read(tiles).unwrap();
        let lie = &mut self.game.state.tiles;
        let sizes = Pair::of(|side| lie.racks[side].len());
        let mut rest = lie.bag.plus(&lie.racks[ANN]).plus(&lie.racks[BOB]).minus(&wanted).expect("tiles that are left");
        let other = lie.racks[side.other()];
        let kept = if let Some(without) = rest.minus(&other) {
            rest = without;
            other
        } else {
            rest.draw(sizes[side.other()], |_| 0)
        };
        lie.racks[side] = wanted;
        lie.racks[side.other()] = kept;
        lie.bag = rest;
    }

    /// Leaves so many tiles in the bag: the others are nowhere.
    pub(super) fn leave_in_bag(&mut self, count: usize) {
        let bag = &mut self.game.state.tiles.bag;
        *bag = bag.draw(count, |_| 0);
    }

    pub(super) fn command(&mut self, side: Side, command: Command) -> Result<Vec<View>, Refusal> {
        self.command_of(Who::Seat(side.into()), command)
    }

    pub(super) fn command_of(&mut self, who: Who, command: Command) -> Result<Vec<View>, Refusal> {
        self.luck.below(2);
        let caller = Caller { who, at: self.now, luck: self.luck.clone() };
        let events = self.game.decide(caller, command)?;
        Ok(self.take(events))
    }

    pub(super) fn notice(&mut self, notice: Notice) -> Vec<View> {
        let caller = Caller { who: Who::Host, at: self.now, luck: self.luck.clone() };
        let events = self.game.notice(caller, notice);
        self.take(events)
    }

    /// Applies what has happened, and gives what watchers are told of it.
    fn take(&mut self, events: Vec<Event>) -> Vec<View> {
        events.iter().for_each(|event| self.game.apply(event));
        let views = events.iter().map(|event| Crossword::<Short>::redact(event, Viewer::Watcher)).collect();
        self.log.extend(events);
        views
    }

    /// Lays tiles that the side is given for it. The rack after it is refilled from the bag.
    #[track_caller]
    pub(super) fn play(&mut self, side: Side, play: &str) -> Vec<View> {
        let play: crate::Play = play.parse().unwrap();
        let mut used = Tiles::default();
        play.tiles.iter().flatten().for_each(|laid| used.add(laid.tile()));
        let size = self.game.state.tiles.racks[side].len();
        let mut rack = used;
        let mut rest = self.unseen_by_nobody().minus(&used).expect("tiles that are left");
        while rack.len() < size {
            let tile = rest.iter().find(|tile| *tile != Tile::Blank).unwrap();
            assert!(rest.take(tile));
            rack.add(tile);
        }
        self.hold(side, &rack.letters());
        self.command(side, place(&play)).unwrap()
    }

    fn unseen_by_nobody(&self) -> Tiles {
        let lie = &self.game.state.tiles;
        lie.bag.plus(&lie.racks[ANN]).plus(&lie.racks[BOB])
    }

    #[track_caller]
    pub(super) fn does(&mut self, side: Side, command: Command) -> Vec<View> {
        self.command(side, command).unwrap()
    }

    /// The code with which a command is refused; nothing may have changed by it.
    #[track_caller]
    pub(super) fn refused(&mut self, side: Side, command: Command) -> &'static str {
        let before = self.game.state.clone();
        let refusal = self.command(side, command).unwrap_err();
        assert!(before == self.game.state);
        refusal.code
    }

    pub(super) fn seen_by(&self, viewer: Viewer) -> Snapshot {
        let View::Snapshot(snapshot) = self.game.snapshot(viewer) else {
            panic!("no snapshot");
        };
        *snapshot
    }

    pub(super) fn seen(&self) -> Snapshot {
        self.seen_by(Viewer::Watcher)
    }

    /// How the game has ended: reason, winner, final scores.
    #[track_caller]
    pub(super) fn end(&self) -> (Reason, Option<Side>, [i32; 2]) {
        let Some(What::Ended(ended)) = self.log.last().map(|event| &event.what) else {
            panic!("the game goes on");
        };
        assert!(self.game.ended());
        (ended.reason, ended.winner, ended.scores.0)
    }

    /// What a side's rack costs.
    pub(super) fn worth(&self, side: Side) -> i32 {
        self.game.state.set.worth(&self.game.state.tiles.racks[side])
    }
}

pub(super) fn place(play: &crate::Play) -> Command {
    let across = play.direction == crate::Direction::Across;
    Command::Place { at: play.at, across, tiles: play.letters() }
}

pub(super) fn place_at(at: &str, across: bool, tiles: &str) -> Command {
    Command::Place { at: at.parse::<Square>().unwrap(), across, tiles: tiles.to_owned() }
}
