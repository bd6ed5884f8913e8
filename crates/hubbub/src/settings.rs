//! The settings: gathered from the file, the environment and the flags, shown, checked and begun.

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use config::{Config, Layers, Sources, render_init, render_show};

use crate::cli::{ConfigCommand, Told};
use crate::print;

/// The settings cannot be used; exit code 78. The text says all there is to say, in lines.
#[derive(Debug)]
pub(crate) struct Misconfigured(String);

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Misconfigured {}

/// Carries out `hubbub config …`.
pub(crate) fn run(command: &ConfigCommand) -> anyhow::Result<ExitCode> {
    match command {
        ConfigCommand::Show(told) => {
            let told = load(told)?;
            print(render_show(&told.config, &told.sources))?;
        }
        ConfigCommand::Check(told) => {
            let file = load(told)?.file.unwrap_or_else(|| format!("there is no {FILE} here; the rest"));
            print(format_args!("{file} can be used\n"))?;
        }
        ConfigCommand::Init { file } => init(file)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything that this server is told, checked.
pub(crate) struct Loaded {
    pub(crate) config: Config,
    sources: Sources,
    /// The settings file that was read, if any.
    file: Option<String>,
}

/// Gathers what the server is told.
pub(crate) fn load(told: &Told) -> Result<Loaded, Misconfigured> {
    let file = read_file(told.config.as_deref())?;
    let layers = Layers {
        file: file.as_ref().map(|(name, text)| config::File { name, text }),
        environment: read_environment()?,
        flags: told.flags(),
    };
    let (config, sources) = config::load(&layers).map_err(|errors| Misconfigured(errors.to_string()))?;
    Ok(Loaded { config, sources, file: file.map(|(name, _)| name) })
}

/// What is read when nobody names a file.
const FILE: &str = "hubbub.toml";

/// The most bytes of a settings file; the one with every key and its meaning has a tenth of it.
const FILE_BYTES_MAX: u64 = 128 << 10;

/// Name and text of the settings file. The one in the current folder need not exist, one that is named must.
fn read_file(named: Option<&Path>) -> Result<Option<(String, String)>, Misconfigured> {
    let path = named.unwrap_or(Path::new(FILE));
    let name = path.display().to_string();
    let wrong =
        |what: &dyn fmt::Display| Misconfigured(format!("error: cannot read the settings file {name}: {what}\n"));
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return Ok(None),
        Err(error) => return Err(wrong(&error)),
    }
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(wrong(&format_args!("it is larger than {} KiB", FILE_BYTES_MAX >> 10)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some((name, text))),
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(wrong(&format_args!("line {line} is not UTF-8")))
        }
    }
}

/// Variables for the commands that ask a running server, and no settings of one.
const NO_SETTINGS: [&str; 2] = ["HUBBUB_SERVER", "HUBBUB_TOKEN_FILE"];

/// Every variable that is meant for us.
fn read_environment() -> Result<Vec<(String, String)>, Misconfigured> {
    let is_ours = |name: &OsStr| {
        name.as_encoded_bytes().starts_with(b"HUBBUB_") && NO_SETTINGS.iter().all(|other| name != OsStr::new(other))
    };
    let ours = env::vars_os().filter(|(name, _)| is_ours(name));
    let mut variables = Vec::new();
    for (name, value) in ours {
        match (name.into_string(), value.into_string()) {
            (Ok(name), Ok(value)) => variables.push((name, value)),
            (Ok(name), Err(_)) | (Err(_), Ok(name)) => {
                return Err(Misconfigured(format!("error: the environment variable {name} is not UTF-8\n")));
            }
            (Err(name), Err(_)) => {
                return Err(Misconfigured(format!("error: the environment variable {name:?} is not UTF-8\n")));
            }
        }
    }
    variables.sort();
    Ok(variables)
}

/// Begins a settings file.
fn init(file: &Path) -> anyhow::Result<()> {
    if file == Path::new("-") {
        return print(render_init());
    }
    let name = file.display();
    let mut new = match fs::OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(new) => new,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{name} exists already; name another file, or print to stdout with `hubbub config init -`")
        }
        Err(error) => return Err(error).with_context(|| format!("cannot create {name}")),
    };
    new.write_all(render_init().as_bytes()).with_context(|| format!("cannot write {name}"))?;
    print(format_args!("{name} has every setting with its meaning; uncomment what you change\n"))
}
