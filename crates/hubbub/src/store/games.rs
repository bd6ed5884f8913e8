//! `hubbub store import-gcg`: games that were played elsewhere, or exported, as games that are over.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use ::store::{Store, ask};
use anyhow::{Context, bail, ensure};
use crossword::{Crossword, Event, Gcg, ListName, Origin, Player, Shelf, Turn, export, import};
use game::Game;
use indicatif::{ProgressBar, ProgressStyle};
use ledger::{Chain, Entry, Imported, PAGE_MAX, Row};
use lexicon::{Lexicon, Words};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use types::{Fence, GameId, Name, UnixMs};

use super::cli::{ImportGcg, Seated};
use crate::crossword::read_game;
use crate::{FAILED, complain, print, table};

/// The rules by which the games are kept.
type Rules = Crossword<Shelf>;

/// The one term in which an imported log was written.
const TERM: Fence = Fence(1);
/// The most characters of the name of a word list.
const LIST_CHARS_MAX: usize = 64;

/// What became of a file.
#[derive(Serialize)]
struct Answer {
    file: PathBuf,
    /// The id of its game, if the store has it now.
    game: Option<String>,
    /// Whether it had it before.
    known: bool,
    /// In what the game that is kept says something else than the text.
    changed: Vec<String>,
    /// Why it has become none.
    refused: Option<String>,
}

/// A game on its way into the store.
struct Finished {
    game: GameId,
    seats: [Name; 2],
    log: Vec<Event>,
    at: UnixMs,
    changed: Vec<String>,
}

/// With which words the games were played.
struct Played {
    lexicon: Lexicon,
    /// Whether somebody has said so; else those were whose text names the list.
    is_said: bool,
}

/// Reads files, and puts their games into the store.
pub(super) async fn import_gcg(asked: ImportGcg) -> anyhow::Result<ExitCode> {
    let ImportGcg { files, place, words, seats, json } = asked;
    let played = Played { is_said: words.are_named(), lexicon: words.load()? };
    let store = place.read()?.to_write().await?;
    let shown = bar(files.len());
    let mut answers = Vec::new();
    let mut failed = Ok(());
    for file in files {
        let read = read_game(&file).and_then(|text| Finished::of(&text, &seats, &played));
        let answer = Answer { file, game: None, known: false, changed: Vec::new(), refused: None };
        match read {
            Ok(finished) => match finished.put(&*store).await {
                Ok(known) => {
                    let Finished { game, changed, .. } = finished;
                    answers.push(Answer { game: Some(game.to_string()), known, changed, ..answer });
                }
                Err(error) => {
                    failed = Err(error.context(format!("{} was not imported", answer.file.display())));
                    break;
                }
            },
            Err(why) => answers.push(Answer { refused: Some(format!("{why:#}")), ..answer }),
        }
        shown.inc(1);
    }
    shown.finish_and_clear();
    store.close().await;
    if json {
        table::json(&answers)?
    } else {
        answers.iter().try_for_each(Answer::print)?
    }
    failed?;
    let is_whole = answers.iter().all(|answer| answer.refused.is_none());
    Ok(if is_whole { ExitCode::SUCCESS } else { FAILED.into() })
}

impl Answer {
    fn print(&self) -> anyhow::Result<()> {
        let file = table::harmless(&self.file.display().to_string());
        if let Some(refused) = &self.refused {
            complain(&format_args!("{file}: {}\n", table::harmless(refused)));
        }
        let Some(game) = &self.game else { return Ok(()) };
        let known = if self.known { ", which the store had already" } else { "" };
        let changed = if self.changed.is_empty() { String::new() } else { format!(" ({})", self.changed.join(", ")) };
        print(format_args!("{file} is game {game}{known}{}\n", table::harmless(&changed)))
    }
}

impl Finished {
    fn of(text: &Gcg, seated: &[Seated], played: &Played) -> anyhow::Result<Self> {
        let seats = seats(text, seated)?;
        let (list, words) = played.list_of(text);
        let at = now()?;
        let origin = Origin { seats: seats.clone(), language: played.lexicon.language(), list, words, ended_at: at };
        let log = import(text, &origin)?;
        ensure!(log.len() < PAGE_MAX, "the game has more than {PAGE_MAX} events, more than are taken");
        let changed = changed(text, &export(&log)?);
        Ok(Self { game: id(text, &seats)?, seats, log, at, changed })
    }

    /// Gives whether the store had it already.
    async fn put(&self, store: &dyn Store) -> anyhow::Result<bool> {
        match ask(store, ledger::Import { rows: self.rows()? }).await? {
            Imported::Done => Ok(false),
            // The id says what the game is, so that it is this one.
            Imported::Refused { row: 0 } => Ok(true),
            Imported::Refused { row } => bail!("the store has refused row {row} of {}", self.game),
        }
    }

    /// The game as it is kept: over, owned by nobody, and due for nothing.
    fn rows(&self) -> anyhow::Result<Vec<Row>> {
        let mut chain = Chain::start(&self.game);
        let entries: Vec<Row> = self.log.iter().map(|event| self.entry(event, &mut chain)).collect();
        let game = Row::Game {
            game: self.game.clone(),
            rules: Rules::RULES.parse().context("the rules have a name")?,
            seats: self.seats.to_vec(),
            made: self.at,
            fence: TERM,
            head: chain.last(),
            wake_at: None,
            ended: true,
        };
        Ok([game].into_iter().chain(entries).collect())
    }

    fn entry(&self, event: &Event, chain: &mut Chain) -> Row {
        let entry = Entry { version: Rules::VERSION, at: event.at(), body: Rules::write(event) };
        let sealed = chain.seal(&entry);
        Row::Entry { game: self.game.clone(), offset: chain.last(), fence: TERM, sealed }
    }
}

impl Played {
    /// The list with which a game was played, and its words if they are known.
    fn list_of(&self, text: &Gcg) -> (ListName, Option<&dyn Words>) {
        let named = text.fact("lexicon").unwrap_or_default();
        if self.is_said || named == self.lexicon.name() {
            return (ListName::of(&self.lexicon), Some(&self.lexicon));
        }
        let name = named.chars().filter(|char| !char.is_control()).take(LIST_CHARS_MAX).collect();
        (ListName { name, digest: String::new() }, None)
    }
}

/// Which users play.
fn seats(text: &Gcg, seated: &[Seated]) -> anyhow::Result<[Name; 2]> {
    let seat = |Player { nick, .. }: &Player| {
        if let Some(seated) = seated.iter().find(|seated| seated.nick == *nick) {
            return Ok(seated.user.clone());
        }
        ensure!(!nick.is_empty(), "`#player1` and `#player2` do not say who plays");
        nick.parse::<Name>().ok().with_context(|| {
            format!("{nick:?} is no name of a user, 1 to 64 of A-Z a-z 0-9 _: say --seat '{nick}=USER'")
        })
    };
    let [one, other] = &text.players;
    let seats = [seat(one)?, seat(other)?];
    ensure!(seats[0] != seats[1], "both players would be {}: say who they are with --seat NICK=USER", seats[0]);
    Ok(seats)
}

/// The same moves of the same users, the same id, whatever else stands in the text.
fn id(text: &Gcg, seats: &[Name; 2]) -> anyhow::Result<GameId> {
    let player = |seat: &Name| Player { nick: seat.to_string(), name: String::new() };
    let turns = text.turns.iter().map(|turn| Turn { notes: Vec::new(), ..turn.clone() }).collect();
    let bare = Gcg { players: [player(&seats[0]), player(&seats[1])], facts: Vec::new(), turns };
    let digest = Sha256::digest(bare.to_string());
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("gcg_{digits}").parse().context("the id of a game is a name")
}

/// What a text says otherwise than the one that the server will make of its game.
fn changed(text: &Gcg, kept: &Gcg) -> Vec<String> {
    let facts = text.facts.iter().filter(|(name, _)| name != "note" && kept.fact(name) != text.fact(name));
    let mut changed: Vec<String> = facts.map(|(name, _)| format!("without #{name}")).collect();
    let names = |game: &Gcg| game.players.iter().map(|player| player.name.clone()).collect::<Vec<_>>();
    if names(kept).iter().any(|name| !names(text).contains(name)) {
        changed.push("without the players' names".to_owned());
    }
    let notes = |game: &Gcg| {
        let facts = game.facts.iter().filter(|(name, _)| name == "note").count();
        facts + game.turns.iter().map(|turn| turn.notes.len()).sum::<usize>()
    };
    match notes(text).saturating_sub(notes(kept)) {
        0 => {}
        count => changed.push(format!("without {}", table::count(count as u64, "note"))),
    }
    if kept.turns.len() > text.turns.len() {
        changed.push("with the last pass".to_owned());
    }
    changed
}

fn now() -> anyhow::Result<UnixMs> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock of this machine is before 1970")?;
    Ok(UnixMs(i64::try_from(since.as_millis())?))
}

/// Shows on a terminal how far it is; nowhere else.
fn bar(files: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} files, {eta} left");
    ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
