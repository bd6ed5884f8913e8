//! From when until when a certificate is valid (RFC 5280, 4.1.2.5): the only part of it that we read ourselves.

use types::UnixMs;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// What stands before the validity, once the version is skipped: serial number, signature, issuer.
const BEFORE_VALIDITY: usize = 3;
const DAY_MS: i64 = 86_400_000;

/// A span of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from: UnixMs,
    pub(crate) until: UnixMs,
}

impl Validity {
    pub(crate) const ALWAYS: Self = Self { from: UnixMs(i64::MIN), until: UnixMs(i64::MAX) };

    /// The validity of an X.509 certificate in DER; `None` if it is none.
    pub(crate) fn of(certificate: &[u8]) -> Option<Self> {
        let (_, certificate, _) = element(certificate)?;
        let (_, mut rest, _) = element(certificate)?;
        let (first, _, after) = element(rest)?;
        if first == VERSION {
            rest = after;
        }
        for _ in 0..BEFORE_VALIDITY {
            (_, _, rest) = element(rest)?;
        }
        let (SEQUENCE, validity, _) = element(rest)? else { return None };
        let (kind, from, rest) = element(validity)?;
        let from = time(kind, from)?;
        let (kind, until, _) = element(rest)?;
        Some(Self { from, until: time(kind, until)? })
    }

    /// When both are valid.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }
}

/// The day of a moment, as `2026-11-21`.
pub(crate) fn date(at: UnixMs) -> String {
    let (year, month, day) = civil(at.0.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// The tag and the inside of the first element, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)), rest)
        }
        _ => return None,
    };
    let (inside, rest) = rest.split_at_checked(length)?;
    Some((tag, inside, rest))
}

/// `YYMMDDHHMMSSZ` between 1950 and 2049, or `YYYYMMDDHHMMSSZ`.
fn time(kind: u8, text: &[u8]) -> Option<UnixMs> {
    let (year, rest) = match kind {
        UTC_TIME => {
            let year = number(text.get(..2)?)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        GENERALIZED_TIME => (number(text.get(..4)?)?, text.get(4..)?),
        _ => return None,
    };
    let &[a, b, c, d, e, f, g, h, i, j, b'Z'] = rest else { return None };
    let (month, day) = (number(&[a, b])?, number(&[c, d])?);
    let (hour, minute, second) = (number(&[e, f])?, number(&[g, h])?, number(&[i, j])?);
    let is_time = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    let seconds = (hour * 60 + minute) * 60 + second;
    is_time.then(|| UnixMs(days(year, month, day) * DAY_MS + seconds * 1000))
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

/// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 719_469
}

/// Year, month and day of a day since 1970-01-01.
fn civil(day: i64) -> (i64, i64, i64) {
    // The guess is never too late, and too early by a year at most.
    let guess = 1970 + day.div_euclid(366).min(day.div_euclid(365));
    let year = (guess..).take_while(|year| days(*year, 1, 1) <= day).last().unwrap_or(guess);
    let month = (1..=12).take_while(|month| days(year, *month, 1) <= day).last().unwrap_or(1);
    (year, month, day - days(year, month, 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (at, day) in [
            ((1970, 1, 1), 0),
            ((1970, 3, 1), 59),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((1999, 12, 31), 10_956),
            ((2026, 11, 21), 20_778),
            ((2100, 3, 1), 47_541),
            ((9999, 12, 31), 2_932_896),
            ((1950, 1, 1), -7_305),
        ] {
            assert_eq!(days(at.0, at.1, at.2), day, "{at:?}");
            assert_eq!(civil(day), at, "{day}");
        }
    }

    #[test]
    fn times_are_read_in_both_forms() {
        assert_eq!(time(UTC_TIME, b"700101000001Z"), Some(UnixMs(1000)));
        assert_eq!(time(UTC_TIME, b"491231235959Z"), Some(UnixMs(2_524_607_999_000)));
        assert_eq!(time(UTC_TIME, b"500101000000Z"), Some(UnixMs(-631_152_000_000)));
        assert_eq!(time(GENERALIZED_TIME, b"20261121120000Z"), Some(UnixMs(1_795_262_400_000)));
        for bad in ["", "Z", "7001010000Z", "701301000000Z", "70010100000xZ", "700101000000", "700101000000Z+01"] {
            assert_eq!(time(UTC_TIME, bad.as_bytes()), None, "{bad:?}");
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_validity() {
        for der in [&[][..], &[SEQUENCE], &[SEQUENCE, 5], &[SEQUENCE, 0x84, 1, 1, 1, 1], &[SEQUENCE, 2, SEQUENCE, 0]] {
            assert_eq!(Validity::of(der), None, "{der:?}");
        }
    }
}
