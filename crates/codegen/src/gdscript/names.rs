//! What things may be called in GDScript.

use std::collections::BTreeSet;

use crate::{CodegenError, Fault, schema::Place};

/// The classes, built-in types, global enums and singletons of Godot 4.6, one a line.
const ENGINE_TYPES: &str = include_str!("engine_types.txt");

/// The methods, signals, constants and virtual methods of the engine's Object and RefCounted, one a line.
const OBJECT_MEMBERS: &str = include_str!("object_members.txt");

const KEYWORDS: &[&str] = &[
    "_",
    "and",
    "as",
    "assert",
    "await",
    "break",
    "breakpoint",
    "class",
    "class_name",
    "const",
    "continue",
    "elif",
    "else",
    "enum",
    "extends",
    "false",
    "for",
    "func",
    "if",
    "in",
    "INF",
    "is",
    "match",
    "namespace",
    "NAN",
    "not",
    "null",
    "or",
    "pass",
    "PI",
    "preload",
    "return",
    "self",
    "signal",
    "static",
    "super",
    "TAU",
    "trait",
    "true",
    "var",
    "void",
    "when",
    "while",
    "yield",
];

/// The class or enum for a type of the schema. The engine's own types win over those of a script, so a type that is
/// called like one of them gets an underscore at the end.
pub(super) fn type_name(name: &str) -> String {
    if ENGINE_TYPES.lines().any(|taken| taken == name) { format!("{name}_") } else { name.to_owned() }
}

/// The same for a type within types.
pub(super) fn type_path(path: &[String]) -> String {
    let names: Vec<String> = path.iter().map(|name| type_name(name)).collect();
    names.join(".")
}

pub(super) fn case_enum(oneof: &str) -> String {
    let mut name: String = oneof.split('_').map(capitalized).collect();
    name.push_str("Case");
    name
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The names of one class, enum or script.
#[derive(Default)]
pub(super) struct Names {
    used: BTreeSet<String>,
    is_object: bool,
}

impl Names {
    /// Of a class or script: whatever every object has is taken.
    pub(super) fn of_object() -> Self {
        Self { used: BTreeSet::new(), is_object: true }
    }

    /// Takes a name, unless it is taken.
    pub(super) fn claim(&mut self, name: &str, place: &Place) -> Result<(), CodegenError> {
        let name = name.to_owned();
        if KEYWORDS.contains(&name.as_str()) {
            return Err(place.refuse(Fault::Keyword(name)));
        }
        if self.is_object && OBJECT_MEMBERS.lines().any(|taken| taken == name) {
            return Err(place.refuse(Fault::ObjectMember(name)));
        }
        if self.used.contains(&name) {
            return Err(place.refuse(Fault::Twice(name)));
        }
        self.used.insert(name);
        Ok(())
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.used.contains(name)
    }
}
