//! Turns the players' schema into code that is committed, so that building Hubbub needs no protobuf compiler.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use buffa_codegen::{CodeGenConfig, generated::descriptor::FileDescriptorSet};
use clap::Args;

/// What players speak.
const PACKETS: Schema =
    Schema { folder: "proto/client/v1", file: "packets.proto", rust: "crates/wire/src/generated/packets.rs" };
/// What nodes speak.
const BUS: Schema = Schema { folder: "proto/node/v1", file: "bus.proto", rust: "crates/wire/src/generated/bus.rs" };
const GDSCRIPT_OUTPUT: &str = "clients/godot/addons/hubbub/packets.gd";

/// A schema, and where its Rust goes; all below the repository.
struct Schema {
    folder: &'static str,
    file: &'static str,
    rust: &'static str,
}

/// What `cargo xtask codegen` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a committed file differs from what would be generated.
    #[arg(long)]
    check: bool,
}

/// One file that is generated: where it lies below the repository, and what belongs into it.
struct Output {
    path: &'static str,
    text: String,
}

/// Writes every generated file, or with `--check` compares them all and names those that are stale.
pub(crate) fn run(options: &Options, repository: &Path) -> Result<()> {
    if !options.check {
        generate(repository)?
            .iter()
            .filter(|output| !is_fresh(repository, output))
            .try_for_each(|output| write(repository, output))?;
    }
    println!("{}", check(repository)?);
    Ok(())
}

/// Says how many generated files there are, or fails and names those that are stale.
pub(crate) fn check(repository: &Path) -> Result<String> {
    let outputs = generate(repository)?;
    let stale: Vec<&str> =
        outputs.iter().filter(|output| !is_fresh(repository, output)).map(|output| output.path).collect();
    if stale.is_empty() {
        return Ok(format!("{} generated files are fresh", outputs.len()));
    }
    bail!(
        "not what the schemas in proto generate: {}; run `cargo xtask codegen` and commit the result",
        stale.join(", ")
    );
}

/// The kinds of packet in the players' schema: the members of the `oneof` of `Packet`.
pub(crate) fn packet_kinds(repository: &Path) -> Result<Vec<String>> {
    let schema = compile(repository, &PACKETS)?;
    let mut messages = schema.file.into_iter().flat_map(|file| file.message_type);
    let packet = messages.find(|message| message.name.as_deref() == Some("Packet"));
    let packet = packet.with_context(|| format!("{} has no message Packet", PACKETS.file))?;
    Ok(packet.field.into_iter().filter(|field| field.oneof_index.is_some()).filter_map(|field| field.name).collect())
}

fn generate(repository: &Path) -> Result<Vec<Output>> {
    let (packets, bus) = (compile(repository, &PACKETS)?, compile(repository, &BUS)?);
    Ok(vec![
        Output { path: PACKETS.rust, text: rust(&packets, &PACKETS)? },
        Output { path: BUS.rust, text: rust(&bus, &BUS)? },
        Output {
            path: GDSCRIPT_OUTPUT,
            text: ::codegen::gdscript::generate(&packets.file, &::codegen::Options::default())?,
        },
    ])
}

/// The schema as the standard descriptor set, with the comments of the source. The compiler and the generators each have
/// types of their own for it, so it changes hands in its encoded form.
fn compile(repository: &Path, schema: &Schema) -> Result<FileDescriptorSet> {
    let mut compiler = protox::Compiler::new([repository.join(schema.folder)])?;
    compiler.include_source_info(true).include_imports(true).open_file(schema.file)?;
    let options = buffa_codegen::tooling_decode_options().map_err(anyhow::Error::msg)?;
    options.decode_from_slice(&compiler.encode_file_descriptor_set()).context("the compiled schema cannot be read back")
}

fn rust(compiled: &FileDescriptorSet, schema: &Schema) -> Result<String> {
    let mut files = buffa_codegen::generate(&compiled.file, &[schema.file.to_owned()], &rust_config())?;
    match (files.pop(), files.pop()) {
        (Some(file), None) => Ok(file.content),
        _ => bail!("buffa-codegen was expected to make exactly one file from {}", schema.file),
    }
}

fn rust_config() -> CodeGenConfig {
    let mut config = CodeGenConfig::default();
    config.generate_json = true;
    // The kinds that are hot are read without an allocation by hand; for the rest owned messages will do.
    config.generate_views = false;
    config.file_per_package = true;
    // What a sender added beyond the schema must not travel on: the tutorial's clients misread unknown fields.
    config.preserve_unknown_fields = false;
    // The message lies in its envelope instead of in a box: one allocation fewer for each packet.
    config.unboxed_oneof_fields = vec![".".to_owned()];
    // Nothing here uses `Any` or extensions.
    config.emit_register_fn = false;
    config
}

fn is_fresh(repository: &Path, output: &Output) -> bool {
    fs::read_to_string(repository.join(output.path)).is_ok_and(|text| text == output.text)
}

fn write(repository: &Path, output: &Output) -> Result<()> {
    let path: PathBuf = repository.join(output.path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(&path, &output.text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", output.path);
    Ok(())
}
