//! What a conn is sent: its id, nothing else before it may hear anything, and of each stream no gap, no double and no
//! step back.

use std::collections::BTreeMap;

use desk::Why;
use game::Words;
use types::{Epoch, LoginPolicy, Offset, Place, Realm};
use wire::packets::{Joined, Packet, Resync, packet::Msg};
use wire::{Dialect, FromClient, Lane};

use super::games::logs::{check_secrets, game_of};
use super::judge::Judge;
use crate::Checked;
use crate::frame::{self, show};

/// What a conn has been sent.
#[derive(Debug)]
pub(crate) struct Ear {
    conn: u64,
    lane: Lane,
    has_id: bool,
    is_welcome: bool,
    /// Whether it is to hear nothing before the node knows who it is.
    is_closed: bool,
    /// Where it starts, until it is told from which place on it hears it.
    home: Option<String>,
    /// By realm, the last place; [`Place::NONE`] without a stream.
    places: BTreeMap<String, Place>,
    user: String,
    /// Commands that were not answered, with their games, in order.
    unanswered: Vec<(String, Vec<u8>)>,
}

impl Ear {
    pub(crate) fn new(conn: u64, dialect: Dialect, home: &Realm, login: LoginPolicy, user: String) -> Self {
        Self {
            conn,
            lane: Lane::plain(dialect),
            has_id: false,
            is_welcome: false,
            is_closed: login != LoginPolicy::Open,
            home: Some(home.to_string()),
            places: BTreeMap::new(),
            user,
            unanswered: Vec::new(),
        }
    }

    /// The conn says something: from `hello` on it is sent everything.
    pub(crate) fn says(&mut self, said: &FromClient<'_>) {
        if let FromClient::Hello(_) = said {
            self.lane = self.lane.with_hello();
        }
        if let FromClient::Command(command) = said {
            self.unanswered.push((command.game.clone(), command.id.clone()));
        }
    }

    /// Whether it has been told that it is in a realm.
    pub(crate) fn is_in(&self, realm: &str) -> bool {
        self.places.contains_key(realm)
    }

    /// Reads what the conn is sent.
    pub(crate) fn read(&mut self, judge: &mut Judge, mut frames: &[u8]) -> Checked<Vec<Packet>> {
        check_secrets(frames, &self.user)?;
        let mut packets = Vec::new();
        while !frames.is_empty() {
            let (packet, size) = frame::read(self.lane, frames)?;
            judge.sent += 1;
            if !self.sits() {
                judge.watched.line(|| format!("{} {}", self.conn, show(&packet)));
            }
            self.hear(judge, &packet).map_err(|wrong| format!("conn {}: {wrong}: {}", self.conn, show(&packet)))?;
            packets.push(packet);
            frames = &frames[size..];
        }
        Ok(packets)
    }

    fn hear(&mut self, judge: &mut Judge, packet: &Packet) -> Checked {
        let Some(msg) = &packet.msg else { return Err("a packet of no kind".to_owned()) };
        if !self.has_id {
            self.has_id = matches!(msg, Msg::Id(id) if id.id == self.conn);
            return self.has_id.then_some(()).ok_or_else(|| "the first thing is not the conn's id".to_owned());
        }
        if !self.is_welcome {
            return self.hear_before_welcome(msg);
        }
        if self.home.is_some() && self.home.as_deref() == realm_of(packet, msg) {
            return Ok(());
        }
        match msg {
            Msg::Chat(chat) if packet.offset > 0 => {
                let place = self.next(&packet.realm, packet.offset)?;
                judge.check_view(&packet.realm, place, packet.sender_id, Some(&chat.msg))
            }
            Msg::Chat(_) => match self.places.get(&packet.realm) {
                Some(place) if place.is_numbered() => Err("a view without a place in a stream".to_owned()),
                Some(_) | None => Ok(()),
            },
            Msg::Placed(placed) => {
                judge.seen.note("said: found its place");
                let place = self.next(&placed.realm, placed.offset)?;
                judge.check_view(&placed.realm, place, self.conn, None)
            }
            Msg::Joined(joined) => self.joined(judge, joined),
            Msg::Left(left) => {
                self.places.remove(&left.realm);
                Ok(())
            }
            Msg::Head(head) => match self.places.get(&head.realm) {
                Some(own) if *own != place(head.epoch, head.offset) => Err(format!("a head for a conn at {own}")),
                Some(_) | None => Ok(()),
            },
            Msg::Resync(resync) => self.resync(judge, resync),
            Msg::View(view) => {
                let place = if packet.offset > 0 {
                    self.next(&packet.realm, packet.offset)?
                } else {
                    *self.places.get(&packet.realm).ok_or("a view where it is no member")?
                };
                let words = Words { kind: view.kind.clone(), text: view.text.clone() };
                judge.logs.check_heard(&packet.realm, &self.user, place, &words)
            }
            Msg::Ack(ack) => {
                judge.logs.check_ack(&ack.command_id, ack.offset)?;
                self.answered(&ack.command_id, true)
            }
            Msg::Refusal(refusal) => self.answered(&refusal.command_id, false),
            Msg::Error(error) => {
                judge.seen.note(&format!("error: {}", error.code));
                Ok(())
            }
            Msg::Presence(_) | Msg::Pong(_) | Msg::Doubt(_) => Ok(()),
            Msg::Id(_) | Msg::Welcome(_) => Err("a second time".to_owned()),
            Msg::Hello(_)
            | Msg::Join(_)
            | Msg::Leave(_)
            | Msg::Ping(_)
            | Msg::Direct(_)
            | Msg::Who(_)
            | Msg::Members(_)
            | Msg::Came(_)
            | Msg::Went(_)
            | Msg::Call(_)
            | Msg::Move(_)
            | Msg::Command(_) => Err("nobody caused this".to_owned()),
        }
    }

    /// The node does not know yet who it is: what it hears has no place, and where login is asked for, nothing comes.
    fn hear_before_welcome(&mut self, msg: &Msg) -> Checked {
        if let Msg::Welcome(_) = msg {
            self.is_welcome = true;
            return Ok(());
        }
        if self.is_closed {
            return Err("something goes out before the login".to_owned());
        }
        let is_said_to_all =
            matches!(msg, Msg::Chat(_) | Msg::Presence(_) | Msg::Head(_) | Msg::Resync(_) | Msg::Doubt(_));
        is_said_to_all.then_some(()).ok_or_else(|| "not before `welcome`".to_owned())
    }

    /// The view of this offset.
    fn next(&mut self, realm: &str, offset: u64) -> Checked<Place> {
        let Some(own) = self.places.get_mut(realm) else { return Err("a view where it is no member".to_owned()) };
        if !own.is_numbered() || offset != own.offset.0 + 1 {
            return Err(format!("a view for a conn at {own}"));
        }
        own.offset = own.offset.next();
        Ok(*own)
    }

    /// A command has its answer: those that came before it to the same game have theirs, if it was carried out.
    fn answered(&mut self, id: &[u8], is_done: bool) -> Checked {
        let at = self.unanswered.iter().position(|(_, known)| known == id).ok_or("I5: a second answer to a command")?;
        let (game, _) = self.unanswered.remove(at);
        let is_early = is_done && self.unanswered[..at].iter().any(|(other, _)| *other == game);
        if is_early { Err(format!("a command to {game} is done before an earlier one")) } else { Ok(()) }
    }

    /// Whether it is told what not everybody may know.
    fn sits(&self) -> bool {
        self.places.keys().any(|realm| game_of(realm).is_some_and(|(_, is_seat)| is_seat))
    }

    fn joined(&mut self, judge: &mut Judge, joined: &Joined) -> Checked {
        self.home.take_if(|home| *home == joined.realm);
        self.places.insert(joined.realm.clone(), place(joined.epoch, joined.offset));
        if joined.why.is_empty() {
            return Ok(());
        }
        judge.seen.note(&format!("joined: {}", joined.why));
        let why = Why::ALL.into_iter().find(|why| why.name() == joined.why).ok_or("nobody knows this why")?;
        let is_true = why.is_recovered() == joined.recovered;
        is_true.then_some(()).ok_or_else(|| "recovered and why do not fit".to_owned())
    }

    fn resync(&mut self, judge: &mut Judge, resync: &Resync) -> Checked {
        judge.seen.note(&format!("resync: {}", resync.why));
        let Some(own) = self.places.get_mut(&resync.realm) else { return Ok(()) };
        let to = place(resync.epoch, resync.offset);
        if to.epoch < own.epoch || to.epoch == own.epoch && to.offset < own.offset {
            return Err(format!("a resync back to {to} from {own}"));
        }
        *own = to;
        Ok(())
    }
}

/// The realm in whose stream something stands.
fn realm_of<'a>(packet: &'a Packet, msg: &'a Msg) -> Option<&'a str> {
    if let Msg::Chat(_) = msg {
        return Some(&packet.realm);
    }
    if let Msg::Placed(placed) = msg {
        return Some(&placed.realm);
    }
    if let Msg::Head(head) = msg {
        return Some(&head.realm);
    }
    if let Msg::Resync(resync) = msg { Some(&resync.realm) } else { None }
}

fn place(epoch: u64, offset: u64) -> Place {
    Place { epoch: Epoch(epoch), offset: Offset(offset) }
}
