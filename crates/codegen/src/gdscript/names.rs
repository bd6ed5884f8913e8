//! What things may be called in GDScript.

use crate::{
    names::{Called, CalledTypes, Names, note_renaming, take_values},
    schema::{Enum, Message, Schema, Shape},
};

use super::class::has_flag;

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

/// What every generated script has of its own, the functions of the engine that it calls, and the variables of its
/// functions, which a type of the same name would hide.
const SCRIPT_NAMES: &[&str] = &[
    "PB_ERR",
    "_Message",
    "_Reader",
    "_Wire",
    "str",
    "range",
    "bytes",
    "end",
    "entry",
    "entry_tag",
    "fault",
    "key",
    "limit",
    "offset",
    "out",
    "outer",
    "packed",
    "reader",
    "start",
    "tag",
    "text",
    "value",
];

/// What the base class of all messages has.
const MESSAGE_MEMBERS: &[&str] = &[
    "from_bytes",
    "to_bytes",
    "clear",
    "merge",
    "replace",
    "get_unknown",
    "clear_unknown",
    "_unknown",
    "_NEWLINE",
    "_BYTES_MAX",
];

/// Gives everything in the schema the name that it has in the script.
pub(super) fn settle(schema: &mut Schema, prefix: &str) {
    let mut script = Names::of(SCRIPT_NAMES);
    let mut types = CalledTypes::new();
    let place = Scope { prefix, path: "", outer: &[] };
    place.take_types(&mut script, &mut schema.enums, &mut schema.messages, &mut types);
    for message in &mut schema.messages {
        settle_class(message, message.name.clone(), &[&script], &mut types);
    }
    schema.refer(&types);
}

/// Where types are declared: in the script or in a class.
struct Scope<'a> {
    prefix: &'a str,
    /// The class with a dot behind it.
    path: &'a str,
    /// Names outside, outermost first: the code inside must be able to say them.
    outer: &'a [&'a Names],
}

impl Scope<'_> {
    fn take_types(&self, names: &mut Names, enums: &mut [Enum], messages: &mut [Message], types: &mut CalledTypes) {
        for declared in enums {
            let name = self.take(names, &declared.name);
            note_renaming(&mut declared.docs, &declared.name, &name);
            let zero = take_values(declared, is_keyword);
            types.insert(declared.place.name.clone(), Called { name: format!("{}{name}", self.path), zero });
            declared.name = name;
        }
        for message in messages {
            let name = self.take(names, &message.name);
            note_renaming(&mut message.docs, &message.name, &name);
            let called = Called { name: format!("{}{name}", self.path), zero: String::new() };
            types.insert(message.place.name.clone(), called);
            message.name = name;
        }
    }

    fn take(&self, names: &mut Names, name: &str) -> String {
        names.take(&format!("{}{name}", self.prefix), |name| {
            is_reserved(name)
                || ENGINE_TYPES.lines().any(|taken| taken == name)
                || self.outer.iter().any(|names| names.contains(name))
        })
    }
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

fn is_reserved(name: &str) -> bool {
    is_keyword(name) || OBJECT_MEMBERS.lines().any(|taken| taken == name)
}

/// The same for what is in a message; `path` is what the message itself is called.
fn settle_class(message: &mut Message, path: String, outer: &[&Names], types: &mut CalledTypes) {
    let mut class = Names::of(MESSAGE_MEMBERS);
    let place = Scope { prefix: "", path: &format!("{path}."), outer };
    place.take_types(&mut class, &mut message.enums, &mut message.messages, types);
    let scopes = [outer, &[&class]].concat();
    for nested in &mut message.messages {
        settle_class(nested, format!("{path}.{}", nested.name), &scopes, types);
    }
    for oneof in &mut message.oneofs {
        let wanted = oneof.name.clone();
        let members = |name: &str| {
            vec![case_enum(name), format!("_{name}_case"), format!("get_{name}_case"), case_value(&not_set(name))]
        };
        oneof.name = class.take_all(&wanted, members, is_reserved);
        note_renaming(&mut oneof.docs, &wanted, &oneof.name);
    }
    for field in &mut message.fields {
        let (wanted, has_flag) = (field.name.clone(), has_flag(field));
        let is_case = matches!(field.shape, Shape::Oneof(_));
        field.name = class.take_all(&wanted, |name| members(name, has_flag, is_case), is_reserved);
        note_renaming(&mut field.docs, &wanted, &field.name);
    }
}

fn members(field: &str, has_flag: bool, is_case: bool) -> Vec<String> {
    let prefixes = ["_", "get_", "has_", "set_", "new_", "add_", "clear_"];
    let mut members: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}{field}")).collect();
    members.extend(has_flag.then(|| format!("_has_{field}")));
    members.extend(is_case.then(|| case_value(field)));
    members
}

pub(super) fn case_enum(oneof: &str) -> String {
    let mut name: String = oneof.split('_').map(capitalized).collect();
    name.push_str("Case");
    name
}

/// The value of a oneof's enum that means this field.
pub(super) fn case_value(field: &str) -> String {
    let name = field.to_ascii_uppercase();
    if is_keyword(&name) { name + "_" } else { name }
}

/// The value of a oneof's enum that means no field.
pub(super) fn not_set(oneof: &str) -> String {
    format!("{}_NOT_SET", oneof.to_ascii_uppercase())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
