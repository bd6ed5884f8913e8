//! Bots in seats, told what any player is told, through a whole game, a rematch included.

use crossword::{BotSeat, Command, Crossword, Level, Reason, Shelf, Snapshot, View};
use game::{Caller, Game, Luck, Notice, Record, Seat, Standing, Table, Viewer, Who, Words};
use lexicon::{Language, Lexicon, build, shipped};
use types::UnixMs;

fn lexicon() -> &'static Lexicon {
    let made = |language| {
        let (list, name) = shipped(language);
        Lexicon::load(build(&list, name).ok()?).ok()
    };
    // One test a process, or another has filled it.
    let _ = Shelf::fill_when_needed(made);
    Shelf::lists().find(|list| list.language() == Language::English).unwrap()
}

/// A game, a bot in each seat, and the time.
struct World {
    table: Crossword<Shelf>,
    bots: [BotSeat; 2],
    now: UnixMs,
    luck: Luck,
}

impl World {
    fn new(setup: &str) -> Self {
        lexicon();
        let mut luck = Luck::of(3);
        let bots = [2, 4].map(|level| BotSeat::new(Level::of(level).unwrap(), luck.fork()));
        let now = UnixMs(1_000);
        let seats = ["bot_2", "bot_4"].map(|name| name.parse().unwrap());
        let caller = Caller { who: Who::Host, at: now, luck: luck.fork() };
        let setup = serde_json::from_str(setup).unwrap();
        let mut world = Self { table: Crossword::default(), bots, now, luck };
        for event in Crossword::<Shelf>::open(caller, &seats, setup).unwrap() {
            Game::apply(&mut world.table, &event);
        }
        for seat in [Seat(0), Seat(1)] {
            world.tell(seat, &Table::snapshot(&world.table, Viewer::Seat(seat)));
        }
        for seat in [Seat(0), Seat(1)] {
            let caller = world.caller(Who::Host);
            world.take(&Table::notice(&world.table, caller, Notice::Here(seat)));
        }
        world
    }

    fn caller(&mut self, who: Who) -> Caller {
        Caller { who, at: self.now, luck: self.luck.fork() }
    }

    fn tell(&mut self, seat: Seat, words: &Words) {
        self.bots[seat.index()].hear(words, self.now).unwrap();
    }

    /// Everybody is told what has happened.
    fn take(&mut self, records: &[Record]) {
        for record in records {
            Table::apply(&mut self.table, record).unwrap();
            for seat in [Seat(0), Seat(1)] {
                self.tell(seat, &Table::redact(&self.table, record, Viewer::Seat(seat)).unwrap());
            }
        }
    }

    fn commands(&mut self, seat: Seat, command: &Command) {
        let caller = self.caller(Who::Seat(seat));
        let records = Table::decide(&self.table, caller, &command.words()).unwrap();
        self.take(&records);
    }

    /// Both think, and whoever is due first does what he wants; `false` if nobody wants anything.
    fn step(&mut self) -> bool {
        for bot in &mut self.bots {
            if let Some(name) = bot.wonders().cloned() {
                bot.think(Shelf::list(&name).unwrap());
                assert!(bot.wonders().is_none());
            }
        }
        let due = [0, 1].map(|seat: usize| self.bots[seat].due());
        let Some((due, seat)) =
            due.into_iter().zip([Seat(0), Seat(1)]).filter_map(|(due, seat)| Some((due?, seat))).min()
        else {
            return false;
        };
        assert!(due > self.now, "nobody answers at once");
        assert!(self.bots[seat.index()].send(UnixMs(due.0 - 1)).is_none());
        self.now = due;
        let command = self.bots[seat.index()].send(due).unwrap();
        assert!(self.bots[seat.index()].send(due).is_none(), "it is said once");
        self.commands(seat, &command);
        true
    }

    fn seen(&self) -> Snapshot {
        let View::Snapshot(seen) = Game::snapshot(&self.table, Viewer::Watcher) else { panic!("no snapshot") };
        *seen
    }
}

#[test]
fn bots_play_a_whole_game_by_what_they_are_told() {
    let mut world = World::new(r#"{"rules":"double"}"#);
    while world.step() {}
    assert_eq!(world.seen().ended.map(|ended| ended.reason), Some(Reason::Standard));
    assert!(world.bots.iter().all(|bot| !bot.is_done()), "somebody may still want a rematch");
    // A person in the first seat would like to play again; the bot in the other does.
    world.commands(Seat(0), &Command::OfferRematch {});
    while world.step() {}
    assert!(world.bots.iter().all(BotSeat::is_done));
    assert!(matches!(Game::standing(&world.table), Standing::Again { .. }));
}

#[test]
fn talk_does_not_make_a_bot_think_again_but_a_question_does() {
    let mut world = World::new(r#"{"first":0}"#);
    let name = world.bots[0].wonders().cloned().unwrap();
    world.bots[0].think(Shelf::list(&name).unwrap());
    let due = world.bots[0].due().unwrap();
    world.now = UnixMs(world.now.0 + 100);
    world.commands(Seat(1), &Command::Say { text: "good luck".to_owned() });
    assert_eq!((world.bots[0].due(), world.bots[0].wonders()), (Some(due), None));
    world.commands(Seat(1), &Command::Nudge {});
    assert!(world.bots[0].due().is_none() && world.bots[0].wonders().is_some());
    world.bots[0].think(Shelf::list(&name).unwrap());
    let at = world.bots[0].due().unwrap();
    assert!(at.0 < world.now.0 + 10_000);
    world.now = at;
    assert_eq!(world.bots[0].send(at), Some(Command::AnswerNudge {}));
}

#[test]
fn a_bot_that_was_away_goes_on_from_a_new_snapshot() {
    let mut world = World::new(r#"{"first":1}"#);
    for _ in 0..5 {
        assert!(world.step());
    }
    let seat = Seat::from(world.seen().turn);
    let mut other = BotSeat::new(Level::of(3).unwrap(), Luck::of(9));
    assert!(other.hear(&Words { kind: "passed".into(), text: "{}".into() }, world.now).is_err());
    let passed = r#"{"kind":"passed","seat":0,"left_ms":1,"time_ms":1}"#;
    other.hear(&Words { kind: "passed".into(), text: passed.into() }, world.now).unwrap();
    assert!(other.wonders().is_none() && other.due().is_none() && !other.is_done(), "it knows of no game yet");
    other.hear(&Table::snapshot(&world.table, Viewer::Seat(seat)), world.now).unwrap();
    let name = other.wonders().cloned().unwrap();
    other.think(Shelf::list(&name).unwrap());
    let due = other.due().unwrap();
    world.now = due;
    let command = other.send(due).unwrap();
    world.commands(seat, &command);
}
