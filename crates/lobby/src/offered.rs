//! Which games can be sought.

use game::{Caller, Refusal};
use serde_json::{Map, Value};
use types::{Limits, Name};

/// The games that a lobby brings players together for.
pub trait Offered: 'static {
    /// Whether there can be such a game: asked when it is sought and once more when the seek is accepted. `seats` are two;
    /// while nobody is named whom a seek is directed to, the second is somebody who does not exist.
    ///
    /// # Errors
    /// When there are no such rules (`unknown_rules`), or they refuse these options, with a code of their own.
    fn check(
        from: Caller,
        rules: &Name,
        seats: &[Name],
        setup: &Map<String, Value>,
        rated: bool,
    ) -> Result<Offer, Refusal>;

    /// How much there can be: of these, the fields about seeks.
    fn limits() -> Limits {
        Limits::default()
    }
}

/// A game that there can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The options with which it is begun, as a JSON object: those of the seek, and what follows from `rated`.
    pub setup: String,
    /// It takes days: its seek lasts longer, and does not end when the seeker leaves.
    pub correspondence: bool,
}
