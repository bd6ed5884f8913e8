//! Notes that say what no line of a game's text can: the export writes them, the import understands them.

use std::fmt;

use crate::Reason;

/// What such a note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remark<'a> {
    /// The pass before was no pass: a challenge in vain has cost the turn.
    LostTurn,
    /// The play before was challenged, and stayed without points for anybody.
    InVain,
    /// The game ended otherwise than by its last turn.
    Ended {
        /// Why.
        reason: Reason,
        /// Who has won, by what moves name him.
        winner: Option<&'a str>,
    },
}

const LOST_TURN: &str = "lost the turn by a challenge";
const IN_VAIN: &str = "was challenged in vain";
const ENDED: [&str; 2] = ["the game ended (", "), won by "];
const NOBODY: &str = "nobody";
const REASONS: [Reason; 9] = [
    Reason::Standard,
    Reason::Time,
    Reason::Scoreless,
    Reason::Resigned,
    Reason::Aborted,
    Reason::TripleChallenge,
    Reason::Cancelled,
    Reason::Forfeit,
    Reason::Adjudicated,
];

impl<'a> Remark<'a> {
    /// What a note says; `None` of what people write.
    pub(super) fn read(note: &'a str) -> Option<Self> {
        match note {
            LOST_TURN => return Some(Self::LostTurn),
            IN_VAIN => return Some(Self::InVain),
            _ => {}
        }
        let (named, winner) = note.strip_prefix(ENDED[0])?.split_once(ENDED[1])?;
        let reason = REASONS.into_iter().find(|reason| name(*reason) == named)?;
        Some(Self::Ended { reason, winner: Some(winner).filter(|winner| *winner != NOBODY) })
    }
}

impl fmt::Display for Remark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LostTurn => f.write_str(LOST_TURN),
            Self::InVain => f.write_str(IN_VAIN),
            Self::Ended { reason, winner } => {
                write!(f, "{}{}{}{}", ENDED[0], name(*reason), ENDED[1], winner.unwrap_or(NOBODY))
            }
        }
    }
}

fn name(reason: Reason) -> &'static str {
    match reason {
        Reason::Standard => "standard",
        Reason::Time => "time",
        Reason::Scoreless => "scoreless",
        Reason::Resigned => "resigned",
        Reason::Aborted => "aborted",
        Reason::TripleChallenge => "triple challenge",
        Reason::Cancelled => "cancelled",
        Reason::Forfeit => "forfeit",
        Reason::Adjudicated => "adjudicated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_understood() {
        let ends = REASONS.into_iter().flat_map(|reason| [None, Some("ann")].map(|winner| (reason, winner)));
        let ends = ends.map(|(reason, winner)| Remark::Ended { reason, winner });
        for remark in ends.chain([Remark::LostTurn, Remark::InVain]) {
            assert_eq!(Remark::read(&remark.to_string()), Some(remark));
        }
        assert_eq!(Remark::read("the game ended (well), won by ann"), None);
        assert_eq!(Remark::read("as good as it gets"), None);
    }
}
