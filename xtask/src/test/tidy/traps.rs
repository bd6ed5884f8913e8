//! Pages that say what keeps each of their lines true: the last cell of a row in a table with a column `see` names files
//! and, behind each, what stands in it.

use std::{fs, path::Path};

/// The pages, and the folders in which the files lie that they name.
const PAGES: [(&str, &[&str]); 2] = [
    ("docs/traps.md", &["crates/", "crates/node/tests/", "clients/", ""]),
    ("clients/godot/addons/hubbub/README.md", &["clients/godot/addons/hubbub/", "clients/godot/tests/"]),
];
/// The last column of such a table.
const HEADING: &str = "see";
/// Fewer mean that the tables are not found any more.
const ROWS_MIN: usize = 20;

/// What is named and is not there.
pub(super) fn findings(repository: &Path) -> Vec<String> {
    PAGES.iter().flat_map(|(page, folders)| page_findings(repository, page, folders)).collect()
}

fn page_findings(repository: &Path, page: &str, folders: &[&str]) -> Vec<String> {
    let Ok(text) = fs::read_to_string(repository.join(page)) else { return vec![format!("{page} is missing")] };
    let read = |name: &str| {
        let tries = folders.iter().flat_map(|folder| ["", ".gd"].map(|end| format!("{folder}{name}{end}")));
        tries.into_iter().find_map(|path| fs::read_to_string(repository.join(path)).ok())
    };
    let cells = cells(&text);
    let mut findings: Vec<_> = cells.iter().flat_map(|cell| missing(cell, read)).collect();
    if cells.len() < ROWS_MIN {
        findings.push(format!("only {} rows say what keeps them true", cells.len()));
    }
    findings.into_iter().map(|finding| format!("{page}: {finding}")).collect()
}

/// The last cells of all rows of tables with the heading.
fn cells(page: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut is_wanted = false;
    for line in page.lines() {
        let last = line.strip_prefix('|').and_then(|row| row.strip_suffix('|')?.rsplit('|').next());
        match last.map(str::trim) {
            None => is_wanted = false,
            Some(HEADING) => is_wanted = true,
            Some(cell) if is_wanted && cell.contains('`') => cells.push(cell),
            Some(_) => {}
        }
    }
    cells
}

/// Between back ticks stand a file, or what is in the one before it.
fn missing(cell: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut findings = Vec::new();
    let mut last: Option<String> = None;
    for name in cell.split('`').skip(1).step_by(2) {
        if let Some(text) = read(name) {
            last = Some(text);
        } else if last.as_ref().is_none_or(|text| !text.contains(name)) {
            findings.push(format!("`{name}` is not there"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "| a | see |\n|---|---|\n| x | `one.rs` `fn a` |\n| y | |\n\n| a | is |\n|---|---|\n| z | `no` |\n";

    #[test]
    fn the_last_cells_of_the_tables_with_the_heading_are_read() {
        assert_eq!(cells(PAGE), ["`one.rs` `fn a`"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let read = |name: &str| (name == "one.rs").then(|| "fn a() {}".to_owned());
        assert!(missing("`one.rs` `fn a`", read).is_empty());
        assert_eq!(missing("`one.rs` `fn b`; `two.rs`", read), ["`fn b` is not there", "`two.rs` is not there"]);
        assert_eq!(missing("`fn a`", read), ["`fn a` is not there"]);
    }
}
