use expect_test::expect;

use crate::{Folder, stderr, stdout};

#[test]
fn wrong_settings_end_with_78_and_point_at_the_place() {
    let folder = Folder::new("wrong_settings");
    folder.write("hubbub.toml", "[limits]\noutbox_byte = \"1MiB\"\nrooms = 0\n");
    let commands = [&[][..], &["serve"], &["config", "check"], &["config", "show"]];
    let mut said = commands.map(|arguments| {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(78), "{arguments:?}");
        assert!(stdout(&output).is_empty());
        stderr(&output)
    });
    expect![[r#"
        error: unknown key `outbox_byte` in [limits]
         --> hubbub.toml:2:1
          |
        2 | outbox_byte = "1MiB"
          | ^^^^^^^^^^^
          = did you mean `outbox_bytes`?
          = `hubbub config show` prints every key with its meaning

        error: `limits.rooms`: too small
         --> hubbub.toml:3:9
          |
        3 | rooms = 0
          |         ^
          = expected a number from 1 to 10_000_000
    "#]]
    .assert_eq(&said[0]);
    said.sort();
    assert_eq!(said[0], said[3]);
}

#[test]
fn the_environment_and_flags_are_checked_too() {
    let folder = Folder::new("wrong_environment");
    let mut command = folder.hubbub(&["config", "check", "--shards", "many"]);
    let output = command.env("HUBBUB_SERVER_SHARD", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    expect![[r#"
        error: unknown environment variable `HUBBUB_SERVER_SHARD`
         --> environment HUBBUB_SERVER_SHARD
          |
          | HUBBUB_SERVER_SHARD=1
          | ^^^^^^^^^^^^^^^^^^^
          = did you mean `HUBBUB_SERVER_SHARDS`?

        error: `server.shards`: "many" does not fit here
         --> --shards
          |
          | --shards many
          |          ^^^^
          = expected a number from 0 to 256
    "#]]
    .assert_eq(&stderr(&output));
}

#[test]
fn a_file_that_cannot_be_read_ends_with_78() {
    let folder = Folder::new("unreadable");
    folder.write("latin1.toml", b"[server]\ndata = \"caf\xe9\"\n");
    folder.write("huge.toml", "#".repeat(200 << 10));
    for (file, expected) in [
        ("none.toml", "none.toml: No such file"),
        (".", "settings file .: Is a directory"),
        ("latin1.toml", "latin1.toml: line 2 is not UTF-8"),
        ("huge.toml", "huge.toml: it is larger than 128 KiB"),
    ] {
        let output = folder.run(&["config", "check", "--config", file]);
        assert_eq!(output.status.code(), Some(78), "{file}");
        assert!(stderr(&output).contains(expected), "{output:?}");
    }
}

#[test]
fn check_says_which_file_it_read() {
    let folder = Folder::new("check");
    assert_eq!(stdout(&folder.run(&["config", "check"])), "there is no hubbub.toml here; the rest can be used\n");
    folder.write("hubbub.toml", "[server]\nshards = 2\n");
    assert_eq!(stdout(&folder.run(&["config", "check"])), "hubbub.toml can be used\n");
}

#[test]
fn the_first_file_is_written_once_and_says_the_defaults() {
    let folder = Folder::new("init");
    let defaults = stdout(&folder.run(&["config", "show"]));
    let output = folder.run(&["config", "init"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(stdout(&folder.run(&["config", "show"])), defaults);
    assert_eq!(stdout(&folder.run(&["config", "init", "-"])), folder.read("hubbub.toml"));

    folder.write("hubbub.toml", "# mine\n");
    let again = folder.run(&["config", "init"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).starts_with("error: hubbub.toml exists already"), "{again:?}");
    assert_eq!(folder.read("hubbub.toml"), "# mine\n");
}

#[test]
fn each_setting_is_shown_with_its_origin() {
    let folder = Folder::new("show");
    folder.write("hubbub.toml", "[limits]\noutbox_bytes = \"1MiB\"\n");
    let mut command = folder.hubbub(&["config", "show", "--listen", "127.0.0.1:0"]);
    let output = command.env("HUBBUB_LOG_LEVEL", "debug").output().unwrap();
    let shown = stdout(&output);
    for line in [
        "listen = [\"127.0.0.1:0\"]  # --listen",
        "level = \"debug\"  # environment HUBBUB_LOG_LEVEL",
        "outbox_bytes = \"1MiB\"  # hubbub.toml:2",
        "outbox_age = \"10s\"  # default",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is not in\n{shown}");
    }
}
