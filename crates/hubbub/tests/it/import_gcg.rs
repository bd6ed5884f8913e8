//! `hubbub store import-gcg`: games from their text, and the server that has them then.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use expect_test::expect;
use serde_json::Value;

use crate::replay::Served;
use crate::{Folder, stderr, stdout};

/// A game that was given up.
const GAME: &str = "\
#character-encoding UTF-8
#player1 ann ann
#player2 bob bob
>ann: ABEJNOX 8D BANJO +34 34
>bob: AGLSYYZ I8 SYZYGAL +93 93
#note the game ended (resigned), won by bob
";

/// Games of bots, as files.
fn played_by_bots(folder: &Folder, games: &str) {
    let output = folder.run(&["crossword", "selfplay", "--games", games, "--levels", "3,2", "--out", "texts"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

fn answers(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let output = folder.run(&[&["store", "import-gcg", "--data", "games", "--json"], arguments].concat());
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

#[test]
fn a_server_has_the_games_that_were_put_into_its_store() {
    let folder = Folder::new("import_gcg");
    played_by_bots(&folder, "3");
    folder.write("texts/game_4.gcg", GAME);
    let files = ["texts/game_1.gcg", "texts/game_2.gcg", "texts/game_3.gcg", "texts/game_4.gcg"];
    let first = answers(&folder, &files);
    let again = answers(&folder, &files);
    let checked = folder.run(&["store", "check", "--data", "games"]);
    assert!(stdout(&checked).starts_with("games 4, "), "{}", stderr(&checked));

    let served = Served::over(folder);
    let listed = served.says("games");
    for ((first, again), file) in first.iter().zip(&again).zip(files) {
        let game = first["game"].as_str().expect("a game");
        assert_eq!((&first["known"], &again["known"]), (&false.into(), &true.into()));
        assert_eq!(
            (first["game"].clone(), first["changed"].clone()),
            (again["game"].clone(), Value::Array(Vec::new()))
        );
        assert!(listed.lines().any(|line| line.contains(game) && line.contains("  over  ")), "{listed}");
        served.says(&format!("gcg {game} -o {game}.gcg"));
        assert_eq!(served.folder.read(&format!("{game}.gcg")), served.folder.read(file));
        assert!(served.says(&format!("replay {game}")).contains("ended"));
    }
    let game = first[0]["game"].as_str().expect("a game");
    let review = get(&served, &format!("/api/games/{game}/review"));
    assert!(review.contains(r#"{"words":"SCOWL80","turns":[{"best":[{"at":""#), "{review}");
    let in_use = served.folder.run(&["store", "import-gcg", "texts/game_1.gcg", "--data", "games"]);
    assert!(stderr(&in_use).contains("is in use by the server"), "{}", stderr(&in_use));
}

fn get(served: &Served, path: &str) -> String {
    let mut conn = TcpStream::connect(served.server().urls()[0]).expect("the server accepts");
    write!(conn, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    conn.read_to_string(&mut answer).expect("it answers in text");
    answer
}

#[test]
fn what_is_no_finished_game_is_named_and_the_others_are_taken() {
    let folder = Folder::new("import_gcg_refused");
    folder.write("right.gcg", GAME);
    folder.write("wrong.gcg", GAME.replace("+93 93", "+92 92"));
    folder.write("open.gcg", GAME.replace("#note the game", "#note perhaps the game"));
    folder.write("names.gcg", GAME.replace("bob", "Bób"));
    folder.write("twice.gcg", GAME.replace("#player2 bob bob", "#player2 bob Bob Lee\n#title final\n#lexicon OTHER"));
    let files = ["missing.gcg", "wrong.gcg", "open.gcg", "names.gcg", "right.gcg", "twice.gcg"];
    let output = folder.run(&[&["store", "import-gcg", "--data", "games"], files.as_slice()].concat());
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        missing.gcg: cannot be read: No such file or directory (os error 2)
        wrong.gcg: line 5: the score is +93, not +92
        open.gcg: line 5: the text ends here, and the game is not over: only finished games are taken
        names.gcg: "Bób" is no name of a user, 1 to 64 of A-Z a-z 0-9 _: say --seat 'Bób=USER'
    "#]]
    .assert_eq(&stderr(&output));
    expect![[r#"
        right.gcg is game gcg_a27c495a6e6a7d5f9180708756b7997c
        twice.gcg is game gcg_a27c495a6e6a7d5f9180708756b7997c, which the store had already (without #title, without the players' names)
    "#]]
    .assert_eq(&stdout(&output));
    let seated = answers(&folder, &["names.gcg", "--seat", "Bób=bob"]);
    assert_eq!(seated[0]["known"], true);
}
