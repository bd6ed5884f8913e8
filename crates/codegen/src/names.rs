//! How names of a schema become names in code, none of them twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Enum, Kind, Message, Schema};

/// The names that are used in one scope.
#[derive(Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    pub(crate) fn of(taken: &[&str]) -> Self {
        Self(taken.iter().map(|name| (*name).to_owned()).collect())
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Takes the wanted name, or the first that is free when underscores are put at its end.
    pub(crate) fn take(&mut self, wanted: &str, is_reserved: impl Fn(&str) -> bool) -> String {
        self.take_all(wanted, |name| vec![name.to_owned()], is_reserved)
    }

    /// The same for a name with which others come: all `members` of it must be free.
    pub(crate) fn take_all(
        &mut self,
        wanted: &str,
        members: impl Fn(&str) -> Vec<String>,
        is_reserved: impl Fn(&str) -> bool,
    ) -> String {
        let mut name = wanted.to_owned();
        while members(&name).iter().any(|member| self.contains(member) || is_reserved(member)) {
            name.push('_');
        }
        self.0.extend(members(&name));
        name
    }
}

/// What a type is called in the code, where it is referred to.
pub(crate) struct Called {
    pub(crate) name: String,
    /// Of an enum: what its value 0 is called.
    pub(crate) zero: String,
}

/// Types by their full names in the schema.
pub(crate) type CalledTypes = BTreeMap<String, Called>;

impl Schema {
    /// Lets fields refer to types by what they are called.
    pub(crate) fn refer(&mut self, types: &CalledTypes) {
        self.messages.iter_mut().for_each(|message| refer(message, types));
    }
}

fn refer(message: &mut Message, types: &CalledTypes) {
    for field in &mut message.fields {
        match &mut field.kind {
            Kind::Message(name) => {
                if let Some(called) = types.get(name) {
                    name.clone_from(&called.name);
                }
            }
            Kind::Enum(declared) => {
                if let Some(called) = types.get(&declared.name) {
                    declared.name.clone_from(&called.name);
                    declared.zero.clone_from(&called.zero);
                }
            }
            Kind::Scalar(_) => {}
        }
    }
    message.messages.iter_mut().for_each(|nested| refer(nested, types));
}

/// Names an enum's values; gives the name of its value 0.
pub(crate) fn take_values(declared: &mut Enum, is_reserved: impl Fn(&str) -> bool) -> String {
    let mut names = Names::default();
    for value in &mut declared.values {
        let name = names.take(&value.name, &is_reserved);
        note_renaming(&mut value.docs, &value.name, &name);
        value.name = name;
    }
    let zero = declared.values.iter().find(|value| value.number == 0);
    zero.map_or_else(String::new, |value| value.name.clone())
}

/// Whoever knows the schema finds in the documentation what became of a name that could not be had.
pub(crate) fn note_renaming(docs: &mut Vec<String>, schema_name: &str, name: &str) {
    if name.ends_with('_') && !schema_name.ends_with('_') {
        docs.push(format!("Called `{schema_name}` in the schema."));
    }
}
