//! Reviews of games that are over. Players ask for them, and each costs a moment of a core: so one is worked out at a
//! time, few wait for theirs, and the last ones are known.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use api::{Code, Error, GameReview};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use types::GameId;

/// Reviews that are known; the oldest is forgotten first. Each has a few kilobytes.
const KNOWN_MAX: usize = 64;
/// Who may wait for a review, beside the one that is worked out. When full: `busy`.
const WAITING_MAX: usize = 8;

/// The reviews of a node.
pub(crate) struct Reviews {
    known: Mutex<VecDeque<(GameId, GameReview)>>,
    asking: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

/// The right to work one out; it ends when this is dropped.
pub(crate) struct Turn {
    _asking: OwnedSemaphorePermit,
    _working: OwnedSemaphorePermit,
}

impl Default for Reviews {
    fn default() -> Self {
        let asking = Arc::new(Semaphore::new(WAITING_MAX + 1));
        Self { known: Mutex::default(), asking, working: Arc::new(Semaphore::new(1)) }
    }
}

impl Reviews {
    /// The review of a game, if it was asked for not long ago. What is over does not change.
    pub(crate) fn known(&self, game: &GameId) -> Option<GameReview> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(known, _)| known == game).map(|(_, review)| review.clone())
    }

    /// Keeps a review for whoever asks next.
    pub(crate) fn keep(&self, game: GameId, review: GameReview) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == KNOWN_MAX {
            known.pop_front();
        }
        known.push_back((game, review));
    }

    /// Waits until no other review is worked out.
    pub(crate) async fn turn(&self) -> Result<Turn, Error> {
        let busy = || Error::new(Code::Busy, format!("{WAITING_MAX} reviews wait to be worked out already"));
        let asking = Arc::clone(&self.asking).try_acquire_owned().map_err(|_| busy())?;
        let working = Arc::clone(&self.working).acquire_owned().await.map_err(|_| busy())?;
        Ok(Turn { _asking: asking, _working: working })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(number: usize) -> GameId {
        format!("g{number}").parse().unwrap()
    }

    #[test]
    fn the_last_reviews_are_known() {
        let reviews = Reviews::default();
        for number in 0..=KNOWN_MAX {
            reviews.keep(game(number), GameReview { words: number.to_string(), turns: Vec::new() });
        }
        assert_eq!(reviews.known(&game(0)), None);
        assert_eq!(reviews.known(&game(KNOWN_MAX)).map(|review| review.words), Some(KNOWN_MAX.to_string()));
    }

    #[tokio::test]
    async fn one_is_worked_out_at_a_time_and_few_wait() {
        let reviews = Reviews::default();
        let first = reviews.turn().await.ok();
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(reviews.turn())).collect();
        for turn in &mut waiting {
            assert!(once(turn).is_none());
        }
        assert!(matches!(reviews.turn().await, Err(error) if error.code == Code::Busy));
        drop(first);
        assert!(waiting.remove(0).await.is_ok());
    }

    /// What a future gives when it is looked at once.
    fn once<T>(future: &mut std::pin::Pin<Box<impl Future<Output = T>>>) -> Option<T> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        }
    }
}
