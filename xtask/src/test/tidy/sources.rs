//! Rules for single files: nothing left undone, no test that sleeps, no file too long, no path of one machine.

use std::{fs, path::Path};

/// Ends of the names of files that people write and read as code.
const CODE: &[&str] = &[".rs", ".gd", ".js", ".mjs", ".html", ".sh", ".py"];
const CODE_LINES_MAX: usize = 500;
/// Tests are lists more than stories, and stay together longer.
const TEST_LINES_MAX: usize = 800;
/// Files that may be longer, and why.
const LONG: &[(&str, &str)] = &[("clients/web/pages/hubbub.js", "an SDK that others copy is one file")];
/// Generated files say so within so many lines.
const HEADER_LINES: usize = 5;
/// In two halves each, so that this file does not break its own rule.
const UNDONE: &[&str] = &[concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X:")];
const SLEEPS: &[&str] = &[concat!("sleep", "("), concat!("waitFor", "Timeout(")];
/// Folders in which people keep their checkouts and tools. `/root/` alone would be a path in Godot's tree of nodes.
const HOMES: &[&str] = &[concat!("/ho", "me/"), concat!("/ro", "ot/."), concat!("/Us", "ers/")];

/// What breaks the rules in `files`, which are relative to `repository`. Files that are not text are not looked at.
pub(super) fn findings(repository: &Path, files: &[String]) -> Vec<String> {
    let places = places(repository);
    files
        .iter()
        .filter_map(|file| Some((file, fs::read_to_string(repository.join(file)).ok()?)))
        .flat_map(|(file, text)| in_file(file, &text, &places))
        .collect()
}

/// Absolute paths that would tie a file to one machine: homes, and where this checkout and its neighbours lie.
fn places(repository: &Path) -> Vec<String> {
    let mut places: Vec<String> = HOMES.iter().map(|home| (*home).to_owned()).collect();
    places.push(repository.display().to_string());
    let around = repository.parent().filter(|parent| parent.parent().is_some());
    places.extend(around.map(|parent| format!("{}/", parent.display())));
    places
}

fn in_file(file: &str, text: &str, places: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let mut find = |what: String| findings.push(format!("{file}:{number}: {what}"));
        first_in(line, UNDONE).into_iter().for_each(|word| find(format!("{word} is work that is not done")));
        if is_built_sql(line) {
            find("SQL is written as it is and given its values as parameters, never built with format!".to_owned());
        }
        first_in(line, places).into_iter().for_each(|place| find(format!("{place} exists on one machine only")));
    }
    if is_code(file) && !is_generated(text) {
        findings.extend(too_long(file, text));
        findings.extend(sleeping_tests(file, text));
    }
    findings
}

/// Whether a line builds a statement for a database out of texts: then a player's text could become a part of it.
fn is_built_sql(line: &str) -> bool {
    let line = line.to_lowercase();
    let Some((_, built)) = line.split_once("format!(\"") else { return false };
    ["select ", "insert into ", "update ", "delete from "].iter().any(|statement| built.starts_with(statement))
}

fn first_in<'words, W: AsRef<str>>(line: &str, words: &'words [W]) -> Option<&'words str> {
    words.iter().map(W::as_ref).find(|word| line.contains(word))
}

fn is_code(file: &str) -> bool {
    CODE.iter().any(|end| file.ends_with(end))
}

fn is_generated(text: &str) -> bool {
    let mut header = text.lines().take(HEADER_LINES).map(str::to_lowercase);
    header.any(|line| line.contains("generated") && (line.contains("@generated") || line.contains("do not edit")))
}

fn too_long(file: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let max = if is_test(file) { TEST_LINES_MAX } else { CODE_LINES_MAX };
    let is_too_long = lines > max && LONG.iter().all(|(long, _why)| *long != file);
    is_too_long.then(|| format!("{file}: {lines} lines, more than {max}; split it"))
}

/// Whether the whole file is tests, by where it lies or what it is called.
fn is_test(file: &str) -> bool {
    let (folders, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.split('.').next().unwrap_or_default();
    folders.split('/').any(|folder| folder == "tests")
        || name == "tests.rs"
        || stem.ends_with("_test")
        || name.ends_with(".test.mjs")
}

fn sleeping_tests(file: &str, text: &str) -> Vec<String> {
    let mut is_test = is_test(file);
    let mut findings = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        is_test |= line.trim() == "#[cfg(test)]";
        if is_test && first_in(line, SLEEPS).is_some() {
            findings.push(format!("{file}:{number}: a test sleeps; wait for a state instead"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(file: &str, text: &str) -> usize {
        in_file(file, text, &["/somewhere/".to_owned()]).len()
    }

    #[test]
    fn each_rule_finds_what_breaks_it() {
        assert_eq!(count("a.rs", "fn main() {}\n"), 0);
        assert_eq!(count("a.md", &format!("{}: later", UNDONE[0])), 1);
        assert_eq!(count("a.md", "see /somewhere/else"), 1);
        assert_eq!(count("a.rs", concat!("let t54 = for", "mat!(\"select * from event where body = '{text}'\");")), 1);
        assert_eq!(count("crates/x/tests/it/a.rs", &format!("thread::{}1)", SLEEPS[0])), 1);
        assert_eq!(count("a.rs", &format!("{}1)\n#[cfg(test)]\n{}1)", SLEEPS[0], SLEEPS[0])), 1);
    }

    #[test]
    fn tests_may_be_longer_but_not_endless() {
        for file in ["src/tests.rs", "tests/it/main.rs", "clients/codec_test.gd", "unit/logic.test.mjs"] {
            assert_eq!(count(file, &"\n".repeat(CODE_LINES_MAX + 1)), 0, "{file}");
            assert_eq!(count(file, &"\n".repeat(TEST_LINES_MAX + 1)), 1, "{file}");
        }
        assert_eq!(count("src/contests.rs", &"\n".repeat(CODE_LINES_MAX + 1)), 1);
    }

    #[test]
    fn only_what_people_wrote_can_be_too_long() {
        let long = "\n".repeat(CODE_LINES_MAX + 1);
        assert_eq!(count("a.rs", &long), 1);
        assert_eq!(count("a.csv", &long), 0);
        assert_eq!(count(LONG[0].0, &long), 0);
        assert_eq!(count("a.rs", &format!("// @generated by something{long}")), 0);
    }
}
