//! The settings as text: what a node runs with, and a file to begin with. Both are TOML that can be read again.

use crate::settings::SETTINGS;
use crate::{Config, Source, Sources};

/// One setting with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// With its section: `limits.outbox_bytes`.
    pub key: &'static str,
    /// As TOML.
    pub value: String,
    /// Where the value comes from.
    pub source: Source,
    /// What may stand there, as a phrase.
    pub expected: String,
    /// What it is, in sentences.
    pub meaning: &'static str,
    /// What happens when the limit is reached, as a phrase; empty for what is no limit.
    pub when_full: &'static str,
}

/// Every setting with its value, in order.
#[must_use]
pub fn rows(config: &Config, sources: &Sources) -> Vec<Row> {
    let mut config = config.clone();
    SETTINGS
        .iter()
        .map(|setting| {
            let slot = (setting.slot)(&mut config);
            Row {
                key: setting.key,
                value: slot.show(),
                source: sources.of(setting.key),
                expected: slot.expected(),
                meaning: setting.meaning,
                when_full: setting.when_full,
            }
        })
        .collect()
}

/// Every setting with its value, where the value comes from, and its meaning.
#[must_use]
pub fn render_show(config: &Config, sources: &Sources) -> String {
    render(&rows(config, sources), |row| format!("{} = {}  # {}", name(row.key), row.value, row.source))
}

/// A `hubbub.toml` that says nothing yet: every key, commented out, at its default, below its meaning.
#[must_use]
pub fn render_init() -> String {
    let rows = rows(&Config::default(), &Sources::default());
    let head = "\
# Settings of a Hubbub node. Every key stands here at its default, commented out: uncomment what you change.
# An environment variable wins over this file (HUBBUB_LIMITS_OUTBOX_BYTES), a flag wins over both (--listen).
# `hubbub config check` reads this file; `hubbub config show` prints what a node would run with, and why.

";
    head.to_owned() + &render(&rows, |row| format!("#{} = {}", name(row.key), row.value))
}

fn render(rows: &[Row], line: impl Fn(&Row) -> String) -> String {
    let mut text = String::new();
    let mut section = "";
    for row in rows {
        let own = row.key.split_once('.').map_or("", |(section, _)| section);
        if own != section {
            text.push_str(&format!("[{own}]\n\n"));
            section = own;
        }
        for comment in comments(row) {
            text.push_str(&format!("# {comment}\n"));
        }
        text.push_str(&line(row));
        text.push_str("\n\n");
    }
    text
}

fn name(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, name)| name)
}

/// The meaning of a setting in lines that fit a terminal.
fn comments(row: &Row) -> Vec<String> {
    let meaning = if row.when_full.is_empty() {
        row.meaning.to_owned()
    } else {
        format!("{} When reached: {}.", row.meaning, row.when_full)
    };
    let mut lines = wrap(&meaning);
    lines.extend(wrap(&format!("Expected: {}.", row.expected)));
    lines
}

const WIDTH: usize = 110;

fn wrap(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
