//! Bots: users of this server who sit at games like anybody else. The node that runs a game carries out the bots that sit at
//! it: they are told what their seat is told, take their time, and send commands as players do.

mod seated;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::lobby::Own;
use crossword::{BotSeat, Level, Shelf};
use game::{Luck, Words};
use host::{Answer, Ask, Command, Viewpoint};
use lexicon::Lexicon;
use tokio::sync::Semaphore;
use types::{CommandId, GameId, Name, Now};

use crate::bots::seated::Seated;
use crate::clerk::{Clerk, Event};
use crate::games::Waits;
use crate::lobby;

/// What their names begin with; then comes their level.
const PREFIX: &str = "bot_";

/// Bots that sit at games of this node. One more seek is declined.
const SEATED_MAX: usize = 256;

/// Bots that think at the same time.
const THINKERS: usize = 1;

/// The bots of this node.
pub(crate) struct Bots {
    seated: BTreeMap<(GameId, Name), Seated>,
    /// Seeks that are being answered.
    answering: BTreeSet<u64>,
    thinkers: Arc<Semaphore>,
    luck: Luck,
    /// Tells a bot that was seated anew from one that still thinks in an earlier life.
    lives: u64,
}

impl Bots {
    pub(crate) fn new(luck: Luck) -> Self {
        let thinkers = Arc::new(Semaphore::new(THINKERS));
        Self { seated: BTreeMap::new(), answering: BTreeSet::new(), thinkers, luck, lives: 0 }
    }
}

/// The level of a bot; `None` for a person.
fn level(user: &Name) -> Option<Level> {
    user.as_str().strip_prefix(PREFIX)?.parse().ok()
}

/// All bots there are.
fn all() -> impl Iterator<Item = Name> {
    Level::all().filter_map(|level| format!("{PREFIX}{level}").parse().ok())
}

/// Whether a user is a bot.
pub(crate) fn is_bot(user: &Name) -> bool {
    level(user).is_some()
}

impl Clerk {
    /// This node runs a game from now on: the bots that sit at it come.
    pub(crate) fn seat_bots(&mut self, game: &GameId) {
        if Some(game) == lobby::id().as_ref() {
            for user in all() {
                self.ask_about_game(Waits::Nobody, Ask::Enter { game: game.clone(), user, watches: true });
            }
            return;
        }
        let Some(games) = &mut self.games else { return };
        let bots = &mut games.bots;
        let seated: Vec<(Name, Level)> =
            games.host.seats_of(game).iter().filter_map(|user| Some((user.clone(), level(user)?))).collect();
        for (user, level) in &seated {
            bots.lives += 1;
            let seat = Seated::new(bots.lives, BotSeat::new(*level, bots.luck.fork()));
            bots.seated.insert((game.clone(), user.clone()), seat);
        }
        for (user, _) in seated {
            let view = Viewpoint::Of(user.clone());
            let here = Ask::Present { game: game.clone(), user: user.clone(), is_here: true };
            self.ask_about_game(Waits::BotLooks(game.clone(), user), Ask::Snapshot { game: game.clone(), view });
            self.ask_about_game(Waits::Nobody, here);
        }
    }

    /// This node runs a game no more.
    pub(crate) fn unseat_bots(&mut self, game: &GameId) {
        let Some(games) = &mut self.games else { return };
        games.bots.seated.retain(|(at, _), _| at != game);
    }

    /// A bot sees its game as it stands.
    pub(crate) fn bot_looks(&mut self, game: &GameId, user: &Name, answer: Answer) {
        if let Answer::Snapshot { words, .. } = answer {
            self.tell_bot(game, user, words);
        }
    }

    /// A bot is told what its seat is told.
    pub(crate) fn tell_bot(&mut self, game: &GameId, user: &Name, words: Words) {
        let Some(games) = &mut self.games else { return };
        let key = (game.clone(), user.clone());
        let Some(seat) = games.bots.seated.get_mut(&key) else { return };
        if seat.is_told(words) {
            return self.let_bot_hear(&key);
        }
        tracing::warn!(
            game = game.as_str(),
            bot = user.as_str(),
            "a bot has thought for too long, and looks at its game anew"
        );
        self.seat_bots(game);
    }

    fn let_bot_hear(&mut self, key: &(GameId, Name)) {
        let now = self.now().unix;
        let Some(games) = &mut self.games else { return };
        let Some(seat) = games.bots.seated.get_mut(key) else { return };
        let Some(bot) = seat.hears(&key.0, now) else { return };
        if bot.is_done() {
            games.bots.seated.remove(key);
            return;
        }
        let Some(lexicon) = bot.wonders().and_then(Shelf::list) else { return };
        if let Some(bot) = seat.bot.take() {
            let life = seat.life;
            self.let_bot_think(key.clone(), life, bot, lexicon);
        }
    }

    /// Thinking takes up to a second, and holds up nobody.
    fn let_bot_think(&mut self, key: (GameId, Name), life: u64, mut bot: BotSeat, lexicon: &'static Lexicon) {
        let Some(games) = &self.games else { return };
        let thinkers = Arc::clone(&games.bots.thinkers);
        self.begin(async move {
            let turn = thinkers.acquire_owned().await;
            let thought = tokio::task::spawn_blocking(move || {
                bot.think(lexicon);
                drop(turn);
                bot
            });
            let thought = thought.await.ok();
            Event::Do(Box::new(move |clerk| clerk.bot_has_thought(&key, life, thought)))
        });
    }

    fn bot_has_thought(&mut self, key: &(GameId, Name), life: u64, bot: Option<BotSeat>) {
        let Some(games) = &mut self.games else { return };
        let Some(seat) = games.bots.seated.get_mut(key).filter(|seat| seat.life == life) else { return };
        match bot {
            Some(bot) => {
                seat.bot = Some(bot);
                self.let_bot_hear(key);
            }
            None => {
                tracing::error!(game = key.0.as_str(), bot = key.1.as_str(), "a bot has panicked and leaves its game");
                games.bots.seated.remove(key);
            }
        }
    }

    /// Sends what bots want to send by now.
    pub(crate) fn let_bots_act(&mut self) {
        let Now { mono, unix: now } = self.now();
        let Some(games) = &mut self.games else { return };
        let mut sent = Vec::new();
        for ((game, user), seat) in &mut games.bots.seated {
            sent.extend(seat.sends_again(mono));
            let Some(words) = seat.wants(now) else { continue };
            let id = CommandId::Client(games.bots.luck.id());
            seat.sends(id);
            sent.push(Command { game: game.clone(), id, user: Some(user.clone()), expect: None, words });
        }
        for command in sent {
            self.send_for_bot(command);
        }
    }

    fn send_for_bot(&mut self, command: Command) {
        self.ask_about_game(Waits::BotSends(Box::new(command.clone())), Ask::Command(command));
    }

    /// What a bot has sent is answered; what only could not be done now is sent again, as long as the bot sits there.
    pub(crate) fn bot_answered(&mut self, command: Command, answer: Answer) {
        let now = self.now().mono;
        let Some(games) = &mut self.games else { return };
        let user = command.user.clone();
        if let Some(seat) = user.and_then(|user| games.bots.seated.get_mut(&(command.game.clone(), user))) {
            seat.answered(now, command, answer);
        }
    }

    /// The lobby has something for a bot alone: seeks that are directed to it are accepted, as long as it has time.
    pub(crate) fn whisper_to_bot(&mut self, bot: &Name, words: &Words) {
        let (Some(games), Some(game)) = (&mut self.games, lobby::id()) else { return };
        let Ok(own) = serde_json::from_str::<Own>(&words.text) else { return };
        let has_time = games.bots.seated.len() < SEATED_MAX;
        let mut answers = Vec::new();
        for seek in own.seeks.into_iter().filter(|seek| seek.to.as_deref() == Some(bot.as_str())) {
            if games.bots.answering.insert(seek.id) {
                let kind = if has_time { "accept" } else { "decline" };
                let words = Words { kind: kind.to_owned(), text: format!("{{\"seek\":{}}}", seek.id) };
                let id = CommandId::Client(games.bots.luck.id());
                let command = Command { game: game.clone(), id, user: Some(bot.clone()), expect: None, words };
                answers.push((seek.id, command));
            }
        }
        for (seek, command) in answers {
            self.ask_about_game(Waits::BotAccepts(seek), Ask::Command(command));
        }
    }

    /// A seek that a bot has answered is done with, or will be tried again when the bot hears of it.
    pub(crate) fn bot_has_accepted(&mut self, seek: u64) {
        if let Some(games) = &mut self.games {
            games.bots.answering.remove(&seek);
        }
    }
}
