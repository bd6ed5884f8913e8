//! What the server says.

use std::time::Duration;

use types::{Offset, Place};
use wire::packets::{self, Packet, packet::Msg};

use crate::Event;
use crate::client::{Client, Work};
use crate::conn::Conn;
use crate::membership::{Membership, State, Verdict, place};

impl Client {
    pub(crate) fn heard(&mut self, packet: Packet, work: &mut Work<'_>) {
        match &mut self.conn {
            Conn::Away | Conn::Waiting(_) | Conn::Connecting(_) => {}
            Conn::Greeting { id, .. } => match packet.msg {
                Some(Msg::Id(given)) => *id = given.id,
                Some(Msg::Welcome(welcome)) => self.welcomed(welcome, work),
                // What a conn hears before has no place: the answer to `hello` says where it goes on.
                _ => {}
            },
            Conn::Open { heard, .. } => {
                *heard = work.now;
                self.heard_open(packet, work);
            }
        }
    }

    fn heard_open(&mut self, packet: Packet, work: &mut Work<'_>) {
        let Packet { sender_id: from, msg: Some(msg), realm, offset, .. } = packet else { return };
        match msg {
            Msg::Chat(chat) => {
                let told = |realm, place| Event::View { realm, place, from, text: chat.msg };
                self.view(realm, Offset(offset), told, work);
            }
            Msg::View(packets::View { kind, text, body, .. }) => {
                let told = |realm, place| Event::Service { realm, place, kind, text, body };
                // What is for this conn alone, or for every conn of its user, has no place and needs no membership.
                if realm.is_empty() || is_users_own(&realm) {
                    work.tell(told(realm, Place::NONE));
                } else {
                    self.view(realm, Offset(offset), told, work);
                }
            }
            Msg::Placed(packets::Placed { realm, offset, .. }) => {
                self.view(realm, Offset(offset), |realm, place| Event::Placed { realm, place }, work);
            }
            Msg::Joined(joined) => self.joined(joined, work),
            Msg::Head(head) => self.head(head.realm, place(head.epoch, head.offset), work),
            Msg::Resync(resync) => self.resync(resync, work),
            Msg::Doubt(packets::Doubt { realm, .. }) => self.doubt(realm, work),
            Msg::Left(packets::Left { realm, .. }) => match self.realms.get(&realm).map(|known| known.state) {
                // The app has left, or was put out.
                None | Some(State::In) => self.forget(realm, work),
                // It has left, and come back since.
                Some(State::Asked(_) | State::Out) => {}
            },
            Msg::Presence(packets::Presence { realm, members, .. }) => {
                if self.is_in(&realm) {
                    work.tell(Event::Presence { realm, members });
                }
            }
            Msg::Direct(direct) => work.tell(Event::Direct { from, text: direct.msg, body: direct.body }),
            Msg::Error(error) => {
                self.answered(work.now);
                work.tell(Event::Error { code: error.code, text: error.text });
            }
            Msg::Pong(pong) => {
                let round_trip = Duration::from_millis(work.now.0.saturating_sub(pong.client_time));
                work.tell(Event::Pong { round_trip, server_time: pong.server_time });
            }
            Msg::Members(packets::Members { realm, total, page, next, .. }) => {
                let page = page.into_iter().map(|member| (member.conn, member.user)).collect();
                work.tell(Event::Members { realm, total, page, next });
            }
            Msg::Came(packets::Came { realm, member, .. }) => self.moved(realm, member.as_option(), true, work),
            Msg::Went(packets::Went { realm, member, .. }) => self.moved(realm, member.as_option(), false, work),
            Msg::Move(packets::Move { after_ms, .. }) => {
                if let Conn::Open { moves, .. } = &mut self.conn {
                    *moves = Some(work.now + Duration::from_millis(after_ms.into()));
                }
            }
            Msg::Welcome(welcome) => self.logged_in(0, welcome, work),
            Msg::Ack(ack) => self.commands.acked(&ack, work),
            Msg::Refusal(refusal) => self.commands.refused(refusal, work),
            // Only once, or only from clients.
            Msg::Id(_)
            | Msg::Hello(_)
            | Msg::Join(_)
            | Msg::Leave(_)
            | Msg::Ping(_)
            | Msg::Who(_)
            | Msg::Call(_)
            | Msg::Command(_) => {}
        }
    }

    fn moved(&self, realm: String, member: Option<&packets::Member>, is_in: bool, work: &mut Work<'_>) {
        if let Some(packets::Member { conn, user, .. }) = member.filter(|_| self.is_in(&realm)) {
            work.tell(Event::Moved { realm, conn: *conn, user: user.clone(), is_in });
        }
    }

    fn is_in(&self, realm: &str) -> bool {
        self.realms.get(realm).is_some_and(|membership| membership.state == State::In)
    }

    /// The rule of streams: the next offset is taken, an older one dropped, anything else is a gap.
    fn view(&mut self, realm: String, offset: Offset, event: impl FnOnce(String, Place) -> Event, work: &mut Work<'_>) {
        let Some(membership) = self.realms.get_mut(&realm) else { return };
        if membership.state != State::In {
            return;
        }
        match membership.view(offset) {
            Verdict::Next(place) => work.tell(event(realm, place)),
            Verdict::Old => {}
            Verdict::Gap => self.ask(&realm, work),
        }
    }

    fn joined(&mut self, joined: packets::Joined, work: &mut Work<'_>) {
        self.answered(work.now);
        // A conn is in its user's own realm unasked and for good.
        if is_users_own(&joined.realm) {
            return;
        }
        if self.realms.get(&joined.realm).is_some_and(|membership| !membership.is_wanted) {
            self.realms.remove(&joined.realm);
            return work.send(Msg::Leave(packets::Leave { realm: joined.realm }));
        }
        let guards = self.guards;
        let membership = self.realms.entry(joined.realm.clone());
        // A service may let the conn into another realm than the one that was asked for.
        let membership = membership.or_insert_with(|| Membership::new(true, guards));
        let goes_on = membership.joined(&joined);
        membership.is_doubted = false;
        let (realm, place) = (joined.realm, membership.place());
        work.tell(Event::Joined { realm: realm.clone(), place, members: joined.members });
        if !goes_on {
            work.tell(Event::Gap { realm, place, why: joined.why });
        }
    }

    fn head(&mut self, realm: String, head: Place, work: &mut Work<'_>) {
        let Some(membership) = self.realms.get_mut(&realm) else { return };
        if membership.state != State::In {
            return;
        }
        if !membership.is_at_head(head) {
            return self.ask(&realm, work);
        }
        if std::mem::take(&mut membership.is_doubted) {
            work.tell(Event::Sure { realm, offset: head.offset });
        }
    }

    fn resync(&mut self, resync: packets::Resync, work: &mut Work<'_>) {
        let packets::Resync { realm, epoch, offset, why, .. } = resync;
        let Some(membership) = self.realms.get_mut(&realm) else { return };
        // Whoever has asked is told by `joined` where it goes on.
        if membership.state == State::In && membership.resync(place(epoch, offset), &why) {
            membership.is_doubted = false;
            work.tell(Event::Gap { realm: realm.clone(), place: place(epoch, offset), why });
            // A game cannot go on from anywhere: it is shown anew to whoever joins as if for the first time.
            if realm.starts_with("game") {
                membership.has_been_in = false;
                self.ask(&realm, work);
            }
        }
    }

    fn doubt(&mut self, realm: String, work: &mut Work<'_>) {
        let Some(membership) = self.realms.get_mut(&realm) else { return };
        if membership.state == State::In && !std::mem::replace(&mut membership.is_doubted, true) {
            work.tell(Event::Doubt { realm });
        }
    }
}

fn is_users_own(realm: &str) -> bool {
    realm.starts_with("user-")
}
