//! One message: its class, and how its variables tell what is set.

use crate::schema::{Field, Kind, Message, Oneof, Shape};

use super::{
    accessors::{accessors, function},
    codec, enumeration,
    kinds::{differs, field_default, field_type, value_type},
    names::{case_enum, case_value, not_set},
    text::Text,
};

pub(super) fn class(out: &mut Text, message: &Message) {
    out.docs_or(&message.docs, &format!("The message `{}`.", message.place.name));
    out.block(format!("class {}:", message.name), |out| {
        out.line("extends _Message");
        for (position, oneof) in message.oneofs.iter().enumerate() {
            out.blank();
            case_values(out, message, position, oneof);
        }
        for declared in &message.enums {
            out.blank();
            enumeration(out, declared);
        }
        variables(out, message);
        for field in &message.fields {
            accessors(out, message, field);
        }
        for oneof in &message.oneofs {
            case_getter(out, &oneof.name);
        }
        codec::functions(out, message);
        to_string(out, message);
        for nested in &message.messages {
            out.blank();
            class(out, nested);
        }
    });
}

fn case_values(out: &mut Text, message: &Message, position: usize, oneof: &Oneof) {
    out.docs_or(&oneof.docs, &format!("Which of `{}` is set.", oneof.name));
    out.block(format!("enum {} {{", case_enum(&oneof.name)), |out| {
        out.docs(&["None of them.".to_owned()]);
        out.line(format!("{},", not_set(&oneof.name)));
        for field in &message.fields {
            if field.shape == Shape::Oneof(position) {
                out.docs(&[format!("`{}`.", field.name)]);
                out.line(format!("{} = {},", case_value(&field.name), field.number));
            }
        }
    });
    out.line("}");
}

/// The value of a oneof's enum that means this field.
pub(super) fn case_of(field: &Field, oneof: &Oneof) -> String {
    format!("{}.{}", case_enum(&oneof.name), case_value(&field.name))
}

pub(super) fn case_none(oneof: &str) -> String {
    format!("{}.{}", case_enum(oneof), not_set(oneof))
}

fn variables(out: &mut Text, message: &Message) {
    if !message.fields.is_empty() {
        out.blank();
    }
    for Oneof { name: oneof, .. } in &message.oneofs {
        out.line(format!("var _{oneof}_case: {} = {}", case_enum(oneof), case_none(oneof)));
    }
    for field in &message.fields {
        let (name, kind, first) = (&field.name, field_type(field), field_default(field));
        if first == "null" {
            // It is that anyway, and to say so costs time with each message that is made.
            out.line(format!("var _{name}: {kind}"));
        } else {
            out.line(format!("var _{name}: {kind} = {first}"));
        }
        if has_flag(field) {
            out.line(format!("var _has_{}: bool = false", field.name));
        }
    }
}

/// Whether the field's variable alone does not tell if it is there.
pub(super) fn has_flag(field: &Field) -> bool {
    matches!(field.shape, Shape::Optional) && !matches!(field.kind, Kind::Message(_))
}

/// The condition under which the field is there, and so is written.
pub(super) fn present(message: &Message, field: &Field) -> String {
    let name = &field.name;
    match &field.shape {
        Shape::Implicit => differs(&field.kind, &format!("_{name}")),
        Shape::Optional if has_flag(field) => format!("_has_{name}"),
        Shape::Optional => format!("_{name} != null"),
        Shape::Oneof(position) => {
            let oneof = &message.oneofs[*position];
            format!("_{}_case == {}", oneof.name, case_of(field, oneof))
        }
        Shape::Repeated { .. } | Shape::Map { .. } => format!("not _{name}.is_empty()"),
    }
}

/// The statement that notes that the field is there, if its variable alone does not tell.
pub(super) fn mark(message: &Message, field: &Field) -> Option<String> {
    match &field.shape {
        Shape::Optional => has_flag(field).then(|| format!("_has_{} = true", field.name)),
        Shape::Oneof(position) => {
            let oneof = &message.oneofs[*position];
            Some(format!("_{}_case = {}", oneof.name, case_of(field, oneof)))
        }
        Shape::Implicit | Shape::Repeated { .. } | Shape::Map { .. } => None,
    }
}

/// The lines that give a field its first value again.
pub(super) fn reset(out: &mut Text, field: &Field) {
    out.line(format!("_{} = {}", field.name, field_default(field)));
    if has_flag(field) {
        out.line(format!("_has_{} = false", field.name));
    }
}

fn case_getter(out: &mut Text, oneof: &str) {
    let signature = format!("get_{oneof}_case() -> {}", case_enum(oneof));
    let help = format!("Which of [code]{oneof}[/code] is set.");
    function(out, &help, &signature, |out| {
        out.line(format!("return _{oneof}_case"));
    });
}

fn to_string(out: &mut Text, message: &Message) {
    let help = "The fields that are set, for people.";
    function(out, help, "_to_string() -> String", |out| {
        out.line("var text: String = \"\"");
        for field in &message.fields {
            out.block(format!("if {}:", present(message, field)), |out| {
                out.line(format!("text += \" {}: \" + {}", field.schema_name, shown(field)));
            });
        }
        out.line("return \"{\" + text + \" }\"");
    });
}

fn shown(field: &Field) -> String {
    let name = &field.name;
    let single = matches!(field.shape, Shape::Implicit | Shape::Optional | Shape::Oneof(_));
    if single && value_type(&field.kind) == "String" {
        format!("\"\\\"\" + _{name}.c_escape() + \"\\\"\"")
    } else {
        format!("str(_{name})")
    }
}
