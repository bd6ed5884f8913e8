//! `hubbub codegen`: the messages of a user's own game, as classes of the language that he writes it in.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::codegen::{CodegenError, MARK, Options, gdscript, typescript};
use anyhow::{Context as _, anyhow, bail};
use buffa::Message as _;
use buffa_descriptor::generated::descriptor::{FileDescriptorProto, FileDescriptorSet};
use clap::{Args, Subcommand};

use crate::print;

const GDSCRIPT: &str = "\
Examples:
  hubbub codegen gdscript game.proto                        write game.gd into this folder
  hubbub codegen gdscript proto/game.proto --out client/net --class-prefix Net

In the game: `const Game = preload(\"res://net/game.gd\")`, then `Game.Move.new()`. A file is one whole: what its schema
imports is in it. A file that is there is replaced only if this command wrote it.";

const TYPESCRIPT: &str = "\
Examples:
  hubbub codegen typescript game.proto                      write game.ts, for bundlers and for `node game.ts`
  hubbub codegen typescript game.proto --js --out web       write game.js and game.d.ts, for pages without a build step

In the game: `import { Move } from \"./game.js\"`, then `new Move({ x: 1 }).toBytes()`. 64-bit numbers are bigints. A file
is one whole: what its schema imports is in it. A file that is there is replaced only if this command wrote it.";

/// Every help text with examples, for the test that types them.
#[cfg(test)]
pub(crate) const EXAMPLES: [&str; 2] = [GDSCRIPT, TYPESCRIPT];

/// A language to generate.
#[derive(Debug, Subcommand)]
pub(crate) enum Codegen {
    /// Make typed GDScript for Godot 4
    #[command(after_help = GDSCRIPT)]
    Gdscript(Asked),
    /// Make TypeScript, or JavaScript with its types
    #[command(after_help = TYPESCRIPT)]
    Typescript {
        #[command(flatten)]
        asked: Asked,
        /// Write a module of JavaScript and its declarations instead
        #[arg(long)]
        js: bool,
    },
}

/// What is the same for all languages.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Schemas in proto3; for each a file of its own is written
    #[arg(required = true, value_name = "FILE.proto")]
    files: Vec<PathBuf>,
    /// The folder to write into; made if need be
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    out: PathBuf,
    /// Where schemas and what they import lie; may be given more than once [default: each schema's own folder]
    #[arg(short = 'I', long, value_name = "FOLDER")]
    include: Vec<PathBuf>,
    /// What the names of all classes and enums begin with, but for those within a message
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true, value_parser = prefix)]
    class_prefix: String,
    /// Replace files too that were not written by this command
    #[arg(long)]
    force: bool,
}

/// The beginning of a name in every language.
fn prefix(text: &str) -> Result<String, String> {
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match is_word && !text.starts_with(|c: char| c.is_ascii_digit()) {
        true => Ok(text.to_owned()),
        false => Err("a name begins with a letter and has only letters, digits and `_` in it".to_owned()),
    }
}

/// A file as it is to be.
struct Output {
    path: PathBuf,
    text: String,
}

/// Carries out one command.
pub(crate) fn run(command: &Codegen) -> anyhow::Result<ExitCode> {
    match command {
        Codegen::Gdscript(asked) => {
            run_for(asked, |files, options| Ok(vec![("gd", gdscript::generate(files, options)?)]))
        }
        Codegen::Typescript { asked, js: false } => {
            run_for(asked, |files, options| Ok(vec![("ts", typescript::generate(files, options)?)]))
        }
        Codegen::Typescript { asked, js: true } => run_for(asked, |files, options| {
            let module = typescript::generate_module(files, options)?;
            Ok(vec![("js", module.script), ("d.ts", module.declarations)])
        }),
    }
}

/// Writes nothing unless all of it can be generated, and no file that is somebody's own is in the way.
fn run_for(
    asked: &Asked,
    generate: impl Fn(&[FileDescriptorProto], &Options) -> Result<Vec<(&'static str, String)>, CodegenError>,
) -> anyhow::Result<ExitCode> {
    let options = Options { class_prefix: asked.class_prefix.clone() };
    let mut outputs = Vec::new();
    for file in &asked.files {
        let includes = asked.includes(file);
        let compiled = compile(file, &includes)?;
        let texts = generate(&compiled.file, &options)
            .map_err(|error| anyhow!(located(&includes, &error.file, &error.to_string())))?;
        let name = file.file_stem().with_context(|| format!("{}: expected the name of a file", file.display()))?;
        for (extension, text) in texts {
            let path = asked.out.join(format!("{}.{extension}", name.display()));
            outputs.push(Output { path, text });
        }
    }
    distinct(&outputs)?;
    if !asked.force {
        outputs.iter().try_for_each(may_replace)?;
    }
    fs::create_dir_all(&asked.out).with_context(|| format!("cannot make the folder {}", asked.out.display()))?;
    outputs.iter().try_for_each(write)?;
    Ok(ExitCode::SUCCESS)
}

impl Asked {
    fn includes(&self, file: &Path) -> Vec<PathBuf> {
        match self.include.is_empty() {
            false => self.include.clone(),
            true => vec![file.parent().map(Path::to_owned).unwrap_or_default()],
        }
    }
}

/// The schema and all that it imports, with the comments of the sources.
fn compile(file: &Path, includes: &[PathBuf]) -> anyhow::Result<FileDescriptorSet> {
    if !file.is_file() {
        bail!("{}: there is no such file", file.display());
    }
    let mut compiler = protox::Compiler::new(includes)?;
    compiler.include_source_info(true).include_imports(true);
    if let Err(error) = compiler.open_file(file) {
        let mut text = located(includes, error.file().unwrap_or_default(), &format!("{error:?}"));
        if text.ends_with("but found 'edition'") {
            text.push_str("; editions are not supported, only `syntax = \"proto3\";`");
        }
        if error.is_file_not_found() {
            let searched: Vec<String> = includes.iter().map(|folder| shown(folder)).collect();
            text.push_str(&format!("; looked in {}; name other folders with -I", searched.join(", ")));
        }
        bail!(text);
    }
    let encoded = compiler.encode_file_descriptor_set();
    FileDescriptorSet::decode_from_slice(&encoded).context("the compiled schema cannot be read back")
}

fn shown(folder: &Path) -> String {
    match folder.as_os_str().is_empty() {
        true => "this folder".to_owned(),
        false => folder.display().to_string(),
    }
}

/// An error's text, which begins with the name of a schema, with the path to it instead.
fn located(includes: &[PathBuf], name: &str, text: &str) -> String {
    let rest = text.strip_prefix(name).filter(|rest| !name.is_empty() && rest.starts_with(':'));
    let path = includes.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    match (rest, path) {
        (Some(rest), Some(path)) => format!("{}{rest}", path.display()),
        _ => text.to_owned(),
    }
}

fn distinct(outputs: &[Output]) -> anyhow::Result<()> {
    let mut paths = BTreeSet::new();
    match outputs.iter().find(|output| !paths.insert(&output.path)) {
        Some(output) => bail!(
            "two schemas would both become {}; give them one by one, each with its own --out",
            output.path.display()
        ),
        None => Ok(()),
    }
}

/// Refuses to replace what somebody wrote by hand: the first line of a generated file says that it is one.
fn may_replace(output: &Output) -> anyhow::Result<()> {
    let path = output.path.display();
    let mut first = String::new();
    match fs::File::open(&output.path) {
        Ok(file) => io::BufReader::new(file).read_line(&mut first).with_context(|| format!("cannot read {path}"))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {path}")),
    };
    if !first.contains(MARK) {
        bail!("{path} is there and was not written by this command; move it, choose another --out, or use --force");
    }
    Ok(())
}

/// What is there already is left alone, so that no editor loads it anew.
fn write(output: &Output) -> anyhow::Result<()> {
    let path = output.path.display();
    if fs::read_to_string(&output.path).is_ok_and(|text| text == output.text) {
        return print(format_args!("{path} is as it should be\n"));
    }
    fs::write(&output.path, &output.text).with_context(|| format!("cannot write {path}"))?;
    print(format_args!("wrote {path}\n"))
}
