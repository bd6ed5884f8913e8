//! What `hubbub codegen` writes, used: a real Godot, Node.js and a third implementation read and write the same bytes;
//! and the samples of its page.

mod random;
mod samples;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use buffa_codegen::generated::descriptor::FileDescriptorSet;
use codegen::{Options, typescript};
use protox::prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde::{Deserialize, Serialize};

use super::{Verdict, godot::Engine};
use crate::{
    job::Job,
    node::{self, Node},
};

const LIMIT: Duration = Duration::from_mins(2);
const GODOT: &str = "clients/godot";
const VECTORS: &str = "clients/godot/tests/codec/vectors.json";
const TESTS: &str = "clients/web/tests";
/// Folders and files; of the last one only the types are checked, as the engine's tests check its script.
const SCHEMAS: [(&str, &str); 3] = [
    ("proto/client/v1", "packets.proto"),
    ("clients/godot/tests/codec", "all_types.proto"),
    ("clients/godot/tests/codec", "names.proto"),
];
/// Messages of chance for each schema, and as many of them again that are damaged.
const MESSAGES: u64 = 500;
const SEED: u64 = 1;
/// What GDScript writes for a NUL in a text, which it cannot hold.
const REPLACED: &str = "efbfbd";

/// Bytes of a message, as files have them.
#[derive(Serialize, Deserialize)]
struct Case {
    r#type: String,
    hex: String,
    /// Whether they are those of a message; of others one wants to know only that all readers agree.
    #[serde(skip)]
    is_message: bool,
}

/// Generates, checks the types, and lets both read messages of chance and write them again.
pub(super) fn run(job: &Job) -> Result<Verdict> {
    let folder = job.scratch("codec")?;
    let node = node::node(job)?;
    node.packages(job, &job.repository().join(TESTS))?;
    let engine = Engine::godot4(job)?;
    let [packets, all_types, names] = SCHEMAS.map(|(from, file)| generate(job, Path::new(from), file, &folder));
    names?;
    let messages = [message(&packets?, "Packet")?, message(&all_types?, "AllTypes")?];
    let cases: Vec<Case> = messages.iter().flat_map(cases).collect();
    let cases_path = folder.join("cases.json");
    fs::write(&cases_path, serde_json::to_string(&cases)?)?;
    let (made, typed) = (folder.join("made"), folder.join("typed"));
    let mut compile = emit(job, &node, &made, &typed);
    for (_, file) in SCHEMAS {
        compile.arg(typed.join(file).with_extension("ts")).arg(folder.join(file).with_extension("d.ts"));
    }
    job.run(&mut compile, LIMIT).context("the generated TypeScript has errors")?;
    let (by_node, by_typescript, by_godot) =
        (folder.join("node.json"), folder.join("typescript.json"), folder.join("godot.json"));
    for (modules, answers) in [(&folder, &by_node), (&made, &by_typescript)] {
        let mut run = node.node(&job.repository().join(TESTS));
        run.arg("codec.mjs").arg(modules).arg(job.repository().join(VECTORS)).arg(&cases_path).arg(answers);
        job.run(&mut run, LIMIT)?;
    }
    let mut run = engine.headless(job, GODOT);
    run.args(["--script", "res://tests/codec/round_trip.gd", "--"]);
    run.arg(format!("--cases={}", cases_path.display())).arg(format!("--out={}", by_godot.display()));
    job.run(&mut run, LIMIT)?;
    let (by_node, by_typescript, by_godot) = (written(&by_node)?, written(&by_typescript)?, written(&by_godot)?);
    ensure!(by_node == by_typescript, "JavaScript and compiled TypeScript did not write the same");
    ensure!(by_node.len() == cases.len() && by_godot.len() == cases.len(), "not every case has an answer");
    let (mut whole, mut damaged) = (0, 0);
    for ((case, by_node), by_godot) in cases.iter().zip(&by_node).zip(&by_godot) {
        let is_compared = compare(case, by_node, by_godot, &messages)?;
        *(if case.is_message { &mut whole } else { &mut damaged }) += u32::from(is_compared);
    }
    samples::run(job, &node, &engine)?;
    Ok(Verdict::Passed(format!(
        "{whole} messages of chance are the same in Rust, GDScript, JavaScript and TypeScript, {damaged} damaged ones in \
         all but Rust; the samples of the page run"
    )))
}

/// Writes TypeScript and JavaScript into `folder`; gives the schema as a third implementation has it.
fn generate(job: &Job, from: &Path, file: &str, folder: &Path) -> Result<DescriptorPool> {
    let mut compiler = protox::Compiler::new([job.repository().join(from)])?;
    compiler.include_source_info(true).include_imports(true).open_file(file)?;
    let options = buffa_codegen::tooling_decode_options().map_err(anyhow::Error::msg)?;
    let set: FileDescriptorSet = options.decode_from_slice(&compiler.encode_file_descriptor_set())?;
    let module = typescript::generate_module(&set.file, &Options::default())?;
    let write = |folder: PathBuf, extension: &str, text: &str| {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(file).with_extension(extension), text)
    };
    write(folder.to_owned(), "js", &module.script)?;
    write(folder.to_owned(), "d.ts", &module.declarations)?;
    write(folder.join("typed"), "ts", &typescript::generate(&set.file, &Options::default())?)?;
    // Lets Node.js take `.js` for modules.
    fs::write(folder.join("package.json"), "{\"type\": \"module\"}\n")?;
    Ok(compiler.descriptor_pool())
}

fn message(pool: &DescriptorPool, name: &str) -> Result<MessageDescriptor> {
    let mut all = pool.all_messages();
    all.find(|message| message.name() == name).with_context(|| format!("the schema has no message {name}"))
}

/// A compiler that writes JavaScript into `made` of the sources that are still to be named, which lie in `sources`; with
/// the strictest rules, for what users are given.
fn emit(job: &Job, node: &Node, made: &Path, sources: &Path) -> Command {
    let mut compile = node.npm(&job.repository().join(TESTS));
    compile.args(["exec", "--", "tsc", "--strict", "--target", "es2022", "--module", "es2022", "--types", ""]);
    compile.args(["--moduleResolution", "bundler", "--noEmitOnError", "--ignoreConfig"]);
    compile.arg("--rootDir").arg(sources).arg("--outDir").arg(made);
    compile.args(["--noImplicitOverride", "--noUncheckedIndexedAccess", "--noUnusedLocals", "--noUnusedParameters"]);
    compile.args(["--noImplicitReturns", "--noFallthroughCasesInSwitch", "--exactOptionalPropertyTypes"]);
    compile.args(["--erasableSyntaxOnly", "--isolatedModules", "--verbatimModuleSyntax"]);
    compile
}

/// Messages of chance, then others of which a byte is changed or the end is missing.
fn cases(message: &MessageDescriptor) -> Vec<Case> {
    let r#type = message.name().to_owned();
    let whole = (0..MESSAGES).map(|seed| (random::message(message, SEED + seed), true));
    let damaged = (0..MESSAGES).map(|seed| (random::damaged(message, SEED + seed), false));
    whole
        .chain(damaged)
        .map(|(bytes, is_message)| Case { r#type: r#type.clone(), hex: hex(&bytes), is_message })
        .collect()
}

fn written(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Whether there was something to compare; an error if two did not agree.
fn compare(case: &Case, by_node: &str, by_godot: &str, messages: &[MessageDescriptor]) -> Result<bool> {
    let about = format!("{} {}", case.r#type, case.hex);
    if !case.is_message && by_godot.contains(REPLACED) {
        return Ok(false);
    }
    ensure!(by_node == by_godot, "{about}: JavaScript wrote {by_node}, GDScript {by_godot}");
    if case.is_message {
        let descriptor = messages.iter().find(|message| message.name() == case.r#type);
        let descriptor = descriptor.context("a case of no schema")?;
        let decode = |hex: &str| DynamicMessage::decode(descriptor.clone(), bytes(hex).as_slice());
        let again = decode(by_node).with_context(|| format!("{about}: {by_node}"))?;
        ensure!(decode(&case.hex)? == again, "{about}: what was written again is another message: {by_node}");
    }
    Ok(true)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is no hexadecimal, the name of a fault, becomes bytes that are no message.
fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap_or(0xff)).collect()
}
