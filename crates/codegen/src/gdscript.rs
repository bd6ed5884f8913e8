//! GDScript for Godot 4.

mod accessors;
mod class;
mod codec;
mod kinds;
mod names;
mod text;

use buffa_descriptor::generated::descriptor::FileDescriptorProto;

use crate::{
    CodegenError,
    schema::{Enum, Message, Place, Schema},
};

use names::{Names, type_name};
use text::Text;

/// The errors that a decoder can return, in the words and numbers of the generator that the chat tutorial uses, and
/// what `from_bytes` means by them.
const ERRORS: &[(&str, i32, &str)] = &[
    ("NO_ERRORS", 0, "All is well."),
    ("VARINT_NOT_FOUND", -1, "A number ends too late or not at all."),
    ("REPEATED_COUNT_NOT_FOUND", -2, "Never returned."),
    ("REPEATED_COUNT_MISMATCH", -3, "Never returned."),
    ("LENGTHDEL_SIZE_NOT_FOUND", -4, "Never returned."),
    ("LENGTHDEL_SIZE_MISMATCH", -5, "A value is longer than what is left."),
    ("PACKAGE_SIZE_MISMATCH", -6, "The offset or limit lies outside the bytes."),
    ("UNDEFINED_STATE", -7, "A tag or a text that no encoder writes, or too many messages within messages."),
    ("PARSE_INCOMPLETE", -8, "A group that does not end."),
    ("REQUIRED_FIELDS", -9, "Never returned."),
];

/// What every generated script ends with: the base class of messages, a reader and a writer.
const RUNTIME: &str = include_str!("gdscript/runtime.gd");

/// One script with a class for every message and an enum for every enum of all `files`, typed throughout.
///
/// The script is self-contained and has no `class_name`: use it by `preload`. Packages do not show in it. Comments of
/// the schema become the editor's help, provided that the descriptors carry source info.
///
/// # Errors
/// When a file is not proto3, has groups or extensions, refers to a type that no file has, or names something as
/// GDScript or the engine cannot allow.
pub fn generate(files: &[FileDescriptorProto]) -> Result<String, CodegenError> {
    let schema = Schema::read(files)?;
    check_names(&schema)?;
    let mut out = Text::default();
    out.line("extends RefCounted");
    out.line("## Protobuf messages.");
    out.line("##");
    out.line(format!(
        "## Generated from {}. Do not edit: change the schema and generate again.",
        schema.files.join(", ")
    ));
    errors(&mut out);
    for declared in &schema.enums {
        out.blank();
        enumeration(&mut out, declared);
    }
    for message in &schema.messages {
        out.blank();
        out.blank();
        class::class(&mut out, message);
    }
    out.append(RUNTIME);
    Ok(out.finish())
}

fn errors(out: &mut Text) {
    out.blank();
    out.line("## What [code]from_bytes[/code] returns.");
    out.block("enum PB_ERR {", |out| {
        for (name, number, meaning) in ERRORS {
            out.line(format!("## {meaning}"));
            out.line(format!("{name} = {number},"));
        }
    });
    out.line("}");
}

fn enumeration(out: &mut Text, declared: &Enum) {
    out.docs(&declared.docs);
    out.block(format!("enum {} {{", type_name(&declared.name)), |out| {
        for value in &declared.values {
            out.docs(&value.docs);
            out.line(format!("{} = {},", value.name, value.number));
        }
    });
    out.line("}");
}

/// Refuses names that would clash in the script; inside a message, `class` does so.
fn check_names(schema: &Schema) -> Result<(), CodegenError> {
    let mut names = Names::of_object();
    let script = Place { file: schema.files.join(", "), name: String::new() };
    for own in ["PB_ERR", "_Message", "_Reader", "_Wire"] {
        names.claim(own, &script)?;
    }
    claim_types(&mut names, &schema.enums, &schema.messages)?;
    for declared in &schema.enums {
        check_values(declared)?;
    }
    for message in &schema.messages {
        class::check_names(message, &[&names])?;
    }
    Ok(())
}

fn claim_types(names: &mut Names, enums: &[Enum], messages: &[Message]) -> Result<(), CodegenError> {
    for declared in enums {
        names.claim(&type_name(&declared.name), &declared.place)?;
    }
    for message in messages {
        names.claim(&type_name(&message.name), &message.place)?;
    }
    Ok(())
}

fn check_values(declared: &Enum) -> Result<(), CodegenError> {
    let mut names = Names::default();
    declared.values.iter().try_for_each(|value| names.claim(&value.name, &declared.place))
}
