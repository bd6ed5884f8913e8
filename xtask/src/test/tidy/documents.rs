//! What the documents promise about themselves and about the code.

use std::{fs, path::Path};

const ARCHITECTURE: &str = "ARCHITECTURE.md";
const ARCHITECTURE_LINES_MAX: usize = 200;
/// The word after the fence of the list of files through which one chat passes, socket to socket.
const CHAT_PATH_FENCE: &str = "```chat-path";
const CHAT_PATH_FILES_MAX: usize = 10;
const CHAT_PATH_LINES_MAX: usize = 2_000;
const PROTOCOL: &str = "docs/protocol.md";

/// What is wrong with the architecture's length, or with the files that it says one chat passes through.
pub(super) fn architecture(repository: &Path) -> Vec<String> {
    let Ok(text) = fs::read_to_string(repository.join(ARCHITECTURE)) else {
        return vec![format!("{ARCHITECTURE} is missing")];
    };
    let lines = text.lines().count();
    let mut findings = Vec::new();
    if lines > ARCHITECTURE_LINES_MAX {
        findings.push(format!("{ARCHITECTURE}: {lines} lines, more than {ARCHITECTURE_LINES_MAX}"));
    }
    findings.extend(chat_path_findings(&chat_path(&text), |file| fs::read_to_string(repository.join(file)).ok()));
    findings
}

/// The first word of each line in the fenced list.
fn chat_path(architecture: &str) -> Vec<&str> {
    let fenced = architecture.lines().skip_while(|line| line.trim() != CHAT_PATH_FENCE).skip(1);
    fenced.take_while(|line| line.trim() != "```").filter_map(|line| line.split_whitespace().next()).collect()
}

fn chat_path_findings(files: &[&str], read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    if files.is_empty() {
        return vec![format!("{ARCHITECTURE}: no list of files after a line `{CHAT_PATH_FENCE}`")];
    }
    let mut findings = Vec::new();
    let mut sum = 0;
    for file in files {
        match read(file) {
            Some(text) => sum += lines_without_tests(&text),
            None => findings.push(format!("{ARCHITECTURE}: {file} does not exist")),
        }
    }
    if files.len() > CHAT_PATH_FILES_MAX || sum > CHAT_PATH_LINES_MAX {
        findings.push(format!(
            "the path of a chat is {} files and {sum} lines, more than {CHAT_PATH_FILES_MAX} and {CHAT_PATH_LINES_MAX}",
            files.len()
        ));
    }
    findings
}

/// Tests stand at the end of a file, so what follows their attribute is not counted.
fn lines_without_tests(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

/// Kinds of packet that the protocol's page does not name.
pub(super) fn protocol(repository: &Path, kinds: &[String]) -> Vec<String> {
    let Ok(text) = fs::read_to_string(repository.join(PROTOCOL)) else {
        return vec![format!("{PROTOCOL} is missing")];
    };
    let unnamed = kinds.iter().filter(|kind| !text.contains(&format!("`{kind}`")));
    unnamed.map(|kind| format!("{PROTOCOL} does not name the packet `{kind}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_chat_is_read_from_its_fence() {
        let text = "# Title\n```chat-path\ngateway/conn.rs  frames in\nhub/hub.rs  who hears it\n```\nmore";
        assert_eq!(chat_path(text), ["gateway/conn.rs", "hub/hub.rs"]);
    }

    #[test]
    fn the_path_of_a_chat_has_a_budget_that_tests_do_not_use_up() {
        let short = format!("{}#[cfg(test)]\n{}", "\n".repeat(10), "\n".repeat(CHAT_PATH_LINES_MAX));
        assert!(chat_path_findings(&["a.rs"], |_| Some(short.clone())).is_empty());
        let long = "\n".repeat(CHAT_PATH_LINES_MAX + 1);
        assert_eq!(chat_path_findings(&["a.rs"], |_| Some(long.clone())).len(), 1);
        assert_eq!(chat_path_findings(&["a.rs"], |_| None).len(), 1);
        assert_eq!(chat_path_findings(&[], |_| None).len(), 1);
    }
}
