//! `hubbub serve`: bind, say where, wait for the end, drain.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use anyhow::Context;
use node::{Server, StartError};
use tokio::sync::oneshot;

use crate::cli::{Told, VERSION};
use crate::log::Log;
use crate::signals::Signals;
use crate::{FAILED, own_files, print, settings};

/// Serves until somebody wants it to end.
pub(crate) fn run(told: &Told) -> anyhow::Result<ExitCode> {
    let mut config = settings::load(told)?.config;
    let notes = own_files::complete(&mut config);
    let drain_time = config.limits.drain_time;
    let conformance_echo = config.server.conformance_echo;
    let mut signals = Signals::new().context("cannot listen for signals")?;
    let mut log = Log::start(config.log);
    for note in notes {
        log.say(&note);
    }
    let has_api = config.server.metrics.is_some() && config.admin.token_file.is_some();
    let token_file = config.admin.token_file.clone();
    let server = Server::bind(config, VERSION).map_err(with_advice)?;
    announce(&server, token_file.filter(|_| has_api).as_deref(), &mut log)?;
    if conformance_echo {
        log.say("/conformance/echo is on, with wide limits: for WebSocket test suites only");
    }
    signals.wait_or(server.ending());
    let drain_time = server.ending().within().unwrap_or(drain_time);
    log.say(&format!("draining for at most {drain_time:?}; Ctrl-C again stops at once"));
    let code = if signals.wait_for(drain(server)) {
        log.say("drained and stopped");
        ExitCode::SUCCESS
    } else {
        log.say("stopped before all conns had left");
        FAILED.into()
    };
    let lost = log.lost_lines();
    if lost > 0 {
        log.say(&format!("{lost} log lines were lost because nobody read stderr"));
    }
    Ok(code)
}

/// One line on stdout for each address, for people, scripts and tests; then the next thing to try.
fn announce(server: &Server, token_file: Option<&Path>, log: &mut Log) -> anyhow::Result<()> {
    let plain = server.urls().into_iter().map(|address| ("", address));
    let addresses: Vec<_> = plain.chain(server.tls_urls().into_iter().map(|address| ("s", address))).collect();
    for (s, address) in &addresses {
        print(format_args!("listening on http{s}://{address}\n"))?;
    }
    if let Some((s, first)) = addresses.first().map(|(s, address)| (s, reachable(*address))) {
        log.say(&format!(
            "open http{s}://{first} in two windows and chat, or point a Godot client at ws{s}://{first}/ws"
        ));
    }
    if addresses.is_empty() {
        print(format_args!("running games\n"))?;
    }
    if let Some(metrics) = server.metrics_addr() {
        let page = token_file.map_or_else(String::new, |file| {
            format!(", the admin page at http://{metrics}/admin, its token in {}", file.display())
        });
        log.say(&format!("metrics are at http://{metrics}/metrics{page}; Ctrl-C drains and stops"));
    }
    Ok(())
}

/// An address to open: of a listener on every interface, the one of this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        IpAddr::V4(_) | IpAddr::V6(_) => address.ip(),
    };
    SocketAddr::new(ip, address.port())
}

/// Lets the conns leave and stops, on a thread of its own, so that this one hears a second Ctrl-C.
fn drain(server: Server) -> oneshot::Receiver<()> {
    let (done, wait) = oneshot::channel();
    thread::spawn(move || {
        server.drain();
        server.stop();
        // Nobody waits any more if the second Ctrl-C came first.
        let _ = done.send(());
    });
    wait
}

/// Adds what to do about a listener that failed.
fn with_advice(error: StartError) -> anyhow::Error {
    let is_listener = matches!(error, StartError::Gateway(_) | StartError::Metrics { .. });
    let error = anyhow::Error::from(error);
    if !is_listener {
        return error;
    }
    let kind = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    let advice = match kind {
        Some(io::ErrorKind::AddrInUse) => {
            "another program listens there; choose another address, or any free port with \
             `--listen 127.0.0.1:0` (for metrics `--metrics 127.0.0.1:0`, or `--metrics \"\"` for none)"
        }
        Some(io::ErrorKind::AddrNotAvailable) => {
            "this machine has no such address; `--listen 127.0.0.1:8080` is for this machine alone, \
             `--listen 0.0.0.0:8080` for every interface"
        }
        Some(io::ErrorKind::PermissionDenied) => {
            "ports below 1024 are for privileged users; choose one above, as with `--listen 0.0.0.0:8080`"
        }
        _ => return error,
    };
    anyhow::anyhow!("{error:#}\n  {advice}")
}
