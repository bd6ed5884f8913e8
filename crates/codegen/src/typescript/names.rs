//! What things may be called in TypeScript.

use crate::{
    names::{Called, CalledTypes, Names, note_renaming, take_values},
    schema::{Enum, Message, Schema, Shape},
};

/// Words of the language, its types and objects that the generated code uses, and what every generated file has of its
/// own: a type of the same name would hide them.
const TAKEN: &[&str] = &[
    "abstract",
    "any",
    "arguments",
    "as",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "get",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "keyof",
    "let",
    "module",
    "namespace",
    "never",
    "new",
    "null",
    "number",
    "object",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "readonly",
    "require",
    "return",
    "set",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "Array",
    "BigInt",
    "Boolean",
    "DataView",
    "Error",
    "Infinity",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Readonly",
    "String",
    "Symbol",
    "TextDecoder",
    "TextEncoder",
    "Uint8Array",
    "BYTES_MAX",
    "DEEPEST",
    "DecodeError",
    "Fields",
    "Message",
    "NEWLINE",
    "Reader",
    "Shown",
    "Writer",
    "bytes",
    "decoder",
    "encoder",
    "fields",
    "key",
    "out",
    "outer",
    "reader",
    "start",
    "tag",
    "to",
    "value",
];

/// What every object has.
const MEMBERS: &[&str] = &[
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "prototype",
    "toBytes",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Gives everything in the schema the name that it has in the file.
pub(super) fn settle(schema: &mut Schema, prefix: &str) {
    let (mut file, mut types) = (Names::of(TAKEN), CalledTypes::new());
    take_types(&mut file, prefix, &mut schema.enums, &mut schema.messages, &mut types);
    schema.refer(&types);
}

fn take_types(file: &mut Names, prefix: &str, enums: &mut [Enum], messages: &mut [Message], types: &mut CalledTypes) {
    for declared in enums {
        let name = file.take(&format!("{prefix}{}", declared.name), |_| false);
        note_renaming(&mut declared.docs, &declared.name, &name);
        let zero = take_values(declared, |name| name == "__proto__");
        types.insert(declared.place.name.clone(), Called { name: name.clone(), zero });
        declared.name = name;
    }
    for message in messages.iter_mut() {
        let name = file.take(&format!("{prefix}{}", message.name), |_| false);
        note_renaming(&mut message.docs, &message.name, &name);
        types.insert(message.place.name.clone(), Called { name: name.clone(), zero: String::new() });
        message.name = name;
        settle_members(message);
    }
    for message in messages {
        take_types(file, &format!("{}_", message.name), &mut message.enums, &mut message.messages, types);
    }
}

/// The cases of a oneof are texts, and apart from the members.
fn settle_members(message: &mut Message) {
    let mut members = Names::of(MEMBERS);
    for oneof in &mut message.oneofs {
        oneof.name = members.take(&camel_case(&oneof.name), |_| false);
    }
    for field in &mut message.fields {
        let wanted = if is_word(&field.json_name) { &field.json_name } else { &field.name };
        field.name = match field.shape {
            Shape::Oneof(_) => wanted.clone(),
            Shape::Implicit | Shape::Optional | Shape::Repeated { .. } | Shape::Map { .. } => {
                members.take(wanted, |_| false)
            }
        };
    }
}

/// Whether it can be said without quotation marks; a schema can give any text as a field's JSON name.
fn is_word(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let name = words.fold(first, |name, word| name + &capitalized(word));
    if is_word(&name) { name } else { format!("_{name}") }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
