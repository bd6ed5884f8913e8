//! What a part of the tests is given: where things lie, and a way to run programs whose words are kept.

use std::{
    fs::{self, File},
    io::{PipeReader, Write as _},
    path::{self, Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::Options;
use crate::{
    cargo::{self, Metadata},
    process::Running,
};

/// No build may take longer, not even the first one on a slow machine.
pub(super) const BUILD_LIMIT: Duration = Duration::from_mins(20);
/// Installing one tool.
pub(super) const INSTALL_LIMIT: Duration = Duration::from_mins(8);

/// What is the same for all parts of a run.
pub(super) struct Setup {
    repository: PathBuf,
    tools: PathBuf,
    target: PathBuf,
    hubbub: Option<PathBuf>,
    fuzz_seconds: u32,
}

impl Setup {
    pub(super) fn new(repository: &Path, options: &Options) -> Result<Self> {
        let hubbub = options.hubbub.as_deref().map(path::absolute).transpose()?;
        Ok(Self {
            repository: repository.to_owned(),
            tools: repository.join(&options.tools),
            target: Metadata::read(repository)?.target_directory,
            hubbub,
            fuzz_seconds: options.fuzz_seconds,
        })
    }
}

/// One part that runs.
pub(super) struct Job<'setup> {
    setup: &'setup Setup,
    log_path: PathBuf,
    log: File,
}

impl<'setup> Job<'setup> {
    pub(super) fn new(setup: &'setup Setup, part: &str) -> Result<Self> {
        let folder = setup.target.join("xtask");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let log_path = folder.join(format!("{part}.log"));
        let log = File::create(&log_path).with_context(|| format!("cannot write {}", log_path.display()))?;
        Ok(Self { setup, log_path, log })
    }

    /// The file with all that was said while the part ran.
    pub(super) fn log_path(&self) -> &Path {
        &self.log_path
    }

    pub(super) fn repository(&self) -> &Path {
        &self.setup.repository
    }

    /// The folder of the tool called `name`; kept between runs.
    pub(super) fn tool(&self, name: &str) -> PathBuf {
        self.setup.tools.join(name)
    }

    /// A folder for what the programs of this part write; made if need be.
    pub(super) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.setup.target.join("xtask").join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// The folder in which tests leave pictures for people.
    pub(super) fn screenshots(&self) -> Result<PathBuf> {
        let folder = self.setup.repository.join("artifacts/screenshots");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    pub(super) fn target(&self) -> &Path {
        &self.setup.target
    }

    /// The server to test, as it is shipped: built now unless another was named.
    pub(super) fn hubbub(&self) -> Result<PathBuf> {
        if let Some(named) = &self.setup.hubbub {
            return Ok(named.clone());
        }
        self.run(&mut self.cargo(&["build", "--release", "--package", "hubbub"]), BUILD_LIMIT)?;
        Ok(self.target().join("release/hubbub"))
    }

    pub(super) fn fuzz_seconds(&self) -> u32 {
        self.setup.fuzz_seconds
    }

    /// A cargo command in the repository.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::cargo(self.repository());
        command.args(arguments);
        command
    }

    /// Runs a program to its end; anything but success is an error.
    pub(super) fn run(&self, command: &mut Command, limit: Duration) -> Result<()> {
        let name = command.get_program().display().to_string();
        let status = self.start(command)?.wait(limit).with_context(|| name.clone())?;
        ensure!(status.success(), "{name} ended with {status}");
        Ok(())
    }

    /// Starts a program whose words go into the log.
    pub(super) fn start(&self, command: &mut Command) -> Result<Running> {
        self.note(&format!("$ {command:?}"))?;
        Running::start(command.stdout(self.log.try_clone()?).stderr(self.log.try_clone()?))
    }

    /// Starts a program whose words the caller reads.
    pub(super) fn start_piped(&self, command: &mut Command) -> Result<(Running, PipeReader)> {
        self.note(&format!("$ {command:?}"))?;
        let (reader, writer) = std::io::pipe()?;
        let running = Running::start(command.stdout(writer.try_clone()?).stderr(writer));
        // The command keeps its ends of the pipe, and the reader would wait for them after the program has ended.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Ok((running?, reader))
    }

    /// Adds a line to the log.
    pub(super) fn note(&self, line: &str) -> Result<()> {
        writeln!(&self.log, "{line}").context("the log cannot be written")
    }

    /// A second handle to the log.
    pub(super) fn log(&self) -> Result<File> {
        Ok(self.log.try_clone()?)
    }

    /// All that was said so far.
    pub(super) fn said(&self) -> Result<String> {
        let bytes = fs::read(&self.log_path)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
