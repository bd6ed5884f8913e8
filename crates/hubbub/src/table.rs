//! How answers are printed: tables for people, whose headings stand out on a terminal, or JSON.

use std::env;
use std::io::{self, IsTerminal as _};

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Table};
use serde::Serialize;

use crate::print;

/// A column: its heading, and whether its cells are numbers.
pub(crate) type Column = (&'static str, bool);

/// Prints rows under headings.
pub(crate) fn rows(columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> anyhow::Result<()> {
    let is_bold = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(columns.iter().map(|(heading, _)| {
        let cell = Cell::new(heading);
        if is_bold { cell.add_attribute(Attribute::Bold) } else { cell }
    }));
    table.add_rows(rows.map(|row| row.into_iter().map(|cell| harmless(&cell)).collect::<Vec<_>>()));
    for (column, (_, is_number)) in table.column_iter_mut().zip(columns) {
        column.set_padding((0, 2));
        if *is_number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    print(table.lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>())
}

/// Prints one JSON document.
pub(crate) fn json(document: &impl Serialize) -> anyhow::Result<()> {
    print(format_args!("{}\n", serde_json::to_string(document)?))
}

/// What players wrote must not command a terminal.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// `1 conn`, `2 conns`.
pub(crate) fn count(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// A time of day, UTC.
pub(crate) fn time(at_ms: i64) -> String {
    let of_day = at_ms.rem_euclid(86_400_000);
    let (seconds, millis) = (of_day / 1_000, of_day % 1_000);
    format!("{:02}:{:02}:{:02}.{millis:03}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// What may be missing.
pub(crate) fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_players_wrote_commands_no_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{9b}c\n"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}");
    }

    #[test]
    fn a_time_is_of_the_day() {
        assert_eq!(time(1_767_225_600_000), "00:00:00.000Z");
        assert_eq!(time(1_767_225_600_000 + 45_296_789), "12:34:56.789Z");
    }
}
