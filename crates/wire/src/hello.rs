//! Who a client says it is.

use types::{Place, Secret};

/// What `hello` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The protocol version that the client speaks.
    pub version: u32,
    /// Who the user is, if the client says it.
    pub token: Option<Secret>,
    /// The secret of the session that it was in.
    pub session: Option<Secret>,
    /// The client's name.
    pub client: String,
    /// The realms that it was in, each with the last place that it has seen there.
    pub resume: Vec<(String, Place)>,
}
