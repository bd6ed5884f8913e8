//! One try to connect: settings and files in, a client of the library out.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_nats::{Client, ConnectOptions, Event};
use tokio::sync::Semaphore;

use super::breakage::Breakage;
use super::error::{Verdict, judge};
use super::options::{Login, NatsOptions};
use super::{ConnectError, NatsUrl, Shared};
use crate::subscription::Feed;

/// Commands on their way from us to the library's task. Few, because whatever stands here when a connection breaks is
/// lost; enough for many to leave in one write.
const COMMANDS_MAX: usize = 256;

/// The two connections of a bus.
pub(super) struct Clients {
    /// By it everything is said; what is said by it does not come back by it.
    pub(super) speaker: Client,
    /// By it everything is heard.
    pub(super) listener: Client,
}

/// Connects to one of the servers, twice. Files are read anew, so that they can be changed while the node runs.
pub(super) async fn connect(
    options: &NatsOptions,
    servers: &str,
    shared: &Arc<Shared>,
    breakage: &Arc<Breakage>,
) -> Result<Clients, ConnectError> {
    if options.urls.is_empty() {
        return Err(ConnectError::NoServer);
    }
    let speaker = secured(logged_in(options)?, options)?.no_echo();
    let listener = secured(logged_in(options)?, options)?;
    Ok(Clients {
        speaker: dial(speaker, options, servers, shared, breakage).await?,
        listener: dial(listener, options, servers, shared, breakage).await?,
    })
}

async fn dial(
    settings: ConnectOptions,
    options: &NatsOptions,
    servers: &str,
    shared: &Arc<Shared>,
    breakage: &Arc<Breakage>,
) -> Result<Client, ConnectError> {
    let (events, delays, shared) = (Arc::clone(breakage), Arc::clone(breakage), Arc::clone(shared));
    let settings = settings
        .name(&options.name)
        .connection_timeout(options.connect_time)
        .ping_interval(options.ping_every)
        .client_capacity(COMMANDS_MAX)
        // What one read brings is taken over before the next one, so this is bounded by what one read can bring.
        .subscription_capacity(Semaphore::MAX_PERMITS)
        .skip_subject_validation(true)
        .ignore_discovered_servers()
        .reconnect_delay_callback(move |_| delays.delay())
        .event_callback(move |event| {
            on_event(&event, &events, &shared);
            std::future::ready(())
        });
    let addresses: Vec<_> = options.urls.iter().map(NatsUrl::address).collect();
    settings.connect(addresses).await.map_err(|error| {
        let servers = servers.to_owned();
        match judge(&error) {
            Verdict::Login => ConnectError::Refused { servers },
            Verdict::Certificate => ConnectError::Tls { servers, source: error },
            Verdict::TryAgain => ConnectError::Unreachable { servers, within: options.connect_within, source: error },
        }
    })
}

fn on_event(event: &Event, breakage: &Breakage, shared: &Shared) {
    match event {
        Event::ServerError(error) => {
            let error = error.to_string();
            breakage.complained(&error);
            // One for each message that it does not let through is too many.
            if breakage.because(&error) {
                tracing::warn!(error, "the NATS server complains");
            }
        }
        // Cannot happen while the queues of the library have no end; if it does, it is not silent.
        Event::SlowConsumer(_) => shared.feeds().iter().for_each(Feed::doubt),
        Event::Connected
        | Event::Disconnected
        | Event::LameDuckMode
        | Event::Draining
        | Event::Closed
        | Event::ClientError(_) => {}
    }
}

fn logged_in(options: &NatsOptions) -> Result<ConnectOptions, ConnectError> {
    let settings = ConnectOptions::new();
    Ok(match &options.login {
        Login::Nobody => settings,
        Login::User { name, password } => settings.user_and_password(name.clone(), password.expose().to_owned()),
        Login::Token(token) => settings.token(token.expose().to_owned()),
        Login::NkeySeedFile(path) => settings.nkey(read("the nkey seed", path)?.trim().to_owned()),
        Login::CredsFile(path) => {
            let what = "the credentials";
            let text = read(what, path)?;
            settings.credentials(&text).map_err(|source| ConnectError::File { what, path: path.clone(), source })?
        }
    })
}

fn secured(settings: ConnectOptions, options: &NatsOptions) -> Result<ConnectOptions, ConnectError> {
    let Some(tls) = &options.tls else {
        return Ok(settings);
    };
    let mut settings = settings.require_tls(true);
    if let Some(path) = &tls.ca_file {
        read("the authority's certificate", path)?;
        settings = settings.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &tls.identity {
        read("the certificate", certificate)?;
        read("the certificate's key", key)?;
        settings = settings.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(settings)
}

fn read(what: &'static str, path: &Path) -> Result<String, ConnectError> {
    fs::read_to_string(path).map_err(|source| ConnectError::File { what, path: path.to_owned(), source })
}
