//! What players ask for.

use serde::Deserialize;

use crate::{Side, Square};

/// A command, as JSON an object with its `kind`. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// Decides the game. For operators alone.
    Adjudicate {
        /// Who has won; nobody if it is a draw.
        winner: Option<Side>,
    },
}
