//! What a node is told before it starts: one table of settings, four layers, and errors that point at the place.
//!
//! The table in `settings.rs` drives everything: reading, checking, `hubbub config show` and `hubbub config init`. A
//! new setting is a field in [`Config`] (or in [`types::Limits`]) and one row there.
//!
//! Pure: the text of the file, the environment and the flags are arguments of [`load()`]. Who reads files and prints is
//! the `hubbub` binary.

mod config;
mod database_url;
mod error;
mod file;
mod given;
mod items;
mod jwks_url;
mod load;
mod nats_server;
mod network;
mod place;
mod render;
mod rules;
mod setting;
mod settings;
mod slot;
mod suggest;
mod units;
mod web_origin;

pub use config::{Admin, Auth, Config, Level, Log, LogFormat, Nats, ProxyHeader, Realms, Role, Server, Store};
pub use database_url::DatabaseUrl;
pub use error::ConfigErrors;
pub use jwks_url::JwksUrl;
pub use load::{File, Flag, Layers, load};
pub use nats_server::NatsServer;
pub use network::Network;
pub use place::{Source, Sources};
pub use render::{LimitRow, limits, render_init, render_show};
pub use web_origin::{HostName, WebOrigin};
