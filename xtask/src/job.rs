//! What a chore is given: where things lie, and a way to run programs whose words are kept.

use std::{
    fs::{self, File},
    io::{PipeReader, Write as _},
    path::{self, Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{
    cargo::{self, Metadata},
    process::Running,
};

/// No build may take longer, not even the first one on a slow machine.
pub(crate) const BUILD_LIMIT: Duration = Duration::from_mins(20);
/// Installing one tool.
pub(crate) const INSTALL_LIMIT: Duration = Duration::from_mins(8);
/// How long each fuzz target runs unless told otherwise.
pub(crate) const FUZZ_SECONDS: u32 = 30;

/// What every chore that needs tools can be told.
#[derive(Args)]
pub(crate) struct Places {
    /// The folder in which tools are kept between runs.
    #[arg(long, value_name = "DIR", default_value = "target/tools")]
    tools: PathBuf,
}

/// What is the same for all jobs of a run.
pub(crate) struct Setup {
    repository: PathBuf,
    tools: PathBuf,
    target: PathBuf,
    hubbub: Option<PathBuf>,
    fuzz_seconds: u32,
}

impl Setup {
    pub(crate) fn new(repository: &Path, places: &Places) -> Result<Self> {
        Ok(Self {
            repository: repository.to_owned(),
            tools: repository.join(&places.tools),
            target: Metadata::read(repository)?.target_directory,
            hubbub: None,
            fuzz_seconds: FUZZ_SECONDS,
        })
    }

    /// Tests this server, if one is named, instead of one that is built; fuzzes each target so long.
    pub(crate) fn testing(self, hubbub: Option<&Path>, fuzz_seconds: u32) -> Result<Self> {
        let hubbub = hubbub.map(path::absolute).transpose()?;
        Ok(Self { hubbub, fuzz_seconds, ..self })
    }
}

/// One part of the tests, or another chore, that runs.
pub(crate) struct Job<'setup> {
    setup: &'setup Setup,
    log_path: PathBuf,
    log: File,
}

impl<'setup> Job<'setup> {
    /// Begins a log called `name` for what its programs will say.
    pub(crate) fn new(setup: &'setup Setup, name: &str) -> Result<Self> {
        let folder = setup.target.join("xtask");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let log_path = folder.join(format!("{name}.log"));
        let log = File::create(&log_path).with_context(|| format!("cannot write {}", log_path.display()))?;
        Ok(Self { setup, log_path, log })
    }

    /// The file with all that was said while it ran.
    pub(crate) fn log_path(&self) -> &Path {
        &self.log_path
    }

    pub(crate) fn repository(&self) -> &Path {
        &self.setup.repository
    }

    /// The folder of the tool called `name`; kept between runs.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.setup.tools.join(name)
    }

    /// A folder for what its programs write; made if need be.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.setup.target.join("xtask").join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// The folder in which tests leave pictures for people.
    pub(crate) fn screenshots(&self) -> Result<PathBuf> {
        let folder = self.setup.repository.join("artifacts/screenshots");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    pub(crate) fn target(&self) -> &Path {
        &self.setup.target
    }

    /// The server to test, as it is shipped: built now unless another was named.
    pub(crate) fn hubbub(&self) -> Result<PathBuf> {
        if let Some(named) = &self.setup.hubbub {
            return Ok(named.clone());
        }
        self.released("hubbub")
    }

    /// A program of this checkout, optimized. All that the tests start are built together, because cargo builds what
    /// they share anew when it is told to build another selection.
    pub(crate) fn released(&self, program: &str) -> Result<PathBuf> {
        let packages = ["hubbub", "sim", "torture"].iter().flat_map(|package| ["--package", package]);
        self.run(self.cargo(&["build", "--release"]).args(packages), BUILD_LIMIT)?;
        Ok(self.target().join("release").join(program))
    }

    pub(crate) fn fuzz_seconds(&self) -> u32 {
        self.setup.fuzz_seconds
    }

    /// A cargo command in the repository.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::cargo(self.repository());
        command.args(arguments);
        command
    }

    /// Runs a program to its end; anything but success is an error.
    pub(crate) fn run(&self, command: &mut Command, limit: Duration) -> Result<()> {
        let name = command.get_program().display().to_string();
        let status = self.start(command)?.wait(limit).with_context(|| name.clone())?;
        ensure!(status.success(), "{name} ended with {status}");
        Ok(())
    }

    /// Runs a program to its end whose words go to whoever started the chore; anything but success is an error.
    pub(crate) fn run_in_sight(&self, command: &mut Command, limit: Duration) -> Result<()> {
        let name = command.get_program().display().to_string();
        let status = Running::start(command)?.wait(limit).with_context(|| name.clone())?;
        ensure!(status.success(), "{name} ended with {status}");
        Ok(())
    }

    /// Starts a program whose words go into the log.
    pub(crate) fn start(&self, command: &mut Command) -> Result<Running> {
        self.note(&format!("$ {command:?}"))?;
        Running::start(command.stdout(self.log.try_clone()?).stderr(self.log.try_clone()?))
    }

    /// Starts a program whose words the caller reads.
    pub(crate) fn start_piped(&self, command: &mut Command) -> Result<(Running, PipeReader)> {
        self.note(&format!("$ {command:?}"))?;
        let (reader, writer) = std::io::pipe()?;
        let running = Running::start(command.stdout(writer.try_clone()?).stderr(writer));
        // The command keeps its ends of the pipe, and the reader would wait for them after the program has ended.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Ok((running?, reader))
    }

    /// Adds a line to the log.
    pub(crate) fn note(&self, line: &str) -> Result<()> {
        writeln!(&self.log, "{line}").context("the log cannot be written")
    }

    /// A second handle to the log.
    pub(crate) fn log(&self) -> Result<File> {
        Ok(self.log.try_clone()?)
    }

    /// All that was said so far.
    pub(crate) fn said(&self) -> Result<String> {
        let bytes = fs::read(&self.log_path)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
