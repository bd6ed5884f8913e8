//! One message: its class, and how it shows itself.

use crate::schema::{Field, Kind, Message, Oneof, Scalar, Shape};

use super::{
    codec,
    kinds::{held, present, property_default, property_type, value_type},
    text::Text,
};

const CONSTRUCTOR: &str = "A new message; fields that are not given are empty.";

pub(super) fn class(out: &mut Text, message: &Message) {
    let name = &message.name;
    out.blank();
    out.docs_or(&message.docs, &format!("The message `{}`.", message.place.name));
    out.block(format!("export class {name} extends Message {{"), |out| {
        properties(out, message, |out, property, kind, first| {
            out.line(format!("{property}«: {kind}» = {first};"));
        });
        out.blank();
        out.docs(&[CONSTRUCTOR.to_owned()]);
        out.block(format!("constructor(fields«: Fields<{name}>» = {{}}) {{"), |out| {
            out.line("super();");
            out.line("Object.assign(this, fields);");
        });
        out.line("}");
        out.blank();
        out.docs(&[from_bytes_docs()]);
        out.block(format!("static fromBytes(bytes«: Uint8Array»)«: {name}» {{"), |out| {
            out.line(format!("return Message.$decode({name}, bytes);"));
        });
        out.line("}");
        codec::methods(out, message);
        show(out, message);
    });
    out.line("}");
}

/// The same where only types are said.
pub(super) fn declaration(out: &mut Text, message: &Message) {
    let name = &message.name;
    out.blank();
    out.docs_or(&message.docs, &format!("The message `{}`.", message.place.name));
    out.block(format!("export declare class {name} extends Message {{"), |out| {
        properties(out, message, |out, property, kind, _| out.line(format!("{property}: {kind};")));
        out.docs(&[CONSTRUCTOR.to_owned()]);
        out.line(format!("constructor(fields?: Fields<{name}>);"));
        out.docs(&[from_bytes_docs()]);
        out.line(format!("static fromBytes(bytes: Uint8Array): {name};"));
    });
    out.line("}");
}

fn from_bytes_docs() -> String {
    "Reads a message of at most 64 MiB; throws a `DecodeError` if the bytes are none.".to_owned()
}

/// Says name, type and first value of each property.
fn properties(out: &mut Text, message: &Message, say: impl Fn(&mut Text, &str, &str, &str)) {
    for field in &message.fields {
        if !matches!(field.shape, Shape::Oneof(_)) {
            out.docs_or(&field.docs, &format!("The field `{}`.", field.schema_name));
            say(out, &field.name, &property_type(field), &property_default(field));
        }
    }
    for (position, oneof) in message.oneofs.iter().enumerate() {
        out.docs(&oneof_docs(message, position));
        say(out, &oneof.name, &cases(message, position), "undefined");
    }
}

/// What is said of a oneof and of its cases, which have no property of their own.
fn oneof_docs(message: &Message, position: usize) -> Vec<String> {
    let oneof = &message.oneofs[position];
    let mut docs = match oneof.docs.is_empty() {
        true => vec![format!("The one of `{}` that is set.", oneof.name)],
        false => oneof.docs.clone(),
    };
    let cases = message.fields.iter().filter(|field| field.shape == Shape::Oneof(position) && !field.docs.is_empty());
    docs.extend(cases.map(|field| format!("`{}`: {}", field.name, field.docs.join(" "))));
    docs
}

/// The type of a oneof's property.
fn cases(message: &Message, position: usize) -> String {
    let mut cases = String::new();
    for field in message.fields.iter().filter(|field| field.shape == Shape::Oneof(position)) {
        cases.push_str(&format!("{{ case: \"{}\"; value: {} }} | ", field.name, value_type(&field.kind)));
    }
    cases + "undefined"
}

/// The statement that chooses a case of a oneof.
pub(super) fn choice(oneof: &Oneof, field: &Field, value: &str) -> String {
    let value = if value == "value" { value.to_owned() } else { format!("value: {value}") };
    format!("this.{} = {{ case: \"{}\", {value} }};", oneof.name, field.name)
}

fn show(out: &mut Text, message: &Message) {
    let parameter = if message.fields.is_empty() { "_to" } else { "to" };
    out.blank();
    out.block(format!("«override »$show({parameter}«: Shown»)«: void» {{"), |out| {
        for field in &message.fields {
            let (name, value) = (&field.schema_name, held(message, field));
            let show = shown(&field.kind);
            let text = match field.shape {
                Shape::Repeated { .. } => format!("to.list({value}, {show})"),
                Shape::Map { key } => format!("to.map({value}, {}, {show})", shown(&Kind::Scalar(key))),
                Shape::Implicit | Shape::Optional | Shape::Oneof(_) => format!("{show}({value})"),
            };
            out.line(format!("if ({}) to.add(\"{name}\", {text});", present(message, field)));
        }
    });
    out.line("}");
}

/// The function that shows one value.
fn shown(kind: &Kind) -> &'static str {
    match kind {
        Kind::Scalar(Scalar::Double | Scalar::Float) => "to.float",
        Kind::Scalar(Scalar::String) => "to.string",
        Kind::Scalar(Scalar::Bytes) => "to.bytes",
        Kind::Scalar(_) | Kind::Enum(_) | Kind::Message(_) => "to.plain",
    }
}
