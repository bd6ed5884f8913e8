//! The settings as text: what a node runs with, and a file to begin with. Both are TOML that can be read again.

use crate::setting::Setting;
use crate::settings::SETTINGS;
use crate::slot::Slot;
use crate::{Config, Sources};

/// Every setting with its value, where the value comes from, and its meaning.
#[must_use]
pub fn render_show(config: &Config, sources: &Sources) -> String {
    let line = |name: &str, key: &str, value: &str| format!("{name} = {value}  # {}", sources.of(key));
    render(config, line)
}

/// A `hubbub.toml` that says nothing yet: every key, commented out, at its default, below its meaning.
#[must_use]
pub fn render_init() -> String {
    let head = "\
# Settings of a Hubbub node. Every key stands here at its default, commented out: uncomment what you change.
# An environment variable wins over this file (HUBBUB_LIMITS_OUTBOX_BYTES), a flag wins over both (--listen).
# `hubbub config check` reads this file; `hubbub config show` prints what a node would run with, and why.

";
    head.to_owned() + &render(&Config::default(), |name, _, value| format!("#{name} = {value}"))
}

/// A limit, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// Its name in section `[limits]`.
    pub name: &'static str,
    /// What it is set to.
    pub value: String,
    /// What it is.
    pub meaning: &'static str,
    /// What happens when it is reached.
    pub when_full: &'static str,
}

/// Every limit, as it is set.
#[must_use]
pub fn limits(config: &Config) -> Vec<LimitRow> {
    let mut config = config.clone();
    let limits = SETTINGS.iter().filter(|setting| setting.section() == "limits");
    let row = |setting: &Setting| LimitRow {
        name: setting.name(),
        value: (setting.slot)(&mut config).show().trim_matches('"').to_owned(),
        meaning: setting.meaning,
        when_full: setting.when_full,
    };
    limits.map(row).collect()
}

/// Every section and setting; `line` gets the name, the key with its section, and the value as TOML.
fn render(config: &Config, line: impl Fn(&str, &str, &str) -> String) -> String {
    let mut config = config.clone();
    let mut text = String::new();
    let mut section = "";
    for setting in &SETTINGS {
        if setting.section() != section {
            section = setting.section();
            text += &format!("[{section}]\n\n");
        }
        let slot = (setting.slot)(&mut config);
        for comment in comments(setting, &slot) {
            text += &format!("# {comment}\n");
        }
        text += &line(setting.name(), setting.key, &slot.show());
        text += "\n\n";
    }
    text.truncate(text.trim_end().len() + 1);
    text
}

/// The meaning of a setting in lines that fit a terminal.
fn comments(setting: &Setting, slot: &Slot<'_>) -> Vec<String> {
    let meaning = if setting.when_full.is_empty() {
        setting.meaning.to_owned()
    } else {
        format!("{} When reached: {}.", setting.meaning, setting.when_full)
    };
    let mut lines = wrap(&meaning);
    lines.extend(wrap(&format!("Expected: {}.", slot.expected())));
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
