use crate::{Folder, stderr, stdout};

/// Commands of each kind.
const COMMANDS: [&str; 14] = [
    "",
    "serve",
    "config",
    "config show",
    "new",
    "bench",
    "kick",
    "tail",
    "replay",
    "gcg",
    "crossword",
    "crossword lexicon check",
    "completions",
    "man",
];

#[test]
fn the_version_names_the_commit() {
    let output = Folder::new("version").run(&["--version"]);
    let version = stdout(&output);
    let commit = version
        .strip_prefix(concat!("hubbub ", env!("CARGO_PKG_VERSION"), " ("))
        .and_then(|rest| rest.strip_suffix(")\n"))
        .unwrap_or_else(|| panic!("{version:?}"));
    assert!(commit == "unknown" || (commit.len() == 12 && commit.bytes().all(|byte| byte.is_ascii_hexdigit())));
}

#[test]
fn the_help_has_examples_and_the_long_one_exit_codes() {
    let folder = Folder::new("help");
    let short = stdout(&folder.run(&["-h"]));
    assert!(short.contains("hubbub serve --listen") && !short.contains("Exit codes"), "{short}");
    let long = stdout(&folder.run(&["--help"]));
    assert!(long.contains("hubbub serve --listen") && long.contains("  78  wrong settings"), "{long}");
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = Folder::new("usage");
    for arguments in [["--lisen", "x"], ["serv", "x"], ["config", "shwo"], ["completions", "cobol"]] {
        let output = folder.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stdout(&output).is_empty() && stderr(&output).contains("error:"), "{output:?}");
    }
}

#[test]
fn every_shell_gets_completions() {
    let folder = Folder::new("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = folder.run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("conformance-echo"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Folder::new("man");
    for command in COMMANDS {
        let words = std::iter::once("man").chain(command.split_whitespace()).collect::<Vec<_>>();
        let output = folder.run(&words);
        assert_eq!(output.status.code(), Some(0));
        let title = format!(".TH hubbub {command}").trim_end().replace(' ', "-").replacen('-', " ", 1);
        assert!(stdout(&output).contains(&title), "{title}: {output:?}");
    }
    let output = folder.run(&["man", "config", "shwo"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "error: no command `shwo` in config; there are: show, check, init, help\n");
}
