//! How much a lobby holds, and what happens when it is full.
//!
//! The saved state must fit into one snapshot of a store (1 MiB), and every view into one message to a client: so what users
//! can fill is counted in bytes as it is saved. These bounds are the same at every node; what a server may set are
//! `types::Limits`: they are looked at when somebody asks, and never when an event is applied.

/// The most bytes of open seeks: about 1,000 with names and options of usual length. The next is refused: `too_many_seeks`.
pub const SEEKS_BYTES_MAX: usize = 200_000;
/// The longest options of a seek, in bytes of JSON. Longer ones are refused: `too_long`.
pub const SETUP_BYTES_MAX: usize = 256;
/// The most bytes of games, begun or agreed on: about 4,000. Beyond it a seek cannot be accepted (`too_many_games`), and a
/// game that somebody else has begun is played, but not listed.
pub const GAMES_BYTES_MAX: usize = 300_000;
/// The most seats of a game that is listed.
pub const LISTED_SEATS_MAX: usize = 8;

/// The most bytes of ratings: those of about 20,000 users. Beyond it the lobby forgets who has not played for longest: he
/// begins anew.
pub const RATINGS_BYTES_MAX: usize = 440_000;

/// For so long after its end a rematch of a game can follow.
pub const REMATCH_MS: i64 = 10 * 60 * 1_000;
/// The most games over of which the lobby knows. Beyond it the oldest is forgotten, and no rematch can follow it.
pub const REMATCHES_MAX: usize = 1_000;

/// The most seeks, and the most games, that a snapshot has: the newest. So it fits into one message, whatever their names.
pub const SHOWN_MAX: usize = 50;

/// The most seeks that end at one time, so that what follows can be kept at once; the others end right after.
pub(crate) const EXPIRING_MAX: usize = 24;
