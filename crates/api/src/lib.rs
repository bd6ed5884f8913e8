//! What operators and services ask a node, over HTTP and from the command line.
//!
//! A [`Backend`] is whoever can answer: one method an operation, with typed requests and replies that know nothing of
//! HTTP. [`admin`] serves them all as JSON under `/api`, to whoever brings the [`AdminToken`]; [`players`] serves the one
//! that players need, for logins. One table (`routes.rs`) drives the router and the OpenAPI document, so that the two
//! cannot differ.
//!
//! This crate decides nothing and knows no conn: it reads, checks, asks and writes.
//!
//! Read `backend.rs` first, then `routes.rs` and `router.rs`.

#![warn(missing_docs)]

mod backend;
mod error;
mod fields;
mod games;
mod json;
mod message;
mod openapi;
mod page;
mod replies;
mod requests;
mod route;
mod router;
mod routes;
mod sse;
mod stats;
mod tail;
mod token;

pub use backend::{Answer, Backend, Boxed};
pub use error::{Code, Error};
pub use games::{
    BadGamePlace, BestPlay, CreateGame, Game, GameInfo, GamePlace, GameReview, GameText, GameView, GameViews, Games,
    KnownGame, ListGames, OneGame, ReadViews, TurnReview, Viewpoint,
};
pub use json::{Base64, Conn, Described, Text};
pub use message::Message;
pub use openapi::openapi;
pub use page::{embedded, page};
pub use replies::{
    ConnInfo, Conns, Dialect, Drained, History, Limit, Limits, Member, Members, Node, Nodes, Place, Published, Reached,
    RealmInfo, Realms, Ticket, View,
};
pub use requests::{
    AllMessage, ConnMessage, Drain, Kick, ListConns, ListMembers, ListRealms, Nothing, OneConn, PageLimit, ReadHistory,
    RealmMessage, Revoke, Tail, TakeTicket, UserMessage,
};
pub use router::{admin, players};
pub use stats::{BusStats, ClosedStats, ShardStats, Stats};
pub use tail::{Event, Events, Happened, Watcher};
pub use token::{AdminToken, BadToken};
