//! What every other crate gets to see of the settings.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use types::{Limits, LoginPolicy, Name, RealmKind};

use crate::{DatabaseUrl, HostName, JwksUrl, NatsServer, Network, WebOrigin};

/// Everything that a node is told, checked. `Config::default()` serves on loopback and needs nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where the node listens, and whom it believes.
    pub server: Server,
    /// What it writes to stderr.
    pub log: Log,
    /// The bus to the other nodes.
    pub nats: Nats,
    /// Who may come in.
    pub auth: Auth,
    /// Who may look in, and rule.
    pub admin: Admin,
    /// Where games are kept.
    pub store: Store,
    /// What realms keep for those who come back.
    pub realms: Realms,
    /// How far everything may grow.
    pub limits: Limits,
}

/// Section `[server]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// What the node does. Default everything.
    pub role: Role,
    /// Where players connect without TLS. Default `127.0.0.1:8080` and `[::1]:8080`.
    pub listen: Vec<SocketAddr>,
    /// Where they connect over TLS; there is at least one address in both lists together. Default none.
    pub listen_tls: Vec<SocketAddr>,
    /// The certificate chain of `listen_tls`, in PEM.
    pub tls_certificate_file: Option<PathBuf>,
    /// Its key, in PEM.
    pub tls_key_file: Option<PathBuf>,
    /// The folder of what the node keeps. Default `data` in the current folder.
    pub data: PathBuf,
    /// Threads that hold conns, each with its own hub; 0 means one per core. Default 0.
    pub shards: usize,
    /// Where `/metrics`, `/api` and `/admin` are served; `None` means nowhere. Default 127.0.0.1:8081.
    pub metrics: Option<SocketAddr>,
    /// What the node calls itself. Default: its number in the fleet.
    pub name: Option<Name>,
    /// Web pages that may connect besides this server's own and those of localhost. Default none.
    pub origins: Vec<WebOrigin>,
    /// Names under which this server is reached, for the check of the `Host` header. When empty, a server on loopback
    /// takes only loopback names, and a server elsewhere takes every name. Default none.
    pub hosts: Vec<HostName>,
    /// Proxies that are believed when they say for whom they connect. Default none.
    pub trusted_proxies: Vec<Network>,
    /// How they say it. Default `X-Forwarded-For`.
    pub proxy_header: ProxyHeader,
    /// Serve `/conformance/echo` for protocol test suites, with wide limits; only on loopback. Default no.
    pub conformance_echo: bool,
}

impl Server {
    /// Everywhere that players connect, with TLS or without.
    pub fn addresses(&self) -> impl Iterator<Item = &SocketAddr> {
        self.listen.iter().chain(&self.listen_tls)
    }
}

/// What a node does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It holds players' conns, and runs games if it is told where they are kept.
    #[default]
    All,
    /// It holds players' conns and runs no games, wherever they are kept.
    Gateway,
    /// It runs games for the gateways of its fleet and listens for no players.
    Games,
}

impl Config {
    /// The settings without those that the node's role has no use for.
    #[must_use]
    pub fn for_its_role(mut self) -> Self {
        match self.server.role {
            Role::All => {}
            Role::Gateway => self.store = Store::default(),
            Role::Games => {
                self.server.listen.clear();
                self.server.listen_tls.clear();
                (self.server.tls_certificate_file, self.server.tls_key_file) = (None, None);
                self.server.shards = 1;
            }
        }
        self
    }
}

/// How a trusted proxy says for whom it connects. Only one way counts: what a proxy does not write itself it lets pass
/// as the client wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// In the header `X-Forwarded-For` of each request.
    #[default]
    XForwardedFor,
    /// In the header `Forwarded` of each request (RFC 7239).
    Forwarded,
    /// By the PROXY protocol, version 1 or 2, at the begin of each connection, before TLS.
    ProxyProtocol,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            role: Role::default(),
            listen: vec![(Ipv4Addr::LOCALHOST, 8080).into(), (Ipv6Addr::LOCALHOST, 8080).into()],
            listen_tls: Vec::new(),
            tls_certificate_file: None,
            tls_key_file: None,
            data: "data".into(),
            shards: 0,
            metrics: Some((Ipv4Addr::LOCALHOST, 8081).into()),
            name: None,
            origins: Vec::new(),
            hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            conformance_echo: false,
        }
    }
}

/// Section `[nats]`. Secrets are read from files, so that none stands in a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nats {
    /// The servers of one NATS cluster. None: the node is alone. Default none.
    pub urls: Vec<NatsServer>,
    /// A name before every subject, for fleets that share a server. Default none.
    pub prefix: Option<Name>,
    /// Who logs in by a password. Default nobody.
    pub user: Option<Name>,
    /// The file of its password.
    pub password_file: Option<PathBuf>,
    /// The file of a token, to log in by that.
    pub token_file: Option<PathBuf>,
    /// The file of the seed of a user's nkey, to log in by that.
    pub nkey_file: Option<PathBuf>,
    /// A `.creds` file, to log in by that.
    pub creds_file: Option<PathBuf>,
    /// The authorities to trust, in PEM, and only TLS. Default: TLS if the server asks for it, the system's authorities.
    pub ca_file: Option<PathBuf>,
}

/// Section `[auth]`. Keys are read from files, so that none stands in a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Auth {
    /// What is asked of a conn. Default nothing.
    pub policy: LoginPolicy,
    /// The fleet's own key. Default: `key` in the data folder, if the node is started by the command line.
    pub key_file: Option<PathBuf>,
    /// What the login service signs HS256 tokens with. Default none.
    pub secret_file: Option<PathBuf>,
    /// The public keys of the login service. Default none.
    pub keys_file: Option<PathBuf>,
    /// Where the login service publishes its keys. Default nowhere.
    pub jwks_url: Option<JwksUrl>,
    /// Whose tokens are taken. Default anybody's.
    pub issuer: Option<String>,
    /// For whom tokens must be. Default for nobody in particular.
    pub audience: Option<String>,
}

/// Section `[admin]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admin {
    /// The file of the token that `/api` asks for; without one there is no `/api`. Default: `admin-token` in the data
    /// folder, if the node is started by the command line.
    pub token_file: Option<PathBuf>,
}

/// Section `[store]`. Without a folder and a database the node runs no games.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// The folder of a SQLite store, for one node. Default: the data folder, if the node is alone and started by the
    /// command line.
    pub folder: Option<PathBuf>,
    /// The URL of a PostgreSQL database, without a password. Default none.
    pub database: Option<DatabaseUrl>,
    /// The file with the URL of one, where that needs a password. Default none.
    pub database_file: Option<PathBuf>,
}

impl Store {
    /// Whether they name a place.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.folder.is_some() || self.database.is_some() || self.database_file.is_some()
    }
}

/// Section `[realms]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realms {
    /// How many of the last chats `lobby` keeps, numbered; 0: none, and no numbers. Default 0.
    pub lobby_history: usize,
    /// The same for every `room-x`. Default 0.
    pub room_history: usize,
    /// How long they are kept. Default 60 s.
    pub history_age: Duration,
    /// Where members may chat. Default `lobby` and `room`.
    pub speak: Vec<RealmKind>,
    /// Where members are told how many they are, and may ask who. Default all but `user`.
    pub presence: Vec<RealmKind>,
    /// Where each coming and going is told to everybody. Default nowhere.
    pub announce: Vec<RealmKind>,
}

impl Default for Realms {
    fn default() -> Self {
        use RealmKind::{Game, GameTv, Lobby, Room};
        Self {
            lobby_history: 0,
            room_history: 0,
            history_age: Duration::from_secs(60),
            speak: vec![Lobby, Room],
            presence: vec![Lobby, Room, Game, GameTv],
            announce: Vec::new(),
        }
    }
}

/// Section `[log]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The least important lines that are still written. Default info.
    pub level: Level,
    /// How a line is written. Default auto.
    pub format: LogFormat,
}

/// How important a log line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// We failed.
    Error,
    /// Somebody should look.
    Warn,
    /// What an operator wants to know about a node in good health.
    #[default]
    Info,
    /// What peers did wrong, conn by conn.
    Debug,
    /// Everything.
    Trace,
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
