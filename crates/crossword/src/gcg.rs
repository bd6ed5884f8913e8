//! A game as text, move by move, as crossword programs exchange it (GCG).
//!
//! [`Gcg`] is what stands there; [`Gcg::read`] reads it, `Display` writes it, [`Gcg::replay`] plays it and compares,
//! [`export`] makes it of the log of a game that is over.

mod export;
mod read;
mod replay;

use std::fmt;

pub use export::{NotExported, export};
pub use read::{BadGcg, BadLine};
pub use replay::{Difference, Played, Replay, Reviewed, Wrong};

use crate::{Play, Tiles};

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
        self.turns.iter().try_for_each(|turn| self.write_turn(turn, f))
    }
}

impl Gcg {
    fn write_turn(&self, turn: &Turn, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nick = self.players.get(turn.player).map_or("", |player| &player.nick);
        let rack = turn.rack.letters();
        let rack = if rack.is_empty() { rack } else { format!("{rack} ") };
        let (score, total) = (turn.score, turn.total);
        let what = match &turn.kind {
            TurnKind::Play(play) => format!("{rack}{play}"),
            TurnKind::Pass => format!("{rack}-"),
            TurnKind::Exchange(Handful::Tiles(tiles)) => format!("{rack}-{}", tiles.letters()),
            TurnKind::Exchange(Handful::Count(count)) => format!("{rack}-{count}"),
            TurnKind::TakenOff => format!("{rack}--"),
            TurnKind::Challenge => format!("{rack}(challenge)"),
            TurnKind::WentOut(tiles) => format!("({})", tiles.letters()),
            TurnKind::LeftOver(tiles) => format!("{rack}({})", tiles.letters()),
            TurnKind::Time => format!("{rack}(time)"),
        };
        let sign =
            if matches!(turn.kind, TurnKind::TakenOff | TurnKind::LeftOver(_)) && score == 0 { "-" } else { "+" };
        let sign = if score < 0 { "" } else { sign };
        writeln!(f, ">{nick}: {what} {sign}{score} {total}")?;
        turn.notes.iter().try_for_each(|note| writeln!(f, "#note {note}"))
    }
}
