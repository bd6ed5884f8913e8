//! Finds the programs, or installs them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;

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
    let (file, text) = NO_CLUSTER;
    let folder = Path::new(file).parent().expect("the file has a folder");
    debian::install(PACKAGE, ADVICE, || {
        let is_there = found().is_some();
        if !is_there {
            fs::create_dir_all(folder).and_then(|()| fs::write(file, text)).expect("root can write it");
        }
        is_there
    });
}
