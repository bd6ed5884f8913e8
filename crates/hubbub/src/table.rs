//! How answers are printed: tables for people, whose headings stand out on a terminal, or JSON.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

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

/// Prints one line of many; `false` when nobody reads any more.
pub(crate) fn line(line: impl Display) -> anyhow::Result<bool> {
    match writeln!(io::stdout(), "{line}").and_then(|()| io::stdout().flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error.into()),
    }
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

/// A day and the time of it, UTC.
pub(crate) fn day_and_time(at_ms: i64) -> String {
    let (year, month, day) = date(at_ms.div_euclid(86_400_000));
    format!("{year:04}-{month:02}-{day:02} {}", time(at_ms))
}

/// Year, month and day of a number of days since 1970, by the Gregorian calendar. Years are counted from March here, so
/// that a leap day is the last of its year; 400 of them have 146,097 days.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
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

    #[test]
    fn a_day_is_of_the_calendar() {
        for (days, day) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (11_017, "2000-03-01"), (20_454, "2026-01-01")] {
            assert_eq!(day_and_time(days * 86_400_000), format!("{day} 00:00:00.000Z"));
        }
        assert_eq!(day_and_time(-1), "1969-12-31 23:59:59.999Z");
        let mut before = date(-800_000);
        for days in -799_999..800_000 {
            let (year, month, day) = date(days);
            let is_next = before == (year, month, day - 1) || day == 1;
            assert!(is_next && (1..=12).contains(&month) && (1..=31).contains(&day), "{days}");
            before = (year, month, day);
        }
    }
}
