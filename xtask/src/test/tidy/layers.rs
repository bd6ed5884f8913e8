//! Which crate may use which, and which of them may ask the outside world.

use std::{fs, path::Path};

use crate::cargo::{Dependency, Package};

/// A crate uses only crates of earlier rows.
const LAYERS: &[&[&str]] = &[
    &["types"],
    &[
        "ws",
        "auth",
        "codegen",
        "config",
        "memory",
        "nats_server",
        "postgres_server",
        "game",
        "ledger",
        "lexicon",
        "relay",
    ],
    &["wire", "edge", "api", "crossword", "lobby", "store"],
    &["desk", "host"],
    &["hub", "bus", "client"],
    &["gateway", "crowd", "usher"],
    &["node", "bench"],
    &["sim", "hubbub", "torture"],
    &["xtask"],
];

/// Crates that take time, luck and bytes as arguments.
const PURE: &[&str] = &[
    "types",
    "ws",
    "wire",
    "hub",
    "desk",
    "client",
    "auth",
    "codegen",
    "config",
    "game",
    "ledger",
    "lexicon",
    "crossword",
    "lobby",
    "host",
    "relay",
    "usher",
];

/// What no pure crate is built from. A generator that must be given its seed (`rand_chacha`) is none of it.
const IMPURE: &[&str] = &["tokio", "mio", "socket2", "rand", "getrandom", "libc"];

/// What the `clippy.toml` of every pure crate bans.
const BANNED: &[&str] = &[
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::env::var",
    "std::fs::read",
    "std::thread::spawn",
    "std::collections::HashMap",
    "std::sync::Mutex",
];

/// Crates without a row, and dependencies that point sideways or up.
pub(super) fn arrows(crates: &[Package]) -> Vec<String> {
    crates.iter().flat_map(|package| arrows_of(&package.name, &package.dependencies)).collect()
}

fn arrows_of(name: &str, dependencies: &[Dependency]) -> Vec<String> {
    let Some(row) = row_of(name) else {
        return vec![format!("crate {name} has no row in LAYERS ({})", file!())];
    };
    let inside = dependencies.iter().filter(|dependency| dependency.path.is_some());
    inside
        .filter(|dependency| row_of(&dependency.name).is_none_or(|lower| lower >= row))
        .map(|dependency| format!("crate {name} must not use {}, which is in no earlier row", dependency.name))
        .collect()
}

fn row_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&name))
}

/// Pure crates that could ask what time it is, or whose `clippy.toml` would let them.
pub(super) fn impurities(crates: &[Package]) -> Vec<String> {
    let pure = crates.iter().filter(|package| PURE.contains(&package.name.as_str()));
    pure.flat_map(|package| {
        let mut findings = impure_dependencies(&package.name, &package.dependencies);
        findings.extend(missing_bans(&package.name, &package.manifest_path));
        findings
    })
    .collect()
}

fn impure_dependencies(name: &str, dependencies: &[Dependency]) -> Vec<String> {
    dependencies
        .iter()
        .filter(|dependency| dependency.kind.is_none() && IMPURE.contains(&dependency.name.as_str()))
        .map(|dependency| format!("crate {name} is pure and must not use {}", dependency.name))
        .collect()
}

fn missing_bans(name: &str, manifest: &Path) -> Vec<String> {
    let rules = fs::read_to_string(manifest.with_file_name("clippy.toml")).unwrap_or_default();
    BANNED
        .iter()
        .filter(|path| !rules.contains(&format!("\"{path}\"")))
        .map(|path| format!("crate {name} is pure: its clippy.toml must ban {path}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(name: &str) -> Dependency {
        Dependency { name: name.to_owned(), kind: None, path: Some(name.into()) }
    }

    #[test]
    fn arrows_point_to_earlier_rows_only() {
        assert!(arrows_of("hub", &[dependency("types"), dependency("wire")]).is_empty());
        assert_eq!(arrows_of("hub", &[dependency("gateway")]).len(), 1);
        assert_eq!(arrows_of("ws", &[dependency("codegen")]).len(), 1);
        assert_eq!(arrows_of("newcomer", &[]).len(), 1);
    }

    #[test]
    fn a_pure_crate_may_use_luck_in_its_tests_alone() {
        let mut luck = dependency("rand");
        assert_eq!(impure_dependencies("hub", &[luck]).len(), 1);
        luck = Dependency { kind: Some("dev".to_owned()), ..dependency("rand") };
        assert!(impure_dependencies("hub", &[luck]).is_empty());
    }
}
