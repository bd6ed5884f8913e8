//! The NATS server between the gateways: one that runs already, or one that is started for the run.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::launches;
use crate::proc::Processes;
use crate::server::Server;

/// Names the program, if it is not `nats-server` on the search path.
const NAMED_BY: &str = "NATS_SERVER";

/// A NATS server. What is started ends with this.
#[derive(Debug)]
pub(super) struct Bus {
    url: String,
    server: Option<Server>,
}

impl Bus {
    /// The one at this URL; without one, a server of its own on a free port of loopback.
    ///
    /// # Errors
    /// If there is no program to start, or it does not start.
    pub(super) fn find(url: Option<&str>) -> anyhow::Result<Self> {
        match url {
            Some(url) => Ok(Self { url: url.to_owned(), server: None }),
            None => Self::start(),
        }
    }

    fn start() -> anyhow::Result<Self> {
        let named = env::var_os(NAMED_BY).map(PathBuf::from);
        let program = named.unwrap_or_else(|| PathBuf::from("nats-server"));
        if !runs(program.as_os_str()) {
            bail!(
                "cannot run `{} --version`: a fleet needs a NATS server. Install nats-server 2.12.7 or newer on the \
                 PATH, name it in {NAMED_BY}, or name one that runs already with --nats nats://HOST:PORT",
                program.display()
            );
        }
        let program = program.to_str().context("the path of nats-server is no text")?;
        let server = Server::start(&launches::nats(program), None)?;
        let address = server.url.trim_start_matches("ws://");
        Ok(Self { url: format!("nats://{address}"), server: Some(server) })
    }

    /// What tells a gateway of it. The prefix keeps a run apart from whoever else uses that server.
    pub(super) fn environment(&self) -> [(&'static str, String); 2] {
        [("HUBBUB_NATS_URLS", self.url.clone()), ("HUBBUB_NATS_PREFIX", format!("bench_{}", std::process::id()))]
    }

    /// Its process, if it was started here.
    ///
    /// # Errors
    /// If it has ended.
    pub(super) fn processes(&self) -> anyhow::Result<Option<Processes>> {
        self.server.as_ref().map(|server| Processes::new(&[server.pid()])).transpose()
    }
}

fn runs(program: &OsStr) -> bool {
    let version = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_runs_already_is_taken_as_it_is() {
        let bus = Bus::find(Some("nats://10.0.0.5:4222")).unwrap();
        let [(_, url), (_, prefix)] = bus.environment();
        assert_eq!(url, "nats://10.0.0.5:4222");
        assert!(prefix.starts_with("bench_"));
        assert!(bus.processes().unwrap().is_none());
    }

    #[test]
    fn a_program_that_is_not_there_does_not_run() {
        assert!(!runs(OsStr::new("/no/such/nats-server")));
    }
}
