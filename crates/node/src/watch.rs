//! Those who watch what happens at this node.

use std::net::{IpAddr, Ipv4Addr};

use api::{Conn, Event, Text, Watcher};
use gateway::NodeLine;
use hub::Happened;
use types::{CloseCode, ConnId};
use wire::Dialect;

use crate::clerk::unix_now;

/// Whoever watches beyond this number is told that it is too much.
const WATCHERS_MAX: usize = 64;

/// All of them.
pub(crate) struct Watchers {
    line: NodeLine,
    all: Vec<Watcher>,
}

impl Watchers {
    pub(crate) fn new(line: NodeLine) -> Self {
        Self { line, all: Vec::new() }
    }

    /// One more; `false` if there are too many.
    pub(crate) fn add(&mut self, watcher: Watcher) -> bool {
        self.all.retain(|other| !other.is_gone());
        if self.all.len() >= WATCHERS_MAX {
            return false;
        }
        self.all.push(watcher);
        self.line.watch(true);
        true
    }

    pub(crate) fn opened(&mut self, conn: ConnId, address: Option<IpAddr>, dialect: Dialect) {
        let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        self.tell(api::Happened::Opened { conn: Conn(conn), address, dialect: dialect_of(dialect) });
    }

    pub(crate) fn closed(&mut self, conn: ConnId, code: Option<u16>) {
        // RFC 6455 section 7.1.5: 1006 is no close frame at all.
        let code = code.unwrap_or(1006);
        let known = CloseCode::ALL.into_iter().find(|known| known.number() == code);
        let name = match code {
            1005 => "no code",
            1006 => "gone",
            _ => known.map_or("the client's own", CloseCode::name),
        };
        self.tell(api::Happened::Closed { conn: Conn(conn), code, name: name.to_owned() });
    }

    pub(crate) fn draining(&mut self, left: u64) {
        self.tell(api::Happened::Draining { left });
    }

    pub(crate) fn happened(&mut self, happened: Happened) {
        self.tell(match happened {
            Happened::LoggedIn { conn, user } => {
                let Ok(user) = user.as_str().parse() else { return };
                api::Happened::LoggedIn { conn: Conn(conn), user: Text(user) }
            }
            Happened::Moved { conn, realm, is_in: true, members } => {
                api::Happened::Joined { conn: Conn(conn), realm: Text(realm), members }
            }
            Happened::Moved { conn, realm, is_in: false, members } => {
                api::Happened::Left { conn: Conn(conn), realm: Text(realm), members }
            }
            Happened::Said { realm, conn, bytes, heard, place, text } => {
                let (conn, place) = (conn.map(Conn), place.is_numbered().then(|| place.into()));
                api::Happened::Said { realm: Text(realm), conn, bytes, heard, place, text }
            }
            Happened::Direct { from, to, bytes } => {
                api::Happened::Direct { from: Some(Conn(from)), to: Conn(to), bytes }
            }
            Happened::Lost(events) => api::Happened::Lost { events },
        });
    }

    fn tell(&mut self, happened: api::Happened) {
        let event = Event { at_ms: unix_now().0, happened };
        for watcher in &self.all {
            watcher.tell(&event);
        }
        if self.all.iter().any(Watcher::is_gone) {
            self.all.retain(|watcher| !watcher.is_gone());
            self.line.watch(!self.all.is_empty());
        }
    }
}

pub(crate) fn dialect_of(dialect: Dialect) -> api::Dialect {
    match dialect {
        Dialect::Protobuf => api::Dialect::Protobuf,
        Dialect::Json => api::Dialect::Json,
    }
}
