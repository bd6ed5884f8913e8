//! What operators read in the log of a game. It comes from the store, not from the game's owner, who has better to do; what
//! has to be computed is computed off the threads that serve HTTP.

use std::iter;
use std::sync::Arc;

use api::{
    BestPlay, Code, Error, GameReview, GameText, GameView, GameViews, OneGame, ReadViews, TurnReview, Viewpoint,
};
use crossword::{Crossword, Direction, Event, Move, NotExported, NotReviewed, Review};
use game::{Game, Record, Rules, Table, Unreadable, Viewer};
use ledger::{Broken, Chain, Entry, LOAD_BYTES_MAX, Load, Loaded};
use tokio::task;
use types::{GameId, Name, Offset};

use crate::backend::Answers;
use crate::games;
use crate::word_lists::Lists;

/// The crossword game as this server plays it.
type Words = Crossword<Lists>;

/// The longest log that becomes a text, in bytes. When over: the text is refused, and the views are there to read.
const TEXT_LOG_BYTES_MAX: usize = 16 << 20;

/// How many plays a review shows of each turn.
const BEST_MAX: usize = 3;

/// What somebody was sent of a game: its log as he may know it.
pub(crate) async fn views(answers: &Answers, request: ReadViews) -> Result<GameViews, Error> {
    let game = GameId::from(request.game.0);
    let looked = answers.look(&game).await?;
    let rules = *games::catalogue().find(looked.rules.as_str()).ok_or_else(|| unknown(&looked.rules))?;
    let viewer = match request.viewpoint.0 {
        Viewpoint::Watcher => Viewer::Watcher,
        Viewpoint::Of(user) => answers.seat(&game, rules, user.name()).await?,
    };
    let after = Offset(request.after.unwrap_or(0)).min(looked.head);
    let mut entries = answers.entries(&game, after).await?;
    entries.truncate(request.limit.count());
    let views = computed(move || redacted(&*(rules.empty)(), after, &entries, viewer)).await?;
    let views = views.map_err(|unreadable| unread(&game, &unreadable))?;
    // The log may be longer by now than when it was looked at.
    let head = views.last().map_or(looked.head.0, |last| last.offset.max(looked.head.0));
    let next = views.last().map(|last| last.offset).filter(|last| *last < head);
    Ok(GameViews { head, ended: looked.ended, views, next })
}

/// A crossword game that is over, as text.
pub(crate) async fn text(answers: &Answers, request: OneGame) -> Result<GameText, Error> {
    let game = GameId::from(request.game.0);
    let entries = answers.log_of_the_finished(&game).await?;
    let exported = computed(move || Ok(crossword::export(&events(&entries)?).map(|gcg| gcg.to_string())));
    let exported: Result<String, NotExported> =
        exported.await?.map_err(|unreadable: Unreadable| unread(&game, &unreadable))?;
    exported.map(|gcg| GameText { gcg }).map_err(|_| not_over())
}

/// What would have been best in a crossword game that is over. One at a time is worked out, the last ones are known.
pub(crate) async fn review(answers: &Answers, request: OneGame) -> Result<GameReview, Error> {
    let game = GameId::from(request.game.0);
    if let Some(known) = answers.reviews.known(&game) {
        return Ok(known);
    }
    let turn = answers.reviews.turn().await?;
    // Whoever had the turn before may have asked for the same game.
    if let Some(known) = answers.reviews.known(&game) {
        return Ok(known);
    }
    let entries = answers.log_of_the_finished(&game).await?;
    let reviewed = computed({
        let (reviews, game) = (Arc::clone(&answers.reviews), game.clone());
        // Goes on, and is kept, if who asked goes away; until then nobody else has the turn.
        move || -> Result<_, Unreadable> {
            let reviewed = crossword::review(&events(&entries)?, BEST_MAX, Lists::list).map(|review| told(&review));
            if let Ok(review) = &reviewed {
                reviews.keep(game, review.clone());
            }
            drop(turn);
            Ok(reviewed)
        }
    });
    reviewed.await?.map_err(|unreadable| unread(&game, &unreadable))?.map_err(not_reviewed)
}

fn events(entries: &[Entry]) -> Result<Vec<Event>, Unreadable> {
    entries.iter().map(|entry| <Words as Game>::read(entry.version, &entry.body)).collect()
}

fn told(review: &Review) -> GameReview {
    let best = |play: &Move| BestPlay {
        at: play.at.to_string(),
        across: play.direction == Direction::Across,
        tiles: play.play().letters(),
        score: play.score,
    };
    let turns = review.best.iter().map(|plays| TurnReview { best: plays.iter().map(best).collect() }).collect();
    GameReview { words: review.list.name.clone(), turns }
}

fn not_reviewed(why: NotReviewed) -> Error {
    match why {
        NotReviewed::NotOver(_) => not_over(),
        NotReviewed::NoWords(_) => Error::new(Code::NotSetUp, why.to_string()),
    }
}

impl Answers {
    /// Where a user sits, as the rules have it after the game's first event.
    async fn seat(&self, game: &GameId, rules: Rules, user: &Name) -> Result<Viewer, Error> {
        let first = self.load(game, Offset(0), 1).await?;
        let first = Chain::start(game).page(&first).map_err(|broken| damaged(game, broken))?;
        let record = first.into_iter().next().map(record).ok_or_else(|| no_seat(game, user))?;
        let user = user.clone();
        let found = computed({
            let user = user.clone();
            move || {
                let mut table = (rules.empty)();
                table.apply(&record).map(|()| table.seat_of(&user))
            }
        });
        let seat = found.await?.map_err(|unreadable| unread(game, &unreadable))?;
        seat.map(Viewer::Seat).ok_or_else(|| no_seat(game, &user))
    }

    /// Entries behind an offset, as many as the store gives at once, each checked against the one before.
    async fn entries(&self, game: &GameId, after: Offset) -> Result<Vec<Entry>, Error> {
        let mut chain = Chain::start(game);
        if after > Offset(0) {
            let before = self.load(game, Offset(after.0 - 1), 1).await?;
            let Some(last) = before.entries.first() else { return Ok(Vec::new()) };
            let broken = Broken { offset: after, damage: ledger::Damage::CutOff };
            chain = Chain::from_entry(last).ok_or_else(|| damaged(game, broken))?;
        }
        let page = self.load(game, after, LOAD_BYTES_MAX).await?;
        chain.page(&page).map_err(|broken| damaged(game, broken))
    }

    /// The whole log of a crossword game that is over.
    async fn log_of_the_finished(&self, game: &GameId) -> Result<Vec<Entry>, Error> {
        let looked = self.look(game).await?;
        if looked.rules.as_str() != Words::RULES {
            let text = format!("that is asked of {} games, and this one is played by {}", Words::RULES, looked.rules);
            return Err(Error::new(Code::BadRequest, text));
        }
        if looked.ended { self.whole_log(game).await } else { Err(not_over()) }
    }

    /// The whole log, checked.
    async fn whole_log(&self, game: &GameId) -> Result<Vec<Entry>, Error> {
        let (mut chain, mut log, mut bytes) = (Chain::start(game), Vec::new(), 0);
        loop {
            let page = self.load(game, chain.last(), LOAD_BYTES_MAX).await?;
            bytes += page.entries.iter().map(|entry| entry.sealed.len()).sum::<usize>();
            if bytes > TEXT_LOG_BYTES_MAX {
                return Err(too_long(game));
            }
            log.extend(chain.page(&page).map_err(|broken| damaged(game, broken))?);
            if !page.has_more(chain.last()) {
                return Ok(log);
            }
        }
    }

    async fn load(&self, game: &GameId, after: Offset, bytes_max: usize) -> Result<Loaded, Error> {
        let loaded = self.ask_store(Load { game: game.clone(), after, bytes_max }).await?;
        loaded.ok_or_else(|| Error::new(Code::NoSuchGame, format!("no game {game} is kept")))
    }
}

/// The views of entries from behind an offset on.
fn redacted(table: &dyn Table, after: Offset, entries: &[Entry], viewer: Viewer) -> Result<Vec<GameView>, Unreadable> {
    let offsets = iter::successors(Some(after.next()), |offset| Some(offset.next()));
    let view = |(offset, entry): (Offset, &Entry)| {
        let words = table.redact(&record(entry.clone()), viewer)?;
        Ok(GameView { offset: offset.0, at_ms: entry.at.0, kind: words.kind, text: words.text })
    };
    offsets.zip(entries).map(view).collect()
}

fn record(entry: Entry) -> Record {
    Record { version: entry.version, body: entry.body }
}

/// Lets the rules work where they hold up nobody. A panic of theirs is an error.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    task::spawn_blocking(work).await.map_err(|_| Error::new(Code::Failed, "the rules have failed"))
}

fn unknown(rules: &Name) -> Error {
    Error::new(Code::NotSetUp, format!("this node does not know the rules {rules}"))
}

fn no_seat(game: &GameId, user: &Name) -> Error {
    let text = format!("{user} does not sit at {game}: what he was sent of it is what `watcher` was sent");
    Error::new(Code::BadRequest, text)
}

fn not_over() -> Error {
    Error::new(Code::NotOver, "the game is not over")
}

fn too_long(game: &GameId) -> Error {
    tracing::warn!(game = game.as_str(), "a log is too long to become a text");
    let most = TEXT_LOG_BYTES_MAX >> 20;
    Error::new(Code::Failed, format!("the log of {game} has more than {most} MiB: read its views instead"))
}

fn damaged(game: &GameId, broken: Broken) -> Error {
    tracing::error!(game = game.as_str(), %broken, "a log is damaged");
    Error::new(Code::Failed, format!("the log of {game} is damaged: {broken}"))
}

fn unread(game: &GameId, unreadable: &Unreadable) -> Error {
    tracing::error!(game = game.as_str(), %unreadable, "a log cannot be read");
    Error::new(Code::Failed, format!("the log of {game} cannot be read: {unreadable}"))
}
