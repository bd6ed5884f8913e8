//! One conn after the other: how it begins, how it is seen to be lost, when the next one is made.

use std::time::Duration;

use types::Millis;
use wire::PROTOCOL_VERSION;
use wire::packets::{self, packet::Msg};

use crate::client::{Client, Work};
use crate::membership::{Membership, State};
use crate::{Event, Output};

/// How long a socket may take to open, and then the server to say `welcome`.
const PATIENCE: Duration = Duration::from_secs(10);

/// A realm that was asked for is asked for again when the server has answered nothing for so long.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(6);

/// So many heartbeats without a message mean that the conn is lost.
const BEATS_MAX: u32 = 3;

/// The close codes that say more than whether to come back.
const RESTARTING: u16 = 4012;
const LOGIN_FAILED: u16 = 4501;

/// How many realms a conn may be in as long as the server has not said it.
const REALMS_MAX: usize = 32;

/// Where a client stands.
#[derive(Debug)]
pub(crate) enum Conn {
    /// Nothing is tried.
    Away,
    /// The next try begins at this time.
    Waiting(Millis),
    /// The socket was asked for at this time.
    Connecting(Millis),
    /// The socket has been open since, and the server has not said `welcome`.
    Greeting { since: Millis, id: u64 },
    /// It has.
    Open { heard: Millis, pinged: Millis, moves: Option<Millis>, heartbeat: Duration, realms_max: usize },
}

impl Conn {
    pub(crate) fn is_welcome(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    pub(crate) fn realms_max(&self) -> usize {
        match self {
            Self::Open { realms_max, .. } => *realms_max,
            Self::Away | Self::Waiting(_) | Self::Connecting(_) | Self::Greeting { .. } => REALMS_MAX,
        }
    }
}

impl Client {
    pub(crate) fn connect(&mut self, work: &mut Work<'_>) {
        if matches!(self.conn, Conn::Away | Conn::Waiting(_)) {
            self.comeback.forget();
            self.dial(work);
        }
    }

    fn dial(&mut self, work: &mut Work<'_>) {
        self.conn = Conn::Connecting(work.now);
        work.push(Output::Connect);
    }

    pub(crate) fn disconnect(&mut self, work: &mut Work<'_>) {
        match self.conn {
            Conn::Away => return,
            Conn::Waiting(_) => {}
            Conn::Connecting(_) | Conn::Greeting { .. } | Conn::Open { .. } => work.push(Output::HangUp),
        }
        self.forget_conn(work);
        work.tell(Event::Closed { code: Some(1000), reason: String::new(), comes_back: None });
    }

    pub(crate) fn opened(&mut self, work: &mut Work<'_>) {
        let Conn::Connecting(_) = self.conn else { return };
        self.conn = Conn::Greeting { since: work.now, id: 0 };
        self.comeback.opened(work.now);
        let mut resume = Vec::new();
        for (realm, membership) in self.realms.iter_mut().filter(|(_, membership)| membership.has_been_in) {
            membership.state = State::Asked(work.now);
            let (epoch, offset) = (membership.place().epoch.0, membership.place().offset.0);
            resume.push(packets::Cursor { epoch, offset, realm: realm.clone() });
        }
        let (client, token, session) = (self.settings.name.clone(), self.settings.token.clone(), self.session.clone());
        work.send(Msg::Hello(packets::Hello { version: PROTOCOL_VERSION, token, resume, client, session }));
    }

    /// The server has answered `hello`: what was not resumed is joined.
    pub(crate) fn welcomed(&mut self, welcome: packets::Welcome, work: &mut Work<'_>) {
        let Conn::Greeting { id, .. } = self.conn else { return };
        let limits = welcome.limits.as_option();
        let realms_max = limits.map_or(REALMS_MAX, |limits| limits.realms as usize);
        let heartbeat = Duration::from_millis(welcome.heartbeat.into());
        self.conn = Conn::Open { heard: work.now, pinged: work.now, moves: None, heartbeat, realms_max };
        self.logged_in(id, welcome, work);
        // The server lets every conn into the realm where it starts.
        let home = self.settings.home.to_string();
        let guards = self.guards;
        let at_home = self.realms.entry(home).or_insert_with(|| Membership::new(false, guards));
        at_home.state = State::Asked(work.now);
        self.ask_all(work, |state| state == State::Out);
        self.commands.send_again(work);
    }

    /// The server says who the user is, after the first `hello` or after one that renewed the login.
    pub(crate) fn logged_in(&mut self, id: u64, welcome: packets::Welcome, work: &mut Work<'_>) {
        let packets::Welcome { user, session, guest, resumed, expires, .. } = welcome;
        self.session = session;
        if !guest.is_empty() {
            self.settings.token.clone_from(&guest);
        }
        work.tell(Event::Welcome { id, user, guest, resumed, expires });
    }

    fn ask_all(&mut self, work: &mut Work<'_>, is_due: impl Fn(State) -> bool) {
        let due = self.realms.iter().filter(|(_, membership)| is_due(membership.state));
        let due: Vec<(String, bool)> = due.map(|(realm, membership)| (realm.clone(), membership.is_wanted)).collect();
        for (realm, is_wanted) in due {
            if is_wanted {
                self.ask(&realm, work);
                continue;
            }
            if realm == self.settings.home.to_string() {
                // A conn is in there before it is told so.
                work.send(Msg::Leave(packets::Leave { realm: realm.clone() }));
            }
            self.forget(realm, work);
        }
    }

    /// The server has answered something: what else was asked has its time anew.
    pub(crate) fn answered(&mut self, now: Millis) {
        for membership in self.realms.values_mut() {
            if let State::Asked(since) = &mut membership.state {
                *since = now;
            }
        }
    }

    pub(crate) fn ended(&mut self, code: Option<u16>, reason: String, work: &mut Work<'_>) {
        if matches!(self.conn, Conn::Away | Conn::Waiting(_)) {
            return;
        }
        let was_told = matches!(self.conn, Conn::Open { moves: Some(_), .. });
        self.forget_conn(work);
        if code == Some(LOGIN_FAILED) {
            self.session.clear();
        }
        let comes_back = match code {
            // The wait was drawn by the server.
            Some(RESTARTING) if was_told => Some(Duration::ZERO),
            _ => self.comeback.closed(work.now, code, &reason, work.luck),
        };
        work.tell(Event::Closed { code, reason, comes_back });
        match comes_back {
            Some(Duration::ZERO) => self.dial(work),
            Some(wait) => self.conn = Conn::Waiting(work.now + wait),
            None => {}
        }
    }

    fn forget_conn(&mut self, work: &mut Work<'_>) {
        self.conn = Conn::Away;
        for (realm, _) in self.realms.extract_if(.., |_, membership| !membership.is_wanted) {
            work.tell(Event::Left { realm });
        }
        for membership in self.realms.values_mut() {
            membership.conn_ended();
        }
    }

    pub(crate) fn tick(&mut self, work: &mut Work<'_>) {
        let now = work.now;
        match &mut self.conn {
            Conn::Away => {}
            Conn::Waiting(until) if *until <= now => self.dial(work),
            Conn::Connecting(since) | Conn::Greeting { since, .. } if now.since(*since) >= PATIENCE => self.lost(work),
            Conn::Waiting(_) | Conn::Connecting(_) | Conn::Greeting { .. } => {}
            Conn::Open { heard, heartbeat, .. } if now.since(*heard) >= *heartbeat * BEATS_MAX => self.lost(work),
            Conn::Open { moves: Some(at), .. } if *at <= now => {
                work.push(Output::HangUp);
                self.ended(Some(RESTARTING), "moved".to_owned(), work);
            }
            Conn::Open { heard, pinged, heartbeat, .. } => {
                if now.since((*heard).max(*pinged)) >= *heartbeat {
                    *pinged = now;
                    work.send(Msg::Ping(packets::Ping { client_time: now.0 }));
                }
                self.ask_all(work, |state| match state {
                    State::Asked(since) => now.since(since) >= ASK_AGAIN_AFTER,
                    State::Out | State::In => false,
                });
                self.commands.tick(work);
            }
        }
    }

    /// Nothing comes any more: a close handshake would only wait.
    fn lost(&mut self, work: &mut Work<'_>) {
        work.push(Output::HangUp);
        self.ended(None, "silent".to_owned(), work);
    }
}
