//! What stands between a socket and an HTTP head: who really connects, and TLS.
//!
//! ```text
//!   socket ─▶ [proxy::parse]  where the settings expect a PROXY header, and the peer is Trusted
//!          ─▶ [TlsConn]       where the listener speaks TLS: ciphertext in, plaintext out, and back
//!          ─▶ the HTTP head, whose X-Forwarded-For counts as far as its senders are Trusted
//! ```
//!
//! Nothing here owns a socket, a thread or a timer. One function reads files ([`Certificates::load`]); rustls draws luck
//! and asks its own clock how old a ticket is.

mod certificates;
mod fault;
pub mod handed_over;
mod load_error;
pub mod proxy;
mod reloadable;
mod sealing;
mod steps;
mod tls;
mod trusted;
mod validity;

pub use certificates::{Certificates, Warning};
pub use fault::TlsFault;
pub use load_error::LoadError;
pub use reloadable::{Checked, FileStamp, Reloadable, Stamps};
pub use sealing::Sealing;
pub use tls::{Received, TlsConn, TlsLimits};
pub use trusted::{Hops, Trusted};
