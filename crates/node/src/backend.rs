//! Answers what operators and services ask over the server API.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{
    AllMessage, Answer, Backend, Code, Conn, ConnInfo, ConnMessage, Conns, CreateGame, Drain, Drained, Error, Events,
    Game, GameReview, GameText, GameViews, Games, History, Kick, KnownGame, Limit, Limits, ListConns, ListGames,
    ListMembers, ListRealms, Member, Members, Message, Node, Nodes, Nothing, OneConn, OneGame, Published, Reached,
    ReadHistory, ReadViews, RealmInfo, RealmMessage, Realms, Revoke, Stats, Tail, TakeTicket, Text, Ticket,
    UserMessage, View,
};
use auth::{Refused, UserId};
use bus::{Bus, Subject};
use config::Config;
use desk::{Input, NodeNumber, Publication, Said, Speech, What};
use gateway::{GatewayStats, NodeLine, ShardFacts};
use hub::{ConnFacts, FromNode};
use store::Store;
use tokio::sync::{mpsc, oneshot};
use types::{ConnId, Name, Offset, Place, Realm};

use crate::clerk::{Clerk, Event, unix_now};
use crate::ending::Ending;
use crate::game_stats::GameStats;
use crate::reviews::Reviews;
use crate::watch::dialect_of;
use crate::{game_api, game_log, peers, shards};

/// The node, as the API sees it.
pub(crate) struct Answers {
    pub(crate) config: Config,
    pub(crate) node: NodeNumber,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) started: Instant,
    pub(crate) conns_max: u32,
    pub(crate) shards: u8,
    pub(crate) has_others: bool,
    pub(crate) line: NodeLine,
    pub(crate) stats: GatewayStats,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) games: Arc<GameStats>,
    pub(crate) reviews: Arc<Reviews>,
    /// Where games are kept, if this node can read it.
    pub(crate) store: Option<Arc<dyn Store>>,
    pub(crate) events: mpsc::Sender<Event>,
    pub(crate) ending: Arc<Ending>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node {} {}", self.node.0, self.name)
    }
}

impl Answers {
    /// Lets the clerk do something, and gives what comes of it.
    pub(crate) async fn by_clerk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Clerk) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move |clerk: &mut Clerk| {
            // Who asked may have gone.
            let _ = sender.send(work(clerk));
        });
        let gone = || Error::new(Code::Unavailable, "the node goes down");
        self.events.send(Event::Do(work)).await.map_err(|_| gone())?;
        receiver.await.map_err(|_| gone())
    }

    /// Lets every game of this node go, so that another can take it at once.
    pub(crate) async fn let_games_go(&self, within: Duration) -> Result<(), Error> {
        let late = |_| Error::new(Code::Unavailable, "games are still being played");
        let done = async { self.by_clerk(Clerk::let_games_go).await?.await.map_err(late) };
        tokio::time::timeout(within, done).await.map_err(|_| Error::new(Code::Unavailable, "it takes too long"))?
    }

    async fn ask_shards<T: Send + 'static>(
        &self,
        ask: impl Fn(&ShardFacts<'_>) -> T + Send + Sync + 'static,
    ) -> Vec<T> {
        shards::ask_all(&self.line, self.shards, ask).await
    }

    /// A page of conns of this node, with what is known of their sockets.
    async fn page_of_conns(&self, after: u64, user: Option<Name>, limit: usize) -> Vec<ConnInfo> {
        let (node, now, up) = (self.node.0, unix_now().0, self.started);
        let pages = self.ask_shards(move |facts| {
            let conns = facts.hub.conns(after, user.as_ref(), limit);
            conns.into_iter().map(|conn| conn_info(facts, conn, node, now, up)).collect::<Vec<_>>()
        });
        let mut conns: Vec<ConnInfo> = Vec::new();
        for (shard, page) in (0..).zip(pages.await) {
            conns.extend(page.into_iter().map(|conn| ConnInfo { shard, ..conn }));
        }
        conns.sort_unstable_by_key(|conn| conn.conn.0);
        conns.truncate(limit);
        conns
    }
}

fn conn_info(facts: &ShardFacts<'_>, conn: ConnFacts, node: u16, now: i64, started: Instant) -> ConnInfo {
    let socket = facts.socket(conn.key);
    let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let age = millis(started.elapsed()).saturating_sub(conn.since.0);
    ConnInfo {
        conn: Conn(conn.id),
        user: conn.user.as_ref().and_then(user_text),
        address: socket.and_then(|socket| socket.address).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        since_ms: now - i64::try_from(age).unwrap_or(0),
        node,
        shard: 0,
        dialect: dialect_of(conn.lane.dialect()),
        hello: conn.lane.has_hello(),
        realms: conn.realms.into_iter().map(Text).collect(),
        outbox_bytes: socket.map_or(0, |socket| socket.outbox_bytes as u64),
        lag_ms: socket.map_or(0, |socket| millis(socket.outbox_age)),
    }
}

fn user_text(user: &Name) -> Option<Text<UserId>> {
    user.as_str().parse().ok().map(Text)
}

/// A chat line, or a view if it has a kind.
fn what(message: Message) -> What {
    match message.kind {
        None => What::Chat(message.text),
        Some(kind) => {
            What::View(desk::View { kind: kind.0.as_str().to_owned(), text: message.text, body: message.body.0 })
        }
    }
}

fn no_such_conn(conn: ConnId) -> Error {
    Error::new(Code::NoSuchConn, format!("no conn {conn}"))
}

impl Backend for Answers {
    fn publish(&self, request: RealmMessage) -> Answer<'_, Published> {
        Box::pin(async move {
            let (realm, what) = (request.realm.0, what(request.message));
            self.by_clerk(|clerk| clerk.give(Input::Speak(realm, Speech::Say(None, None, what)))).await?;
            Ok(Published { place: None })
        })
    }

    fn broadcast(&self, request: AllMessage) -> Answer<'_, Reached> {
        Box::pin(async move {
            let what = what(request.message);
            let said = Said { offset: Offset(0), from: None, user: None, what: what.clone() };
            let bytes = Publication::Said(Place::NONE, said.into()).encode(self.node);
            self.bus
                .publish(&Subject::broadcast(), bytes.into())
                .map_err(|error| Error::new(Code::Unavailable, format!("the other nodes are not told: {error}")))?;
            self.by_clerk(|clerk| clerk.tell_all(&FromNode::Broadcast(what))).await?;
            Ok(Reached { conns: self.stats.connections().into(), fleet: self.has_others })
        })
    }

    fn send_user(&self, request: UserMessage) -> Answer<'_, Reached> {
        Box::pin(async move {
            let (user, what) = (request.user.0, what(request.message));
            let conns = self.by_clerk(move |clerk| {
                let conns = clerk.door.conns_of(&user).len();
                clerk.give(Input::Speak(Realm::User(user.name().clone()), Speech::Say(None, None, what)));
                conns
            });
            let conns = conns.await?;
            if conns == 0 && !self.has_others {
                return Err(Error::new(Code::NoSuchUser, "the user has no conn"));
            }
            Ok(Reached { conns: conns as u64, fleet: self.has_others })
        })
    }

    fn send_conn(&self, request: ConnMessage) -> Answer<'_, Reached> {
        Box::pin(async move {
            let (conn, what) = (request.conn.0, what(request.message));
            let node = NodeNumber::of_conn(conn);
            let is_there = if node == self.node {
                self.by_clerk(move |clerk| clerk.tell_all(&FromNode::Said { conn, what })).await?;
                shards::has_conn(&self.line, self.shards, conn).await
            } else {
                let answer = peers::ask(Arc::clone(&self.bus), node, peers::Ask::Say(conn, what)).await;
                answer.is_ok_and(|answer| answer.done)
            };
            if is_there { Ok(Reached { conns: 1, fleet: false }) } else { Err(no_such_conn(conn)) }
        })
    }

    fn create_game(&self, request: CreateGame) -> Answer<'_, Game> {
        Box::pin(game_api::create(self, request))
    }

    fn games(&self, request: ListGames) -> Answer<'_, Games> {
        Box::pin(game_api::list(self, request))
    }

    fn game(&self, request: OneGame) -> Answer<'_, KnownGame> {
        Box::pin(game_api::known(self, request))
    }

    fn game_views(&self, request: ReadViews) -> Answer<'_, GameViews> {
        Box::pin(game_log::views(self, request))
    }

    fn game_text(&self, request: OneGame) -> Answer<'_, GameText> {
        Box::pin(game_log::text(self, request))
    }

    fn game_review(&self, request: OneGame) -> Answer<'_, GameReview> {
        Box::pin(game_log::review(self, request))
    }

    fn kick(&self, request: Kick) -> Answer<'_, Reached> {
        Box::pin(async move {
            let conn = request.conn.0;
            let code =
                request.close_code().ok_or_else(|| Error::new(Code::BadRequest, "`code`: no close code of ours"))?;
            let kicked = self.by_clerk(move |clerk| clerk.kick(conn, code)).await?;
            if kicked.await { Ok(Reached { conns: 1, fleet: false }) } else { Err(no_such_conn(conn)) }
        })
    }

    fn revoke(&self, request: Revoke) -> Answer<'_, Reached> {
        Box::pin(async move {
            let conns = self.by_clerk(move |clerk| clerk.revoke(request.user.0)).await?;
            Ok(Reached { conns: conns as u64, fleet: self.has_others })
        })
    }

    fn realms(&self, request: ListRealms) -> Answer<'_, Realms> {
        Box::pin(async move {
            let (after, prefix, limit) = (request.after.map(|after| after.0), request.prefix, request.limit.count());
            let pages = self.ask_shards(move |facts| facts.hub.realms(after.as_ref(), &prefix, limit + 1)).await;
            let mut all: Vec<hub::RealmFacts> = Vec::new();
            let mut found: Vec<hub::RealmFacts> = pages.into_iter().flatten().collect();
            found.sort_unstable_by(|one, other| one.realm.cmp(&other.realm));
            for facts in found {
                match all.last_mut().filter(|last| last.realm == facts.realm) {
                    Some(last) => last.members += facts.members,
                    None => all.push(facts),
                }
            }
            let has_more = all.len() > limit;
            all.truncate(limit);
            let next = all.last().filter(|_| has_more).map(|last| Text(last.realm.clone()));
            let realms = self.by_clerk(move |clerk| {
                let info = |facts: hub::RealmFacts| RealmInfo {
                    members: facts.members,
                    fleet_members: facts.members + u64::from(clerk.desk.elsewhere(&facts.realm)),
                    head: facts.place.is_numbered().then(|| facts.place.into()),
                    owner: clerk.desk.owner_of(&facts.realm).map(|owner| owner.0),
                    realm: Text(facts.realm),
                };
                all.into_iter().map(info).collect()
            });
            Ok(Realms { realms: realms.await?, next })
        })
    }

    fn members(&self, request: ListMembers) -> Answer<'_, Members> {
        Box::pin(async move {
            let (realm, limit) = (request.realm.0, request.limit.count());
            let after = request.after.map_or(0, |after| after.0.get());
            let page = self.by_clerk(move |clerk| clerk.members(realm, after, limit)).await?.await;
            let member = |(conn, user): (ConnId, Option<Name>)| Member {
                conn: Conn(conn),
                user: user.as_ref().and_then(user_text),
            };
            Ok(Members { members: page.members.into_iter().map(member).collect(), next: page.next.map(Conn) })
        })
    }

    fn history(&self, request: ReadHistory) -> Answer<'_, History> {
        Box::pin(async move {
            let (realm, limit) = (request.realm.0, request.limit.count());
            let after = request.after.unwrap_or(0);
            let found = self.by_clerk(move |clerk| {
                let now = clerk.now();
                let found = clerk.desk.history(&realm, after, limit + 1);
                found.map(|(head, views)| {
                    let at =
                        |at: types::Millis| now.unix.0 - i64::try_from(now.mono.since(at).as_millis()).unwrap_or(0);
                    (head, views.into_iter().map(|(time, said)| (at(time), said)).collect::<Vec<_>>())
                })
            });
            let Some((head, kept)) = found.await? else {
                let text = "the realm keeps no history, or nobody at this node is in it";
                return Err(Error::new(Code::NoHistory, text));
            };
            if request.epoch.is_some_and(|epoch| epoch != head.epoch.0) {
                return Err(Error::new(Code::HistoryGone, format!("the stream is of epoch {} now", head.epoch.0)));
            }
            let has_more = kept.len() > limit;
            let views: Vec<View> = kept.into_iter().take(limit).map(|(at_ms, said)| view(at_ms, &said)).collect();
            let next = views.last().filter(|_| has_more).map(|view| view.offset);
            Ok(History { head: head.into(), views, next })
        })
    }

    fn conns(&self, request: ListConns) -> Answer<'_, Conns> {
        Box::pin(async move {
            let limit = request.limit.count();
            let after = request.after.map_or(0, |after| after.0.get());
            let user = request.user.map(|user| user.0.name().clone());
            let mut conns = self.page_of_conns(after, user, limit + 1).await;
            let has_more = conns.len() > limit;
            conns.truncate(limit);
            let next = conns.last().filter(|_| has_more).map(|last| last.conn);
            Ok(Conns { conns, next })
        })
    }

    fn conn(&self, request: OneConn) -> Answer<'_, ConnInfo> {
        Box::pin(async move {
            let id = request.id();
            let page = self.page_of_conns(id.get() - 1, None, 1).await;
            page.into_iter().find(|conn| conn.conn.0 == id).ok_or_else(|| no_such_conn(id))
        })
    }

    fn nodes(&self, _: Nothing) -> Answer<'_, Nodes> {
        Box::pin(async move {
            let nodes = self.by_clerk(|clerk| {
                let node = |beat: &crate::beats::Beat, here: bool, ago: Duration| Node {
                    node: beat.node,
                    name: beat.name.clone(),
                    conns: beat.conns.into(),
                    here,
                    draining: beat.draining,
                    heard_ms_ago: u64::try_from(ago.as_millis()).unwrap_or(u64::MAX),
                };
                let own = node(&clerk.fleet.own(), true, Duration::ZERO);
                let now = clerk.now().mono;
                let others = clerk.fleet.others(now).map(|(beat, ago)| node(beat, false, ago));
                let mut nodes: Vec<Node> = others.chain([own]).collect();
                nodes.sort_unstable_by_key(|node| node.node);
                nodes
            });
            Ok(Nodes { nodes: nodes.await? })
        })
    }

    fn limits(&self, _: Nothing) -> Answer<'_, Limits> {
        let reached = |name: &str| {
            let counts = self.stats.shards().iter().flat_map(|shard| shard.limits());
            counts.filter(|(limit, _)| *limit == name).map(|(_, count)| count).reduce(|sum, more| sum + more)
        };
        let limits = config::limits(&self.config).into_iter().map(|row| Limit {
            reached: reached(row.name),
            name: row.name.to_owned(),
            value: row.value,
            meaning: row.meaning.to_owned(),
            when_full: row.when_full.to_owned(),
        });
        let limits = limits.collect();
        Box::pin(async move { Ok(Limits { limits }) })
    }

    fn stats(&self, _: Nothing) -> Answer<'_, Stats> {
        let stats = self.counted();
        Box::pin(async move { Ok(stats) })
    }

    fn drain(&self, request: Drain) -> Answer<'_, Drained> {
        Box::pin(async move {
            let within = request.within_ms.map_or(self.config.limits.drain_time, |ms| Duration::from_millis(ms.into()));
            let left = self.stats.connections();
            if self.ending.ask(within, left, unix_now()) {
                self.by_clerk(move |clerk| clerk.watchers.draining(left.into())).await?;
            }
            Ok(self.how_drained())
        })
    }

    fn drained(&self, _: Nothing) -> Answer<'_, Drained> {
        Box::pin(async move { Ok(self.how_drained()) })
    }

    fn tail(&self, request: Tail) -> Answer<'_, Events> {
        Box::pin(async move {
            let (watcher, events) = Events::channel(request);
            if self.by_clerk(|clerk| clerk.watchers.add(watcher)).await? {
                Ok(events)
            } else {
                Err(Error::new(Code::Busy, "too many watch this node already"))
            }
        })
    }

    fn ticket(&self, request: TakeTicket) -> Answer<'_, Ticket> {
        Box::pin(async move {
            let given = self.by_clerk(move |clerk| {
                let now = clerk.now_at_the_door().unix;
                clerk.door.ticket(now, &mut rand::random, &request.token)
            });
            let good_for_ms = u64::try_from(auth::Ticket::LIFE.as_millis()).unwrap_or(u64::MAX);
            match given.await? {
                Ok(ticket) => Ok(Ticket { ticket, good_for_ms }),
                Err(Refused::Expired) => {
                    Err(Error::new(Code::LoginFailed, "the token was good and has ended: fetch another"))
                }
                Err(Refused::Failed(_)) => Err(Error::new(Code::LoginFailed, "the token is not good here")),
            }
        })
    }
}

impl Answers {
    pub(crate) fn how_drained(&self) -> Drained {
        let asked = self.ending.asked();
        Drained {
            draining: self.stats.is_draining() || asked.is_some(),
            left: self.stats.connections().into(),
            of: asked.map(|asked| asked.of.into()),
            started_at_ms: asked.map(|asked| asked.at.0),
            deadline_ms: asked.map(|asked| asked.at.0 + i64::try_from(asked.within.as_millis()).unwrap_or(0)),
        }
    }
}

fn view(at_ms: i64, said: &Said) -> View {
    let (text, body) = match &said.what {
        What::Chat(text) => (text.clone(), Vec::new()),
        What::View(view) => (view.text.clone(), view.body.clone()),
        What::Direct { text, body } => (text.clone(), body.clone()),
        What::Came | What::Went => (String::new(), Vec::new()),
    };
    View {
        offset: said.offset.0,
        at_ms,
        conn: said.from.map(Conn),
        user: said.user.as_ref().and_then(user_text),
        text,
        body: api::Base64(body),
    }
}
