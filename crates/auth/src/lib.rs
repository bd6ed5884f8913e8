//! Who somebody is: the tokens of login services, and those that a fleet signs itself.
//!
//! A login service's token (a JWT) goes to a [`Verifier`], which holds the service's [`Keys`] and answers with a
//! [`Login`]. What a fleet signs itself goes through its [`Signer`]: a [`Guest`] keeps a guest's user id, a
//! [`SessionSecret`] brings a lost conn back to its [`Session`], a [`Ticket`] stands for a login in one URL and is
//! spent once, of which [`Tickets`] keeps count. Whoever is not believed is [`Refused`]. The [`Door`]
//! of a node joins them all: it says who comes in as whom, and who must go.
//!
//! Pure: the time and luck are arguments, keys arrive as bytes. Who reads files, fetches key sets and closes conns is
//! the caller. No error, `Debug` or `Display` of this crate shows a token, a key or a part of one.
//!
//! Read `door.rs` first.

mod base64url;
mod claims;
mod der;
mod door;
mod fields;
mod guest;
mod inside;
mod jwks;
mod jwt;
mod key;
mod keys;
mod leeway;
mod refused;
mod session;
mod sessions;
mod signer;
mod text;
mod ticket;
mod tickets;
mod user_id;
mod verifier;

pub use claims::Login;
pub use door::{Admitted, Answer, Door, DoorSettings, Knock, Luck, NodeAnswer, NodeAsk, Pending};
pub use guest::Guest;
pub use key::{Algorithm, BadKey};
pub use keys::Keys;
pub use leeway::LEEWAY;
pub use refused::{Refused, Why};
pub use session::{Session, SessionId, SessionSecret};
pub use signer::Signer;
pub use ticket::{Ticket, TicketId};
pub use tickets::{NotSpent, Tickets};
pub use types::Secret;
pub use user_id::{BadUserId, UserId};
pub use verifier::{Expects, Verifier};
