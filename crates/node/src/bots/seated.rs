//! A bot at a game: what it is told while it thinks, and what becomes of what it sends.

use std::collections::VecDeque;

use crossword::BotSeat;
use game::Words;
use host::{Answer, Command, Refused};
use types::{CommandId, GameId, Millis, UnixMs};

/// The most that waits for a bot that thinks. One more, and it looks at its game anew.
const TOLD_MAX: usize = 256;

/// A bot at a game.
pub(super) struct Seated {
    /// Tells it from one that was seated there before.
    pub(super) life: u64,
    /// Away while it thinks.
    pub(super) bot: Option<BotSeat>,
    /// What it is told meanwhile.
    told: VecDeque<Words>,
    /// What it has sent and has no answer to.
    sent: Option<CommandId>,
    /// What could not be done, and when it is sent again: later, for whoever says so may say it at once.
    again: Option<(Millis, Command)>,
}

impl Seated {
    pub(super) fn new(life: u64, bot: BotSeat) -> Self {
        Self { life, bot: Some(bot), told: VecDeque::new(), sent: None, again: None }
    }

    /// Keeps what it is told until it hears. Whether there was room for it.
    pub(super) fn is_told(&mut self, words: Words) -> bool {
        let has_room = self.told.len() < TOLD_MAX;
        if has_room {
            self.told.push_back(words);
        }
        has_room
    }

    /// It hears what it was told, unless it thinks.
    pub(super) fn hears(&mut self, game: &GameId, now: UnixMs) -> Option<&mut BotSeat> {
        let bot = self.bot.as_mut()?;
        for words in self.told.drain(..) {
            if let Err(error) = bot.hear(&words, now) {
                tracing::error!(game = game.as_str(), %error, "a bot does not understand a view");
            }
        }
        Some(bot)
    }

    /// What it wants of its game now, unless something of it is not answered.
    pub(super) fn wants(&mut self, now: UnixMs) -> Option<Words> {
        if self.sent.is_some() {
            return None;
        }
        self.bot.as_mut()?.send(now).map(|command| command.words())
    }

    /// It is sent under this id.
    pub(super) fn sends(&mut self, id: CommandId) {
        self.sent = Some(id);
    }

    /// What is sent once more by now.
    pub(super) fn sends_again(&mut self, now: Millis) -> Option<Command> {
        self.again.take_if(|(at, _)| *at <= now).map(|(_, command)| command)
    }

    /// What it has sent is answered. What only could not be done now is sent again, for as long as it takes.
    pub(super) fn answered(&mut self, now: Millis, command: Command, answer: Answer) {
        if self.sent != Some(command.id) {
            return;
        }
        match answer {
            Answer::Refused(Refused { retry_after: Some(wait), .. }) => self.again = Some((now + wait, command)),
            Answer::Refused(refused) => {
                tracing::debug!(game = command.game.as_str(), code = %refused.code, "a bot is refused");
                self.sent = None;
            }
            Answer::Acked(_)
            | Answer::Created(_)
            | Answer::Admitted(_)
            | Answer::Views { .. }
            | Answer::Snapshot { .. }
            | Answer::Noted
            | Answer::NotMine { .. } => self.sent = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossword::Level;
    use game::Luck;
    use types::Offset;

    use super::*;

    fn seated() -> Seated {
        let level = Level::all().next().expect("there are some");
        Seated::new(1, BotSeat::new(level, Luck::of(1)))
    }

    fn pass() -> Command {
        let words = Words { kind: "pass".to_owned(), text: String::new() };
        let (game, user) = ("g".parse().expect("an id"), "bot_1".parse().expect("a name"));
        Command { game, id: CommandId::Client([7; 16]), user: Some(user), expect: None, words }
    }

    #[test]
    fn what_cannot_be_done_now_is_sent_again_under_its_id_until_it_is_answered_for_good() {
        let mut seat = seated();
        let mut now = Millis(1_000);
        seat.sends(pass().id);
        for refused in [Refused::BUSY, Refused::MOVING, Refused::UNAVAILABLE, Refused::UNANSWERED] {
            let wait = refused.retry_after.expect("it may be asked again");
            seat.answered(now, pass(), Answer::Refused(refused));
            assert_eq!(seat.wants(UnixMs(0)), None, "one at a time");
            assert_eq!(seat.sends_again(now), None, "not at once");
            now = now + wait;
            assert_eq!(seat.sends_again(now), Some(pass()), "the same, under the same id");
            assert_eq!(seat.sends_again(now + Duration::from_secs(60)), None, "once");
        }
        seat.answered(now, Command { id: CommandId::Client([8; 16]), ..pass() }, Answer::Acked(Offset(2)));
        assert_eq!(seat.sent, Some(pass().id), "that was an answer to something else");
        seat.answered(now, pass(), Answer::Acked(Offset(2)));
        assert_eq!((seat.sent, seat.again), (None, None));
    }

    #[test]
    fn what_is_refused_for_good_is_not_sent_again() {
        let mut seat = seated();
        seat.sends(pass().id);
        seat.answered(Millis(0), pass(), Answer::Refused(Refused::STALE));
        assert_eq!((seat.sent, seat.again), (None, None));
    }

    #[test]
    fn so_much_and_no_more_waits_for_a_bot_that_thinks() {
        let mut seat = seated();
        let thinking = seat.bot.take();
        assert!((0..TOLD_MAX).all(|_| seat.is_told(Words::default())));
        assert!(!seat.is_told(Words::default()));
        assert!(seat.hears(&pass().game, UnixMs(0)).is_none());
        seat.bot = thinking;
        assert!(seat.hears(&pass().game, UnixMs(0)).is_some());
        assert!(seat.is_told(Words::default()), "what it has heard waits no more");
    }
}
