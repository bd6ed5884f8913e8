//! Finds the programs, or installs them.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a folder of programs must hold.
const PROGRAMS: [&str; 2] = ["initdb", "postgres"];
const PACKAGE: &str = "postgresql";
/// Debian's package begins to serve at once unless it is told not to.
const NO_CLUSTER: (&str, &str) = ("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n");
const ADVICE: &str = "install PostgreSQL (the server, not only `psql`), or name the folder of `initdb` and `postgres` in \
                      POSTGRES_BIN";

/// The folder of the programs.
///
/// # Panics
/// When there is none and none can be installed; says what to do.
pub(crate) fn programs() -> PathBuf {
    if let Some(named) = env::var_os("POSTGRES_BIN").map(PathBuf::from) {
        assert!(has_programs(&named), "POSTGRES_BIN is `{}`, which lacks one of {PROGRAMS:?}", named.display());
        return named;
    }
    found().unwrap_or_else(|| {
        install();
        found()
            .unwrap_or_else(|| panic!("the package `{PACKAGE}` was installed and its programs are not found: {ADVICE}"))
    })
}

fn found() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let known = ["/usr/local/pgsql/bin", "/usr/local/bin"].map(PathBuf::from);
    // The package's own folder first: links to its programs do not find what lies beside them.
    packaged().into_iter().chain(on_path).chain(known).find(|folder| has_programs(folder))
}

/// Folders of Debian's packages, the newest version first.
fn packaged() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .collect();
    folders.sort();
    folders.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn has_programs(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).is_file())
}

fn install() {
    assert!(rustix::process::getuid().is_root(), "there is no PostgreSQL, and only root can install it: {ADVICE}");
    // Tests run in many processes at once; one of them installs.
    let lock = File::create(env::temp_dir().join("postgres-server-install.lock")).expect("a lock file can be made");
    lock.lock().expect("the lock file can be locked");
    if found().is_some() {
        return;
    }
    let (file, text) = NO_CLUSTER;
    let folder = Path::new(file).parent().expect("the file has a folder");
    fs::create_dir_all(folder).and_then(|()| fs::write(file, text)).expect("root can write it");
    apt(&["update", "--quiet"]);
    apt(&["install", "--yes", "--quiet", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", PACKAGE]);
}

fn apt(arguments: &[&str]) {
    let command = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    let output = command.unwrap_or_else(|error| panic!("apt-get cannot be started ({error}): {ADVICE}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{ADVICE}\napt-get {arguments:?} says: {said}");
}
