use expect_test::expect;

use crate::{Folder, stderr, stdout};

const M: &str = "7ZEP1F3/1FLUKY3R1R3/5EX2A1U3/2SCARIEST1I3/9TOT3/6GO1LO4/6OR1ETA3/6JABS1b3/5QI4A3/\
    5I1N3N3/3ReSPOND1D3/1HOE3V3O3/1ENCOMIA3N3/7T7/3VENGED6";

#[test]
fn a_play_is_scored_word_by_word() {
    let folder = Folder::new("score");
    let output = folder.run(&["crossword", "score", "--position", M, "--play", "K9 TAEL"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    expect![[r#"
        WORD       AT   SCORE
        TAEL       K9       8
        TA         9K       2
        AN         10K      2
        RESPONDED  11D     24
        LO         12K      2
        total      -       38
    "#]]
    .assert_eq(&stdout(&output));

    let output = folder.run(&["crossword", "score", "--play", "8B MUZJIKS", "--json"]);
    let expected = r#"{"play":"8B MUZJIKS","legal":true,"score":128,"words":[{"word":"MUZJIKS","at":"8B","score":78}],"reason":null}"#;
    assert_eq!(stdout(&output).trim_end(), expected);
}

#[test]
fn a_play_that_cannot_be_ends_with_1_and_says_why() {
    let folder = Folder::new("score_illegal");
    let output = folder.run(&["crossword", "score", "--play", "1A BANJO"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
    let expected = "1A BANJO is not possible: the first play must cover the centre, H8; this one starts at A1\n";
    assert_eq!(stderr(&output), expected);

    let position = "15/15/15/15/15/15/15/15/15/15/15/15/15/15/15 BANJXY?/ 0/0 0";
    let output = folder.run(&["crossword", "score", "--play", "8D BANJO", "--position", position, "--json"]);
    let expected =
        r#"{"play":"8D BANJO","legal":false,"score":null,"words":[],"reason":"ABJNO are not all on the rack ABJNXY?"}"#;
    assert_eq!((output.status.code(), stdout(&output).trim_end()), (Some(1), expected));
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = Folder::new("score_bad");
    let complaint = |arguments: &[&str]| {
        let output = folder.run(&[&["crossword"], arguments].concat());
        assert_eq!(output.status.code(), Some(1));
        stderr(&output)
    };
    let play = complaint(&["score", "--play", "8P BANJO"]);
    assert!(play.starts_with("error: play \"8P BANJO\": \"8P\" is no start of a play: write 8D for across"), "{play}");
    let position = complaint(&["score", "--play", "8D A", "--position", "15/15"]);
    assert_eq!(position, "error: position: the board has 2 rows between /, and must have 15\n");
    assert_eq!(complaint(&["moves"]), "error: no rack: give --rack, or a position with one\n");
    assert!(complaint(&["moves", "--rack", "A1"]).contains("'1' is no tile"));
    assert!(complaint(&["moves", "--rack", "ABCDEFGH"]).contains("has 8 tiles, and may have 7"));
    assert_eq!(complaint(&["replay", "none.gcg"]).lines().count(), 1);
}

#[test]
fn the_plays_of_a_rack_are_counted_and_the_best_are_shown() {
    let folder = Folder::new("moves");
    let output = folder.run(&["crossword", "moves", "--position", M, "--rack", "AABDELT", "--top", "2"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    expect![[r#"
        AABDELT with SCOWL80: 752 plays, 95 exchanges
        PLAY     SCORE  KEEPS  WORDS
        K9 BAEL     44  ADT    BAEL BA AN RESPONDED LO
        K9 TAEL     38  ABD    TAEL TA AN RESPONDED LO
    "#]]
    .assert_eq(&stdout(&output));

    folder.write("words.txt", "banjo\nban\n");
    let mine = ["crossword", "moves", "--rack", "BANJOX?", "--lexicon", "words.txt", "--top", "1", "--json"];
    let expected = r#"{"lexicon":"words","rack":"ABJNOX?","plays":42,"exchanges":127,"best":[{"play":"8D BANJO","score":34,"words":["BANJO"],"keeps":"X?"}]}"#;
    assert_eq!(stdout(&folder.run(&mine)).trim_end(), expected);
}

#[test]
fn a_position_in_one_language_wants_words_of_it() {
    let folder = Folder::new("moves_language");
    let position = "15/15/15/15/15/15/15/15/15/15/15/15/15/15/15 EN/ 0/0 0 ld dutch;";
    let output = folder.run(&["crossword", "moves", "--position", position]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("the position has dutch tiles (ld), and the words are english"));
    let output = folder.run(&["crossword", "moves", "--position", position, "--language", "dutch", "--top", "1"]);
    assert_eq!(output.status.code(), Some(0));
}

const GAME: &str = "#player1 ann Ann Lee\n#player2 bob Bob\n>ann: ABJNOXY 8D BANJO +34 34\n\
    >bob: AGLSYYZ I8 SYZYGAL +93 93\n";

#[test]
fn a_game_that_is_right_is_played_again() {
    let folder = Folder::new("replay");
    folder.write("game.gcg", GAME);
    let output = folder.run(&["crossword", "replay", "game.gcg"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    expect![[r#"
        LINE  PLAYER  RACK     TURN        SCORE  TOTAL  WORDS
           3  ann     ABJNOXY  8D BANJO       34     34  BANJO
           4  bob     AGLSYYZ  I8 SYZYGAL     93     93  SYZYGAL BANJOS
    "#]]
    .assert_eq(&stdout(&output));
}

#[test]
fn a_game_that_is_wrong_is_named_by_line() {
    let folder = Folder::new("replay_wrong");
    folder.write("game.gcg", GAME.replace("+93 93", "+92 93").replace('\n', "\r\n"));
    let output = folder.run(&["crossword", "replay", "game.gcg"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "line 4: the score is +93, not +92\nline 4: the total is 92, not 93: 0 and +92\n";
    assert_eq!(stderr(&output), expected);
    let output = folder.run(&["crossword", "replay", "game.gcg", "--json"]);
    assert!(stdout(&output).ends_with(
        "\"differences\":[{\"line\":4,\"text\":\"the score is +93, not +92\"},\
         {\"line\":4,\"text\":\"the total is 92, not 93: 0 and +92\"}]}\n"
    ));
    folder.write("game.gcg", GAME.replace("BANJO +34", "BANJO 34"));
    let output = folder.run(&["crossword", "replay", "game.gcg"]);
    assert_eq!(stderr(&output), "error: game.gcg: line 3: \"34\" is no score: write +34 or -34\n");
}

#[test]
fn a_review_shows_the_best_beside_each_turn() {
    let folder = Folder::new("review");
    folder.write("game.gcg", GAME);
    let output = folder.run(&["crossword", "review", "game.gcg"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    expect![[r#"
        LINE  PLAYER  RACK     TURN        SCORE  BEST        SCORE
           3  ann     ABJNOXY  8D BANJO       34  8G JYNX        42
           4  bob     AGLSYYZ  I8 SYZYGAL     93  I8 SYZYGAL     93
    "#]]
    .assert_eq(&stdout(&output));
}

#[test]
fn bots_play_the_same_games_from_the_same_seed() {
    let folder = Folder::new("selfplay");
    let play = |seed: &str| {
        let output = folder.run(&[
            "crossword",
            "selfplay",
            "--games",
            "2",
            "--levels",
            "3,1",
            "--seed",
            seed,
            "--out",
            "games",
            "--json",
        ]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        stdout(&output)
    };
    let first = play("4");
    assert!(first.starts_with(r#"{"games":2,"seed":4,"lexicon":"SCOWL80","first_mover_wins":"#), "{first}");
    assert_eq!(first, play("4"));
    assert_ne!(first, play("5"));
    let output = folder.run(&["crossword", "replay", "games/game_2.gcg"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    let output = folder.run(&["crossword", "selfplay", "--levels", "6,1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a level is a number from 1 to 5"));
}
