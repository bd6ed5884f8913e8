//! What conns say, chat first. Who comes and goes is in `membership`, what is for one conn alone in `direct`.

use types::{CloseCode, LoginPolicy, Now, Offset};
use wire::{ErrorCode, Fault, FromClient, ToClient};

use crate::hub::Hub;
use crate::private::may_not_speak;
use crate::realms::RealmState;
use crate::{ConnKey, HubMessage, Out, Output};

impl Hub {
    #[inline]
    pub(crate) fn said(&mut self, now: Now, key: ConnKey, said: FromClient<'_>, out: &mut Out) {
        if self.settings.login != LoginPolicy::Open && !self.may_say(key, &said) {
            return self.close(key, CloseCode::LoginRequired, out);
        }
        let answer = match said {
            FromClient::Chat { realm, text } => self.chat(now, key, &realm, &text, out),
            FromClient::Direct { to, text, body } => self.direct(key, to, &text, &body, out),
            FromClient::DirectToUser { to, text, body } => self.direct_to_user(key, &to, text.into(), body.into(), out),
            FromClient::Hello(hello) => self.hello(key, *hello, out),
            FromClient::Join { realm, cursor } => self.join(now, key, &realm, cursor, out),
            FromClient::Leave(realm) => self.leave(now, key, &realm, out),
            FromClient::Who { realm, after, limit } => self.who(now, key, &realm, after, limit, out),
            FromClient::Call { kind, text, body } => self.call(key, &kind, text.into(), body.into(), out),
            FromClient::Command(command) => self.command(key, *command, out),
            FromClient::Ping { client_time } => self.ping(now, key, client_time, out),
        };
        if let Err(fault) = answer {
            self.refuse(now, key, fault, out);
        }
    }

    // Out of line, with the rest of what is rare, so that the way of a chat is short in the machine's code too.
    #[inline(never)]
    fn ping(&mut self, now: Now, key: ConnKey, client_time: u64, out: &mut Out) -> Result<(), Fault> {
        self.demand_hello(key)?;
        self.answer(key, ToClient::Pong { client_time, server_time: now.unix }, out);
        Ok(())
    }

    #[cold]
    fn refuse(&mut self, now: Now, key: ConnKey, fault: Fault, out: &mut Out) {
        if fault.code == ErrorCode::UnknownKind {
            self.faulted(now, key, fault, out);
        } else {
            self.tell_fault(key, &fault, out);
        }
    }

    pub(crate) fn tell_fault(&mut self, key: ConnKey, fault: &Fault, out: &mut Out) {
        self.errors[fault.code as usize] += 1;
        self.answer(key, ToClient::Error { code: fault.code, text: &fault.text }, out);
    }

    /// A message that could not be used: the conn is told if it can be, and closed if there are too many.
    #[cold]
    pub(crate) fn faulted(&mut self, now: Now, key: ConnKey, fault: Fault, out: &mut Out) {
        let limit = self.settings.limits.faults;
        let Some(conn) = self.conn(key) else { return };
        if conn.faults.is_over(now.mono, limit) {
            self.close(key, CloseCode::TooManyErrors, out);
        } else {
            self.tell_fault(key, &fault, out);
        }
    }

    /// Sends a conn something of its own, after what its realms have said before.
    pub(crate) fn answer(&mut self, key: ConnKey, message: ToClient<'_>, out: &mut Out) {
        self.settle(key, out);
        if let Some(conn) = self.conn(key) {
            out.send(key, conn.lane, message);
        }
    }

    fn chat(&mut self, now: Now, key: ConnKey, realm: &str, text: &str, out: &mut Out) -> Result<(), Fault> {
        self.check_text(text)?;
        self.check_chat_rate(now, key)?;
        let Some(conn) = self.conns.get(key.0) else { return Ok(()) };
        let from = conn.id;
        let is_meant =
            |state: &mut RealmState| if realm.is_empty() { state.name == conn.home } else { *state.text == *realm };
        let mut of_conn = conn.memberships.iter().map(|membership| membership.realm);
        let realm_key = of_conn.find(|key| self.realms.state(*key).is_some_and(is_meant));
        let realm_key = realm_key.ok_or_else(|| {
            Fault::new(ErrorCode::NotFound, "this conn is not in that realm: `join` it before speaking there")
        })?;
        if self.realms.state(realm_key).is_some_and(|realm| realm.is_mute) {
            return Err(may_not_speak());
        }
        if self.has_desk() && !self.say_at_desk(realm_key, key, text, out) {
            return Ok(());
        }
        self.say(realm_key, Some(key), from, Offset(0), text);
        if !self.settings.is_alone()
            && let Some(realm) = self.realms.state(realm_key)
        {
            let message = HubMessage::Chat { realm: realm.name.clone(), from, text: text.to_owned() };
            out.list.push(Output::Tell(message));
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn check_text(&self, text: &str) -> Result<(), Fault> {
        let max = self.settings.limits.chat_chars;
        if text.len() <= max || text.chars().count() <= max { Ok(()) } else { Err(text_too_long(max)) }
    }
}

#[cold]
fn text_too_long(max: usize) -> Fault {
    Fault::new(ErrorCode::TooLong, format!("the text is longer than {max} characters"))
}
