//! The `hubbub` command as somebody sees it who types it.

mod bench;
mod codegen;
mod config;
mod crossword;
mod crossword_play;
#[path = "../../../api/tests/fake/mod.rs"]
mod fake;
mod import_gcg;
mod new;
mod operate;
mod pages;
mod replay;
mod serve;
mod store;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A new folder to type commands in.
struct Folder(PathBuf);

impl Folder {
    /// Named for the test, emptied of what an earlier run left.
    fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the tests' folder can be written");
        Self(path)
    }

    /// Makes a folder in it.
    fn with(&self, name: &str) {
        fs::create_dir_all(self.0.join(name)).expect("the tests' folder can be written");
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), text).expect("the tests' folder can be written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file is there")
    }

    /// The command with these arguments, told nothing by the environment of the tests.
    fn hubbub(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hubbub"));
        command.args(arguments).current_dir(&self.0);
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"HUBBUB_") {
                command.env_remove(name);
            }
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.hubbub(arguments).output().expect("the command can be started")
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
