//! What the made-up node answers.

use std::collections::BTreeMap;

use api::{
    AllMessage, Answer, Backend, BusStats, ClosedStats, Code, Conn, ConnInfo, ConnMessage, Conns, CreateGame, Drained,
    Error, Events, Game, GameInfo, GamePlace, GameReview, GameText, GameViews, Games, Happened, History, Kick,
    KnownGame, Limit, Limits, ListConns, ListGames, ListMembers, ListRealms, Member, Members, Node, Nodes, Nothing,
    OneConn, OneGame, Place, Published, Reached, ReadHistory, ReadViews, RealmInfo, RealmMessage, Realms, Revoke,
    ShardStats, Stats, Tail, TakeTicket, Text, Ticket, UserMessage, View,
};
use auth::Secret;
use types::{CloseCode, Realm};

use super::life::dialect;
use super::{Drain, Fake, Player, Room, World, conn, games};

/// The fleet's number of the made-up node.
const NODE: u16 = 1;

fn answer<'a, T: Send + 'a>(answer: Result<T, Error>) -> Answer<'a, T> {
    Box::pin(async { answer })
}

/// At most `limit` of `all`, and the last of them if there are more.
fn page<T, K>(mut all: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> (Vec<T>, Option<K>) {
    let is_cut = all.len() > limit;
    all.truncate(limit);
    let next = all.last().filter(|_| is_cut).map(key);
    (all, next)
}

impl Backend for Fake {
    fn publish(&self, request: RealmMessage) -> Answer<'_, Published> {
        let place = self.world().say(&request.realm, None, &request.message.text);
        let missing = || no_realm(&request.realm);
        answer(place.map(|place| Published { place: Some(place) }).ok_or_else(missing))
    }

    fn broadcast(&self, request: AllMessage) -> Answer<'_, Reached> {
        let mut world = self.world();
        world.say(&Realm::Lobby, None, &request.message.text);
        answer(Ok(Reached { conns: world.conns.len() as u64, fleet: true }))
    }

    fn send_user(&self, request: UserMessage) -> Answer<'_, Reached> {
        let conns = self.world().conns_of(request.user.as_str()).len() as u64;
        answer(if conns > 0 { Ok(Reached { conns, fleet: true }) } else { Err(no_user(&request.user)) })
    }

    fn send_conn(&self, request: ConnMessage) -> Answer<'_, Reached> {
        let mut world = self.world();
        let is_here = world.conns.contains_key(&request.conn.0.get());
        let bytes = request.message.text.len() as u64;
        if is_here {
            world.tell(Happened::Direct { from: None, to: request.conn, bytes });
        }
        answer(if is_here { Ok(Reached { conns: 1, fleet: false }) } else { Err(no_conn(request.conn)) })
    }

    fn create_game(&self, _: CreateGame) -> Answer<'_, Game> {
        answer(Ok(Game { game: Text("g1".parse().expect("a name")) }))
    }

    fn games(&self, request: ListGames) -> Answer<'_, Games> {
        let place = |info: &GameInfo| Text(GamePlace { made_ms: info.made_ms, game: info.game.0.clone() });
        let behind = |info: &GameInfo| request.after.as_ref().is_none_or(|after| info.made_ms < after.made_ms);
        let sits = |info: &GameInfo| {
            request.user.as_ref().is_none_or(|user| info.seats.iter().any(|seat| seat.0 == *user.name()))
        };
        let all = games::all(self.world().game_head).into_iter();
        let wanted = all.filter(|info| behind(info) && sits(info) && !(request.live && info.ended)).collect();
        let (games, next) = page(wanted, request.limit.count(), place);
        answer(Ok(Games { games, next }))
    }

    fn game(&self, request: OneGame) -> Answer<'_, KnownGame> {
        answer(games::find(self.world().game_head, request.game.as_str()).map(games::known))
    }

    fn game_views(&self, request: ReadViews) -> Answer<'_, GameViews> {
        let mut world = self.world();
        games::step(&mut world.game_head, request.game.as_str());
        let found = games::find(world.game_head, request.game.as_str());
        let (after, limit) = (request.after.unwrap_or(0), request.limit.count());
        answer(found.map(|info| games::views(&info, &request.viewpoint, after, limit)))
    }

    fn game_text(&self, request: OneGame) -> Answer<'_, GameText> {
        let text = |info: GameInfo| match info.ended {
            true => Ok(GameText { gcg: "#player1 ann ann\n#player2 bob bob\n>ann: AB 8G AB +8 8\n".to_owned() }),
            false => Err(Error::new(Code::NotOver, "the game is not over")),
        };
        answer(games::find(self.world().game_head, request.game.as_str()).and_then(text))
    }

    fn game_review(&self, request: OneGame) -> Answer<'_, GameReview> {
        let review = |info: GameInfo| match info.ended {
            true => Ok(games::review()),
            false => Err(Error::new(Code::NotOver, "the game is not over")),
        };
        answer(games::find(self.world().game_head, request.game.as_str()).and_then(review))
    }

    fn kick(&self, request: Kick) -> Answer<'_, Reached> {
        let mut world = self.world();
        if !world.conns.contains_key(&request.conn.0.get()) {
            return answer(Err(no_conn(request.conn)));
        }
        world.close(request.conn.0.get(), request.close_code().unwrap_or(CloseCode::Policy));
        answer(Ok(Reached { conns: 1, fleet: false }))
    }

    fn revoke(&self, request: Revoke) -> Answer<'_, Reached> {
        let mut world = self.world();
        let conns = world.conns_of(request.user.as_str());
        conns.iter().for_each(|id| world.close(*id, CloseCode::Policy));
        answer(Ok(Reached { conns: conns.len() as u64, fleet: true }))
    }

    fn realms(&self, request: ListRealms) -> Answer<'_, Realms> {
        let world = self.world();
        let behind = |realm: &str| request.after.as_ref().is_none_or(|after| realm > after.to_string().as_str());
        let named = world.realms.iter().map(|(realm, room)| (realm.to_string(), realm, room));
        let wanted = named.filter(|(name, ..)| name.starts_with(&request.prefix) && behind(name));
        let mut wanted: Vec<_> = wanted.collect();
        wanted.sort_by(|a, b| a.0.cmp(&b.0));
        let all = wanted.into_iter().map(|(_, realm, room)| world.realm_info(realm, room)).collect();
        let (realms, next) = page(all, request.limit.count(), |info: &RealmInfo| info.realm.clone());
        answer(Ok(Realms { realms, next }))
    }

    fn members(&self, request: ListMembers) -> Answer<'_, Members> {
        let world = self.world();
        if !world.realms.contains_key(&request.realm) {
            return answer(Err(no_realm(&request.realm)));
        }
        let ids = world.members(&request.realm).filter(|id| request.after.is_none_or(|after| *id > after.0.get()));
        let all = ids.map(|id| Member { conn: conn(id), user: world.conns[&id].user_id() }).collect();
        let (members, next) = page(all, request.limit.count(), |member: &Member| member.conn);
        answer(Ok(Members { members, next }))
    }

    fn history(&self, request: ReadHistory) -> Answer<'_, History> {
        let world = self.world();
        let Some(room) = world.realms.get(&request.realm) else { return answer(Err(no_realm(&request.realm))) };
        let first = room.offset + 1 - room.said.len() as u64;
        if request.after.is_some_and(|after| after + 1 < first) {
            return answer(Err(Error::new(Code::HistoryGone, format!("what is kept begins at offset {first}"))));
        }
        let views = (first..).zip(&room.said).map(|(offset, (at_ms, from, text))| View {
            offset,
            at_ms: *at_ms,
            conn: from.map(conn),
            user: None,
            text: text.clone(),
            body: Default::default(),
        });
        let all = views.filter(|view| view.offset > request.after.unwrap_or(0)).collect();
        let (views, next) = page(all, request.limit.count(), |view: &View| view.offset);
        answer(Ok(History { head: Place { epoch: 7, offset: room.offset }, views, next }))
    }

    fn conns(&self, request: ListConns) -> Answer<'_, Conns> {
        let world = self.world();
        let of_user =
            |player: &Player| request.user.as_ref().is_none_or(|user| player.user.as_deref() == Some(user.as_str()));
        let behind = |id: u64| request.after.is_none_or(|after| id > after.0.get());
        let wanted = world.conns.iter().filter(|(id, player)| behind(**id) && of_user(player));
        let all = wanted.map(|(id, player)| player.info(*id)).collect();
        let (conns, next) = page(all, request.limit.count(), |info: &ConnInfo| info.conn);
        answer(Ok(Conns { conns, next }))
    }

    fn conn(&self, request: OneConn) -> Answer<'_, ConnInfo> {
        let world = self.world();
        let id = request.id().get();
        answer(world.conns.get(&id).map(|player| player.info(id)).ok_or_else(|| no_conn(request.conn)))
    }

    fn nodes(&self, _: Nothing) -> Answer<'_, Nodes> {
        let world = self.world();
        let node = |node, name: &str, conns, here| Node {
            node,
            name: name.to_owned(),
            conns,
            here,
            draining: here && world.drain.is_some(),
            heard_ms_ago: if here { 0 } else { 400 },
        };
        let nodes = vec![node(NODE, "east", world.conns.len() as u64, true), node(2, "west", 57, false)];
        answer(Ok(Nodes { nodes }))
    }

    fn limits(&self, _: Nothing) -> Answer<'_, Limits> {
        let limit = Limit {
            name: "limits.outbox_bytes".to_owned(),
            value: "256KiB".to_owned(),
            meaning: "What waits to be sent to one conn.".to_owned(),
            when_full: "close code 4008".to_owned(),
            reached: Some(3),
        };
        answer(Ok(Limits { limits: vec![limit] }))
    }

    fn stats(&self, _: Nothing) -> Answer<'_, Stats> {
        answer(Ok(self.world().stats()))
    }

    fn drain(&self, request: api::Drain) -> Answer<'_, Drained> {
        let mut world = self.world();
        if world.drain.is_none() {
            let (of, now) = (world.conns.len() as u64, world.now_ms());
            let within = i64::from(request.within_ms.unwrap_or(10_000));
            world.drain = Some(Drain { of, started_at_ms: now, deadline_ms: now + within });
            world.tell(Happened::Draining { left: of });
        }
        answer(Ok(world.drained()))
    }

    fn drained(&self, _: Nothing) -> Answer<'_, Drained> {
        answer(Ok(self.world().drained()))
    }

    fn tail(&self, request: Tail) -> Answer<'_, Events> {
        let (watcher, events) = Events::channel(request);
        let mut world = self.world();
        world.watchers.push(watcher);
        world.new_tails += 1;
        self.tailed.notify_all();
        answer(Ok(events))
    }

    fn ticket(&self, request: TakeTicket) -> Answer<'_, Ticket> {
        if request.token.expose() != "good" {
            return answer(Err(Error::new(Code::LoginFailed, "the token is of another service")));
        }
        answer(Ok(Ticket { ticket: Secret::new("hbt_once"), good_for_ms: 30_000 }))
    }
}

fn no_conn(conn: Conn) -> Error {
    Error::new(Code::NoSuchConn, format!("no conn {conn} is here"))
}

fn no_realm(realm: &Realm) -> Error {
    Error::new(Code::NoSuchRealm, format!("nobody is in {realm} here"))
}

fn no_user(user: &auth::UserId) -> Error {
    Error::new(Code::NoSuchUser, format!("{user} is not here"))
}

impl World {
    fn conns_of(&self, user: &str) -> Vec<u64> {
        self.conns.iter().filter(|(_, player)| player.user.as_deref() == Some(user)).map(|(id, _)| *id).collect()
    }

    fn realm_info(&self, realm: &Realm, room: &Room) -> RealmInfo {
        let members = self.members(realm).count() as u64;
        let head = Some(Place { epoch: 7, offset: room.offset });
        RealmInfo { realm: Text(realm.clone()), members, fleet_members: members + 3, head, owner: Some(NODE) }
    }

    fn drained(&self) -> Drained {
        Drained {
            draining: self.drain.is_some(),
            left: self.conns.len() as u64,
            of: self.drain.as_ref().map(|drain| drain.of),
            started_at_ms: self.drain.as_ref().map(|drain| drain.started_at_ms),
            deadline_ms: self.drain.as_ref().map(|drain| drain.deadline_ms),
        }
    }

    fn stats(&self) -> Stats {
        let (conns, counted) = (self.conns.len() as u64, &self.counted);
        let shard = |part: u64| ShardStats {
            conns: (conns + part) / 2,
            realms: self.realms.len() as u64,
            opened: (counted.opened + part) / 2,
            messages_in: (counted.messages_in + part) / 2,
            bytes_in: (counted.bytes_in + part) / 2,
            bytes_out: (counted.bytes_out + part) / 2,
            sends: (counted.messages_out + part) / 4,
            turns: self.up_ms / 3,
            paused: part,
        };
        let closed = CloseCode::ALL.iter().filter_map(|code| {
            let count = *self.closed.get(&code.number())?;
            Some(ClosedStats { code: code.number(), name: code.name().to_owned(), count })
        });
        let slow = self.closed.get(&CloseCode::TooSlow.number()).copied().unwrap_or(0);
        Stats {
            node: NODE,
            name: "east".to_owned(),
            version: "0.1.0 (pretended)".to_owned(),
            at_ms: self.now_ms(),
            up_ms: self.up_ms,
            conns,
            conns_max: 4_000,
            drained: self.drained(),
            shards: vec![shard(0), shard(1)],
            closed: closed.collect(),
            errors: BTreeMap::from([("too_long".to_owned(), 2)]),
            limits: BTreeMap::from([("outbox_bytes".to_owned(), slow)]),
            bus: BusStats {
                fleet: true,
                connected: true,
                why: String::new(),
                lag_ms: Some(2 + self.up_ms / 700 % 5),
                counters: BTreeMap::from([
                    ("published".to_owned(), counted.messages_in),
                    ("lost".to_owned(), counted.lost),
                    ("reconnects".to_owned(), 0),
                ]),
            },
        }
    }
}

impl Player {
    fn user_id(&self) -> Option<Text<auth::UserId>> {
        self.user.as_ref().and_then(|user| user.parse().ok()).map(Text)
    }

    fn info(&self, id: u64) -> ConnInfo {
        let has_said_hello = !id.is_multiple_of(3);
        ConnInfo {
            conn: conn(id),
            user: self.user_id(),
            address: self.address,
            since_ms: self.since_ms,
            node: NODE,
            shard: u16::from(id.is_multiple_of(2)),
            dialect: dialect(id),
            hello: has_said_hello,
            realms: self.realms.iter().cloned().map(Text).collect(),
            outbox_bytes: self.outbox_bytes,
            lag_ms: self.lag_ms,
        }
    }
}
