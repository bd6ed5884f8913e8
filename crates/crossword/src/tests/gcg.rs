//! Games as text: read, written, played again, and made of logs.

use super::secrets::whole_game;
use crate::event::What;
use crate::{Gcg, TileSet, TurnKind, export};

/// A short game with everything that can stand in a line. The scores are those of the rules.
const GAME: &str = "\
#character-encoding UTF-8
#player1 ann Ann Lee
#player2 bob Bób Öz
#title a short one
#lexicon SCOWL80
>ann: ABJNOXY 8D BANJO +34 34
#note as good as it gets
>bob: AGLSYYZ I8 SYZYGAL +93 93
>bob: AGLSYYZ -- -93 0
>ann: EEEEEXY -EEEEE +0 34
>bob: AGLSYYZ -2 +0 0
>ann: AAIIIXY - +0 34
>bob: AGLSYYZ I8 SYZYGAL +93 93
>bob: AB (challenge) +5 98
>bob: (challenge) +5 103
>ann: AAIIIXY I3 XI +10 44
>ann: (AB) +8 52
>bob: AB (AB) -4 99
>bob: (time) -10 89
>ann: AAB (time) -120 -68
";

fn differences(text: &str) -> Vec<String> {
    let game = Gcg::read(text.as_bytes()).map_err(|error| error.to_string()).ok().unwrap();
    game.replay(&TileSet::ENGLISH).differences.iter().map(ToString::to_string).collect()
}

#[test]
fn a_game_is_written_as_it_was_read() {
    let game = Gcg::read(GAME.as_bytes()).ok().unwrap();
    assert_eq!(game.to_string(), GAME);
    assert_eq!((game.players[1].name.as_str(), game.fact("title")), ("Bób Öz", Some("a short one")));
    assert_eq!(game.turns[0].notes, ["as good as it gets"]);
}

#[test]
fn lines_may_end_in_crlf_and_a_mark_may_stand_before_them() {
    let other = format!("\u{feff}{}", GAME.replace('\n', "\r\n"));
    assert_eq!(Gcg::read(other.as_bytes()).ok().unwrap().to_string(), GAME);
}

#[test]
fn what_says_nothing_of_its_letters_is_latin_unless_it_is_utf_8() {
    let plain = GAME.replace("#character-encoding UTF-8\n", "");
    let latin: Vec<u8> = plain.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    for bytes in [plain.as_bytes(), &latin] {
        assert_eq!(Gcg::read(bytes).ok().unwrap().to_string(), GAME);
    }
    let lies = [b"#character-encoding UTF-8\n".as_slice(), &latin].concat();
    assert_eq!(Gcg::read(&lies).err().unwrap().to_string(), "line 1: the text is said to be UTF-8, and is not");
}

#[test]
fn each_difference_is_named_once_with_its_line() {
    let expected = "line 16: the play is not possible: the play at I3 touches no tile on the board";
    assert_eq!(differences(GAME)[0], expected);
    let right = GAME.replace("I3 XI +10 44", "- +0 34").replace("8 52", "8 42").replace("-68", "-78");
    assert!(differences(&right).is_empty(), "{:?}", differences(&right));
    let wrong = right.replace("BANJO +34 34", "BANJO +35 35");
    assert!(differences(&wrong).contains(&"line 6: the score is +34, not +35".to_owned()));
    let wrong = right.replace("+93 93\n>bob: AB ", "+93 94\n>bob: AB ");
    assert!(differences(&wrong).contains(&"line 13: the total is 93, not 94: 0 and +93".to_owned()), "{wrong}");
    let wrong = right.replace("ABJNOXY", "ABJNEXY");
    assert!(differences(&wrong).contains(&"line 6: ABJNO are not all on the rack ABEJNXY".to_owned()));
    let wrong = right.replace("-- -93 0", "-- -92 1");
    assert!(differences(&wrong).contains(&"line 9: the score is -93, not -92".to_owned()));
    let wrong = right.replace(">bob: AGLSYYZ -2", ">bob: AGLSYYZ -- -0 0\n>bob: AGLSYYZ -2");
    assert!(differences(&wrong)[0].contains("no play of this player just before"));
}

#[test]
fn letters_may_stand_for_what_lies_there() {
    let head = "#player1 a A\n#player2 b B\n>a: BANJO 8D BANJO +34 34\n";
    assert!(differences(&format!("{head}>b: AAS 8D BANJOS +15 15\n")).is_empty());
    assert!(differences(&format!("{head}>b: AAS 8D (BANJO)S +15 15\n")).is_empty());
    assert!(differences(&format!("{head}>b: AAS 8D .....S +15 15\n")).is_empty());
    let other = differences(&format!("{head}>b: AAS 8D BANGOS +15 15\n"));
    assert_eq!(other, ["line 4: G stands where J lies already, on G8"]);
}

#[test]
fn what_is_no_game_is_refused_with_its_line() {
    let refused = |text: &str| Gcg::read(text.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default();
    let players = "#player1 a A\n#player2 b B\n";
    let with = |line: &str| refused(&format!("{players}{line}\n"));
    assert_eq!(refused("hello"), "line 1: neither a move (`>nick: …`) nor a fact (`#name …`)");
    assert!(refused("#player1\n").starts_with("line 1: a player has a nick"));
    assert!(refused("#character-encoding UTF-16\n").starts_with("line 1: encoding \"UTF-16\""));
    assert!(with(">c: AB - +0 0").starts_with("line 3: nobody is called \"c\""));
    assert!(with(">a AB - +0 0").contains("is no move"));
    assert!(with(">a: AB 8D +0").contains("\"8D\" is no score"));
    assert!(with(">a: AB - 0 0").contains("\"0\" is no score"));
    assert!(with(">a: AB - +0 x").contains("\"x\" is no total"));
    assert!(with(">a: Ab - +0 0").contains("\"Ab\" are no tiles"));
    assert!(with(">a: AB 8P AB +0 0").contains("\"8P\" is no start"));
    assert!(with(">a: AB 8O AB +0 0").contains("leaves the board"));
    assert!(with(">a: AB (challenge +0 0").contains("is no move"));
    assert!(with(">a: AB - +0 0\n#title late").contains("line 4: `#title` must stand before"));
    assert!(with(">a: AB - +99999999999 0").contains("is no score"));
    assert!(with(">a: AB - +0 -100001").contains("is no total"));
}

#[test]
fn a_finished_game_becomes_text_that_has_nothing_wrong() {
    let mut plays = 0;
    for seed in 2_000..2_040 {
        let log = whole_game(seed, |_, _| ());
        let game = export(&log).ok().unwrap();
        let text = game.to_string();
        let read = Gcg::read(text.as_bytes()).map_err(|error| error.to_string());
        let read = read.unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        assert_eq!(read.to_string(), text);
        let replay = read.replay(&TileSet::ENGLISH);
        assert!(replay.differences.is_empty(), "seed {seed}: {:?}\n{text}", replay.differences);
        let Some(What::Ended(ended)) = log.last().map(|event| &event.what) else { panic!("no end") };
        let totals = [0, 1].map(|player| {
            let last = read.turns.iter().rfind(|turn| turn.player == player);
            last.map_or(0, |turn| turn.total)
        });
        let first = usize::from(read.players[0].nick != "ann");
        assert_eq!([totals[first], totals[1 - first]], ended.scores.0, "seed {seed}\n{text}");
        assert!(export(&log[..log.len() - 1]).is_err());
        plays += read.turns.iter().filter(|turn| matches!(turn.kind, TurnKind::Play(_))).count();
    }
    assert!(plays > 400, "{plays}");
}

/// Whatever stands there, reading it says yes or no.
#[test]
fn damaged_games_and_positions_are_read_or_refused() {
    let mut luck = game::Luck::of(8);
    let position = format!("{} AABDELT/EIQ? 38/-5 2 lex english; ld english;", crate::cgp::M);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..5_000 {
        for text in [GAME, &position, "8D BaN.JO"] {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=luck.below(4) {
                damage(&mut bytes, &mut luck);
            }
            let game = Gcg::read(&bytes).map(|game| game.replay(&TileSet::ENGLISH).differences.len());
            let text = String::from_utf8_lossy(&bytes);
            let position = text.parse::<crate::Position>().map(|position| position.unseen().len());
            let play = text.parse::<crate::Play>();
            read += usize::from(game.is_ok()) + usize::from(position.is_ok()) + usize::from(play.is_ok());
            refused += usize::from(game.is_err());
        }
    }
    assert!(read > 1_000 && refused > 1_000, "{read} {refused}");
}

fn damage(bytes: &mut Vec<u8>, luck: &mut game::Luck) {
    let at = luck.below(u32::try_from(bytes.len()).unwrap()) as usize;
    let other = *luck.pick(b"0123456789-+/ .?:#>()aZ\n\xe9\xff").unwrap();
    match luck.below(4) {
        0 => bytes.truncate(at.max(1)),
        1 => bytes.insert(at, other),
        2 => bytes[at..].rotate_left(1),
        _ => bytes[at] = other,
    }
}
