//! The door of a node: who comes in, as whom, and who must go.
//!
//! ```text
//! knock ──▶ session secret ──▶ begun here ───────────────▶ in, as before; who held it until now is replaced
//!   │            └───────────▶ begun by another node ──ask─▶ the same; if that node is gone, it goes on here
//!   ├─────▶ ticket ──▶ given here, or ask who gave it ────▶ in, as the login that it stands for
//!   ├─────▶ token of a guest or a login service ──────────▶ in, with a new session
//!   └─────▶ nothing ──────────────────────────────────────▶ in as a new guest, unless login is required
//! ```

use std::collections::BTreeMap;

use types::{CloseCode, ConnId, LoginPolicy, Now, Secret, UnixMs};

use crate::inside::{Inside, Insider};
use crate::sessions::{Resumed, Sessions};
use crate::{
    Guest, Login, Refused, SessionId, SessionSecret, Signer, Ticket, TicketId, Tickets, UserId, Verifier, Why,
};

/// Revoked users that are remembered; of more, the one that was revoked first is forgotten.
const REVOKED_MAX: usize = 10_000;

/// Where a door gets its luck: 16 bytes that nobody can guess.
pub type Luck<'a> = &'a mut dyn FnMut() -> [u8; 16];

/// What a door is made of.
#[derive(Debug)]
pub struct DoorSettings {
    /// Who may come in.
    pub policy: LoginPolicy,
    /// This node's number, 0 for a node that is alone.
    pub node: u16,
    /// What signs guests, sessions and tickets.
    pub signer: Signer,
    /// Whether the signer's key outlives this process. If not, what it signed before is taken for nothing at all.
    pub keeps_key: bool,
    /// Who believes the tokens of login services, if there are any.
    pub verifier: Option<Verifier>,
    /// Conns of one user on this node. When full: 4507.
    pub user_conns: usize,
    /// Sessions begun here whose generations are kept. When full: the oldest may be resumed with any of its secrets.
    pub sessions: usize,
    /// Tickets that are spent at a time. When full: 4501.
    pub tickets: usize,
    /// When the node was started.
    pub started: UnixMs,
}

/// A conn says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    /// Which conn.
    pub conn: ConnId,
    /// A guest's, a login service's, or a ticket.
    pub token: Option<Secret>,
    /// Of the session that it was in; goes before the token.
    pub session: Option<Secret>,
}

/// What comes of a knock.
#[derive(Debug)]
pub enum Answer {
    /// The conn has a user.
    In(Box<Admitted>),
    /// The conn is to be closed; the reason is for the log.
    Out(CloseCode, &'static str),
    /// Another node is to be asked; then [`Door::answered`].
    Ask(u16, NodeAsk, Box<Pending>),
}

/// A conn that has a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Who.
    pub user: UserId,
    /// The session's secret, for one resume.
    pub session: Secret,
    /// What makes a guest the same user next time.
    pub guest: Option<Secret>,
    /// Whether the session is the one that it was in.
    pub resumed: bool,
    /// When the login ends.
    pub expires: Option<UnixMs>,
    /// Who held the session until now: to be closed with 4504, wherever it is.
    pub replaced: Option<ConnId>,
}

/// A node asks the one that began a session, or gave a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeAsk {
    /// May this conn have the session?
    Resume(SessionId, u32, ConnId),
    /// Has the ticket not been spent?
    Spend(TicketId, UnixMs),
}

/// What the other node answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeAnswer {
    /// The session goes on, in this generation.
    Resumed(u32),
    /// The ticket is spent now.
    Spent,
    /// No.
    No,
    /// Nobody has that number: the node is gone.
    Gone,
    /// It does not answer.
    Late,
}

/// A knock whose answer depends on another node.
#[derive(Debug)]
pub struct Pending(Knock, Waits);

impl Pending {
    /// Whose knock it is.
    #[must_use]
    pub fn conn(&self) -> ConnId {
        self.0.conn
    }
}

#[derive(Debug)]
enum Waits {
    Session(SessionSecret),
    Ticket(Ticket),
}

/// Who is in, who may come in, and whose time is over.
#[derive(Debug)]
pub struct Door {
    settings: DoorSettings,
    inside: Inside,
    sessions: Sessions,
    tickets: Tickets,
    /// When each user was revoked: what was issued until then is good no more.
    revoked: BTreeMap<UserId, UnixMs>,
}

/// Who somebody turned out to be.
struct Identity {
    user: UserId,
    expires: Option<UnixMs>,
    issued: Option<UnixMs>,
}

impl From<Login> for Identity {
    fn from(login: Login) -> Self {
        Self { user: login.user, expires: login.expires, issued: login.issued }
    }
}

impl Door {
    /// A door that nobody has come through.
    #[must_use]
    pub fn new(settings: DoorSettings) -> Self {
        Self {
            inside: Inside::default(),
            sessions: Sessions::new(settings.sessions),
            tickets: Tickets::new(settings.tickets, settings.started),
            revoked: BTreeMap::new(),
            settings,
        }
    }

    /// A conn says who it is, for the first time or to renew its login.
    pub fn knock(&mut self, now: Now, luck: Luck<'_>, knock: Knock) -> Answer {
        if let Some(secret) = &knock.session {
            match SessionSecret::verify(secret.expose(), &self.settings.signer, now.unix) {
                Ok(secret) if secret.node == self.settings.node => return self.resume_here(now, knock, secret),
                Ok(secret) => {
                    let ask = NodeAsk::Resume(secret.session, secret.generation, knock.conn);
                    return Answer::Ask(secret.node, ask, Box::new(Pending(knock, Waits::Session(secret))));
                }
                // The session's login is over, or it is none of ours: the token decides.
                Err(Refused::Expired | Refused::Failed(_)) if knock.token.is_some() || !self.settings.keeps_key => {}
                Err(refused) => return out(refused),
            }
        }
        match &knock.token {
            None if self.settings.policy == LoginPolicy::Required => no_token(),
            None => self.new_guest(now, luck, knock.conn),
            Some(token) if Ticket::looks_like(token.expose()) => {
                match Ticket::verify(token.expose(), &self.settings.signer, now.unix) {
                    Ok(ticket) if ticket.node == self.settings.node => self.spend_here(now, luck, knock.conn, ticket),
                    Ok(ticket) => {
                        let ask = NodeAsk::Spend(ticket.id, ticket.expires);
                        Answer::Ask(ticket.node, ask, Box::new(Pending(knock, Waits::Ticket(ticket))))
                    }
                    Err(refused) => out(refused),
                }
            }
            Some(token) if Guest::looks_like(token.expose()) => self.guest_again(now, luck, &knock, token),
            Some(token) => match self.verify(token, now.unix) {
                Ok(login) => self.admit(now.unix, luck, knock.conn, login.into()),
                Err(refused) => out(refused),
            },
        }
    }

    /// The other node has answered.
    pub fn answered(&mut self, now: Now, luck: Luck<'_>, pending: Pending, answer: NodeAnswer) -> Answer {
        let Pending(knock, waits) = pending;
        match (waits, answer) {
            (Waits::Session(secret), NodeAnswer::Resumed(generation)) => {
                self.go_on(now.unix, knock.conn, &SessionSecret { generation, ..secret }, None)
            }
            (Waits::Session(secret), NodeAnswer::Gone) => {
                let secret = SessionSecret { node: self.settings.node, ..secret };
                self.resume_here(now, knock, secret)
            }
            (Waits::Ticket(ticket), NodeAnswer::Spent) => self.admit(now.unix, luck, knock.conn, ticket.login.into()),
            (Waits::Session(_) | Waits::Ticket(_), NodeAnswer::Late) => {
                Answer::Out(CloseCode::HelloLate, "the node that keeps the session does not answer")
            }
            (Waits::Session(_), NodeAnswer::Spent | NodeAnswer::No)
            | (Waits::Ticket(_), NodeAnswer::Resumed(_) | NodeAnswer::No | NodeAnswer::Gone) => out(Why::UsedUp.into()),
        }
    }

    /// Another node asks this one. The conn is the one that held the session until now.
    pub fn asked(&mut self, now: Now, ask: &NodeAsk) -> (NodeAnswer, Option<ConnId>) {
        match ask {
            NodeAsk::Resume(session, generation, conn) => match self.sessions.resume(*session, *generation, *conn) {
                Ok(Resumed { generation, before }) => (NodeAnswer::Resumed(generation), before),
                Err(_) => (NodeAnswer::No, None),
            },
            NodeAsk::Spend(ticket, expires) => match self.tickets.spend_id(*ticket, *expires, now.mono) {
                Ok(()) => (NodeAnswer::Spent, None),
                Err(_) => (NodeAnswer::No, None),
            },
        }
    }

    /// A conn has ended.
    pub fn gone(&mut self, conn: ConnId) {
        self.inside.remove(conn);
    }

    /// Time has passed: those whose login has ended are to be closed with 4401.
    pub fn tick(&mut self, now: UnixMs) -> Vec<ConnId> {
        self.inside.take_ended(now)
    }

    /// Whether somebody's login will end.
    #[must_use]
    pub fn has_ends(&self) -> bool {
        self.inside.has_ends()
    }

    /// Whatever was issued to the user until now is good no more. Gives his conns here, to be closed with 4501.
    pub fn revoke(&mut self, user: UserId, now: UnixMs) -> Vec<ConnId> {
        let conns = self.inside.conns_of(&user);
        self.revoked.insert(user, now);
        if self.revoked.len() > REVOKED_MAX
            && let Some(first) = self.revoked.iter().min_by_key(|(_, at)| **at).map(|(user, _)| user.clone())
        {
            self.revoked.remove(&first);
        }
        for conn in &conns {
            self.inside.remove(*conn);
        }
        conns
    }

    /// The conns of a user on this node.
    #[must_use]
    pub fn conns_of(&self, user: &UserId) -> Vec<ConnId> {
        self.inside.conns_of(user)
    }

    /// A ticket for whoever this token is of, good once, for [`Ticket::LIFE`].
    ///
    /// # Errors
    /// When the token is not good; a ticket gives no ticket.
    pub fn ticket(&self, now: UnixMs, luck: Luck<'_>, token: &Secret) -> Result<Secret, Refused> {
        let login = if Guest::looks_like(token.expose()) {
            let guest = Guest::verify(token.expose(), &self.settings.signer, now, None)?;
            Login { user: guest.user, name: None, expires: None, issued: Some(guest.issued) }
        } else {
            self.verify(token, now)?
        };
        if self.is_revoked(&login.user, login.issued) {
            return Err(Why::UsedUp.into());
        }
        Ok(Ticket::new(TicketId(luck()), login, self.settings.node, now).sign(&self.settings.signer))
    }

    /// New keys of the login services.
    pub fn replace_keys(&mut self, keys: crate::Keys) {
        if let Some(verifier) = &mut self.settings.verifier {
            verifier.replace_keys(keys);
        }
    }

    fn verify(&self, token: &Secret, now: UnixMs) -> Result<Login, Refused> {
        let verifier = self.settings.verifier.as_ref().ok_or(Why::UnknownKey)?;
        verifier.verify(token.expose(), now)
    }

    fn resume_here(&mut self, now: Now, knock: Knock, secret: SessionSecret) -> Answer {
        match self.sessions.resume(secret.session, secret.generation, knock.conn) {
            Ok(Resumed { generation, before }) => {
                self.go_on(now.unix, knock.conn, &SessionSecret { generation, ..secret }, before)
            }
            Err(refused) => out(refused),
        }
    }

    /// The conn has its session back.
    fn go_on(&mut self, now: UnixMs, conn: ConnId, secret: &SessionSecret, replaced: Option<ConnId>) -> Answer {
        if let Some(replaced) = replaced {
            self.inside.remove(replaced);
        }
        if self.is_revoked(&secret.user, Some(secret.issued)) {
            return revoked();
        }
        self.enter(now, conn, secret, true, replaced)
    }

    fn spend_here(&mut self, now: Now, luck: Luck<'_>, conn: ConnId, ticket: Ticket) -> Answer {
        match self.tickets.spend(&ticket, now.mono) {
            Ok(()) => self.admit(now.unix, luck, conn, ticket.login.into()),
            Err(_) => out(Why::UsedUp.into()),
        }
    }

    fn guest_again(&mut self, now: Now, luck: Luck<'_>, knock: &Knock, token: &Secret) -> Answer {
        if self.settings.policy == LoginPolicy::Required {
            return Answer::Out(CloseCode::LoginRequired, "a guest's token, and guests do not come in here");
        }
        match Guest::verify(token.expose(), &self.settings.signer, now.unix, None) {
            Ok(guest) => {
                let identity = Identity { user: guest.user, expires: None, issued: Some(guest.issued) };
                self.admit(now.unix, luck, knock.conn, identity)
            }
            // The key that signed it went with the process before this one.
            Err(Refused::Failed(Why::Signature)) if !self.settings.keeps_key => self.new_guest(now, luck, knock.conn),
            Err(refused) => out(refused),
        }
    }

    fn new_guest(&mut self, now: Now, luck: Luck<'_>, conn: ConnId) -> Answer {
        if let Some(insider) = self.inside.find(conn).cloned() {
            let identity = Identity { user: insider.user, expires: insider.expires, issued: Some(now.unix) };
            return self.admit(now.unix, luck, conn, identity);
        }
        let identity = Identity { user: UserId::guest(luck()), expires: None, issued: Some(now.unix) };
        self.admit(now.unix, luck, conn, identity)
    }

    /// Somebody whose token is good: renews the login that the conn has, or begins a session.
    fn admit(&mut self, now: UnixMs, luck: Luck<'_>, conn: ConnId, identity: Identity) -> Answer {
        let Identity { user, expires, issued } = identity;
        if self.is_revoked(&user, issued) {
            return revoked();
        }
        let issued = issued.unwrap_or(now).min(now);
        if let Some(insider) = self.inside.find(conn).cloned() {
            if insider.user != user {
                return Answer::Out(CloseCode::LoginFailed, "the login was to be renewed, and the token is of another");
            }
            let Insider { session, node, generation, .. } = insider;
            let secret = SessionSecret { user, session, generation, node, expires, issued };
            return self.enter(now, conn, &secret, false, None);
        }
        let session = SessionId(luck());
        self.sessions.begin(session, conn);
        let node = self.settings.node;
        let secret = SessionSecret { user, session, generation: 1, node, expires, issued };
        self.enter(now, conn, &secret, false, None)
    }

    fn enter(
        &mut self,
        now: UnixMs,
        conn: ConnId,
        secret: &SessionSecret,
        resumed: bool,
        replaced: Option<ConnId>,
    ) -> Answer {
        let SessionSecret { user, session, generation, node, expires, .. } = secret.clone();
        let others = self.inside.conns_of(&user).into_iter().filter(|other| *other != conn).count();
        if others >= self.settings.user_conns {
            return Answer::Out(CloseCode::TooManyConns, "the user has as many conns as he may");
        }
        let guest = Guest { user: user.clone(), issued: now };
        let guest = user.is_guest().then(|| guest.sign(&self.settings.signer));
        let secret = secret.sign(&self.settings.signer);
        self.inside.put(conn, Insider { user: user.clone(), session, node, generation, expires });
        Answer::In(Box::new(Admitted { user, session: secret, guest, resumed, expires, replaced }))
    }

    fn is_revoked(&self, user: &UserId, issued: Option<UnixMs>) -> bool {
        self.revoked.get(user).is_some_and(|at| issued.is_none_or(|issued| issued <= *at))
    }
}

fn out(refused: Refused) -> Answer {
    match refused {
        Refused::Expired => Answer::Out(CloseCode::TokenExpired, "expired"),
        Refused::Failed(why) => Answer::Out(CloseCode::LoginFailed, why.name()),
    }
}

fn no_token() -> Answer {
    Answer::Out(CloseCode::LoginRequired, "no token")
}

fn revoked() -> Answer {
    Answer::Out(CloseCode::LoginFailed, "revoked")
}
