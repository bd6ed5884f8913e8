//! What waits for a game, and what is being done in it.

use bytes::Bytes;
use game::{Notice, Record, Table};
use ledger::Chain;
use types::{CommandId, GameId, Millis, Name, Offset, UnixMs};

use crate::Ask;
use crate::host::ReplyKey;

/// Something that waits for its turn in a game.
#[derive(Clone, Debug)]
pub(crate) enum Job {
    /// Somebody asked.
    Asked { reply: ReplyKey, ask: Ask, since: Millis },
    /// The host tells the game something, under an id that makes it happen once.
    Notice(CommandId, Notice),
    /// The lobby knows how the game stands: the store need not remember that it is to be told.
    Settle(CommandId),
}

impl Job {
    /// Since when somebody waits for it.
    pub(crate) fn since(&self) -> Option<Millis> {
        match self {
            Self::Asked { since, .. } => Some(*since),
            Self::Notice(..) | Self::Settle(_) => None,
        }
    }
}

/// The one thing that is being done in a game, until the store has answered.
pub(crate) enum Doing {
    /// The rules have said yes, and the store keeps what follows.
    Keeping(Box<Keeping>),
    /// The rules have said no; perhaps to something that was done before.
    Asking(Box<Asking>),
}

/// Something that is refused, unless it was done before.
pub(crate) struct Asking {
    pub(crate) reply: ReplyKey,
    pub(crate) ask: Ask,
    /// Its id, and who gave it.
    pub(crate) id: CommandId,
    pub(crate) user: Option<Name>,
    pub(crate) refused: crate::Refused,
}

/// What becomes of a game once the store has it.
pub(crate) struct Keeping {
    pub(crate) job: Job,
    pub(crate) at: UnixMs,
    pub(crate) records: Vec<Record>,
    pub(crate) sealed: Vec<Bytes>,
    pub(crate) table: Box<dyn Table>,
    pub(crate) chain: Chain,
}

impl Keeping {
    /// The id and the user under which it is kept.
    pub(crate) fn command(&self) -> (CommandId, Option<Name>) {
        match &self.job {
            Job::Notice(id, _) | Job::Settle(id) => (*id, None),
            Job::Asked { ask: Ask::Command(command), .. } => (command.id, command.user.clone()),
            Job::Asked { ask: Ask::Create(new), .. } => (new.id, new.by.clone()),
            // Nothing else is kept.
            Job::Asked { .. } => (CommandId::Timer(Offset(0)), None),
        }
    }
}

/// What an answer of the store is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To become a game's owner, asked at this time.
    Take(GameId, Millis),
    /// To read the state that was saved last.
    Restore(GameId),
    /// To keep a state.
    Saved(GameId),
    /// To read its log.
    Load(GameId),
    /// To begin it, asked at this time.
    Create(GameId, Millis),
    /// To keep what follows from a job.
    Append(GameId),
    /// Whether a refused command was done before.
    Find(GameId),
    /// To stay the owner of games, asked at this time.
    Renew(Millis),
    /// Which games' time has come.
    Due,
    /// To let a game go.
    Release(GameId),
}

impl Purpose {
    /// The game whose rules run with the answer.
    pub(crate) fn runs(&self) -> Option<&GameId> {
        match self {
            Self::Restore(game) | Self::Load(game) | Self::Create(game, _) | Self::Append(game) | Self::Find(game) => {
                Some(game)
            }
            Self::Take(..) | Self::Saved(_) | Self::Renew(_) | Self::Due | Self::Release(_) => None,
        }
    }
}
