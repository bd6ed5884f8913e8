//! Scripted players over real WebSockets: thousands of them in one thread.
//!
//! A [`Crowd`] is one epoll loop. Each of its players is a [`client::Client`], as every SDK has one, with a socket and a
//! [`Script`], which hears what an app would be told and wants what an app would want. So a script plays through lost
//! conns, resumes and resent commands without knowing of them. [`Api`] begins the games.
//!
//! Read `crowd.rs` for the loop, `link.rs` for one socket.

mod api;
mod crowd;
mod link;
mod sockets;

pub use api::Api;
pub use crowd::{Crowd, Script};
pub use sockets::{connect, need_files};
