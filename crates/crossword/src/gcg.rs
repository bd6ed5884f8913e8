//! A game as text, move by move, as crossword programs exchange it (GCG).
//!
//! [`Gcg`] is what stands there; [`Gcg::read`] reads it, `Display` writes it, [`Gcg::replay`] plays it and compares,
//! [`fn@export`] makes it of the log of a game that is over, [`fn@import`] a log of it.

mod draws;
mod export;
mod import;
mod read;
mod record;
mod remark;
mod replay;
mod terms;

use std::fmt;

pub use export::{NotExported, export};
pub use import::{NotImported, Origin, WhyNot, import};
pub use read::{BadGcg, BadLine};
pub use replay::{Difference, Played, Replay, Reviewed, Wrong};

use crate::{Play, Side, Tiles};

use self::remark::Remark;

/// A game move by move. It shows racks, so it has no `Debug`.
#[derive(Clone, Default, PartialEq)]
pub struct Gcg {
    /// Both players, in the order in which they are numbered.
    pub players: [Player; 2],
    /// Other facts before the first move, as name and value: `title`, `lexicon`, `id`, `rack1`, and whatever else stands
    /// there.
    pub facts: Vec<(String, String)>,
    /// What happened.
    pub turns: Vec<Turn>,
}

/// One player.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Player {
    /// What moves name him by; no spaces.
    pub nick: String,
    /// His name.
    pub name: String,
}

/// One line of the game.
#[derive(Clone, PartialEq)]
pub struct Turn {
    /// Where it stands in the text, from 1; 0 if it was never text.
    pub line: usize,
    /// Which of the players, 0 or 1.
    pub player: usize,
    /// What he held; empty if it is not said.
    pub rack: Tiles,
    /// What happened.
    pub kind: TurnKind,
    /// What his score changed by.
    pub score: i32,
    /// His score after it.
    pub total: i32,
    /// What somebody wrote about it.
    pub notes: Vec<String>,
}

/// What can stand in a line.
#[derive(Clone, PartialEq)]
pub enum TurnKind {
    /// A play.
    Play(Play),
    /// Nothing.
    Pass,
    /// Tiles, or so many of which nobody knows.
    Exchange(Handful),
    /// The play before has come off after a challenge.
    TakenOff,
    /// Points for a play that was wrongly challenged.
    Challenge,
    /// Points for the other's last tiles.
    WentOut(Tiles),
    /// Points lost for one's own, after six scoreless turns.
    LeftOver(Tiles),
    /// Points lost for overtime.
    Time,
}

/// Tiles that were exchanged.
#[derive(Clone, Copy, PartialEq)]
pub enum Handful {
    /// These.
    Tiles(Tiles),
    /// So many.
    Count(usize),
}

impl Gcg {
    /// The value of a fact.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a turn is a play that comes off at once.
    fn comes_off(&self, turn: usize) -> bool {
        self.turns.get(turn + 1).is_some_and(|next| next.kind == TurnKind::TakenOff)
    }

    fn refused_at_end(&self, why: WhyNot) -> NotImported {
        NotImported { line: self.turns.last().map_or(1, |turn| turn.line), why }
    }
}

impl Turn {
    fn side(&self) -> Side {
        if self.player == 0 { Side::First } else { Side::Second }
    }

    /// Whether it is points after the last turn.
    fn is_adjustment(&self) -> bool {
        match self.kind {
            TurnKind::WentOut(_) | TurnKind::LeftOver(_) | TurnKind::Time => true,
            TurnKind::Play(_) | TurnKind::Pass | TurnKind::Exchange(_) | TurnKind::TakenOff | TurnKind::Challenge => {
                false
            }
        }
    }

    fn says(&self, remark: Remark<'_>) -> bool {
        self.notes.iter().any(|note| Remark::read(note) == Some(remark))
    }

    fn refused(&self, why: WhyNot) -> NotImported {
        NotImported { line: self.line, why }
    }
}

impl fmt::Display for Gcg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "#character-encoding UTF-8")?;
        for (number, player) in (1..).zip(&self.players) {
            writeln!(f, "#player{number} {} {}", player.nick, player.name)?;
        }
        for (name, value) in &self.facts {
            writeln!(f, "{}", format!("#{name} {value}").trim_end())?;
        }
        self.turns.iter().try_for_each(|turn| {
            writeln!(f, "{}", self.line(turn))?;
            turn.notes.iter().try_for_each(|note| writeln!(f, "#note {note}"))
        })
    }
}

impl Gcg {
    /// A turn as it is written, without what is noted of it.
    fn line(&self, turn: &Turn) -> String {
        let nick = self.players.get(turn.player).map_or("", |player| &player.nick);
        // One who went out has no rack; with one, it would be points lost for it.
        let has_rack = !turn.rack.is_empty() && !matches!(turn.kind, TurnKind::WentOut(_));
        let rack = if has_rack { format!("{} ", turn.rack.letters()) } else { String::new() };
        let (score, total) = (turn.score, turn.total);
        let kind = &turn.kind;
        let sign =
            if matches!(turn.kind, TurnKind::TakenOff | TurnKind::LeftOver(_)) && score == 0 { "-" } else { "+" };
        let sign = if score < 0 { "" } else { sign };
        format!(">{nick}: {rack}{kind} {sign}{score} {total}")
    }
}

impl fmt::Display for TurnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Play(play) => play.fmt(f),
            Self::Pass => f.write_str("-"),
            Self::Exchange(Handful::Tiles(tiles)) => write!(f, "-{}", tiles.letters()),
            Self::Exchange(Handful::Count(count)) => write!(f, "-{count}"),
            Self::TakenOff => f.write_str("--"),
            Self::Challenge => f.write_str("(challenge)"),
            Self::WentOut(tiles) | Self::LeftOver(tiles) => write!(f, "({})", tiles.letters()),
            Self::Time => f.write_str("(time)"),
        }
    }
}
