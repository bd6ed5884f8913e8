//! What a store is asked.

use std::time::Duration;

use bytes::Bytes;
use types::{CommandId, Epoch, Fence, GameId, Name, Offset, UnixMs};

use crate::{Forget, Keep, Notes, Recall, Row, RowKey};

/// One thing that a store is asked. Each is one transaction: it happens whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Makes a game. Answered with [`crate::Created`].
    Create(Create),
    /// Adds to a log. Answered with [`crate::Appended`].
    Append(Append),
    /// Becomes the owner. Answered with [`crate::Took`].
    Take(Take),
    /// Stays the owner. Answered with those terms that live on.
    Renew(Renew),
    /// Stops being the owner. Answered with whether that term was the last.
    Release(Release),
    /// A process has ended while it ran a game's rules. Answered with [`crate::Blamed`].
    Blame(Blame),
    /// Forgets that. Answered with whether there was something to forget.
    Pardon(Pardon),
    /// Which games must be woken. Answered with their ids.
    Due(Due),
    /// What is known of a game. Answered with [`Looked`](crate::Looked), if there is one.
    Look(Look),
    /// A page of a log. Answered with [`crate::Loaded`], if there is such a game.
    Load(Load),
    /// What became of a command. Answered with [`crate::Found`], if it was carried out.
    Find(Find),
    /// Keeps a snapshot. Answered with [`crate::SnapshotKept`].
    KeepSnapshot(KeepSnapshot),
    /// Reads the snapshot. Answered with what was kept, if anything was.
    LastSnapshot(LastSnapshot),
    /// Lists games. Answered with [`crate::GameRow`]s.
    Games(Games),
    /// Which logs a consumer has not read to their end. Answered with [`crate::Lag`]s.
    Behind(Behind),
    /// Moves a consumer's cursor. Answered with [`crate::Advanced`].
    Advance(Advance),
    /// Keeps a note. Answered with [`crate::Kept`].
    Keep(Keep),
    /// Reads a note. Answered with [`crate::Note`], if there is one.
    Recall(Recall),
    /// Throws a note away. Answered with [`crate::Kept`].
    Forget(Forget),
    /// Lists notes. Answered with [`crate::NoteRow`]s.
    Notes(Notes),
    /// Which life of the store this is. Answered with an [`Epoch`].
    Epoch(EpochAsk),
    /// Begins a new life of the store. Answered with its [`Epoch`].
    RaiseEpoch(RaiseEpoch),
    /// Rows as they are kept, for a copy. Answered with [`Row`]s; none when there are no more.
    Export(Export),
    /// Puts rows in as they were exported. Answered with [`crate::Imported`].
    Import(Import),
}

/// Makes a game with its first entries, owned by whoever asks under fence 1. A resend of the same command by the same
/// user is told so; it owns nothing then and must [`Take`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// Which game; must be new.
    pub game: GameId,
    /// Which rules it is played by.
    pub rules: Name,
    /// Who sits at it, by seat, at most [`crate::SEATS_MAX`].
    pub seats: Vec<Name>,
    /// What made it.
    pub command: CommandId,
    /// Who gave that command; `None` for the host itself.
    pub by: Option<Name>,
    /// The node that will own it: an id that is new at each start of a node.
    pub owner: Name,
    /// For how long.
    pub ttl: Duration,
    /// Sealed entries from offset 1 on; see [`crate::Chain`].
    pub events: Vec<Bytes>,
    /// When it must be woken.
    pub wake_at: Option<UnixMs>,
}

/// Adds what a command brought about to a log. The guards, in this order: the game's row is locked; a known command id
/// gets the same answer again; the fence must be the highest; `first` must be the one behind the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// Which game.
    pub game: GameId,
    /// The offset of the first event; where there is none, the one that it would have.
    pub first: Offset,
    /// The writer's term.
    pub fence: Fence,
    /// Which command.
    pub command: CommandId,
    /// Who gave it; `None` for the host itself.
    pub user: Option<Name>,
    /// Sealed entries, at most [`crate::APPEND_ENTRIES_MAX`]; there may be none.
    pub events: Vec<Bytes>,
    /// When the game must be woken; replaces what was said before.
    pub wake_at: Option<UnixMs>,
    /// Whether the game is over now; replaces what was said before.
    pub ended: bool,
}

/// Becomes a game's owner: possible when nobody owns it, when its lease is over, and for the node that owns it. Each
/// take begins a new term with a higher fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Which game.
    pub game: GameId,
    /// Which node.
    pub owner: Name,
    /// How long nobody else may take it, unless it is renewed.
    pub ttl: Duration,
}

/// Begins the lease of each term anew; only where the term is still the last and its lease not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renew {
    /// Which terms, at most [`crate::RENEW_MAX`].
    pub terms: Vec<(GameId, Fence)>,
    /// For how long from now.
    pub ttl: Duration,
}

/// Ends a term, so that another node can take the game at once. Does nothing when the term is not the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Which game.
    pub game: GameId,
    /// Which term.
    pub fence: Fence,
    /// Whether nobody needs the game now: then the time until somebody takes it is no pause ([`crate::Owned::paused`]).
    pub is_at_rest: bool,
}

/// A process has ended, not by its own will, while it ran a game's rules. The second time within so long the game is
/// quarantined: nobody can take it, and it is not due, until it is pardoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    /// Which game.
    pub game: GameId,
    /// How long the first time counts.
    pub within: Duration,
}

/// Forgets what a game was blamed for: it can be taken again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pardon {
    /// Which game.
    pub game: GameId,
}

/// Games whose `wake_at` has come and that nobody owns, the longest due first; none that is quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// How many, at most [`crate::PAGE_MAX`].
    pub limit: usize,
}

/// What is known of a game, for whoever does not own it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which game.
    pub game: GameId,
}

/// A page of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Which game.
    pub game: GameId,
    /// What has been read; 0 for nothing.
    pub after: Offset,
    /// How many bytes of sealed entries, at most [`crate::LOAD_BYTES_MAX`]. One entry comes in any case.
    pub bytes_max: usize,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// Of which game.
    pub game: GameId,
    /// Which command.
    pub command: CommandId,
}

/// Keeps a state, so that less of the log has to be read. Only the last one is kept; nothing is lost without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepSnapshot {
    /// Of which game.
    pub game: GameId,
    /// The writer's term.
    pub fence: Fence,
    /// The last entry that it includes.
    pub offset: Offset,
    /// What [`crate::Snapshot::seal`] made, at most [`crate::SNAPSHOT_BYTES_MAX`].
    pub sealed: Bytes,
}

/// Reads what [`KeepSnapshot`] kept last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSnapshot {
    /// Of which game.
    pub game: GameId,
}

/// Lists games, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Games {
    /// Which of them.
    pub which: Which,
    /// Behind which one; `None` from the newest on. [`crate::GameRow::place`] of the last of a page gives the next.
    pub after: Option<GamesAfter>,
    /// How many, at most [`crate::PAGE_MAX`].
    pub limit: usize,
}

/// Which games are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// At which a user sits.
    OfUser(Name),
    /// That are not over, and are played by these rules.
    Live(Name),
}

/// A place in a list of games.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GamesAfter {
    /// When the game was made.
    pub made: UnixMs,
    /// Which it is.
    pub game: GameId,
}

/// Games whose log is longer than what a consumer has read of it, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Who reads.
    pub consumer: Name,
    /// Behind which game; `None` from the first on. Whoever goes round is held up by no single game.
    pub after: Option<GameId>,
    /// How many, at most [`crate::PAGE_MAX`].
    pub limit: usize,
}

/// Moves a consumer's cursor, if it stands where its reader believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Who reads.
    pub consumer: Name,
    /// Which log.
    pub game: GameId,
    /// Where it stands; 0 when nothing was read.
    pub from: Offset,
    /// The last entry read.
    pub to: Offset,
}

/// Which life of the store this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochAsk;

/// Begins a new life: what anybody knows of the logs of an earlier one may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaiseEpoch {
    /// The new epoch is higher than this, and than the store's own. It is the time in milliseconds where that is higher
    /// still, so that a store that was restored twice from the same copy has another each time.
    pub above: Epoch,
}

/// Rows as they are kept, by table and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Behind which row; `None` from the first on.
    pub after: Option<RowKey>,
}

/// Puts rows in as they were exported: all, or none when one of them is there already or its game is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The rows, at most [`crate::PAGE_MAX`] and [`crate::IMPORT_BYTES_MAX`].
    pub rows: Vec<Row>,
}
