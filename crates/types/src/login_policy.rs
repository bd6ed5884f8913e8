//! Who may come in.

/// What is asked of a conn before it takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginPolicy {
    /// Nothing: who says no `hello` chats in the open realms all the same.
    #[default]
    Open,
    /// A `hello`; whoever brings no token is a guest.
    Guest,
    /// A `hello` with a token of a login service, or what came of one.
    Required,
}
