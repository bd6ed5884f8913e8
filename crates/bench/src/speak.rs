//! The servers' dialects: where to connect, when a conn is ready, how a text is written and read.

use anyhow::{Context, bail};

use crate::cli::Speak;
use crate::packet::{self, Heard};

/// What a session says to the server and how.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    speak: Speak,
    echo: bool,
    /// `host:port`, as it stands in the URL.
    pub(crate) host: String,
    path: String,
}

/// What a new conn waits for before it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// Only for the upgrade.
    None,
    /// For its id.
    Id,
    /// For its id, and after a `hello` for the `welcome`.
    IdAndWelcome,
}

impl Dialect {
    /// How to speak to the server at `url` (`ws://host:port`, with a path if it is an unusual one).
    ///
    /// # Errors
    /// If the URL cannot be read.
    pub(crate) fn new(speak: Speak, url: &str, echo: bool) -> anyhow::Result<Self> {
        let Some(rest) = url.strip_prefix("ws://").or_else(|| url.strip_prefix("http://")) else {
            bail!("cannot read the URL {url:?}: expected ws://HOST:PORT or ws://HOST:PORT/PATH (wss is not spoken)");
        };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
            bail!("the URL {url:?} names no port: expected ws://HOST:PORT, such as ws://127.0.0.1:8080");
        }
        let path = match (path, speak) {
            ("" | "/", Speak::Hubbub) => "/ws?room={room}",
            ("" | "/", Speak::Packet) if echo => "/echo",
            ("" | "/", Speak::Packet) => "/ws?room={room}",
            ("", Speak::Plain) => "/",
            (path, _) => path,
        };
        Ok(Self { speak, echo, host: host.to_owned(), path: path.to_owned() })
    }

    /// The address of the server.
    ///
    /// # Errors
    /// If the host is not known.
    pub(crate) fn address(&self) -> anyhow::Result<std::net::SocketAddr> {
        use std::net::ToSocketAddrs;
        let addresses = self.host.to_socket_addrs().with_context(|| format!("cannot find the host {:?}", self.host))?;
        addresses.into_iter().next().with_context(|| format!("the host {:?} has no address", self.host))
    }

    /// Whether conns can be told apart by rooms.
    pub(crate) fn knows_rooms(&self) -> bool {
        self.path.contains("{room}") || self.echo
    }

    /// The request target for a conn in this room.
    pub(crate) fn target(&self, room: u32) -> String {
        self.path.replace("{room}", &format!("bench{room}"))
    }

    /// What a new conn waits for.
    pub(crate) fn greeting(&self) -> Greeting {
        match self.speak {
            Speak::Hubbub if self.echo => Greeting::IdAndWelcome,
            Speak::Packet if self.echo => Greeting::None,
            Speak::Hubbub | Speak::Packet => Greeting::Id,
            Speak::Plain => Greeting::None,
        }
    }

    /// Appends the payload that says `text`; `id` is the server's id of the conn that speaks.
    pub(crate) fn put(&self, out: &mut Vec<u8>, id: u64, text: &[u8]) {
        match self.speak {
            Speak::Hubbub if self.echo => packet::put_direct(out, id, text),
            Speak::Hubbub | Speak::Packet => packet::put_chat(out, text),
            Speak::Plain => out.extend_from_slice(text),
        }
    }

    /// Reads a payload; `None` if it is nothing that a server of this dialect sends.
    pub(crate) fn read<'a>(&self, payload: &'a [u8]) -> Option<Heard<'a>> {
        match self.speak {
            Speak::Hubbub | Speak::Packet => packet::read(payload),
            Speak::Plain => Some(Heard::Chat { sender: 0, text: payload }),
        }
    }

    /// Whether the server names the sender of what it delivers.
    pub(crate) fn names_senders(&self) -> bool {
        match self.speak {
            Speak::Hubbub => true,
            Speak::Packet => !self.echo,
            Speak::Plain => false,
        }
    }

    /// Whether a sender may hear itself: plain broadcasts do as they like.
    pub(crate) fn may_hear_itself(&self) -> bool {
        self.speak == Speak::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_paths_follow_from_the_dialect() {
        let target = |speak, url, echo| Dialect::new(speak, url, echo).map(|dialect| dialect.target(3)).unwrap();
        assert_eq!(target(Speak::Hubbub, "ws://127.0.0.1:80", true), "/ws?room=bench3");
        assert_eq!(target(Speak::Packet, "http://[::1]:80/", false), "/ws?room=bench3");
        assert_eq!(target(Speak::Packet, "ws://a:80", true), "/echo");
        assert_eq!(target(Speak::Plain, "ws://a:80/chat/{room}?x=1", false), "/chat/bench3?x=1");
    }

    #[test]
    fn an_unreadable_url_is_explained() {
        for (url, expected) in [("wss://a:443", "wss is not spoken"), ("ws://localhost/ws", "names no port")] {
            let error = Dialect::new(Speak::Hubbub, url, false).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
