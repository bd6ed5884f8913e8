//! The README's first command, as it is written there: what a newcomer types has to serve.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};

use super::{Verdict, server, watch::Watched};
use crate::job::{BUILD_LIMIT, Job};

const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Ports of our own choice, told by the environment so that the command stays what it is.
const ANY_PORTS: [(&str, &str); 2] =
    [("HUBBUB_SERVER_LISTEN", "127.0.0.1:0"), ("HUBBUB_SERVER_METRICS", "127.0.0.1:0")];

pub(super) fn run(job: &Job) -> Result<Verdict> {
    let readme = std::fs::read_to_string(job.repository().join("README.md"))?;
    let words = first_command(&readme).context("README.md has no `sh` block with a command")?;
    ensure!(words.first() == Some(&"cargo"), "the first command of README.md is not cargo's: {words:?}");
    let mut command = job.cargo(&words[1..]);
    let running = Watched::start(job, command.envs(ANY_PORTS))?;
    let address = running.find("address that it listens on", BUILD_LIMIT, server::announced_in)?;
    let answer = page(address).with_context(|| format!("no page at {address}"))?;
    ensure!(answer.starts_with("HTTP/1.1 200 "), "{address} answers {:?}", answer.lines().next());
    Ok(Verdict::Passed(format!("`{}` serves", words.join(" "))))
}

/// The words of the first line of the first shell block, its comment left out.
fn first_command(markdown: &str) -> Option<Vec<&str>> {
    let (_, block) = markdown.split_once("```sh\n")?;
    let (command, _) = block.lines().next()?.split_once('#').unwrap_or((block.lines().next()?, ""));
    Some(command.split_whitespace().collect())
}

fn page(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_command_is_found_without_its_comment() {
        let readme = "# Name\n\n```rust\nfn no() {}\n```\n```sh\ncargo run --release   # serves\ncargo test\n```\n";
        assert_eq!(first_command(readme), Some(vec!["cargo", "run", "--release"]));
        assert_eq!(first_command("```sh\ncargo run\n```\n"), Some(vec!["cargo", "run"]));
        assert_eq!(first_command("no block"), None);
    }
}
