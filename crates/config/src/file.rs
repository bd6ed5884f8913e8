//! The settings file: TOML, every value with its place.

use toml::Spanned;
use toml::de::{DeInteger, DeString, DeTable, DeValue};

use crate::error::Fault;
use crate::given::Given;
use crate::load::File;
use crate::place::{Place, Source};
use crate::settings::{SECTIONS, SETTINGS};
use crate::suggest::nearest;

/// One `key = value`.
pub(crate) struct Entry {
    /// With its section: `limits.outbox_bytes`.
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) value: Given,
    pub(crate) value_place: Place,
}

/// Every entry of the file that stands in a known section, and what is wrong with the rest. A line that is no TOML
/// hides nothing but itself.
pub(crate) fn read(file: &File<'_>) -> (Vec<Entry>, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(file.text);
    let mut reader = Reader { file, entries: Vec::new(), faults: Vec::new() };
    for (key, value) in table.get_ref() {
        reader.section(key, value);
    }
    let Reader { mut entries, mut faults, .. } = reader;
    let broken: Vec<Place> =
        errors.iter().map(|error| Place::in_file(file.name, file.text, error.span().unwrap_or_default())).collect();
    let is_broken = |source: &Source| broken.iter().any(|place| place.source == *source);
    // What the parser makes of a broken line is a guess: a second complaint about it would confuse.
    entries.retain(|entry| !is_broken(&entry.key_place.source));
    faults.retain(|fault| !fault.place.as_ref().is_some_and(|place| is_broken(&place.source)));
    for (error, place) in errors.iter().zip(broken.iter().cloned()) {
        faults.push(Fault::new(format!("not TOML: {}", error.message()), place));
    }
    (entries, faults)
}

struct Reader<'a> {
    file: &'a File<'a>,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place::in_file(self.file.name, self.file.text, spanned.span())
    }

    /// A name at the top of the file.
    fn section(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let name = key.get_ref().as_ref();
        if let DeValue::Table(table) = value.get_ref()
            && SECTIONS.contains(&name)
        {
            for (key, value) in table {
                self.entry(name, key, value);
            }
        } else {
            let fault = unknown_at_top(name, self.place(key));
            self.faults.push(fault);
        }
    }

    fn entry(&mut self, section: &str, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let entry = Entry {
            key: format!("{section}.{}", key.get_ref()),
            key_place: self.place(key),
            value: self.given(value),
            value_place: self.place(value),
        };
        self.entries.push(entry);
    }

    fn given(&self, value: &Spanned<DeValue<'_>>) -> Given {
        match value.get_ref() {
            DeValue::String(text) => Given::Text(text.to_string()),
            DeValue::Integer(number) => whole(number),
            DeValue::Boolean(value) => Given::Switch(*value),
            DeValue::Array(items) => {
                Given::List(items.iter().map(|item| (self.given(item), self.place(item))).collect())
            }
            DeValue::Float(_) => Given::Unfit("a number with a point"),
            DeValue::Datetime(_) => Given::Unfit("a date"),
            DeValue::Table(_) => Given::Unfit("a table"),
        }
    }
}

fn whole(number: &DeInteger<'_>) -> Given {
    i128::from_str_radix(number.as_str(), number.radix()).map_or(Given::Unfit("so large a number"), Given::Whole)
}

/// Something at the top of the file that is no section.
fn unknown_at_top(name: &str, place: Place) -> Fault {
    if SECTIONS.contains(&name) {
        return Fault::new(format!("`{name}` is a section"), place)
            .note(format!("write [{name}] on a line of its own, and below it one `name = value` a line"));
    }
    if let Some(section) = nearest(name, SECTIONS) {
        return Fault::new(format!("unknown section `{name}`"), place).note(format!("did you mean [{section}]?"));
    }
    let fault = Fault::new(format!("unknown key `{name}`"), place);
    match nearest_name(name) {
        Some(key) => fault.note(format!("did you mean {}?", in_section(key))),
        None => fault.note(format!("the sections are [{}]", SECTIONS.join("], ["))),
    }
}

/// Something in a known section that is no setting.
pub(crate) fn unknown_key(key: &str, place: Place) -> Fault {
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let siblings = SETTINGS.iter().filter(|setting| setting.section() == section).map(|setting| setting.name());
    let fault = Fault::new(format!("unknown key `{name}` in [{section}]"), place);
    let fault = match (nearest(name, siblings), nearest_name(name)) {
        (Some(sibling), _) => fault.note(format!("did you mean `{sibling}`?")),
        (None, Some(key)) => fault.note(format!("did you mean {}?", in_section(key))),
        (None, None) => fault,
    };
    fault.note("`hubbub config show` prints every key with its meaning")
}

/// The key whose name, without its section, is nearest.
fn nearest_name(name: &str) -> Option<&'static str> {
    let names = SETTINGS.iter().map(|setting| setting.name());
    let name = nearest(name, names)?;
    let setting = SETTINGS.iter().find(|setting| setting.name() == name)?;
    Some(setting.key)
}

fn in_section(key: &str) -> String {
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    format!("`{name}` in [{section}]")
}
