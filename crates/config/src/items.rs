//! Values that are written as a word: addresses, paths, names, choices.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use types::{LoginPolicy, Name, RealmKind};

use crate::suggest::nearest;
use crate::{DatabaseUrl, HostName, JwksUrl, Level, LogFormat, NatsServer, Network, ProxyHeader, Role, WebOrigin};

/// A field that is one word. When it does not fit, perhaps what was meant.
pub(crate) trait Word {
    fn accept(&mut self, text: &str) -> Result<(), Option<String>>;
    fn show(&self) -> String;
    /// What may stand here, as a phrase.
    fn expected(&self) -> &'static str;
}

/// A field that is a list of words.
pub(crate) trait Words {
    /// Takes all in, or says of each whether it fits, and if not, perhaps what was meant.
    fn accept(&mut self, texts: &[&str]) -> Result<(), Vec<Result<(), Option<String>>>>;
    fn show(&self) -> Vec<String>;
    /// What each item may be, as a phrase.
    fn expected(&self) -> &'static str;
}

/// What a word can be read as.
pub(crate) trait Item: Sized {
    const EXPECTED: &'static str;
    fn read(text: &str) -> Result<Self, Option<String>>;
    fn show(&self) -> String;
}

impl<T: Item> Word for T {
    fn accept(&mut self, text: &str) -> Result<(), Option<String>> {
        *self = T::read(text)?;
        Ok(())
    }

    fn show(&self) -> String {
        Item::show(self)
    }

    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

impl<T: Item> Words for Vec<T> {
    fn accept(&mut self, texts: &[&str]) -> Result<(), Vec<Result<(), Option<String>>>> {
        let read: Vec<Result<T, _>> = texts.iter().map(|text| T::read(text)).collect();
        if read.iter().all(Result::is_ok) {
            *self = read.into_iter().flatten().collect();
            Ok(())
        } else {
            Err(read.into_iter().map(|item| item.map(drop)).collect())
        }
    }

    fn show(&self) -> Vec<String> {
        self.iter().map(Item::show).collect()
    }

    fn expected(&self) -> &'static str {
        T::EXPECTED
    }
}

impl Item for SocketAddr {
    const EXPECTED: &'static str =
        "an address with a port, such as \"127.0.0.1:8080\", \"[::1]:8080\" or \"0.0.0.0:8080\" for every interface";

    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| meant_address(text))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// What somebody meant who forgot the port or the address, or wrote a name.
fn meant_address(text: &str) -> Option<String> {
    if let Ok(ip) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Some(format!("{:?}", SocketAddr::new(ip, 8080).to_string()));
    }
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let port: u16 = port.parse().ok()?;
    match host {
        "" | "localhost" => Some(format!("\"127.0.0.1:{port}\"")),
        "*" => Some(format!("\"0.0.0.0:{port}\"")),
        _ => None,
    }
}

impl Item for Option<SocketAddr> {
    const EXPECTED: &'static str = "an address with a port, such as \"127.0.0.1:8081\", or \"\" for none";

    fn read(text: &str) -> Result<Self, Option<String>> {
        match text {
            "" => Ok(None),
            "off" | "none" | "false" => Err(Some("\"\"".to_owned())),
            _ => SocketAddr::read(text).map(Some),
        }
    }

    fn show(&self) -> String {
        self.map(|address| address.to_string()).unwrap_or_default()
    }
}

impl Item for PathBuf {
    const EXPECTED: &'static str = "a path, such as \"data\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        if text.is_empty() || text.contains('\0') { Err(None) } else { Ok(text.into()) }
    }

    fn show(&self) -> String {
        self.to_string_lossy().into_owned()
    }
}

impl Item for Option<PathBuf> {
    const EXPECTED: &'static str = "the path of a file, or \"\" for none";

    fn read(text: &str) -> Result<Self, Option<String>> {
        if text.is_empty() { Ok(None) } else { PathBuf::read(text).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map(Item::show).unwrap_or_default()
    }
}

impl Item for Option<Name> {
    const EXPECTED: &'static str = "1 to 64 of A-Z a-z 0-9 _, or \"\" for none";

    fn read(text: &str) -> Result<Self, Option<String>> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| None) }
    }

    fn show(&self) -> String {
        self.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default()
    }
}

impl Item for Option<JwksUrl> {
    const EXPECTED: &'static str =
        "an https:// URL, such as \"https://login.example/.well-known/jwks.json\", or \"\" for none";

    fn read(text: &str) -> Result<Self, Option<String>> {
        match text.strip_prefix("http://") {
            _ if text.is_empty() => Ok(None),
            Some(rest) => text.parse().map(Some).map_err(|_| Some(format!("\"https://{rest}\""))),
            None => text.parse().map(Some).map_err(|_| None),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl Item for Option<String> {
    const EXPECTED: &'static str = "a text of at most 256 characters, or \"\" for none";

    fn read(text: &str) -> Result<Self, Option<String>> {
        match text.len() {
            0 => Ok(None),
            1..=256 => Ok(Some(text.to_owned())),
            _ => Err(None),
        }
    }

    fn show(&self) -> String {
        self.clone().unwrap_or_default()
    }
}

impl Item for Option<DatabaseUrl> {
    const EXPECTED: &'static str = "the URL of a PostgreSQL database without a password, such as \"postgres://hubbub@10.0.0.5/games\", or \"\" for none; \
         one with a password belongs into the file of store.database_file";

    fn read(text: &str) -> Result<Self, Option<String>> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| None) }
    }

    fn show(&self) -> String {
        self.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

impl Item for NatsServer {
    const EXPECTED: &'static str = "the URL of a NATS server without a login, such as \"nats://10.0.0.5:4222\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| Self::nearest(text).map(|server| format!("\"{server}\"")))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Item for Network {
    const EXPECTED: &'static str = "an address or a network, such as \"10.0.0.7\", \"10.0.0.0/8\" or \"fd00::/8\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| Self::nearest(text).map(|network| format!("\"{network}\"")))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Item for WebOrigin {
    const EXPECTED: &'static str =
        "a scheme, a host and perhaps a port, such as \"https://game.example\", or \"*\" for every page";

    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| Self::nearest(text).map(|origin| format!("\"{origin}\"")))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Item for HostName {
    const EXPECTED: &'static str = "a host name without scheme and port, such as \"game.example\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| Self::nearest(text).map(|host| format!("\"{host}\"")))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// Reads one of a few words.
fn choose<T: Copy>(choices: &[(&'static str, T)], text: &str) -> Result<T, Option<String>> {
    match choices.iter().find(|(name, _)| *name == text) {
        Some((_, choice)) => Ok(*choice),
        None => {
            let names = choices.iter().map(|(name, _)| *name);
            Err(nearest(text, names).map(|name| format!("{name:?}")))
        }
    }
}

/// The word for a choice.
fn word<T: Copy + PartialEq>(choices: &[(&'static str, T)], choice: T) -> String {
    choices.iter().find(|(_, other)| *other == choice).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
}

const POLICIES: [(&str, LoginPolicy); 3] =
    [("open", LoginPolicy::Open), ("guest", LoginPolicy::Guest), ("required", LoginPolicy::Required)];

impl Item for LoginPolicy {
    const EXPECTED: &'static str = "\"open\", \"guest\" or \"required\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&POLICIES, text)
    }

    fn show(&self) -> String {
        word(&POLICIES, *self)
    }
}

const ROLES: [(&str, Role); 3] = [("all", Role::All), ("gateway", Role::Gateway), ("games", Role::Games)];

impl Item for Role {
    const EXPECTED: &'static str = "\"all\", \"gateway\" or \"games\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&ROLES, text)
    }

    fn show(&self) -> String {
        word(&ROLES, *self)
    }
}

impl Item for RealmKind {
    const EXPECTED: &'static str = "\"lobby\", \"room\", \"game\", \"gametv\" or \"user\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&Self::ALL.map(|kind| (kind.name(), kind)), text)
    }

    fn show(&self) -> String {
        self.name().to_owned()
    }
}

const LEVELS: [(&str, Level); 5] = [
    ("error", Level::Error),
    ("warn", Level::Warn),
    ("info", Level::Info),
    ("debug", Level::Debug),
    ("trace", Level::Trace),
];

impl Item for Level {
    const EXPECTED: &'static str = "\"error\", \"warn\", \"info\", \"debug\" or \"trace\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&LEVELS, text)
    }

    fn show(&self) -> String {
        word(&LEVELS, *self)
    }
}

const FORMATS: [(&str, LogFormat); 3] =
    [("auto", LogFormat::Auto), ("text", LogFormat::Text), ("json", LogFormat::Json)];

impl Item for LogFormat {
    const EXPECTED: &'static str = "\"auto\", \"text\" or \"json\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&FORMATS, text)
    }

    fn show(&self) -> String {
        word(&FORMATS, *self)
    }
}

const PROXY_HEADERS: [(&str, ProxyHeader); 3] = [
    ("x-forwarded-for", ProxyHeader::XForwardedFor),
    ("forwarded", ProxyHeader::Forwarded),
    ("proxy-protocol", ProxyHeader::ProxyProtocol),
];

impl Item for ProxyHeader {
    const EXPECTED: &'static str = "\"x-forwarded-for\", \"forwarded\" or \"proxy-protocol\"";

    fn read(text: &str) -> Result<Self, Option<String>> {
        choose(&PROXY_HEADERS, text)
    }

    fn show(&self) -> String {
        word(&PROXY_HEADERS, *self)
    }
}
