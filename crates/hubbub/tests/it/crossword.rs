use expect_test::expect;

use crate::{Folder, stderr, stdout};

#[test]
fn words_that_come_with_the_program_can_be_asked_for() {
    let folder = Folder::new("check");
    let output = folder.run(&["crossword", "lexicon", "check", "Tea", "muzjiks"]);
    assert_eq!(output.status.code(), Some(0));
    expect![[r#"
        TEXT     WORD  SIZE
        Tea      yes     35
        muzjiks  yes     80
    "#]]
    .assert_eq(&stdout(&output));

    let output = folder.run(&["crossword", "lexicon", "check", "ijsje", "--language", "dutch", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let expected = r#"{"lexicon":"OpenTaal","language":"dutch","words":[{"word":"ijsje","is_word":true,"size":null}]}"#;
    assert_eq!(stdout(&output).trim_end(), expected);
}

#[test]
fn what_is_no_word_ends_with_1() {
    let output =
        Folder::new("check_no_word").run(&["crossword", "lexicon", "check", "tea", "qqq", "don't", "\u{1b}[2J"]);
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        TEXT   WORD  SIZE
        tea    yes     35
        qqq    no       -
        don't  no       -
        �[2J   no       -
    "#]]
    .assert_eq(&stdout(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_list_of_ones_own_is_built_and_asked() {
    let folder = Folder::new("build");
    folder.write("club.txt", "# ours\nTea\nzzyzx\n");
    let output = folder.run(&["crossword", "lexicon", "build", "club.txt", "--out", "club.lexicon"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    expect![[r#"
        club.lexicon: club, 2 words, 35 arcs, 276 bytes
    "#]]
    .assert_eq(&stdout(&output));
    expect![[r#"
        reading club.txt
        building the graph of 2 words
    "#]]
    .assert_eq(&stderr(&output));
    // The list itself will do as well.
    for file in ["club.lexicon", "club.txt"] {
        let output = folder.run(&["crossword", "lexicon", "check", "ZZYZX", "tea", "--lexicon", file, "--json"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains(r#""lexicon":"club","language":"english""#), "{output:?}");
    }
    let output = folder.run(&["crossword", "lexicon", "check", "at", "--lexicon", "club.lexicon"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_used_is_told_with_its_place_and_leaves_nothing_behind() {
    let folder = Folder::new("bad_list");
    folder.write("bad.txt", "tea\n\nl'eau\n");
    folder.write("dutch.txt", "ijs\n");
    folder.write("damaged.lexicon", b"\x89hubblex and no more");
    let fails = |arguments: &[&str]| {
        let output = folder.run(&[&["crossword", "lexicon"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stdout(&output).is_empty());
        stderr(&output).lines().last().map(|line| format!("{line}\n")).unwrap_or_default()
    };
    let said = [
        fails(&["build", "bad.txt", "--out", "out"]),
        fails(&["build", "none.txt", "--out", "out"]),
        fails(&["build", "dutch.txt", "--out", "none/out"]),
        fails(&["build", "dutch.txt", "--out", "out", "--name", ""]),
        fails(&["check", "tea", "--lexicon", "bad.txt"]),
        fails(&["check", "tea", "--lexicon", "damaged.lexicon"]),
    ];
    expect![[r#"
        error: bad.txt: line 3: "'" is no letter here; expected one word of the letters abcdefghijklmnopqrstuvwxyz
        error: none.txt: cannot be read: No such file or directory (os error 2)
        error: cannot write none/out: No such file or directory (os error 2)
        error: a list's name has 1 to 64 bytes and no control characters
        error: bad.txt: line 3: "'" is no letter here; expected one word of the letters abcdefghijklmnopqrstuvwxyz
        error: damaged.lexicon: damaged: 20 bytes instead of 96; copy it again, or build it again from its word list
    "#]]
    .assert_eq(&said.concat());
    assert!(!folder.0.join("out").exists());

    folder.run(&["crossword", "lexicon", "build", "dutch.txt", "--out", "dutch.lexicon", "--language", "dutch"]);
    expect![[r#"
        error: dutch.lexicon: its words are dutch, and english was asked for; leave out --language, or name another file
    "#]]
    .assert_eq(&fails(&["check", "ijs", "--lexicon", "dutch.lexicon", "--language", "english"]));
}

#[test]
fn an_unknown_language_is_a_wrong_argument() {
    let output = Folder::new("klingon").run(&["crossword", "lexicon", "check", "qapla", "--language", "klingon"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("[possible values: english, dutch]"), "{output:?}");
}
