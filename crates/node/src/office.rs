//! What conns want of their node besides realms: to be let in, to reach a service, to know who is there.

use std::sync::Arc;

use auth::{Answer, Knock, NodeAsk, UserId};
use bus::{RequestFailed, Subject};
use bytes::Bytes;
use desk::{Input, No, NodeNumber, Speech, What};
use hub::{FromNode, LoginWords, NodeDirect, ToNode};
use types::{CloseCode, ConnId, Name, Realm};
use wire::{ErrorCode, Fault};

use crate::clerk::{Clerk, Event};
use crate::games::Waits;
use crate::services::{self, ToConn, Who};
use crate::{peers, shards};

/// Some of a realm's members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MemberPage {
    /// How many there are on the nodes that have answered, as far as a page shows it.
    pub(crate) members: Vec<(ConnId, Option<Name>)>,
    /// After which id the next page begins.
    pub(crate) next: Option<ConnId>,
    /// How many conns are in the realm.
    pub(crate) total: u64,
}

impl Clerk {
    /// A hub wants something.
    pub(crate) fn asked_by_hub(&mut self, shard: u8, told: ToNode) {
        match told {
            ToNode::Login { conn, token, session } => {
                self.knock(shard, Knock { conn, token, session });
            }
            ToNode::Gone(conn) => self.door.gone(conn),
            ToNode::Register { conn, user, realm } => self.register(shard, conn, user, realm),
            ToNode::Moved { user, realm, is_in, .. } if realm.is_hosted() => self.moved_at_game(user, &realm, is_in),
            ToNode::Moved { conn, user, realm, is_in } => {
                let who = Who { node: self.node, conn, user: &user };
                if let Some((subject, bytes)) = services::moved(who, &realm, is_in) {
                    // What is shed here is counted by the bus.
                    let _ = self.peers.publish(&subject, bytes);
                }
            }
            ToNode::Call { conn, user, kind, text, body } => {
                let bytes = services::call(Who { node: self.node, conn, user: &user }, &kind, &text, &body);
                self.call(shard, conn, Subject::backend(&kind, &user), bytes);
            }
            ToNode::Command { conn, user, command } => self.command(shard, conn, user, command),
            ToNode::Who { conn, realm, after, limit } => {
                let page = self.members(realm.clone(), after, limit);
                self.begin(async move {
                    let MemberPage { members: page, next, total } = page.await;
                    Event::Tell(shard, FromNode::Members { conn, realm, total, page, next })
                });
            }
            ToNode::Happened(happened) => self.watchers.happened(happened),
            ToNode::Direct(direct) => self.direct(direct),
            ToNode::DirectToUser { from, to, text, body } => {
                let speech = Speech::Say(Some(from), None, What::Direct { text, body });
                self.give(Input::Speak(Realm::User(to), speech));
            }
        }
    }

    /// Something has happened elsewhere.
    pub(crate) fn serve(&mut self, event: Event) {
        match event {
            Event::Tell(shard, told) => self.tell(shard, told),
            Event::Called(shard, told) => {
                self.calls = self.calls.saturating_sub(1);
                if let Some(told) = told {
                    self.tell(shard, told);
                }
            }
            Event::Directed(told) => {
                self.calls = self.calls.saturating_sub(1);
                if let Some(told) = told {
                    self.tell_all(&told);
                }
            }
            Event::DoorAnswered(shard, pending, answer) => {
                let conn = pending.conn();
                let answer = self.door.answered(self.now_at_the_door(), &mut rand::random, *pending, answer);
                self.door_says(shard, conn, answer);
            }
            Event::Asked(reply, ask) => self.asked_by_node(reply, ask),
            Event::FromService(conn, bytes) => {
                let told = services::to_conn(&bytes).and_then(|word| from_service(conn, word));
                if let Some(told) = told {
                    self.tell_all(&told);
                }
            }
            Event::Revoked(user) => {
                let now = self.now_at_the_door().unix;
                for conn in self.door.revoke(user, now) {
                    self.tell_all(&FromNode::Close { conn, code: CloseCode::LoginFailed });
                }
            }
            Event::Keys(keys) => {
                self.door.replace_keys(keys);
                for (shard, knock, _) in std::mem::take(&mut self.waiting) {
                    self.knock_once(shard, knock);
                }
            }
            Event::Broadcast(what) => self.tell_all(&FromNode::Broadcast(what)),
            Event::AskAgain(id) => self.ask_again(id),
            Event::GameAnswered(id, answer) => self.node_answered(id, *answer),
            Event::Stored(ticket, answer) => self.stored(ticket, answer),
            Event::Beat(beat) => {
                let now = self.now().mono;
                self.fleet.heard(beat, now);
                self.errands.fleet_has_games(self.fleet.has_games(now));
            }
            Event::Rooms(input) => self.give_rooms(input),
            Event::Do(work) => work(self),
        }
    }

    /// Closes a conn, wherever it is; says whether it was there.
    pub(crate) fn kick(&self, conn: ConnId, code: CloseCode) -> impl Future<Output = bool> + Send + use<> {
        let (node, own) = (NodeNumber::of_conn(conn), self.node);
        let (line, shards, peers) = (self.line.clone(), self.shards, Arc::clone(&self.peers));
        async move {
            if node != own {
                return peers::ask(peers, node, peers::Ask::Kick(conn, code)).await.is_ok_and(|answer| answer.done);
            }
            let is_here = shards::has_any_conn(&line, shards, conn).await;
            shards::tell_all(&line, shards, &FromNode::Close { conn, code });
            is_here
        }
    }

    /// Lets a user in no more, here and at the other nodes. Gives how many conns he had here.
    pub(crate) fn revoke(&mut self, user: UserId) -> usize {
        // The other nodes; what is shed here is counted by the bus.
        let _ = self.peers.publish(&Subject::revoke(), Bytes::copy_from_slice(user.as_str().as_bytes()));
        let now = self.now_at_the_door().unix;
        let conns = self.door.revoke(user, now);
        for conn in &conns {
            self.tell_all(&FromNode::Close { conn: *conn, code: CloseCode::LoginFailed });
        }
        conns.len()
    }

    /// A second has passed: those whose login has ended are closed, and the other nodes are told that this one is there.
    pub(crate) fn look_around(&mut self) {
        self.end_waiting();
        let now = self.now();
        self.errands.fleet_has_games(self.fleet.has_games(now.mono));
        if let Some(bytes) = self.fleet.beat(now.mono) {
            let _ = self.peers.publish(&Subject::nodes(), bytes);
        }
        self.look_at_rooms();
        for conn in self.door.tick(self.now_at_the_door().unix) {
            self.tell_all(&FromNode::Close { conn, code: CloseCode::TokenExpired });
        }
    }

    /// A conn says who it is. If its token names a key that is not known, and keys are fetched, it waits for them.
    fn knock(&mut self, shard: u8, knock: Knock) {
        if self.config.auth.jwks_url.is_none() || self.waiting.len() >= self.config.limits.waiting {
            return self.knock_once(shard, knock);
        }
        match self.door.knock(self.now_at_the_door(), &mut rand::random, knock.clone()) {
            Answer::Out(_, why) if why == auth::Why::UnknownKey.name() => {
                self.missed_key.notify_one();
                self.waiting.push((shard, knock, self.now().mono));
            }
            answer @ (Answer::In(_) | Answer::Out(..) | Answer::Ask(..)) => self.door_says(shard, knock.conn, answer),
        }
    }

    fn knock_once(&mut self, shard: u8, knock: Knock) {
        let conn = knock.conn;
        let answer = self.door.knock(self.now_at_the_door(), &mut rand::random, knock);
        self.door_says(shard, conn, answer);
    }

    /// No new keys have come: those who wait for one are told what they would have been told before.
    fn end_waiting(&mut self) {
        let (now, patience) = (self.now().mono, self.config.limits.answer_time);
        let late: Vec<_> = self.waiting.extract_if(.., |(_, _, since)| now.since(*since) >= patience).collect();
        for (shard, knock, _) in late {
            self.knock_once(shard, knock);
        }
    }

    fn door_says(&mut self, shard: u8, conn: ConnId, answer: Answer) {
        match answer {
            Answer::In(admitted) => {
                if let Some(replaced) = admitted.replaced {
                    self.replace(replaced);
                }
                let login = LoginWords {
                    session: admitted.session,
                    guest: admitted.guest,
                    resumed: admitted.resumed,
                    expires: admitted.expires,
                };
                let user = admitted.user.name().clone();
                tracing::debug!(conn = conn.get(), user = user.as_str(), resumed = login.resumed, "has a user");
                self.tell(shard, FromNode::Admitted { conn, user, login: Box::new(login) });
            }
            Answer::Out(code, why) => {
                tracing::info!(conn = conn.get(), code = code.number(), why, "not let in");
                self.tell(shard, FromNode::Close { conn, code });
            }
            Answer::Ask(node, ask, pending) => {
                let peers = Arc::clone(&self.peers);
                self.begin(async move {
                    let answer = peers::ask(peers, NodeNumber(node), peers::Ask::Door(ask.clone())).await;
                    Event::DoorAnswered(shard, pending, peers::door_answer(&ask, answer))
                });
            }
        }
    }

    /// A conn's session goes on in another: it is closed, wherever it is.
    fn replace(&mut self, conn: ConnId) {
        let (node, code) = (NodeNumber::of_conn(conn), CloseCode::Replaced);
        if node == self.node {
            return self.tell_all(&FromNode::Close { conn, code });
        }
        let peers = Arc::clone(&self.peers);
        // If its node does not answer, its conn is gone or will be.
        tokio::spawn(async move { peers::ask(peers, node, peers::Ask::Kick(conn, code)).await.is_ok() });
    }

    pub(crate) fn register_with_service(&mut self, shard: u8, conn: ConnId, user: &Name, realm: &Realm) {
        let bytes = services::register_realm(Who { node: self.node, conn, user }, realm);
        let (peers, patience) = (Arc::clone(&self.peers), self.config.limits.answer_time);
        self.begin(async move {
            let realms = match peers.request(&Subject::register_realm(), bytes, patience).await {
                Ok(answer) => services::registered(&answer),
                Err(RequestFailed::NoResponders) => Err(No::NotFound),
                Err(RequestFailed::TimedOut | RequestFailed::Disconnected | RequestFailed::NotSent(_)) => {
                    Err(No::Unavailable)
                }
            };
            Event::Tell(shard, FromNode::Registered { conn, realms })
        });
    }

    fn call(&mut self, shard: u8, conn: ConnId, subject: Subject, bytes: Bytes) {
        if self.calls >= self.config.limits.calls {
            let fault = Fault::new(ErrorCode::Busy, "too many calls wait for their service: try again");
            return self.tell(shard, FromNode::Refused { conn, fault });
        }
        self.calls += 1;
        let (peers, patience) = (Arc::clone(&self.peers), self.config.limits.answer_time);
        self.begin(async move {
            let told = match peers.request(&subject, bytes, patience).await {
                Ok(answer) => services::to_conn(&answer).and_then(|word| from_service(conn, word)),
                // A service need not answer: what comes of a call it may say in a realm, or not at all.
                Err(RequestFailed::TimedOut) => None,
                Err(RequestFailed::NoResponders) => Some(refused(conn, "no service takes such a call")),
                Err(RequestFailed::Disconnected | RequestFailed::NotSent(_)) => {
                    Some(refused(conn, "no service can be reached now: try again; it may have been heard"))
                }
            };
            Event::Called(shard, told)
        });
    }

    /// A direct for a conn that is not here.
    fn direct(&mut self, direct: NodeDirect) {
        let (from, to) = (direct.from, direct.to);
        let missed = Fault::new(ErrorCode::NotFound, format!("no conn {to}"));
        let node = NodeNumber::of_conn(to);
        if node == self.node {
            return self.tell_all(&FromNode::Refused { conn: from, fault: missed });
        }
        if self.calls >= self.config.limits.calls {
            let fault = Fault::new(ErrorCode::Busy, "too much waits for other nodes: try again");
            return self.tell_all(&FromNode::Refused { conn: from, fault });
        }
        self.calls += 1;
        let peers = Arc::clone(&self.peers);
        self.begin(async move {
            let fault = match peers::ask(peers, node, peers::Ask::Direct(direct)).await {
                Ok(answer) if answer.done => None,
                Ok(_) | Err(peers::NoAnswer::Gone) => Some(missed),
                Err(peers::NoAnswer::Late) => {
                    let text = format!("the node of conn {to} does not answer: it may have heard");
                    Some(Fault::new(ErrorCode::Unavailable, text))
                }
            };
            Event::Directed(fault.map(|fault| FromNode::Refused { conn: from, fault }))
        });
    }

    /// Another node asks something.
    fn asked_by_node(&mut self, reply: bus::ReplyTo, ask: peers::Ask) {
        let (line, shards, peers) = (self.line.clone(), self.shards, Arc::clone(&self.peers));
        let to = reply.clone();
        let respond = move |answer: peers::Answer| {
            // An answer that is shed is asked for again.
            let _ = peers.respond(&to, answer.encode().into());
        };
        match ask {
            peers::Ask::Door(ask) => {
                let (answer, replaced) = self.door.asked(self.now_at_the_door(), &ask);
                if let (NodeAsk::Resume(..), Some(replaced)) = (&ask, replaced) {
                    self.replace(replaced);
                }
                respond(peers::Answer::Door(answer));
            }
            peers::Ask::Direct(direct) => {
                let (to, has_text) = (direct.to, !direct.text.is_empty());
                self.tell_all(&FromNode::Direct(direct));
                tokio::spawn(async move {
                    let is_told = shards::hears_direct(&line, shards, to, has_text).await;
                    respond(peers::Answer::Done(is_told));
                });
            }
            peers::Ask::Kick(conn, code) => {
                let kicked = self.kick(conn, code);
                tokio::spawn(async move { respond(peers::Answer::Done(kicked.await)) });
            }
            peers::Ask::Say(conn, what) => {
                self.tell_all(&FromNode::Said { conn, what });
                tokio::spawn(async move { respond(peers::Answer::Done(shards::has_conn(&line, shards, conn).await)) });
            }
            peers::Ask::Game(ask) => self.ask_about_game(Waits::Peer(reply), ask),
            peers::Ask::Here(users, game) => respond(peers::Answer::Here(self.those_here(users, game.as_ref()))),
            peers::Ask::Members { realm, after, limit } => {
                let limit = limit.min(self.config.limits.page + 1);
                tokio::spawn(async move {
                    let members = shards::members(&line, shards, realm, after, limit).await;
                    respond(peers::Answer::Members(members));
                });
            }
        }
    }

    /// A page of the members of a realm, of all nodes.
    pub(crate) fn members(
        &self,
        realm: Realm,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = MemberPage> + Send + use<> {
        let (line, shards, peers) = (self.line.clone(), self.shards, Arc::clone(&self.peers));
        let nodes = self.desk.nodes_with(&realm);
        let elsewhere = self.desk.elsewhere(&realm);
        async move {
            let asked = realm.clone();
            let counts = shards::ask_all(&line, shards, move |facts| facts.hub.count(&asked)).await;
            let mut members = shards::members(&line, shards, realm.clone(), after, limit + 1).await;
            for node in nodes {
                let ask = peers::Ask::Members { realm: realm.clone(), after, limit: limit + 1 };
                // A node that does not answer is one whose conns cannot be reached either.
                if let Ok(answer) = peers::ask(Arc::clone(&peers), node, ask).await {
                    members.extend(peers::members(answer));
                }
            }
            members.sort_unstable_by_key(|(conn, _)| *conn);
            let has_more = members.len() > limit;
            members.truncate(limit);
            let next = members.last().map(|(conn, _)| *conn).filter(|_| has_more);
            MemberPage { members, next, total: counts.iter().sum::<u64>() + u64::from(elsewhere) }
        }
    }
}

fn refused(conn: ConnId, text: &'static str) -> FromNode {
    FromNode::Refused { conn, fault: Fault::new(ErrorCode::Unavailable, text) }
}

fn from_service(conn: ConnId, word: ToConn) -> Option<FromNode> {
    match word {
        ToConn::View(view) => Some(FromNode::Said { conn, what: What::View(view) }),
        ToConn::Close(code) => Some(FromNode::Close { conn, code }),
        ToConn::Error(fault) => Some(FromNode::Refused { conn, fault }),
        ToConn::Nothing => None,
    }
}
