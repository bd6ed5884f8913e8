//! One message: its class, and how its variables tell what is set.

use crate::{
    CodegenError, Fault,
    schema::{Field, Kind, Message, Shape},
};

use super::{
    accessors::{accessors, function},
    check_values, claim_types, codec, enumeration,
    kinds::{differs, field_default, field_type, value_type},
    names::{Names, case_enum, type_name},
    text::Text,
};

/// What the base class of all messages has.
const BASE_MEMBERS: &[&str] = &["from_bytes", "to_bytes", "clear", "merge", "replace"];

pub(super) fn class(out: &mut Text, message: &Message) {
    out.docs(&message.docs);
    out.block(format!("class {}:", type_name(&message.name)), |out| {
        out.line("extends _Message");
        for oneof in &message.oneofs {
            out.blank();
            case_values(out, message, oneof);
        }
        for declared in &message.enums {
            out.blank();
            enumeration(out, declared);
        }
        variables(out, message);
        for field in &message.fields {
            accessors(out, field);
        }
        for oneof in &message.oneofs {
            case_getter(out, oneof);
        }
        codec::functions(out, message);
        to_string(out, message);
        for nested in &message.messages {
            out.blank();
            class(out, nested);
        }
    });
}

fn case_values(out: &mut Text, message: &Message, oneof: &str) {
    out.line(format!("## Which of [code]{oneof}[/code] is set."));
    out.block(format!("enum {} {{", case_enum(oneof)), |out| {
        out.line(format!("{},", not_set(oneof)));
        for field in &message.fields {
            if matches!(&field.shape, Shape::Oneof(name) if name == oneof) {
                out.line(format!("{} = {},", field.name.to_ascii_uppercase(), field.number));
            }
        }
    });
    out.line("}");
}

fn not_set(oneof: &str) -> String {
    format!("{}_NOT_SET", oneof.to_ascii_uppercase())
}

/// The value of a oneof's enum that means this field.
pub(super) fn case_of(field: &Field, oneof: &str) -> String {
    format!("{}.{}", case_enum(oneof), field.name.to_ascii_uppercase())
}

pub(super) fn case_none(oneof: &str) -> String {
    format!("{}.{}", case_enum(oneof), not_set(oneof))
}

fn variables(out: &mut Text, message: &Message) {
    if !message.fields.is_empty() {
        out.blank();
    }
    for oneof in &message.oneofs {
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
pub(super) fn present(field: &Field) -> String {
    let name = &field.name;
    match &field.shape {
        Shape::Implicit => differs(&field.kind, &format!("_{name}")),
        Shape::Optional if has_flag(field) => format!("_has_{name}"),
        Shape::Optional => format!("_{name} != null"),
        Shape::Oneof(oneof) => format!("_{oneof}_case == {}", case_of(field, oneof)),
        Shape::Repeated { .. } | Shape::Map { .. } => format!("not _{name}.is_empty()"),
    }
}

/// The statement that notes that the field is there, if its variable alone does not tell.
pub(super) fn mark(field: &Field) -> Option<String> {
    match &field.shape {
        Shape::Optional => has_flag(field).then(|| format!("_has_{} = true", field.name)),
        Shape::Oneof(oneof) => Some(format!("_{oneof}_case = {}", case_of(field, oneof))),
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
            out.block(format!("if {}:", present(field)), |out| {
                out.line(format!("text += \" {}: \" + {}", field.name, shown(field)));
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

/// Refuses names that would clash in the class or hide a type of the `outer` ones, outermost first.
pub(super) fn check_names(message: &Message, outer: &[&Names]) -> Result<(), CodegenError> {
    let mut types = Names::of_object();
    claim_types(&mut types, &message.enums, &message.messages)?;
    refuse_hiding(message, outer)?;
    message.enums.iter().try_for_each(check_values)?;
    let scopes = [outer, &[&types]].concat();
    message.messages.iter().try_for_each(|nested| check_names(nested, &scopes))?;
    claim_members(types, message)
}

fn refuse_hiding(message: &Message, outer: &[&Names]) -> Result<(), CodegenError> {
    let enums = message.enums.iter().map(|own| (&own.name, &own.place));
    let messages = message.messages.iter().map(|own| (&own.name, &own.place));
    for (name, place) in enums.chain(messages) {
        if outer.iter().any(|names| names.contains(&type_name(name))) {
            return Err(place.refuse(Fault::Hides(name.clone())));
        }
    }
    Ok(())
}

fn claim_members(mut names: Names, message: &Message) -> Result<(), CodegenError> {
    for base in BASE_MEMBERS {
        names.claim(base, &message.place)?;
    }
    for oneof in &message.oneofs {
        let mut cases = Names::default();
        cases.claim(&not_set(oneof), &message.place)?;
        for field in &message.fields {
            if matches!(&field.shape, Shape::Oneof(name) if name == oneof) {
                cases.claim(&field.name.to_ascii_uppercase(), &field.place)?;
            }
        }
        let members = [case_enum(oneof), format!("_{oneof}_case"), format!("get_{oneof}_case")];
        for member in members {
            names.claim(&member, &message.place)?;
        }
    }
    for field in &message.fields {
        for prefix in ["_", "_has_", "get_", "has_", "set_", "new_", "add_", "clear_"] {
            names.claim(&format!("{prefix}{}", field.name), &field.place)?;
        }
    }
    Ok(())
}
