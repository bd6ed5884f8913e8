//! What nodes say to each other, and to services written by others.
//!
//! A [`Bus`] carries messages from whoever publishes on a [`Subject`] to whoever subscribes to a [`Pattern`], at most
//! once and, for one publisher and subject, in order. [`LocalBus`] does it inside one process, [`NatsBus`] over NATS
//! core; one contract suite (`tests/it/contract.rs`) holds both to the same promises.
//!
//! A bus is believed for nothing: it may lose messages. It is never silent about it: what a bus sheds or loses it
//! counts, and where messages may be missing in a stream a [`Delivery::Lost`] stands. Mending is the reader's business.
//!
//! Read [`Bus`] first, then `subscription.rs` for the marker's place, `local.rs` for the whole bus in its shortest
//! form, and `nats/link.rs` for what is done about a broken connection.

#![warn(missing_docs)]

mod bundle;
mod bus;
mod core;
mod counters;
mod limits;
mod local;
mod nats;
mod outgoing;
mod requests;
mod subject;
mod subscription;

pub use bundle::Bundle;
pub use bus::{
    Boxed, Bus, Delivery, Message, NotDrained, NotPublished, NotSubscribed, ReplyTo, RequestFailed, State, Together,
};
pub use counters::Counters;
pub use limits::BusLimits;
pub use local::LocalBus;
pub use nats::{BackOff, BadUrl, ConnectError, Login, NatsBus, NatsOptions, NatsUrl, Tls};
pub use subject::{Group, Part, Pattern, Subject};
pub use subscription::Subscription;
