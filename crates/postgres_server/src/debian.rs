//! Installs what tests need and a machine lacks.

use std::env;
use std::fs::File;
use std::process::Command;

/// Installs a package of Debian, unless `is_there` says that there is nothing to do. Tests run in many processes at once;
/// one of them installs, and the others wait for it.
///
/// # Panics
/// When it cannot be installed; with the advice.
pub fn install(package: &str, advice: &str, is_there: impl FnOnce() -> bool) {
    assert!(rustix::process::getuid().is_root(), "{package} is missing, and only root can install it: {advice}");
    let lock = File::create(env::temp_dir().join("debian-install.lock")).expect("a lock file can be made");
    lock.lock().expect("the lock file can be locked");
    if is_there() {
        return;
    }
    apt(advice, &["update", "--quiet"]);
    let keep = "Dpkg::Options::=--force-confold";
    apt(advice, &["install", "--yes", "--quiet", "--no-install-recommends", "-o", keep, package]);
}

fn apt(advice: &str, arguments: &[&str]) {
    let command = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    let output = command.unwrap_or_else(|error| panic!("apt-get cannot be started ({error}): {advice}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{advice}\napt-get {arguments:?} says: {said}");
}
