//! The gateway: accepts, shakes hands, and holds the players' sockets.
//!
//! A shard is one thread with one epoll loop, its own listeners, its own conns and its own hub. Everything of one loop
//! turn leaves in one `send` a conn; no lock, task, channel or wake-up per recipient. A request that is no upgrade is
//! handed over with its socket to whoever serves the rest of HTTP.
//!
//! Read [`start`] in `gateway`, then `turn` (the loop), `conn` (one socket), `outbox`; `head` and `route` are the
//! handshake and know no socket.

mod accept;
mod addresses;
mod admission;
mod answers;
mod budget;
mod closing;
mod conn;
mod draining;
mod encrypted;
mod facts;
mod gateway;
mod head;
mod held;
mod listen;
mod mesh;
mod outbox;
mod peers;
mod policy;
mod pressure;
mod proxied;
mod refusal;
mod relayed;
mod route;
mod shard;
mod stats;
mod sweep;
mod turn;

pub use facts::{ShardFacts, SocketFacts};
pub use gateway::{BindError, Gateway, GatewayStats, HandOver, HandedOver, NodeLine, Plan, StartError, start};
pub use head::{Head, HeadLimits, Reading, read_head};
pub use mesh::{Downward, Question, Upward, WakeNode};
pub use policy::Policy;
pub use refusal::{Refusal, Status};
pub use relayed::Relayed;
pub use route::{Route, Upgrade, route};
pub use stats::{Counter, Stats};
