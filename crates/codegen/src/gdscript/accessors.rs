//! What scripts call to look at one field and to change it.

use crate::schema::{Field, Kind, Message, Shape};

use super::{
    class::{case_none, mark, present, reset},
    kinds::{default, field_type, kept, scalar_kept, scalar_type, value_type},
    text::Text,
};

pub(super) fn accessors(out: &mut Text, message: &Message, field: &Field) {
    getter(out, message, field);
    match (&field.shape, &field.kind) {
        (Shape::Repeated { .. }, Kind::Message(_)) => add_message(out, field),
        (Shape::Repeated { .. }, Kind::Scalar(_) | Kind::Enum(_)) => add_value(out, field),
        (Shape::Map { .. }, _) => add_entry(out, field),
        (Shape::Implicit | Shape::Optional | Shape::Oneof(_), Kind::Message(_)) => {
            has(out, message, field);
            new_message(out, message, field);
        }
        (Shape::Implicit | Shape::Optional | Shape::Oneof(_), Kind::Scalar(_) | Kind::Enum(_)) => {
            has(out, message, field);
            setter(out, message, field);
        }
    }
    clearer(out, message, field);
}

pub(super) fn function(out: &mut Text, help: &str, signature: &str, body: impl FnOnce(&mut Text)) {
    out.blank();
    out.line(format!("## {help}"));
    out.block(format!("func {signature}:"), body);
}

fn shown_name(field: &Field) -> String {
    format!("[code]{}[/code]", field.name)
}

fn getter(out: &mut Text, message: &Message, field: &Field) {
    let name = &field.name;
    out.blank();
    out.docs_or(&field.docs, &format!("The field `{}`.", field.name));
    let signature = format!("func get_{name}() -> {}:", field_type(field));
    out.block(signature, |out| match &field.shape {
        Shape::Oneof(_) => {
            out.line(format!("return _{name} if {} else {}", present(message, field), default(&field.kind)));
        }
        Shape::Implicit | Shape::Optional | Shape::Repeated { .. } | Shape::Map { .. } => {
            out.line(format!("return _{name}"));
        }
    });
}

/// A value without presence is always there, as its getter always has an answer.
fn has(out: &mut Text, message: &Message, field: &Field) {
    let (help, answer) = match field.shape {
        Shape::Implicit => {
            ("Always true: this field has a value even when none was set.".to_owned(), "true".to_owned())
        }
        Shape::Optional | Shape::Oneof(_) | Shape::Repeated { .. } | Shape::Map { .. } => {
            (format!("Whether {} is set.", shown_name(field)), present(message, field))
        }
    };
    let signature = format!("has_{}() -> bool", field.name);
    function(out, &help, &signature, |out| out.line(format!("return {answer}")));
}

fn setter(out: &mut Text, message: &Message, field: &Field) {
    let signature = format!("set_{}(value: {}) -> void", field.name, value_type(&field.kind));
    let help = format!("Sets {}.", shown_name(field));
    function(out, &help, &signature, |out| {
        out.line(format!("_{} = {}", field.name, kept(&field.kind, "value")));
        mark(message, field).into_iter().for_each(|line| out.line(line));
    });
}

fn new_message(out: &mut Text, message: &Message, field: &Field) {
    let (name, class) = (&field.name, value_type(&field.kind));
    let help = format!("Sets {} to a new message, and returns it.", shown_name(field));
    function(out, &help, &format!("new_{name}() -> {class}"), |out| {
        out.line(format!("_{name} = {class}.new()"));
        mark(message, field).into_iter().for_each(|line| out.line(line));
        out.line(format!("return _{name}"));
    });
}

fn add_message(out: &mut Text, field: &Field) {
    let (name, class) = (&field.name, value_type(&field.kind));
    let help = format!("Appends a new message to {}, and returns it.", shown_name(field));
    function(out, &help, &format!("add_{name}() -> {class}"), |out| {
        out.line(format!("var value: {class} = {class}.new()"));
        out.line(format!("_{name}.append(value)"));
        out.line("return value");
    });
}

fn add_value(out: &mut Text, field: &Field) {
    let (name, value) = (&field.name, value_type(&field.kind));
    let signature = format!("add_{name}(value: {value}) -> void");
    let help = format!("Appends to {}.", shown_name(field));
    function(out, &help, &signature, |out| {
        out.line(format!("_{name}.append({})", kept(&field.kind, "value")));
    });
}

fn add_entry(out: &mut Text, field: &Field) {
    let Shape::Map { key } = field.shape else {
        return;
    };
    let (name, value) = (&field.name, value_type(&field.kind));
    let (key_type, key) = (scalar_type(key), scalar_kept(key, "key"));
    if matches!(field.kind, Kind::Message(_)) {
        let signature = format!("add_{name}(key: {key_type}) -> {value}");
        let help = format!("Puts a new message into {}, and returns it.", shown_name(field));
        function(out, &help, &signature, |out| {
            out.line(format!("var value: {value} = {value}.new()"));
            out.line(format!("_{name}[{key}] = value"));
            out.line("return value");
        });
    } else {
        let signature = format!("add_{name}(key: {key_type}, value: {value}) -> void");
        let help = format!("Puts a value into {}.", shown_name(field));
        function(out, &help, &signature, |out| {
            out.line(format!("_{name}[{key}] = {}", kept(&field.kind, "value")));
        });
    }
}

fn clearer(out: &mut Text, message: &Message, field: &Field) {
    let help = format!("Makes {} as it is in a new message.", shown_name(field));
    let signature = format!("clear_{}() -> void", field.name);
    function(out, &help, &signature, |out| {
        if let Shape::Oneof(position) = field.shape {
            let oneof = &message.oneofs[position].name;
            out.block(format!("if {}:", present(message, field)), |out| {
                out.line(format!("_{oneof}_case = {}", case_none(oneof)));
            });
        }
        reset(out, field);
    });
}
