//! `hello`: how a conn gets its user, and loses it.

use std::collections::VecDeque;

use types::{CloseCode, ConnId, Name, Now, Realm};
use wire::{ErrorCode, Fault, FromClient, Hello, PROTOCOL_VERSION, ToClient, Welcome};

use crate::conn::{Entering, Wanted, Who};
use crate::hub::Hub;
use crate::{ConnKey, Happened, LoginWords, Out, Output, ToNode};

impl Hub {
    /// Asks the node who the conn is; nothing that it says is looked at before the answer.
    #[inline(never)]
    pub(crate) fn hello(&mut self, key: ConnKey, hello: Hello, out: &mut Out) -> Result<(), Fault> {
        let Hello { version, token, session, client, resume } = hello;
        if version != PROTOCOL_VERSION {
            self.close(key, CloseCode::Version, out);
            return Ok(());
        }
        let name_chars = self.settings.limits.name_chars;
        if client.chars().count() > name_chars {
            // Whoever says `hello` understands an error.
            self.change_lane(key, out);
            let text = format!("`hello.client` is longer than {name_chars} characters");
            return Err(Fault::new(ErrorCode::TooLong, text));
        }
        let Some(conn) = self.conns.get_mut(key.0) else { return Ok(()) };
        let (wanted, token) = match &mut conn.who {
            Who::User(_) if token.is_none() => {
                let text = "`hello` was said before on this conn: only a new `token` may be said again";
                return Err(Fault::new(ErrorCode::UnknownKind, text));
            }
            Who::User(_) => (VecDeque::new(), token),
            Who::Unknown(brought) => (resumed(&conn.home, &resume, &self.settings.limits), token.or(brought.take())),
        };
        conn.entering = Some(Box::new(Entering(wanted)));
        self.has_asked = true;
        out.list.push(Output::node(ToNode::Login { conn: conn.id, token, session }));
        Ok(())
    }

    /// The node knows who the conn is.
    pub(crate) fn admitted(&mut self, now: Now, id: ConnId, user: Name, login: &LoginWords, out: &mut Out) {
        let Some(key) = self.by_id.get(&id).copied() else {
            return out.list.push(Output::node(ToNode::Gone(id)));
        };
        self.become_full(key, out);
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let is_new = conn.user().is_none();
        conn.who = Who::User(user.clone());
        let Entering(wanted) = conn.entering.take().map(|entering| *entering).unwrap_or_default();
        if self.is_watched() {
            self.happened(Happened::LoggedIn { conn: id, user: user.clone() });
        }
        self.welcome(now, key, &user, login, out);
        if is_new {
            self.announce_home(key, out);
            let own = Wanted { is_granted: true, ..Wanted::new(Realm::User(user), None) };
            self.want(key, std::iter::once(own).chain(wanted).collect(), out);
        }
        self.release(key, out);
    }

    /// The conn hears everything from here on. A numbered realm it has heard without numbers so far, and hears it again
    /// once it knows from where on: with its `joined`.
    fn become_full(&mut self, key: ConnKey, out: &mut Out) {
        self.change_lane(key, out);
        let Some(conn) = self.conns.get(key.0) else { return };
        let is_known = conn.user().is_some();
        let home = self.realms.find(&conn.home).filter(|home| conn.is_in(*home));
        if let Some(home) = home.filter(|_| !is_known && self.settings.shared.is_numbered(&conn.home)) {
            self.settle(key, out);
            self.exit(key, home, out);
        }
    }

    fn welcome(&mut self, now: Now, key: ConnKey, user: &Name, login: &LoginWords, out: &mut Out) {
        let limits = self.settings.limits;
        let number = |limit: usize| u32::try_from(limit).unwrap_or(u32::MAX);
        let welcome = Welcome {
            user,
            session: &login.session,
            guest: login.guest.as_ref(),
            resumed: login.resumed,
            expires: login.expires,
            message_bytes: number(limits.message_bytes),
            chat_chars: number(limits.chat_chars),
            realms: number(limits.realms_per_conn),
            server_time: now.unix,
            heartbeat_ms: u32::try_from(limits.ping_every.as_millis()).unwrap_or(u32::MAX),
        };
        self.answer(key, ToClient::Welcome(&welcome), out);
    }

    /// Whether the conn has to say `hello` first.
    #[cold]
    pub(crate) fn may_say(&self, key: ConnKey, said: &FromClient<'_>) -> bool {
        matches!(said, FromClient::Hello(_)) || self.conns.get(key.0).is_some_and(|conn| conn.user().is_some())
    }

    /// Closes who should have said `hello` by now.
    pub(crate) fn close_the_unknown(&mut self, now: Now, out: &mut Out) {
        let patience = self.settings.limits.hello_time;
        while let Some((_, id)) = self.unknown.pop_front_if(|(since, _)| now.mono.since(*since) >= patience) {
            let Some(key) = self.by_id.get(&id).copied() else { continue };
            if self.conns.get(key.0).is_some_and(|conn| conn.user().is_none() && conn.entering.is_none()) {
                self.close(key, CloseCode::HelloLate, out);
            }
        }
    }

    /// Whether the realm is the one of the conn's own user, which it neither joins nor leaves.
    pub(crate) fn is_own(&self, key: ConnKey, realm: &Realm) -> bool {
        let Realm::User(user) = realm else { return false };
        self.conns.get(key.0).is_some_and(|conn| conn.user() == Some(user))
    }

    /// Lets the shell read the conn again, unless it waits for more.
    pub(crate) fn release(&self, key: ConnKey, out: &mut Out) {
        if self.conns.get(key.0).is_some_and(|conn| conn.entering.is_none()) {
            out.list.push(Output::Release(key));
        }
    }
}

/// The realm where the conn started, for it is a full conn now, and those where it was before.
fn resumed(home: &Realm, resume: &[(String, types::Place)], limits: &types::Limits) -> VecDeque<Wanted> {
    let mut wanted = VecDeque::from([Wanted { is_home: true, ..Wanted::new(home.clone(), None) }]);
    for (name, place) in resume {
        match name.parse::<Realm>() {
            Ok(realm) if realm == *home => wanted[0].cursor = Some(*place),
            Ok(Realm::User(_)) | Err(_) => {}
            Ok(realm) => {
                if wanted.len() < limits.realms_per_conn {
                    wanted.push_back(Wanted::new(realm, Some(*place)));
                }
            }
        }
    }
    wanted
}
