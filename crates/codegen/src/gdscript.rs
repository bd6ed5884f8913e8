//! GDScript for Godot 4.

mod accessors;
mod class;
mod codec;
mod kinds;
mod names;
mod text;

use buffa_descriptor::generated::descriptor::FileDescriptorProto;

use crate::{
    CodegenError, MARK, Options,
    schema::{Enum, Schema},
};

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
/// The script is self-contained and has no `class_name`: use it by `preload`. Packages do not show in it, and what
/// cannot be called in GDScript as it is in the schema gets underscores at its end. Comments of the schema become the
/// editor's help, provided that the descriptors carry source info.
///
/// # Errors
/// When a file is not proto3, has groups or extensions, or refers to a type that no file has.
pub fn generate(files: &[FileDescriptorProto], options: &Options) -> Result<String, CodegenError> {
    let mut schema = Schema::read(files)?;
    names::settle(&mut schema, &options.class_prefix);
    let mut out = Text::default();
    out.line(format!("# {MARK}"));
    out.line("extends RefCounted");
    out.line(format!("## The messages of {}.", schema.files.join(", ")));
    out.line("##");
    out.line("## Numbers are what the engine has: a uint64 or fixed64 from 2^63 up is negative here.");
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
    out.docs_or(&declared.docs, &format!("The enum `{}`.", declared.place.name));
    out.block(format!("enum {} {{", declared.name), |out| {
        for value in &declared.values {
            out.docs_or(&value.docs, &format!("`{}` of the schema.", value.name));
            out.line(format!("{} = {},", value.name, value.number));
        }
    });
    out.line("}");
}
