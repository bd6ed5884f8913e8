//! What happens at a node, told as it happens.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use auth::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use types::{ConnId, Realm};

use crate::{Conn, Dialect, Place, Tail, Text};

/// Events that wait for one reader. When full: the newest are lost, and the reader is told how many.
pub(crate) const WAITING_MAX: usize = 1_024;

/// Something that happened at a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// When, in milliseconds since 1970 by the node's clock.
    pub at_ms: i64,
    /// What.
    #[serde(flatten)]
    pub happened: Happened,
}

/// What happened. Tokens, tickets and secrets are in none of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happened {
    /// A conn was opened.
    Opened {
        /// Which.
        conn: Conn,
        /// Where it comes from.
        address: IpAddr,
        /// What it speaks.
        dialect: Dialect,
    },
    /// A conn has said who it is.
    LoggedIn {
        /// Which.
        conn: Conn,
        /// Whose it is.
        user: Text<UserId>,
    },
    /// A conn has ended.
    Closed {
        /// Which.
        conn: Conn,
        /// The close code, ours or the peer's; 1006 if the conn just broke.
        code: u16,
        /// The code's name.
        name: String,
    },
    /// A conn is in a realm now.
    Joined {
        /// Which.
        conn: Conn,
        /// In which.
        realm: Text<Realm>,
        /// Conns of this node that are in it now.
        members: u64,
    },
    /// A conn is in a realm no more.
    Left {
        /// Which.
        conn: Conn,
        /// In which it was.
        realm: Text<Realm>,
        /// Conns of this node that are in it now.
        members: u64,
    },
    /// Something was said in a realm.
    Said {
        /// In which.
        realm: Text<Realm>,
        /// By which conn; missing if a service or another node's player did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conn: Option<Conn>,
        /// Its size: of the text, or of text and body.
        bytes: u64,
        /// How many conns of this node were given it.
        heard: u64,
        /// Its place, if the realm keeps history.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// Word for word, if that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Something was said to one conn alone.
    Direct {
        /// By which conn; missing if a service did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Conn>,
        /// To which.
        to: Conn,
        /// Its size.
        bytes: u64,
    },
    /// The node has begun to drain.
    Draining {
        /// Conns that are there.
        left: u64,
    },
    /// The reader was too slow, and these events are missing here.
    Lost {
        /// How many.
        events: u64,
    },
}

impl Happened {
    /// Every `type`.
    pub const TYPES: [&'static str; 9] =
        ["opened", "logged_in", "closed", "joined", "left", "said", "direct", "draining", "lost"];

    /// Its `type`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::LoggedIn { .. } => "logged_in",
            Self::Closed { .. } => "closed",
            Self::Joined { .. } => "joined",
            Self::Left { .. } => "left",
            Self::Said { .. } => "said",
            Self::Direct { .. } => "direct",
            Self::Draining { .. } => "draining",
            Self::Lost { .. } => "lost",
        }
    }

    /// Where it happened, if in one realm.
    fn realm(&self) -> Option<&Realm> {
        match self {
            Self::Joined { realm, .. } | Self::Left { realm, .. } | Self::Said { realm, .. } => Some(realm),
            Self::Opened { .. } | Self::LoggedIn { .. } | Self::Closed { .. } => None,
            Self::Direct { .. } | Self::Draining { .. } | Self::Lost { .. } => None,
        }
    }

    fn concerns(&self, id: ConnId) -> bool {
        match self {
            Self::Opened { conn, .. } | Self::LoggedIn { conn, .. } | Self::Closed { conn, .. } => conn.0 == id,
            Self::Joined { conn, .. } | Self::Left { conn, .. } => conn.0 == id,
            Self::Said { conn, .. } => *conn == Some(Conn(id)),
            Self::Direct { from, to, .. } => *from == Some(Conn(id)) || to.0 == id,
            Self::Draining { .. } | Self::Lost { .. } => false,
        }
    }

    /// Whether it is about the node, and so for every reader.
    fn is_of_the_node(&self) -> bool {
        matches!(self, Self::Draining { .. } | Self::Lost { .. })
    }
}

impl Tail {
    /// Whether who asked so is told of this.
    #[must_use]
    pub fn wants(&self, happened: &Happened) -> bool {
        let in_realm = self.realm.as_ref().is_none_or(|wanted| happened.realm() == Some(&**wanted));
        let of_conn = self.conn.is_none_or(|wanted| happened.concerns(wanted.0));
        happened.is_of_the_node() || in_realm && of_conn
    }
}

/// The reader's end of a tail.
#[derive(Debug)]
pub struct Events {
    waiting: mpsc::Receiver<Waiting>,
    lost: Arc<AtomicU64>,
    held: Option<Event>,
}

/// The node's end of a tail. May be cloned, for more than one thread that tells.
#[derive(Clone, Debug)]
pub struct Watcher {
    tail: Tail,
    waiting: mpsc::Sender<Waiting>,
    lost: Arc<AtomicU64>,
}

/// An event, and how many were lost before it.
#[derive(Debug)]
struct Waiting {
    event: Event,
    lost_before: u64,
}

impl Events {
    /// Both ends of a tail that tells what `tail` asks for.
    #[must_use]
    pub fn channel(tail: Tail) -> (Watcher, Self) {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        let lost = Arc::new(AtomicU64::new(0));
        (Watcher { tail, waiting: sender, lost: Arc::clone(&lost) }, Self { waiting, lost, held: None })
    }

    /// The next event; `None` when the node tells no more.
    pub async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.held.take() {
            return Some(event);
        }
        let Waiting { event, lost_before } = self.waiting.recv().await?;
        if lost_before == 0 {
            return Some(event);
        }
        let lost = Event { at_ms: event.at_ms, happened: Happened::Lost { events: lost_before } };
        self.held = Some(event);
        Some(lost)
    }

    /// How many events were lost since the last one that was told.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Watcher {
    /// Tells of something, if the reader asked for such. Never waits: what finds no place is lost, and counted. What was
    /// said word for word goes on only if it was asked for.
    pub fn tell(&self, event: &Event) {
        if !self.tail.wants(&event.happened) {
            return;
        }
        let mut event = event.clone();
        if let Happened::Said { text, .. } = &mut event.happened {
            *text = text.take().filter(|_| self.tail.contents);
        }
        let lost_before = self.lost.swap(0, Ordering::Relaxed);
        if self.waiting.try_send(Waiting { event, lost_before }).is_err() {
            self.lost.fetch_add(lost_before + 1, Ordering::Relaxed);
        }
    }

    /// Whether it is worth to say what was said: somebody asked for it word for word.
    #[must_use]
    pub fn wants_contents(&self) -> bool {
        self.tail.contents
    }

    /// Whether nobody reads any more; drop it then.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.waiting.is_closed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(realm: &str, conn: u64) -> Event {
        Event {
            at_ms: 1,
            happened: Happened::Said {
                realm: Text(realm.parse().unwrap()),
                conn: ConnId::new(conn).map(Conn),
                bytes: 6,
                heard: 1,
                place: None,
                text: Some("secret".to_owned()),
            },
        }
    }

    fn tail_of(realm: Option<&str>, conn: Option<u64>, contents: bool) -> Tail {
        let realm = realm.map(|realm| Text(realm.parse().unwrap()));
        Tail { realm, conn: conn.and_then(ConnId::new).map(Conn), contents }
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => value,
            std::task::Poll::Pending => panic!("nothing waits"),
        }
    }

    #[test]
    fn a_reader_is_told_what_he_asked_for_alone() {
        let wants = |tail: Tail| tail.wants(&said("room-x", 7).happened);
        assert!(wants(tail_of(None, None, false)));
        assert!(wants(tail_of(Some("room-x"), Some(7), false)));
        assert!(!wants(tail_of(Some("room-y"), None, false)));
        assert!(!wants(tail_of(Some("room-x"), Some(8), false)));
        assert!(tail_of(Some("room-y"), None, false).wants(&Happened::Draining { left: 1 }));
    }

    #[test]
    fn what_is_said_is_told_only_to_who_asked_for_it() {
        for contents in [false, true] {
            let (watcher, mut events) = Events::channel(tail_of(None, None, contents));
            watcher.tell(&said("game-g", 7));
            let told = format!("{:?}", now(events.next()));
            assert_eq!(told.contains("secret"), contents, "{told}");
        }
    }

    #[test]
    fn a_slow_reader_is_told_how_much_he_has_missed_and_where() {
        let (watcher, mut events) = Events::channel(Tail::default());
        for conn in 1..=WAITING_MAX as u64 + 3 {
            watcher.tell(&said("room-x", conn));
        }
        assert_eq!(events.lost(), 3);
        for conn in 1..=WAITING_MAX as u64 {
            assert!(now(events.next()).unwrap().happened.concerns(ConnId::new(conn).unwrap()));
        }
        watcher.tell(&said("room-x", 9_999));
        assert_eq!(now(events.next()).unwrap().happened, Happened::Lost { events: 3 });
        assert!(now(events.next()).unwrap().happened.concerns(ConnId::new(9_999).unwrap()));
        drop(watcher);
        assert_eq!(now(events.next()), None);
    }

    #[test]
    fn who_has_gone_is_known() {
        let (watcher, events) = Events::channel(Tail::default());
        assert!(!watcher.is_gone());
        drop(events);
        assert!(watcher.is_gone());
    }
}
