//! TypeScript for browsers and Node.js, or plain JavaScript with declarations beside it.

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

/// What every generated file has behind its types: the base class of messages, a reader and a writer.
const RUNTIME: &str = include_str!("typescript/runtime.ts.in");

/// What there is to say of the runtime where only types are said.
const RUNTIME_TYPES: &str = include_str!("typescript/runtime.d.ts");

/// A module that runs as it is, and its types.
pub struct Module {
    /// An ES module of plain JavaScript: what goes into `.js`.
    pub script: String,
    /// What goes into `.d.ts` beside it.
    pub declarations: String,
}

/// One file with a class for every message and an enum for every enum of all `files`.
///
/// It is self-contained, passes the compiler's strict rules, and becomes JavaScript by leaving types out. A type within a
/// message is called `Outer_Inner`, fields as in the JSON mapping; names that cannot be had get underscores at their end.
/// Comments of the schema become those of the code, provided that the descriptors carry source info.
///
/// # Errors
/// When a file is not proto3, has groups or extensions, or refers to a type that no file has.
pub fn generate(files: &[FileDescriptorProto], options: &Options) -> Result<String, CodegenError> {
    Ok(code(&settled(files, options)?).typescript())
}

/// The same as plain JavaScript, and its declarations.
///
/// # Errors
/// As [`generate`].
pub fn generate_module(files: &[FileDescriptorProto], options: &Options) -> Result<Module, CodegenError> {
    let schema = settled(files, options)?;
    Ok(Module { script: code(&schema).javascript(), declarations: declarations(&schema).typescript() })
}

fn settled(files: &[FileDescriptorProto], options: &Options) -> Result<Schema, CodegenError> {
    let mut schema = Schema::read(files)?;
    names::settle(&mut schema, &options.class_prefix);
    Ok(schema)
}

fn code(schema: &Schema) -> Text {
    let mut out = begun(schema);
    out.append(RUNTIME);
    schema.all_enums().for_each(|declared| enumeration(&mut out, declared));
    schema.all_messages().for_each(|message| class::class(&mut out, message));
    out
}

fn declarations(schema: &Schema) -> Text {
    let mut out = begun(schema);
    out.append(RUNTIME_TYPES);
    schema.all_enums().for_each(|declared| enumeration_type(&mut out, declared));
    schema.all_messages().for_each(|message| class::declaration(&mut out, message));
    out
}

fn begun(schema: &Schema) -> Text {
    let mut out = Text::default();
    out.line(format!("// {MARK}"));
    out.line(format!("// The messages of {}.", schema.files.join(", ")));
    out
}

/// Numbers that the schema does not know may come, so the type has all.
fn enumeration(out: &mut Text, declared: &Enum) {
    let name = &declared.name;
    out.blank();
    out.docs_or(&declared.docs, &format!("The enum `{}`.", declared.place.name));
    out.block(format!("export const {name} = Object.freeze({{"), |out| {
        for value in &declared.values {
            out.docs(&value.docs);
            out.line(format!("{}: {},", value.name, value.number));
        }
    });
    out.line("}« as const»);");
    out.line(format!("«export type {name} = (typeof {name})[keyof typeof {name}] | (number & {{}});"));
    out.line("»");
}

fn enumeration_type(out: &mut Text, declared: &Enum) {
    let name = &declared.name;
    out.blank();
    out.docs_or(&declared.docs, &format!("The enum `{}`.", declared.place.name));
    out.block(format!("export declare const {name}: Readonly<{{"), |out| {
        for value in &declared.values {
            out.docs(&value.docs);
            out.line(format!("{}: {};", value.name, value.number));
        }
    });
    out.line("}>;");
    out.line(format!("export type {name} = (typeof {name})[keyof typeof {name}] | (number & {{}});"));
}
