//! Sizes and times as people write them: `256KiB`, `500ms`.

use std::time::Duration;

const SIZES: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
/// In milliseconds.
const TIMES: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// What is wrong with a size or a time, as a fragment, and perhaps what was meant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadUnit {
    pub(crate) what: &'static str,
    pub(crate) meant: Option<String>,
}

/// Reads `16384`, `16_384`, `16KiB`.
pub(crate) fn read_bytes(text: &str) -> Result<u64, BadUnit> {
    let (number, unit) = split(text)?;
    if unit.is_empty() || unit == "B" {
        return Ok(number);
    }
    let Some((_, size)) = SIZES.iter().find(|(name, _)| *name == unit) else {
        return Err(BadUnit { what: "not a size", meant: nearest_size(unit).map(|name| format!("{number}{name}")) });
    };
    number.checked_mul(*size).ok_or(TOO_LARGE)
}

/// Reads `10s`, `500ms`.
pub(crate) fn read_time(text: &str) -> Result<Duration, BadUnit> {
    let (number, unit) = split(text)?;
    let Some((_, millis)) = TIMES.iter().find(|(name, _)| *name == unit) else {
        return Err(BadUnit {
            what: if unit.is_empty() { "a time without a unit" } else { "not a time" },
            meant: nearest_time(unit).map(|name| format!("{number}{name}")),
        });
    };
    number.checked_mul(*millis).map(Duration::from_millis).ok_or(TOO_LARGE)
}

/// Writes a number with its thousands apart, as TOML allows: `100_000`.
pub(crate) fn show_count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && digits.len() > 4 && (digits.len() - nth).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// Writes a size in its largest whole unit.
pub(crate) fn show_bytes(bytes: u64) -> String {
    SIZES
        .iter()
        .find(|(_, size)| bytes >= *size && bytes.is_multiple_of(*size))
        .map_or_else(|| bytes.to_string(), |(name, size)| format!("{}{name}", bytes / size))
}

/// Writes a time in its largest whole unit, but never as a single one: `60s`, not `1m`.
pub(crate) fn show_time(time: Duration) -> String {
    let total = time.as_millis();
    TIMES
        .iter()
        .map(|(name, millis)| (*name, u128::from(*millis)))
        .find(|(name, millis)| {
            let single = matches!(*name, "h" | "m") && total == *millis;
            total >= *millis && total.is_multiple_of(*millis) && !single
        })
        .map_or_else(|| format!("{total}ms"), |(name, millis)| format!("{}{name}", total / millis))
}

const TOO_LARGE: BadUnit = BadUnit { what: "too large to be read", meant: None };

fn split(text: &str) -> Result<(u64, &str), BadUnit> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let digits = text[..end].replace('_', "");
    if digits.is_empty() {
        return Err(BadUnit { what: "no number", meant: None });
    }
    let number = digits.parse().map_err(|_| TOO_LARGE)?;
    Ok((number, text[end..].trim_start_matches(' ')))
}

fn nearest_size(unit: &str) -> Option<&'static str> {
    let first = unit.chars().next()?.to_ascii_uppercase();
    let (name, _) = SIZES.iter().find(|(name, _)| name.starts_with(first))?;
    Some(*name)
}

fn nearest_time(unit: &str) -> Option<&'static str> {
    match unit.to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Some("s"),
        "ms" | "msec" | "millis" | "milliseconds" => Some("ms"),
        "m" | "min" | "mins" | "minute" | "minutes" => Some("m"),
        "h" | "hour" | "hours" => Some("h"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_they_are_read() {
        for text in ["0", "1000", "1025", "8KiB", "1MiB", "1025KiB", "3GiB"] {
            assert_eq!(show_bytes(read_bytes(text).unwrap()), text);
        }
        assert_eq!(read_bytes("16_384"), Ok(16_384));
        assert_eq!(read_bytes("16 KiB"), Ok(16_384));
        assert_eq!(read_bytes("7B"), Ok(7));
    }

    #[test]
    fn thousands_stand_apart_where_they_are_many() {
        let shown = [0, 999, 4_000, 10_000, 1_234_567].map(show_count);
        assert_eq!(shown, ["0", "999", "4000", "10_000", "1_234_567"]);
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["0ms", "500ms", "1500ms", "1s", "60s", "90s", "2m", "60m", "2h"] {
            assert_eq!(show_time(read_time(text).unwrap()), text);
        }
    }

    #[test]
    fn what_was_meant_is_guessed() {
        let meant = |bad: BadUnit| bad.meant;
        assert_eq!(read_bytes("256kb").map_err(meant), Err(Some("256KiB".into())));
        assert_eq!(read_bytes("1M").map_err(meant), Err(Some("1MiB".into())));
        assert_eq!(read_time("10").map_err(meant), Err(Some("10s".into())));
        assert_eq!(read_time("5 min").map_err(meant), Err(Some("5m".into())));
        assert_eq!(read_time("3 parsecs").map_err(meant), Err(None));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(read_bytes("18446744073709551616"), Err(TOO_LARGE));
        assert_eq!(read_bytes("18446744073709551615GiB"), Err(TOO_LARGE));
        assert_eq!(read_time("18446744073709551615h"), Err(TOO_LARGE));
        for text in ["", "-1", "KiB", "_", "1.5MiB"] {
            assert!(read_bytes(text).is_err(), "{text:?}");
        }
    }
}
