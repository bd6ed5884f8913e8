//! A node: the one place that knows every part and wires them together.
//!
//! Bind, build, spawn, drain. The players' sockets are the gateway's; what is no upgrade comes here with its socket
//! and is served on tokio: the chat page, health, and on a listener of its own the metrics.

mod backend;
mod beats;
mod bots;
mod clerk;
mod counted;
mod crumb;
mod desk_bus;
mod ending;
mod errands;
mod files;
mod fleet;
mod game_api;
mod game_log;
mod game_stats;
mod game_words;
mod games;
mod handed_over;
mod here;
mod jwks;
mod lobby;
mod login;
mod metrics;
mod office;
mod pages;
mod peers;
mod relayed;
mod reviews;
mod room_words;
mod server;
mod services;
mod setback;
mod shards;
mod storage;
mod tls;
mod watch;
mod word_lists;

pub use ending::Ending;
pub use fleet::FleetError;
pub use games::catalogue;
pub use login::LoginError;
pub use server::{Server, StartError};
pub use storage::StoreError;
