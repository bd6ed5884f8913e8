//! What players ask for.

use std::fmt;

use game::Words;
use serde::{Deserialize, Serialize};

use crate::{Side, Square};

/// A command, as JSON an object with its `kind`. Unknown fields are refused. Its `Debug` shows no more than the kind, for
/// the rest may be of somebody's rack.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Lays tiles.
    Place {
        /// Where the first of `tiles` goes.
        at: Square,
        /// To the right; otherwise downwards.
        across: bool,
        /// Capitals, small letters for blanks, `.` for tiles that lie there already.
        tiles: String,
    },
    /// Puts tiles of one's own back and draws as many.
    Exchange {
        /// Capitals, and `?` for a blank.
        tiles: String,
    },
    /// Does nothing this turn.
    Pass {},
    /// Says that the play just made has a word that is none.
    Challenge {},
    /// Gives the game up.
    Resign {},
    /// Asks the opponent to call the game off.
    AskAbort {},
    /// Answers that.
    AnswerAbort {
        /// Whether one agrees.
        yes: bool,
    },
    /// Asks the opponent, whose turn it is, to show that he is still there.
    Nudge {},
    /// Shows it.
    AnswerNudge {},
    /// Gives the opponent time.
    AddTime {},
    /// Wants to play again. When both do, the lobby makes the game.
    OfferRematch {},
    /// Says something to the opponent.
    Say {
        /// What.
        text: String,
    },
    /// Writes something down for oneself.
    Note {
        /// What.
        text: String,
    },
    /// Tells everybody where the same two play again. For the lobby alone.
    Rematch {
        /// The new game.
        game: String,
    },
    /// Decides the game. For operators alone.
    Adjudicate {
        /// Who has won; nobody if it is a draw.
        winner: Option<Side>,
    },
}

impl Command {
    /// As a player sends it.
    #[must_use]
    pub fn words(&self) -> Words {
        Words { kind: self.kind().to_owned(), text: serde_json::to_string(self).unwrap_or_default() }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Place { .. } => "place",
            Self::Exchange { .. } => "exchange",
            Self::Pass {} => "pass",
            Self::Challenge {} => "challenge",
            Self::Resign {} => "resign",
            Self::AskAbort {} => "ask_abort",
            Self::AnswerAbort { .. } => "answer_abort",
            Self::Nudge {} => "nudge",
            Self::AnswerNudge {} => "answer_nudge",
            Self::AddTime {} => "add_time",
            Self::OfferRematch {} => "offer_rematch",
            Self::Say { .. } => "say",
            Self::Note { .. } => "note",
            Self::Rematch { .. } => "rematch",
            Self::Adjudicate { .. } => "adjudicate",
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}
