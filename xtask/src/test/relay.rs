//! Godot's own multiplayer, with the server between the engines.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use nats_server::NatsServer;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::{godot::Engine, server::Server};
use crate::job::Job;

/// A game that knows nothing of the server but its address.
const PROJECT: &str = "clients/godot/tests/relay";
/// How many play together.
const ROOMS: [usize; 2] = [2, 8];
const LIMIT: Duration = Duration::from_mins(5);
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// What a login service and the server share, and what the service has signed with it: `sub` is `ann`, and `exp` far away.
const SECRET: &str = "a secret of at least thirty-two bytes";
const TOKEN: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4iLCJleHAiOjQxMDI0NDQ4MDB9.yeiUA-0RTOrHS7nmsxJqB2nNR-ltmtA0koy2IiAfZGg";

/// Engines play a round with the host that the server names, it leaves, and the others play one with the next.
pub(super) fn godot(job: &Job, engine: &Engine, server: &Server) -> Result<()> {
    job.run(engine.headless(job, PROJECT).arg("--import"), LIMIT)?;
    for count in ROOMS {
        let url = server.relay(&format!("room_of_{count}"));
        play(job, (0..count).map(|_| peer(job, engine, &url, count)).collect())?;
    }
    over_a_fleet(job, engine)?;
    with_logins(job, engine)
}

/// The same where one half of a room's engines came in at one node of a fleet, and the other half at another.
fn over_a_fleet(job: &Job, engine: &Engine) -> Result<()> {
    let nats = NatsServer::start();
    let nodes = ["relay-node", "relay-other-node"].map(|folder| {
        let data = job.scratch(folder)?.display().to_string();
        Server::start(job, &["--nats", &nats.url(), "--data", &data])
    });
    let nodes = nodes.into_iter().collect::<Result<Vec<_>>>()?;
    for count in ROOMS {
        let urls: Vec<String> = nodes.iter().map(|node| node.relay(&format!("room_of_{count}"))).collect();
        play(job, urls.iter().cycle().take(count).map(|url| peer(job, engine, url, count)).collect())?;
    }
    Ok(())
}

/// Where a login is required: one engine brings a token, over TLS by an authority of its own; another, which could be a
/// web page, a ticket.
fn with_logins(job: &Job, engine: &Engine) -> Result<()> {
    let folder = job.scratch("relay-logins")?;
    let authority = certify(&folder)?;
    fs::write(folder.join("secret"), SECRET)?;
    let settings = folder.join("hubbub.toml");
    fs::write(&settings, login_settings(&folder))?;
    // Another server runs already, and has the usual folder.
    let data = folder.join("data");
    let server =
        Server::start(job, &["--config", &settings.display().to_string(), "--data", &data.display().to_string()])?;
    let mut with_token = peer(job, engine, &server.relay_over_tls("members")?, ROOMS[0]);
    with_token.arg(format!("--token={TOKEN}")).arg(format!("--authority={}", authority.display()));
    let url = format!("{}?ticket={}", server.relay("members"), ticket(server.address())?);
    play(job, vec![with_token, peer(job, engine, &url, ROOMS[0])])
}

fn peer(job: &Job, engine: &Engine, url: &str, count: usize) -> Command {
    let mut peer = engine.headless(job, PROJECT);
    peer.arg("--").arg(format!("--url={url}")).arg(format!("--peers={count}"));
    peer
}

fn play(job: &Job, mut peers: Vec<Command>) -> Result<()> {
    let started: Vec<_> = peers.iter_mut().map(|peer| job.start(peer)).collect::<Result<_>>()?;
    for (engine, peer) in started.into_iter().zip(&peers) {
        let status = engine.wait(LIMIT).with_context(|| format!("{peer:?}"))?;
        ensure!(status.success(), "{peer:?} did not see both rounds: {status}");
    }
    Ok(())
}

fn login_settings(folder: &std::path::Path) -> String {
    let file = |name: &str| folder.join(name).display().to_string();
    format!(
        "[server]\nlisten_tls = [\"127.0.0.1:0\"]\ntls_certificate_file = {:?}\ntls_key_file = {:?}\n\
         [auth]\npolicy = \"required\"\nsecret_file = {:?}\n",
        file("server.crt"),
        file("server.key"),
        file("secret"),
    )
}

/// Writes a certificate for `localhost` with its key; gives the file of the authority that vouches for it.
fn certify(folder: &std::path::Path) -> Result<PathBuf> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &authority)?;
    fs::write(folder.join("server.crt"), certificate.pem())?;
    fs::write(folder.join("server.key"), key.serialize_pem())?;
    let file = folder.join("authority.crt");
    fs::write(&file, authority.pem())?;
    Ok(file)
}

/// A ticket for who has the token.
fn ticket(address: SocketAddr) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    write!(
        stream,
        "POST /api/ticket HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").context("the server answers without a body")?;
    let given: serde_json::Value = serde_json::from_str(body).with_context(|| format!("no ticket: {answer}"))?;
    Ok(given["ticket"].as_str().with_context(|| format!("no ticket: {answer}"))?.to_owned())
}
