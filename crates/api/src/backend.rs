//! The trait that a node implements.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::{
    AllMessage, ConnInfo, ConnMessage, Conns, CreateGame, Drain, Drained, Error, Events, Game, GameReview, GameText,
    GameViews, Games, History, Kick, KnownGame, Limits, ListConns, ListGames, ListMembers, ListRealms, Members, Nodes,
    Nothing, OneConn, OneGame, Published, Reached, ReadHistory, ReadViews, RealmMessage, Realms, Revoke, Stats, Tail,
    TakeTicket, Ticket, UserMessage,
};

/// A future that a trait object can return.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a backend answers, some time later.
pub type Answer<'a, T> = Boxed<'a, Result<T, Error>>;

/// Who carries out what the API is asked. Used as `Arc<dyn Backend>`. Requests are checked already: names are legal,
/// pages have at most 1,000 entries, a message has something in it.
///
/// An answer should come within seconds; whoever asked may be gone by then, and the future is dropped.
pub trait Backend: Send + Sync + fmt::Debug + 'static {
    /// Says something in a realm, to all its members in the fleet.
    fn publish(&self, request: RealmMessage) -> Answer<'_, Published>;

    /// Says something to every conn of the fleet.
    fn broadcast(&self, request: AllMessage) -> Answer<'_, Reached>;

    /// Says something to every conn of one user.
    fn send_user(&self, request: UserMessage) -> Answer<'_, Reached>;

    /// Says something to one conn.
    fn send_conn(&self, request: ConnMessage) -> Answer<'_, Reached>;

    /// Begins a game.
    fn create_game(&self, request: CreateGame) -> Answer<'_, Game>;

    /// The games that are kept, the newest first.
    fn games(&self, request: ListGames) -> Answer<'_, Games>;

    /// What is known of one game.
    fn game(&self, request: OneGame) -> Answer<'_, KnownGame>;

    /// What a viewer was sent of a game, from its log.
    fn game_views(&self, request: ReadViews) -> Answer<'_, GameViews>;

    /// A game that is over, as text. One that is not is refused: its text would show what players hold.
    fn game_text(&self, request: OneGame) -> Answer<'_, GameText>;

    /// What would have been best in a game that is over. Players ask it: few at a time may cost anything.
    fn game_review(&self, request: OneGame) -> Answer<'_, GameReview>;

    /// Closes one conn.
    fn kick(&self, request: Kick) -> Answer<'_, Reached>;

    /// Ends every session and conn of a user, at every node, within a second.
    fn revoke(&self, request: Revoke) -> Answer<'_, Reached>;

    /// The realms with members at this node, by name.
    fn realms(&self, request: ListRealms) -> Answer<'_, Realms>;

    /// The members of a realm at this node, by conn id.
    fn members(&self, request: ListMembers) -> Answer<'_, Members>;

    /// What a realm keeps, from a place on.
    fn history(&self, request: ReadHistory) -> Answer<'_, History>;

    /// The conns of this node, by id.
    fn conns(&self, request: ListConns) -> Answer<'_, Conns>;

    /// One conn of this node.
    fn conn(&self, request: OneConn) -> Answer<'_, ConnInfo>;

    /// The fleet as this node sees it, itself included.
    fn nodes(&self, request: Nothing) -> Answer<'_, Nodes>;

    /// How far everything may grow here.
    fn limits(&self, request: Nothing) -> Answer<'_, Limits>;

    /// What this node has counted so far. Asked every second by each open admin page: it must be cheap.
    fn stats(&self, request: Nothing) -> Answer<'_, Stats>;

    /// Begins to drain this node. It ends by itself when the conns have left; asking again changes nothing.
    fn drain(&self, request: Drain) -> Answer<'_, Drained>;

    /// How far the draining is.
    fn drained(&self, request: Nothing) -> Answer<'_, Drained>;

    /// Begins to tell what happens at this node. Make the pair with [`Events::channel`], keep its [`crate::Watcher`] and
    /// tell it everything until [`crate::Watcher::is_gone`]; who may see what, and what is lost, it decides.
    fn tail(&self, request: Tail) -> Answer<'_, Events>;

    /// Gives a ticket for a login token.
    fn ticket(&self, request: TakeTicket) -> Answer<'_, Ticket>;
}
