//! Where a value was written, and how to point at it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// Which layer a value comes from, as `hubbub config show` prints it. Later ones win over earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A line of the settings file, counted from 1.
    File {
        /// The file as it was named.
        name: String,
        /// The line.
        line: usize,
    },
    /// An environment variable, by its name.
    Environment(String),
    /// A flag of the command line, like `--listen`.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Where each value comes from that somebody has set.
#[derive(Clone, Debug, Default)]
pub struct Sources(BTreeMap<&'static str, Place>);

impl Sources {
    /// Where the value of this key comes from.
    #[must_use]
    pub fn of(&self, key: &str) -> Source {
        self.place(key).map_or(Source::Default, |place| place.source.clone())
    }

    pub(crate) fn place(&self, key: &str) -> Option<&Place> {
        self.0.get(key)
    }

    pub(crate) fn set(&mut self, key: &'static str, place: Place) {
        self.0.insert(key, place);
    }
}

/// One line of what somebody wrote, and the part of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) source: Source,
    /// The whole line; control characters in it are replaced one by one, so that a terminal takes it as text.
    pub(crate) line: String,
    /// In characters, from 0.
    pub(crate) columns: Range<usize>,
}

impl Place {
    /// A span of bytes in a file; of a span over several lines, its part in the first.
    pub(crate) fn in_file(name: &str, text: &str, span: Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let first = text[line_start..start].chars().count();
        let length = text[start..end.min(line_end)].chars().count();
        Self {
            source: Source::File { name: name.to_owned(), line: text[..line_start].matches('\n').count() + 1 },
            line: printable(text[line_start..line_end].trim_end_matches('\r')),
            columns: first..first + length,
        }
    }

    /// The value of an environment variable.
    pub(crate) fn in_environment(name: &str, value: &str) -> Self {
        Self::after(Source::Environment(name.to_owned()), name, '=', value)
    }

    /// The value of a flag.
    pub(crate) fn in_flag(name: &str, value: &str) -> Self {
        Self::after(Source::Flag(name.to_owned()), name, ' ', value)
    }

    fn after(source: Source, name: &str, between: char, value: &str) -> Self {
        let first = name.chars().count() + 1;
        Self {
            source,
            line: printable(&format!("{name}{between}{value}")),
            columns: first..first + value.chars().count(),
        }
    }

    /// The name of the environment variable instead of its value.
    pub(crate) fn name(mut self) -> Self {
        self.columns = 0..self.columns.start.saturating_sub(1);
        self
    }

    /// A part of this place, in characters from its start.
    pub(crate) fn part(&self, part: Range<usize>) -> Self {
        let mut place = self.clone();
        place.columns = self.columns.start + part.start..self.columns.start + part.end;
        place
    }
}

fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_becomes_a_line_and_columns() {
        let text = "a = 1\nβ\t= \"x\" # c\r\nc = 3";
        let start = text.find('"').unwrap();
        let place = Place::in_file("f", text, start..start + 3);
        assert_eq!(place.source, Source::File { name: "f".into(), line: 2 });
        assert_eq!((place.line.as_str(), place.columns), ("β = \"x\" # c", 4..7));
    }

    #[test]
    fn spans_beyond_the_text_or_inside_a_character_are_taken() {
        let text = "é = 1";
        assert_eq!(Place::in_file("f", text, 1..99).columns, 0..5);
        assert_eq!(Place::in_file("f", text, 99..100).columns, 5..5);
        assert_eq!(Place::in_file("f", "", 0..0).columns, 0..0);
    }

    #[test]
    fn what_a_terminal_would_obey_is_replaced() {
        let place = Place::in_environment("HUBBUB_X", "\u{1b}[2J");
        assert_eq!(place.line, "HUBBUB_X=\u{fffd}[2J");
    }
}
