//! What nodes ask each other, on `ipc.node.<node>`.

use std::sync::Arc;
use std::time::Duration;

use auth::{NodeAnswer, NodeAsk, SessionId, TicketId};
use buffa::Message as _;
use bus::{Bus, Delivery, Group, Pattern, RequestFailed, Subject};
use bytes::Bytes;
use desk::{NodeNumber, Publication, Said, What};
use hub::NodeDirect;
use tokio::sync::mpsc;
use types::{CloseCode, ConnId, GameId, Name, Offset, Realm, UnixMs};
use wire::bus::{self as words, node_ask, to_conn};

use crate::beats::Beat;
use crate::clerk::Event;
use crate::desk_bus::subscribe;
use crate::game_words;
use crate::services::node_name;

/// How long another node may take to answer.
pub(crate) const ANSWER_TIME: Duration = Duration::from_millis(1_500);

/// What one node asks another.
#[derive(Debug)]
pub(crate) enum Ask {
    Door(NodeAsk),
    Direct(NodeDirect),
    Kick(ConnId, CloseCode),
    Say(ConnId, What),
    Members {
        realm: Realm,
        after: u64,
        limit: usize,
    },
    Game(host::Ask),
    /// Which of these users are there: at this game, or with any conn.
    Here(Vec<Name>, Option<GameId>),
}

/// What the other answers.
#[derive(Debug)]
pub(crate) enum Answer {
    Door(NodeAnswer),
    Done(bool),
    Members(Vec<(ConnId, Option<Name>)>),
    Game(host::Answer),
    Here(Vec<Name>),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// Nobody has that number.
    Gone,
    /// Somebody may, and has not answered.
    Late,
}

/// Asks another node.
pub(crate) async fn ask(bus: Arc<dyn Bus>, node: NodeNumber, ask: Ask) -> Result<words::NodeAnswer, NoAnswer> {
    read_answer(bus.request(&Subject::node(&node_name(node)), ask.encode().into(), ANSWER_TIME).await)
}

/// What another node has answered.
pub(crate) fn read_answer(answer: Result<Bytes, RequestFailed>) -> Result<words::NodeAnswer, NoAnswer> {
    words::NodeAnswer::decode_from_slice(&answer?).map_err(|_| NoAnswer::Late)
}

/// What another node answers about a game.
pub(crate) fn game_answer(game: &GameId, answer: words::NodeAnswer) -> Option<host::Answer> {
    game_words::answer_in(game, answer.game.as_option()?.clone())
}

/// Those users whom another node has named.
pub(crate) fn users(names: &[String]) -> Vec<Name> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

/// What a door makes of an answer to its question.
pub(crate) fn door_answer(asked: &NodeAsk, answer: Result<words::NodeAnswer, NoAnswer>) -> NodeAnswer {
    match (asked, answer) {
        (NodeAsk::Resume(..), Ok(answer)) if answer.done => NodeAnswer::Resumed(answer.generation),
        (NodeAsk::Spend(..), Ok(answer)) if answer.done => NodeAnswer::Spent,
        (_, Ok(_)) => NodeAnswer::No,
        (_, Err(NoAnswer::Gone)) => NodeAnswer::Gone,
        (_, Err(NoAnswer::Late)) => NodeAnswer::Late,
    }
}

/// The members that an answer tells of.
pub(crate) fn members(answer: words::NodeAnswer) -> Vec<(ConnId, Option<Name>)> {
    let members = answer.members.into_iter();
    members.filter_map(|member| Some((ConnId::new(member.conn)?, member.user.parse().ok()))).collect()
}

impl Ask {
    /// As it is sent.
    pub(crate) fn encode(self) -> Vec<u8> {
        let ask = match self {
            Self::Door(NodeAsk::Resume(session, generation, conn)) => node_ask::Ask::Resume(words::ResumeSession {
                session: session.0.to_vec(),
                generation,
                conn: conn.get(),
            }),
            Self::Door(NodeAsk::Spend(ticket, expires)) => {
                node_ask::Ask::Spend(words::SpendTicket { ticket: ticket.0.to_vec(), expires: expires.0 })
            }
            Self::Direct(NodeDirect { from, to, text, body }) => {
                let what = What::Direct { text, body };
                let said = Said { offset: Offset(0), from: Some(from), user: None, what };
                to_conn_ask(to, to_conn::Body::Said(said.encode()))
            }
            Self::Kick(conn, code) => {
                to_conn_ask(conn, to_conn::Body::Kick(words::Kick { code: code.number().into() }))
            }
            Self::Say(conn, what) => {
                let said = Said { offset: Offset(0), from: None, user: None, what };
                to_conn_ask(conn, to_conn::Body::Said(said.encode()))
            }
            Self::Members { realm, after, limit } => {
                let limit = u32::try_from(limit).unwrap_or(u32::MAX);
                node_ask::Ask::Members(words::MembersOf { realm: realm.to_string(), after, limit })
            }
            Self::Game(ask) => node_ask::Ask::Game(game_words::ask_out(ask)),
            Self::Here(users, game) => node_ask::Ask::Here(words::Here {
                users: users.iter().map(Name::to_string).collect(),
                game: game.map(|game| game.to_string()).unwrap_or_default(),
            }),
        };
        words::NodeAsk { ask: Some(ask) }.encode_to_vec()
    }

    /// What is asked, if it can be made out.
    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(match words::NodeAsk::decode_from_slice(bytes).ok()?.ask? {
            node_ask::Ask::Resume(ask) => {
                let session = SessionId(ask.session.try_into().ok()?);
                Self::Door(NodeAsk::Resume(session, ask.generation, ConnId::new(ask.conn)?))
            }
            node_ask::Ask::Spend(ask) => {
                Self::Door(NodeAsk::Spend(TicketId(ask.ticket.try_into().ok()?), UnixMs(ask.expires)))
            }
            node_ask::Ask::ToConn(ask) => {
                let to = ConnId::new(ask.conn)?;
                match ask.body? {
                    to_conn::Body::Said(said) => match Said::decode(said).ok()? {
                        Said { from: Some(from), what: What::Direct { text, body }, .. } => {
                            Self::Direct(NodeDirect { from, to, text, body })
                        }
                        said => Self::Say(to, said.what),
                    },
                    to_conn::Body::Kick(kick) => {
                        let code = CloseCode::ALL.into_iter().find(|code| u32::from(code.number()) == kick.code)?;
                        Self::Kick(to, code)
                    }
                }
            }
            node_ask::Ask::Members(ask) => Self::Members {
                realm: ask.realm.parse().ok()?,
                after: ask.after,
                limit: usize::try_from(ask.limit).ok()?,
            },
            node_ask::Ask::Game(ask) => Self::Game(game_words::ask_in(ask)?),
            node_ask::Ask::Here(ask) => {
                let game = if ask.game.is_empty() { None } else { Some(ask.game.parse().ok()?) };
                Self::Here(users(&ask.users), game)
            }
        })
    }
}

impl Answer {
    /// As it is sent.
    pub(crate) fn encode(self) -> Vec<u8> {
        let answer = match self {
            Self::Done(done) => words::NodeAnswer { done, ..Default::default() },
            Self::Door(NodeAnswer::Resumed(generation)) => {
                words::NodeAnswer { done: true, generation, ..Default::default() }
            }
            Self::Door(NodeAnswer::Spent) => words::NodeAnswer { done: true, ..Default::default() },
            Self::Door(NodeAnswer::No | NodeAnswer::Gone | NodeAnswer::Late) => words::NodeAnswer::default(),
            Self::Members(members) => {
                let members = members.into_iter().map(|(conn, user)| words::Member {
                    conn: conn.get(),
                    user: user.map(|user| user.as_str().to_owned()).unwrap_or_default(),
                });
                words::NodeAnswer { done: true, members: members.collect(), ..Default::default() }
            }
            Self::Here(users) => {
                let here = users.iter().map(Name::to_string).collect();
                words::NodeAnswer { done: true, here, ..Default::default() }
            }
            Self::Game(answer) => {
                let game = buffa::MessageField::some(game_words::answer_out(answer));
                words::NodeAnswer { done: true, game, ..Default::default() }
            }
        };
        answer.encode_to_vec()
    }
}

fn to_conn_ask(conn: ConnId, body: to_conn::Body) -> node_ask::Ask {
    node_ask::Ask::ToConn(words::ToConn { conn: conn.get(), body: Some(body) })
}

/// Hears what other nodes and services have for this node, until the bus is closed.
pub(crate) async fn listen(bus: Arc<dyn Bus>, node: NodeNumber, events: mpsc::Sender<Event>) {
    let name = node_name(node);
    let asks = Pattern::exactly(&Subject::node(&name));
    let conns = Pattern::children(&Subject::conns(&name));
    let (Some(mut asks), Some(mut conns)) = (subscribe(&*bus, &asks).await, subscribe(&*bus, &conns).await) else {
        return;
    };
    let [revoked, broadcast, nodes] = [Subject::revoke(), Subject::broadcast(), Subject::nodes()];
    let Some(mut revoked) = subscribe(&*bus, &Pattern::exactly(&revoked)).await else { return };
    let Some(mut broadcast) = subscribe(&*bus, &Pattern::exactly(&broadcast)).await else { return };
    let Some(mut nodes) = subscribe(&*bus, &Pattern::exactly(&nodes)).await else { return };
    loop {
        let event = tokio::select! {
            asked = asks.next() => match asked {
                Some(Delivery::Message(message)) => {
                    message.reply.zip(Ask::decode(&message.payload)).map(|(reply, ask)| Event::Asked(reply, ask))
                }
                // Whoever asked asks again.
                Some(Delivery::Lost) => None,
                None => return,
            },
            told = conns.next() => match told {
                Some(Delivery::Message(message)) => {
                    let conn = message.subject.tokens().next_back().and_then(|conn| conn.parse().ok());
                    conn.and_then(ConnId::new).map(|conn| Event::FromService(conn, message.payload))
                }
                Some(Delivery::Lost) => {
                    tracing::warn!("what services said to single conns may be lost");
                    None
                }
                None => return,
            },
            told = revoked.next() => match told {
                Some(Delivery::Message(message)) => {
                    let user = std::str::from_utf8(&message.payload).ok().and_then(|user| user.parse().ok());
                    user.map(Event::Revoked)
                }
                Some(Delivery::Lost) => {
                    tracing::warn!("that a user was revoked may not have been heard here: revoke again");
                    None
                }
                None => return,
            },
            told = broadcast.next() => match told {
                Some(Delivery::Message(message)) => broadcast_by(&message.payload, node),
                Some(Delivery::Lost) => {
                    tracing::warn!("what was said to everybody may not have been heard here");
                    None
                }
                None => return,
            },
            told = nodes.next() => match told {
                Some(Delivery::Message(message)) => Beat::decode(&message.payload).map(Event::Beat),
                // They say it again.
                Some(Delivery::Lost) => None,
                None => return,
            },
        };
        if let Some(event) = event
            && events.send(event).await.is_err()
        {
            return;
        }
    }
}

/// Whether some node takes games that nobody answers for.
pub(crate) async fn are_games_taken(bus: &dyn Bus) -> bool {
    let Some(game) = crate::lobby::id() else { return false };
    let ask = Ask::Game(host::Ask::Wake { game }).encode();
    !matches!(bus.request(&Subject::activate(), ask.into(), ANSWER_TIME).await, Err(RequestFailed::NoResponders))
}

/// Is asked, as one of those that run games, about a game that nobody answers for, until the bus is closed.
pub(crate) async fn take_games(bus: Arc<dyn Bus>, events: mpsc::Sender<Event>) {
    let group = Group::nodes();
    loop {
        let pattern = Pattern::exactly(&Subject::activate());
        let Ok(mut asked) = bus.subscribe(&pattern, Some(&group)).await else {
            tokio::time::sleep(ANSWER_TIME).await;
            continue;
        };
        while let Some(delivery) = asked.next().await {
            // What is lost is asked again.
            let Delivery::Message(message) = delivery else { continue };
            if let Some((reply, ask)) = message.reply.zip(Ask::decode(&message.payload))
                && events.send(Event::Asked(reply, ask)).await.is_err()
            {
                return;
            }
        }
        return;
    }
}

/// What another node says to everybody.
fn broadcast_by(bytes: &[u8], own: NodeNumber) -> Option<Event> {
    match Publication::decode(bytes).ok()? {
        (node, Publication::Said(_, said)) if node != own => Some(Event::Broadcast(said.what.clone())),
        _ => None,
    }
}
