//! Bots as players: they stick to the rules, come to an end, and see no more than others.

use crossword::{
    Challenges, Command, Crossword, Level, NotReviewed, Pace, Pair, Phase, Reason, Setup, Shelf, Side, Snapshot, View,
    choose, export, review, selfplay,
};
use game::{Caller, Game, Luck, Notice, Seat, Viewer, Who};
use lexicon::{Language, Lexicon, build, shipped};
use types::UnixMs;

/// The list that comes with the program, also on the shelf.
fn lexicon() -> &'static Lexicon {
    let (list, name) = shipped(Language::English);
    Shelf::fill(vec![Lexicon::load(build(&list, name).unwrap()).unwrap()]).unwrap();
    Shelf::lists().next().unwrap()
}

fn end_of(log: &[crossword::Event]) -> Snapshot {
    let mut game = Crossword::<Shelf>::default();
    log.iter().for_each(|event| game.apply(event));
    let View::Snapshot(seen) = game.snapshot(Viewer::Watcher) else { panic!("no snapshot") };
    *seen
}

#[test]
fn bots_of_every_level_play_games_of_every_kind_to_their_end() {
    let lexicon = lexicon();
    let rules = [
        Challenges::Void,
        Challenges::Single,
        Challenges::Double,
        Challenges::Five,
        Challenges::Ten,
        Challenges::Triple,
    ];
    let clocks = [
        Pace::default(),
        Pace::Live { initial_s: 15, increment_s: 0, overtime_min: 0 },
        Pace::Correspondence { turn_s: 300, bank_s: 0 },
    ];
    let mut luck = Luck::of(5);
    for (number, rules) in rules.into_iter().enumerate() {
        let level = |add: usize| Level::of(((number + add) % 5 + 1) as u8).unwrap();
        let setup = Setup { rules, clock: clocks[number % 3], ..Setup::default() };
        let log = selfplay::<Shelf>(lexicon, Pair([level(0), level(1)]), setup, &mut luck).unwrap();
        let ended = end_of(&log).ended.unwrap();
        assert!(matches!(ended.reason, Reason::Standard | Reason::Scoreless), "{:?}", ended.reason);
        let text = export(&log).unwrap();
        assert!(text.replay(&crossword::TileSet::ENGLISH).differences.is_empty(), "{text}");
    }
}

#[test]
fn a_stronger_bot_wins_most_games() {
    let lexicon = lexicon();
    let (strong, weak) = (Level::of(4).unwrap(), Level::of(1).unwrap());
    let mut luck = Luck::of(6);
    let wins = (0..6).filter(|number| {
        let levels = Pair(if number % 2 == 0 { [strong, weak] } else { [weak, strong] });
        let log = selfplay::<Shelf>(lexicon, levels, Setup::default(), &mut luck).unwrap();
        let winner = end_of(&log).ended.unwrap().winner;
        winner.is_some_and(|side| levels[side] == strong)
    });
    assert!(wins.count() >= 5);
}

#[test]
fn a_dutch_game_has_dutch_tiles_and_words() {
    let (list, name) = shipped(Language::Dutch);
    Shelf::fill(vec![Lexicon::load(build(&list, name).unwrap()).unwrap()]).unwrap();
    let lexicon = Shelf::lists().next().unwrap();
    let level = Level::of(3).unwrap();
    let setup = || Setup { language: "dutch".to_owned(), rules: Challenges::Five, ..Setup::default() };
    let log = selfplay::<Shelf>(lexicon, Pair([level, level]), setup(), &mut Luck::of(1)).unwrap();
    let seen = end_of(&log);
    assert_eq!((seen.language.as_str(), seen.lexicon.name.as_str()), ("dutch", "OpenTaal"));
    let game = export(&log).unwrap();
    assert!(game.replay(&crossword::TileSet::DUTCH).differences.is_empty(), "{game}");
    assert!(!game.replay(&crossword::TileSet::ENGLISH).differences.is_empty());
    best_plays_are_those_of_the_text(&log, &game, lexicon);
    // There are 102 tiles, and all of them are somewhere.
    let tiles = seen.board.iter().flat_map(|row| row.chars()).filter(|char| *char != '.').count();
    assert_eq!(tiles + seen.bag + seen.rack_sizes.0.iter().sum::<usize>(), 102);
}

/// Each turn's best play scores what the best of the game's text scores, and no less than what was played.
fn best_plays_are_those_of_the_text(log: &[crossword::Event], text: &crossword::Gcg, lexicon: &Lexicon) {
    let review = review(log, 3, Shelf::list).unwrap();
    assert_eq!(review.list.name, lexicon.name());
    assert!(review.best.iter().all(|best| best.is_sorted_by_key(|play| -play.score) && best.len() <= 3));
    let tiles = &crossword::TileSet::DUTCH;
    let turns = text.review(&text.replay(tiles), tiles, lexicon);
    let scores = |best: Option<&crossword::Move>| best.map(|play| play.score);
    let of_log = review.best.iter().map(|best| scores(best.first())).filter(Option::is_some);
    let of_text: Vec<_> = turns.iter().map(|turn| scores(turn.best.as_ref())).filter(Option::is_some).collect();
    assert!(of_text.len() > 10);
    assert!(of_log.zip(of_text).all(|(one, other)| one == other));
    assert!(matches!(crossword::review(&log[..log.len() - 1], 3, Shelf::list), Err(NotReviewed::NotOver(_))));
    assert!(matches!(crossword::review(log, 3, |_| None), Err(NotReviewed::NoWords(_))));
}

/// A game that has begun, as seat 1 sees it.
fn begun(rules: Challenges) -> (Crossword<Shelf>, Luck) {
    let luck = Luck::of(3);
    let mut game = Crossword::<Shelf>::default();
    let caller = |who| Caller { who, at: UnixMs(0), luck: Luck::of(3) };
    let setup = Setup { rules, first: Some(Side::First), ..Setup::default() };
    let seats = ["ann", "bot"].map(|name| name.parse().unwrap());
    let events = Crossword::<Shelf>::open(caller(Who::Host), &seats, setup).unwrap();
    events.iter().for_each(|event| game.apply(event));
    for seat in [Seat(0), Seat(1)] {
        let events = game.notice(caller(Who::Host), Notice::Here(seat));
        events.iter().for_each(|event| game.apply(event));
    }
    (game, luck)
}

/// What the bot is sent.
fn seen(game: &Crossword<Shelf>) -> Snapshot {
    let words = game::Table::snapshot(game, Viewer::Seat(Seat(1)));
    let View::Snapshot(seen) = View::read(&words).unwrap() else { panic!("no snapshot") };
    *seen
}

fn does(game: &mut Crossword<Shelf>, command: Command) {
    let caller = Caller { who: Who::Seat(Seat(0)), at: UnixMs(1), luck: Luck::of(4) };
    let records = game::Table::decide(game, caller, &command.words()).unwrap();
    records.iter().for_each(|record| game::Table::apply(game, record).unwrap());
}

#[test]
fn a_bot_answers_waits_and_challenges() {
    let lexicon = lexicon();
    let best = Level::of(5).unwrap();
    let (mut game, mut luck) = begun(Challenges::Double);
    let mut chosen = |game: &Crossword<Shelf>| choose(&seen(game), lexicon, best, &mut luck).map(|one| one.command);
    assert_eq!(chosen(&game), None);
    does(&mut game, Command::AskAbort {});
    assert_eq!(chosen(&game), Some(Command::AnswerAbort { yes: true }));
    let (mut game, _) = begun(Challenges::Double);
    // The first tiles of the rack are no word in this order.
    let View::Snapshot(own) = game.snapshot(Viewer::Seat(Seat(0))) else { panic!("no snapshot") };
    let tiles: String = own.rack.unwrap().replace('?', "").chars().rev().take(5).collect();
    does(&mut game, Command::Place { at: "H8".parse().unwrap(), across: true, tiles });
    assert_eq!(chosen(&game), Some(Command::Challenge {}));
    does(&mut game, Command::Say { text: "hello".to_owned() });
    assert_eq!(chosen(&game), Some(Command::Challenge {}));
    assert_eq!(seen(&game).phase, Phase::Playing);
}
