//! Games as text that become logs: the same text comes of them again, and what cannot have been is refused.

use game::Game;
use lexicon::Language;
use types::UnixMs;

use super::lists::Short;
use super::secrets::whole_game;
use crate::event::Event;
use crate::{Crossword, Gcg, Handful, ListName, Origin, Tiles, TurnKind, WordLists, export, import};

/// Two plays, after which Ann is on turn.
const BEGINNING: &str = "#player1 ann Ann\n#player2 bob Bob\n\
    >ann: ABEJNOX 8D BANJO +34 34\n>bob: AGLSYYZ I8 SYZYGAL +93 93\n";
const ENDED_AT: UnixMs = UnixMs(1_795_000_000_000);

fn read(text: &str) -> Gcg {
    Gcg::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn origin(game: &Gcg, has_words: bool) -> Origin<'static> {
    let seat = |player: usize| game.players[player].nick.parse().unwrap();
    let list = ListName { name: "short".to_owned(), digest: String::new() };
    let words = has_words.then(|| Short::words(&list).unwrap());
    Origin { seats: [seat(0), seat(1)], language: Language::English, list, words, ended_at: ENDED_AT }
}

/// The log of a game, which says that it ended when it should.
fn log(text: &str, has_words: bool) -> Result<Vec<Event>, String> {
    let game = read(text);
    let log = import(&game, &origin(&game, has_words)).map_err(|why| why.to_string())?;
    assert_eq!(log.last().unwrap().at, ENDED_AT);
    assert!(log.is_sorted_by_key(|event| event.at));
    Ok(log)
}

/// The game that a log makes, as it is kept.
fn folded(log: &[Event]) -> Crossword<Short> {
    let mut game = Crossword::default();
    for event in log {
        let kept = Crossword::<Short>::write(event);
        let event = Crossword::<Short>::read(Crossword::<Short>::VERSION, &kept).unwrap();
        game.apply(&event);
        // Each tile is somewhere, once.
        let tiles = &game.state.tiles;
        let mut all = tiles.bag.plus(&tiles.racks.0[0]).plus(&tiles.racks.0[1]);
        crate::Square::all().filter_map(|square| tiles.board.on(square)).for_each(|laid| all.add(laid.tile()));
        assert!(all == Tiles::all_of(game.state.set));
    }
    assert!(game.ended());
    game
}

/// The text of a game as somebody writes it who saw neither rack; and not what went back, if that is unnamed.
fn with_less(text: &str, is_named: bool) -> String {
    let mut game = read(text);
    for turn in game.turns.iter_mut().filter(|turn| !matches!(turn.kind, TurnKind::LeftOver(_))) {
        turn.rack = Tiles::default();
        if let (TurnKind::Exchange(Handful::Tiles(tiles)), false) = (&turn.kind, is_named) {
            turn.kind = TurnKind::Exchange(Handful::Count(tiles.len()));
        }
    }
    game.to_string()
}

#[test]
fn a_game_that_was_exported_comes_back_the_same() {
    for seed in 3_000..3_040 {
        let text = export(&whole_game(seed, |_, _| ())).ok().unwrap().to_string();
        let log = log(&text, false).unwrap_or_else(|why| panic!("seed {seed}: {why}\n{text}"));
        folded(&log);
        assert_eq!(export(&log).ok().unwrap().to_string(), text, "seed {seed}");
    }
}

/// Games at random have far more exchanges than those of people.
#[test]
fn tiles_are_found_for_players_of_whom_little_is_known() {
    for (is_named, least) in [(true, 40), (false, 20)] {
        let mut found = 0;
        for seed in 3_100..3_140 {
            let text = with_less(&export(&whole_game(seed, |_, _| ())).ok().unwrap().to_string(), is_named);
            match log(&text, false) {
                Ok(log) => {
                    folded(&log);
                    assert_eq!(with_less(&export(&log).ok().unwrap().to_string(), is_named), text, "seed {seed}");
                    found += 1;
                }
                Err(why) => {
                    assert!(why.contains("cannot have been on this rack") || why.contains("what follows"), "{why}")
                }
            }
        }
        assert!(found >= least, "{found} of those with is_named {is_named}");
    }
}

/// Whether a game of which only this much is known becomes a log; or why it does not.
fn after(rest: &str, has_words: bool) -> Result<(), String> {
    let log = log(&format!("{BEGINNING}{rest}"), has_words)?;
    folded(&log);
    let text = export(&log).ok().unwrap().to_string();
    assert!(text.ends_with(rest), "{text}");
    Ok(())
}

#[test]
fn a_game_ends_as_a_note_says() {
    for end in [
        ">ann: AAEIIIX - +0 34\n#note the game ended (resigned), won by bob\n",
        ">ann: AAEIIIX - +0 34\n#note the game ended (resigned), won by ann\n",
        ">ann: AAEIIIX - +0 34\n#note the game ended (aborted), won by nobody\n",
        ">ann: AAEIIIX - +0 34\n#note the game ended (forfeit), won by ann\n",
        ">ann: AAEIIIX - +0 34\n#note the game ended (adjudicated), won by nobody\n",
        ">ann: AAEIIIX - +0 34\n#note the game ended (time), won by ann\n",
        ">ann: AAEIIIX (time) -30 4\n#note the game ended (time), won by bob\n",
        ">ann: AAEIIIX - +0 34\n>bob: AAEEOOU (time) -100 -7\n#note the game ended (forfeit), won by ann\n",
        ">bob: AGLSYYZ -- -93 0\n#note the game ended (triple challenge), won by ann\n",
    ] {
        after(end, false).unwrap_or_else(|why| panic!("{why}\n{end}"));
    }
    let none = "#character-encoding UTF-8\n#player1 ann ann\n#player2 bob bob\n#lexicon short\n\
        #note the game ended (cancelled), won by nobody\n";
    assert_eq!(export(&log(none, false).unwrap()).ok().unwrap().to_string(), none);
    let wrong = |end: &str| after(end, false).unwrap_err();
    let pass = ">ann: AAEIIIX - +0 34\n";
    assert!(wrong(&format!("{pass}#note the game ended (time), won by bob\n")).contains("did not end so"));
    assert!(wrong(&format!("{pass}#note the game ended (resigned), won by eve\n")).contains("who does not play"));
    let late = ">ann: AAEIIIX (time) -110 -76\n#note the game ended (resigned), won by bob\n";
    assert!(wrong(late).starts_with("line 5: 11 minutes of overtime are more than 10"), "{}", wrong(late));
}

#[test]
fn what_cannot_have_been_is_refused_with_its_line() {
    let wrong = |rest: &str| after(rest, false).unwrap_err();
    assert!(wrong("").starts_with("line 4: the text ends here, and the game is not over"));
    assert!(wrong(">ann: AAEIIIX I3 XI +10 44\n").starts_with("line 5: the play is not possible"));
    assert!(
        wrong(">bob: EEEEOOU - +0 93\n").starts_with("line 5: it is against the rules: it is your opponent's turn")
    );
    assert!(wrong(">ann: AAEIIYY - +0 34\n").starts_with("line 5: YY cannot have been on this rack"));
    assert!(wrong(">ann: AAEIIIX -A +0 34\n>bob: EEEEOOU -J +0 93\n").contains("line 6: J are not all on the rack"));
    let both = ">bob: EEEEOOU (challenge) +5 98\n>ann: AAEIIIX - +0 34\n>bob: AB (challenge) +10 108\n";
    assert!(wrong(both).starts_with("line 7: challenges have one price"), "{}", wrong(both));
    let early = ">ann: AAEIIIX (AAEIIIX) -14 20\n>bob: EEEEOOU (EEEEOOU) -7 86\n";
    assert!(wrong(early).starts_with("line 6: the text ends here, and the game is not over"), "{}", wrong(early));
}

#[test]
fn challenges_are_held_against_the_words_if_they_are_there() {
    let end = "#note the game ended (resigned), won by bob\n";
    let off = format!(">bob: AGLSYYZ -- -93 0\n>ann: AAEIIIX - +0 34\n{end}");
    after(&off, false).unwrap();
    assert_eq!(after(&off, true).unwrap_err(), "line 5: the play comes off, but all of its words are in short");
    let phony = ">ann: AAEIIIX 14I .EX +12 46\n";
    let vain = format!("{phony}>ann: AAAIII? (challenge) +5 51\n{end}");
    after(&vain, false).unwrap();
    let why = after(&vain, true).unwrap_err();
    assert_eq!(why, "line 5: the play stays after a challenge, but LEX is not in short");
    // Nobody has challenged it.
    after(&format!("{phony}{end}"), true).unwrap();
}
