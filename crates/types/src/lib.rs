//! The words that every crate shares: ids, realms, close codes, limits, time.
//!
//! Pure and small: nothing here does I/O, asks the time or draws luck. Read [`Realm`] and [`CloseCode`] first.

mod bucket;
mod close_code;
mod command_id;
mod conn_id;
mod fence;
mod game_id;
mod guards;
mod limits;
mod login_policy;
mod place;
mod realm;
mod realm_kind;
mod secret;
mod slots;
mod time;

pub use bucket::{Bucket, Rate};
pub use close_code::CloseCode;
pub use command_id::CommandId;
pub use conn_id::{ConnId, ConnIds};
pub use fence::Fence;
pub use game_id::GameId;
pub use guards::Guards;
pub use limits::Limits;
pub use login_policy::LoginPolicy;
pub use place::{Epoch, Offset, Place};
pub use realm::{BadRealm, Name, Realm, SeatAt};
pub use realm_kind::{RealmKind, RealmKinds};
pub use secret::Secret;
pub use slots::Slots;
pub use time::{Millis, Now, SteadyTime, UnixMs};

/// The largest message that is ever sent to a client, in bytes: Godot's default inbound buffer holds no more, and
/// native Godot closes the conn at 65,536 (`WebSocketPeer.inbound_buffer_size`).
pub const MESSAGE_OUT_BYTES_MAX: usize = 65_535;
