use config::{Config, render_init, render_show};
use expect_test::{expect, expect_file};

use crate::load_file;

#[test]
fn the_first_file_is_this_one() {
    expect_file!["hubbub.toml"].assert_eq(&render_init());
}

#[test]
fn the_first_file_says_nothing() {
    let (config, _) = load_file(&render_init()).unwrap();
    assert_eq!(config, Config::default());
}

#[test]
fn the_first_file_uncommented_says_the_defaults() {
    let text = render_init();
    let lines: Vec<_> = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest,
            _ => line,
        })
        .collect();
    let (config, sources) = load_file(&lines.join("\n")).unwrap();
    assert_eq!(config, Config::default());
    assert_ne!(sources.of("limits.drain_time"), config::Source::Default);
}

#[test]
fn what_is_shown_can_be_loaded_again() {
    let text = "[server]\nlisten = [\"0.0.0.0:80\"]\ndata = 'C:\\games \"1\"'\n[limits]\nclose_grace = \"250ms\"\n";
    let (config, sources) = load_file(text).unwrap();
    let shown = render_show(&config, &sources);
    assert_eq!(load_file(&shown).unwrap().0, config);
}

#[test]
fn a_setting_is_shown_with_origin_and_meaning() {
    let (config, sources) = load_file("[limits]\n\n\noutbox_bytes = \"1MiB\"\n").unwrap();
    let shown = render_show(&config, &sources);
    let around = |name: &str| {
        let lines: Vec<_> = shown.lines().collect();
        let at = lines.iter().position(|line| line.starts_with(name)).unwrap();
        lines[at - 2..=at].join("\n")
    };
    expect![[r#"
        # What waits to be sent to one conn. When reached: close code 4008.
        # Expected: a size from 128KiB to 64MiB.
        outbox_bytes = "1MiB"  # hubbub.toml:4"#]]
    .assert_eq(&around("outbox_bytes"));
    expect![[r#"
        # How long the oldest byte may wait to be sent to one conn. When reached: close code 4008.
        # Expected: a time from 10ms to 5m.
        outbox_age = "10s"  # default"#]]
    .assert_eq(&around("outbox_age"));
    let origins = shown.lines().filter(|line| line.ends_with("  # default")).count();
    assert_eq!(origins, shown.matches(" = ").count() - 1);
}
