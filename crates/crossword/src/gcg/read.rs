//! From text to a game.

use std::borrow::Cow;

use super::{Gcg, Handful, Player, Turn, TurnKind};
use crate::{BadPlay, Direction, Play, Square, Tiles};

/// A text is no game.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadGcg {
    /// Where, from 1.
    pub line: usize,
    /// Why.
    pub why: BadLine,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// The text claims to be what it is not.
    #[error("the text is said to be UTF-8, and is not")]
    NotUtf8,
    /// Neither of the two that can be.
    #[error("encoding {0:?} is not known: there are UTF-8 and ISO-8859-1")]
    Encoding(String),
    /// Neither a move nor a fact.
    #[error("neither a move (`>nick: …`) nor a fact (`#name …`)")]
    Neither,
    /// A player without a nick.
    #[error("a player has a nick and a name, as in `#player1 ann Ann Lee`")]
    Player,
    /// A move of somebody else.
    #[error("nobody is called {0:?}: `#player1` and `#player2` must say who plays, before the first move")]
    Nobody(String),
    /// Something that must stand before the moves.
    #[error("`#{0}` must stand before the first move")]
    TooLate(String),
    /// A move that is none.
    #[error("{0:?} is no move: expected the rack, what was done, the score and the total, as in `AB? 8D BAa +6 6`")]
    Move(String),
    /// No number.
    #[error("{0:?} is no score: write +34 or -34")]
    Score(String),
    /// No number.
    #[error("{0:?} is no total: write a number")]
    Total(String),
    /// No tiles.
    #[error("{0:?} are no tiles: write capitals, and ? for blanks")]
    Tiles(String),
    /// Tiles that cannot be laid on any board.
    #[error("{0}")]
    Play(#[from] BadPlay),
    /// More than any game has.
    #[error("more than {TURNS_MAX} moves: that is no game")]
    TooLong,
}

/// The most lines with moves.
const TURNS_MAX: usize = 2_000;
/// More points than any game has.
const POINTS_MAX: i32 = 100_000;

impl Gcg {
    /// Reads a game. Lines may end in CRLF, and a byte order mark may stand before them.
    ///
    /// # Errors
    /// The first line that cannot be read, and why.
    pub fn read(bytes: &[u8]) -> Result<Self, BadGcg> {
        let text = decode(bytes).map_err(|why| BadGcg { line: 1, why })?;
        let mut game = Self::default();
        for (line, text) in (1..).zip(text.lines()) {
            game.read_line(line, text.trim_end()).map_err(|why| BadGcg { line, why })?;
        }
        Ok(game)
    }

    fn read_line(&mut self, line: usize, text: &str) -> Result<(), BadLine> {
        if let Some(fact) = text.strip_prefix('#') {
            let (name, value) = fact.split_once(char::is_whitespace).unwrap_or((fact, ""));
            return self.read_fact(name, value.trim());
        }
        if let Some(turn) = text.strip_prefix('>') {
            let turn = self.read_turn(line, turn)?;
            if self.turns.len() == TURNS_MAX {
                return Err(BadLine::TooLong);
            }
            self.turns.push(turn);
            return Ok(());
        }
        match self.turns.last_mut().and_then(|turn| turn.notes.last_mut()) {
            _ if text.is_empty() => Ok(()),
            // A note may go on in the next lines.
            Some(note) => {
                note.push(' ');
                note.push_str(text);
                Ok(())
            }
            None => Err(BadLine::Neither),
        }
    }

    fn read_fact(&mut self, name: &str, value: &str) -> Result<(), BadLine> {
        if name == "note" {
            let notes = self.turns.last_mut().map(|turn| &mut turn.notes);
            match notes {
                Some(notes) => notes.push(value.to_owned()),
                None => self.facts.push((name.to_owned(), value.to_owned())),
            }
            return Ok(());
        }
        // Where a game breaks off, what the players hold stands after its last move.
        let may_follow = matches!(name, "rack1" | "rack2" | "incomplete");
        if !self.turns.is_empty() && !may_follow {
            return Err(BadLine::TooLate(name.to_owned()));
        }
        match name {
            "character-encoding" => {}
            "player1" => self.players[0] = read_player(value)?,
            "player2" => self.players[1] = read_player(value)?,
            _ => self.facts.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    fn read_turn(&self, line: usize, text: &str) -> Result<Turn, BadLine> {
        let bad = || BadLine::Move(text.to_owned());
        let (nick, rest) = text.split_once(':').ok_or_else(bad)?;
        let player = self.players.iter().position(|player| player.nick == nick && !nick.is_empty());
        let player = player.ok_or_else(|| BadLine::Nobody(nick.to_owned()))?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let [what @ .., score, total] = fields.as_slice() else {
            return Err(bad());
        };
        let signed = read_points(score).filter(|_| score.starts_with(['+', '-']));
        let score = signed.ok_or_else(|| BadLine::Score((*score).to_owned()))?;
        let total = read_points(total).ok_or_else(|| BadLine::Total((*total).to_owned()))?;
        let (rack, kind) = read_kind(what).unwrap_or_else(|| Err(bad()))?;
        Ok(Turn { line, player, rack, kind, score, total, notes: Vec::new() })
    }
}

/// Points that a game can have.
fn read_points(text: &str) -> Option<i32> {
    text.parse().ok().filter(|points: &i32| (-POINTS_MAX..=POINTS_MAX).contains(points))
}

fn read_player(value: &str) -> Result<Player, BadLine> {
    let (nick, name) = value.split_once(char::is_whitespace).unwrap_or((value, value));
    if nick.is_empty() {
        return Err(BadLine::Player);
    }
    Ok(Player { nick: nick.to_owned(), name: name.trim().to_owned() })
}

/// The rack, which may be missing, and what was done. `None` if it is nothing that one can do.
fn read_kind(fields: &[&str]) -> Option<Result<(Tiles, TurnKind), BadLine>> {
    match fields {
        // A challenge whose rack is missing looks like one who went out with these tiles, but for its word.
        [only] if only.starts_with('(') || only.starts_with('-') => read_act("", only),
        [rack, act] if act.starts_with('(') || act.starts_with('-') => read_act(rack, act),
        [start, tiles] => Some(read_play("", start, tiles)),
        [rack, start, tiles] => Some(read_play(rack, start, tiles)),
        _ => None,
    }
}

fn read_act(rack: &str, act: &str) -> Option<Result<(Tiles, TurnKind), BadLine>> {
    let kind = match act {
        "-" => Ok(TurnKind::Pass),
        "--" => Ok(TurnKind::TakenOff),
        "(challenge)" => Ok(TurnKind::Challenge),
        "(time)" => Ok(TurnKind::Time),
        _ => match act.strip_prefix('-') {
            Some(tiles) => read_handful(tiles).map(TurnKind::Exchange),
            None => {
                let tiles = act.strip_prefix('(')?.strip_suffix(')')?;
                let what = if rack.is_empty() { TurnKind::WentOut } else { TurnKind::LeftOver };
                read_tiles(tiles).map(what)
            }
        },
    };
    Some(read_tiles(rack).and_then(|rack| Ok((rack, kind?))))
}

fn read_play(rack: &str, start: &str, tiles: &str) -> Result<(Tiles, TurnKind), BadLine> {
    let rack = read_tiles(rack)?;
    let start_of = |start: &str| Square::read_notation(start).ok_or_else(|| BadPlay::Start(start.to_owned()));
    let (at, direction): (Square, Direction) = start_of(start)?;
    // Some programs write the tiles that lie there already between brackets.
    let plain: String = tiles.chars().filter(|char| !matches!(char, '(' | ')')).collect();
    Ok((rack, TurnKind::Play(Play::read(at, direction, &plain)?)))
}

fn read_handful(tiles: &str) -> Result<Handful, BadLine> {
    match tiles.parse() {
        Ok(count) => Ok(Handful::Count(count)),
        Err(_) => read_tiles(tiles).map(Handful::Tiles),
    }
}

fn read_tiles(text: &str) -> Result<Tiles, BadLine> {
    Tiles::read(text).map_err(|_| BadLine::Tiles(text.to_owned()))
}

/// The text, by what it says itself. Where it says nothing it should be ISO-8859-1; but many such files are UTF-8, and
/// what is no mere ASCII is hardly ever both.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, BadLine> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let (marked, bytes) = bytes.strip_prefix(MARK).map_or((false, bytes), |rest| (true, rest));
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let named = String::from_utf8_lossy(first);
    let named = named.strip_prefix("#character-encoding").map(str::trim);
    let utf8 = || std::str::from_utf8(bytes).map(Cow::Borrowed);
    let latin = || Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect());
    match named.map(str::to_ascii_uppercase).as_deref() {
        Some("UTF-8" | "UTF8") => utf8().map_err(|_| BadLine::NotUtf8),
        Some("ISO-8859-1" | "ISO8859-1" | "LATIN1") => Ok(latin()),
        Some(other) => Err(BadLine::Encoding(other.to_owned())),
        None if marked => utf8().map_err(|_| BadLine::NotUtf8),
        None => Ok(utf8().unwrap_or_else(|_| latin())),
    }
}
