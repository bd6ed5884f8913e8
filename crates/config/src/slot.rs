//! One field of [`Config`](crate::Config), borrowed, with what may stand in it.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::error::Fault;
use crate::given::Given;
use crate::items::{Word, Words};
use crate::place::Place;
use crate::units::{self, BadUnit};

/// The kind and the range of a value, and where it goes.
pub(crate) enum Slot<'a> {
    Bytes(&'a mut dyn Whole, RangeInclusive<u64>),
    Count(&'a mut dyn Whole, RangeInclusive<u64>),
    Time(&'a mut Duration, RangeInclusive<Duration>),
    Switch(&'a mut bool),
    Word(&'a mut dyn Word),
    /// A list and how many it may hold.
    Words(&'a mut dyn Words, RangeInclusive<usize>),
}

/// Any whole number that a field is made of.
pub(crate) trait Whole {
    fn read(&self) -> u64;
    /// The range of the slot fits the field, so nothing is ever cut off here.
    fn write(&mut self, value: u64);
}

macro_rules! whole {
    ($($number:ty)*) => {$(
        impl Whole for $number {
            fn read(&self) -> u64 {
                u64::try_from(*self).unwrap_or(u64::MAX)
            }

            fn write(&mut self, value: u64) {
                *self = Self::try_from(value).unwrap_or(Self::MAX);
            }
        }
    )*};
}
whole!(u32 usize);

impl Slot<'_> {
    /// Takes the value in, or says what is wrong with it and leaves the field as it was.
    pub(crate) fn accept(&mut self, given: &Given, place: &Place) -> Result<(), Vec<Fault>> {
        let expected = self.expected();
        let example = self.show();
        let taken = match self {
            Self::Bytes(field, range) => {
                read_bytes(given).and_then(|value| within(value, range)).map(|value| field.write(value))
            }
            Self::Count(field, range) => {
                read_count(given).and_then(|value| within(value, range)).map(|value| field.write(value))
            }
            Self::Time(field, range) => {
                read_time(given).and_then(|value| within(value, range)).map(|value| **field = value)
            }
            Self::Switch(field) => read_switch(given).map(|value| **field = value),
            Self::Word(field) => {
                read_text(given).and_then(|text| field.accept(text).map_err(|meant| Wrong::text(text).meant(meant)))
            }
            Self::Words(field, count) => return accept_list(*field, count, given, place, &expected),
        };
        let expected = match self {
            Self::Bytes(..) | Self::Time(..) => format!("{expected}, such as {example}"),
            Self::Count(..) | Self::Switch(_) | Self::Word(_) | Self::Words(..) => expected,
        };
        taken.map_err(|wrong| vec![wrong.into_fault(place, &expected)])
    }

    /// The value as TOML.
    pub(crate) fn show(&self) -> String {
        match self {
            Self::Bytes(field, _) => quote_unit(&units::show_bytes(field.read())),
            Self::Count(field, _) => units::show_count(field.read()),
            Self::Time(field, _) => quote_unit(&units::show_time(**field)),
            Self::Switch(field) => field.to_string(),
            Self::Word(field) => quote(&field.show()),
            Self::Words(field, _) => {
                let items: Vec<_> = field.show().iter().map(|item| quote(item)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// What may stand here, as a phrase.
    pub(crate) fn expected(&self) -> String {
        match self {
            Self::Bytes(_, range) => {
                format!("a size from {} to {}", units::show_bytes(*range.start()), units::show_bytes(*range.end()))
            }
            Self::Count(_, range) => {
                format!("a number from {} to {}", units::show_count(*range.start()), units::show_count(*range.end()))
            }
            Self::Time(_, range) => {
                format!("a time from {} to {}", units::show_time(*range.start()), units::show_time(*range.end()))
            }
            Self::Switch(_) => "true or false".to_owned(),
            Self::Word(field) => field.expected().to_owned(),
            Self::Words(field, count) => {
                format!("a list of {} to {}, each {}", count.start(), count.end(), field.expected())
            }
        }
    }
}

/// What is wrong with one value.
struct Wrong {
    what: String,
    meant: Option<String>,
}

impl Wrong {
    fn kind(given: &Given) -> Self {
        Self { what: format!("{} does not fit here", given.kind()), meant: None }
    }

    fn text(text: &str) -> Self {
        Self { what: format!("{text:?} does not fit here"), meant: None }
    }

    fn meant(mut self, meant: Option<String>) -> Self {
        self.meant = meant;
        self
    }

    fn into_fault(self, place: &Place, expected: &str) -> Fault {
        let fault = Fault::new(self.what, place.clone()).note(format!("expected {expected}"));
        match self.meant {
            Some(meant) => fault.note(format!("did you mean {meant}?")),
            None => fault,
        }
    }
}

impl From<BadUnit> for Wrong {
    fn from(bad: BadUnit) -> Self {
        Self { what: bad.what.to_owned(), meant: bad.meant.map(|meant| format!("{meant:?}")) }
    }
}

fn within<T: PartialOrd>(value: T, range: &RangeInclusive<T>) -> Result<T, Wrong> {
    let what = if value < *range.start() {
        "too small"
    } else if value > *range.end() {
        "too large"
    } else {
        return Ok(value);
    };
    Err(Wrong { what: what.to_owned(), meant: None })
}

fn read_bytes(given: &Given) -> Result<u64, Wrong> {
    match given {
        Given::Raw(text) | Given::Text(text) => Ok(units::read_bytes(text)?),
        Given::Whole(number) => read_whole(*number),
        Given::Switch(_) | Given::List(_) | Given::Unfit(_) => Err(Wrong::kind(given)),
    }
}

fn read_count(given: &Given) -> Result<u64, Wrong> {
    match given {
        Given::Whole(number) => read_whole(*number),
        Given::Raw(text) => text.replace('_', "").parse().map_or_else(|_| Err(Wrong::text(text)), read_whole),
        Given::Text(text) => Err(Wrong::kind(given).meant(text.parse().ok().map(|n: u64| n.to_string()))),
        Given::Switch(_) | Given::List(_) | Given::Unfit(_) => Err(Wrong::kind(given)),
    }
}

fn read_whole(number: i128) -> Result<u64, Wrong> {
    let what = if number < 0 { "too small" } else { "too large" };
    u64::try_from(number).map_err(|_| Wrong { what: what.to_owned(), meant: None })
}

fn read_time(given: &Given) -> Result<Duration, Wrong> {
    match given {
        Given::Raw(text) | Given::Text(text) => Ok(units::read_time(text)?),
        Given::Whole(number) => Ok(units::read_time(&number.to_string())?),
        Given::Switch(_) | Given::List(_) | Given::Unfit(_) => Err(Wrong::kind(given)),
    }
}

fn read_switch(given: &Given) -> Result<bool, Wrong> {
    match given {
        Given::Switch(value) => Ok(*value),
        Given::Raw(text) => text.parse().map_err(|_| Wrong::text(text)),
        Given::Text(text) => {
            Err(Wrong::kind(given).meant(text.parse().ok().map(|value: bool| format!("{value} without quotes"))))
        }
        Given::Whole(_) | Given::List(_) | Given::Unfit(_) => Err(Wrong::kind(given)),
    }
}

fn read_text(given: &Given) -> Result<&str, Wrong> {
    match given {
        Given::Raw(text) | Given::Text(text) => Ok(text),
        Given::Whole(_) | Given::Switch(_) | Given::List(_) | Given::Unfit(_) => Err(Wrong::kind(given)),
    }
}

/// Takes a list in; the caret of a bad item stands under the item.
fn accept_list(
    field: &mut dyn Words,
    count: &RangeInclusive<usize>,
    given: &Given,
    place: &Place,
    expected: &str,
) -> Result<(), Vec<Fault>> {
    let Some(items) = given.items(place) else {
        let meant = read_text(given).ok().map(|text| format!("[{text:?}]"));
        let wrong = Wrong::kind(given).meant(meant);
        return Err(vec![wrong.into_fault(place, expected)]);
    };
    if !count.contains(&items.len()) {
        let what = format!("a list of {}", items.len());
        let wrong = Wrong { what, meant: None };
        return Err(vec![wrong.into_fault(place, expected)]);
    }
    let each = field.expected();
    let mut texts = Vec::new();
    let mut faults = Vec::new();
    for (item, place) in &items {
        match read_text(item) {
            Ok(text) => texts.push((text, place)),
            Err(wrong) => faults.push(wrong.into_fault(place, each)),
        }
    }
    let words: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
    if let Err(read) = field.accept(&words) {
        for ((text, place), item) in texts.iter().zip(read) {
            if let Err(meant) = item {
                faults.push(Wrong::text(text).meant(meant).into_fault(place, each));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Quotes what has a unit; a plain number stays one.
fn quote_unit(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.to_owned() } else { quote(text) }
}

fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}
