//! A game's streams: what gateways ask to fill a gap or to let somebody in, and how they learn of a lost last view.

use std::time::Duration;

use types::{GameId, Millis, Name, Offset, Place};

use crate::guards::Guard;
use crate::host::{Host, ReplyKey, State, Work};
use crate::playing::{Playing, guarded};
use crate::{Answer, Output, Refused, Told, Viewpoint};

/// The head is told so often.
const HEAD_EVERY: Duration = Duration::from_secs(5);

/// And no more once nothing has happened in the game, and nobody has asked for it, for so long: whoever hears it then has
/// long been told how far it has come, and a gateway asks when it has heard nothing for a while.
const HEAD_FOR: Duration = Duration::from_secs(60);

impl Playing {
    pub(crate) fn has_head_due(&self, now: Millis) -> bool {
        now.since(self.head_at) >= HEAD_EVERY && now.since(self.used_at) < HEAD_FOR
    }

    /// Every event behind an offset, if all of them are in memory.
    fn after(&self, offset: Offset, view: &Viewpoint) -> Option<Result<Vec<Told>, Unreadable>> {
        let viewer = self.viewer(view)?;
        let first = self.last.front().map_or(self.chain.last().next(), |(offset, _)| *offset);
        if offset.next() < first || offset > self.chain.last() {
            return None;
        }
        let behind = self.last.iter().filter(|(place, _)| *place > offset);
        let told = behind.map(|(offset, record)| {
            let words = guarded(|| self.table.redact(record, viewer)).and_then(Result::ok).ok_or(Unreadable)?;
            Ok(Told { offset: *offset, words })
        });
        Some(told.collect())
    }
}

/// The rules cannot say what a viewer may know of an event that they have applied.
struct Unreadable;

impl Host {
    /// Whether this node can say what lies behind a place. Who asks for what lies beyond the last event may have heard it of
    /// a later owner, whom a node that was suspended, clock and all, knows nothing of: the store is asked first.
    pub(crate) fn knows(&self, game: &GameId, place: Place, asked_at: Millis) -> bool {
        let Some(State::Playing(playing)) = self.games.get(game) else { return true };
        let is_beyond = place.epoch == self.settings.epoch && place.offset > playing.chain.last();
        !is_beyond || playing.term.since >= asked_at || !self.guards.has(Guard::Beyond)
    }

    pub(crate) fn answer_after(
        &mut self,
        game: &GameId,
        reply: ReplyKey,
        view: &Viewpoint,
        place: Place,
        work: &mut Work<'_>,
    ) {
        let epoch = self.settings.epoch;
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        if playing.viewer(view).is_none() {
            return work.answer(reply, Answer::Refused(Refused::NOT_FOUND));
        }
        let head = Place { epoch, offset: playing.chain.last() };
        let views = match place {
            place if !place.is_numbered() => Some(Ok(Vec::new())),
            place if place.epoch == epoch => playing.after(place.offset, view),
            _ => None,
        };
        match views.transpose() {
            Ok(views) => work.answer(reply, Answer::Views { place: head, views }),
            Err(Unreadable) => {
                work.answer(reply, Answer::Refused(Refused::FAULTED));
                self.panicked(game, work);
            }
        }
    }

    pub(crate) fn answer_snapshot(&mut self, game: &GameId, reply: ReplyKey, view: Viewpoint, work: &mut Work<'_>) {
        let epoch = self.settings.epoch;
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        let Some(viewer) = playing.viewer(&view) else {
            return work.answer(reply, Answer::Refused(Refused::NOT_FOUND));
        };
        let Some(words) = guarded(|| playing.table.snapshot(viewer)) else {
            work.answer(reply, Answer::Refused(Refused::FAULTED));
            return self.panicked(game, work);
        };
        let place = Place { epoch, offset: playing.chain.last() };
        work.answer(reply, Answer::Snapshot { place, words });
    }

    /// Tells each who may hear of a game how far it has come, whether or not he has asked: who takes a game over cannot know
    /// who hears it, and what its owner before told last may be lost.
    pub(crate) fn tell_head(&mut self, game: &GameId, work: &mut Work<'_>) {
        let epoch = self.settings.epoch;
        let Some(State::Playing(playing)) = self.games.get_mut(game) else { return };
        playing.head_at = work.now.mono;
        let place = Place { epoch, offset: playing.chain.last() };
        for (view, _) in playing.viewers().filter(|_| self.guards.has(Guard::Head)) {
            work.out.push(Output::Head { game: game.clone(), view, place });
        }
    }
}

impl Viewpoint {
    /// The user who sees it so, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<&Name> {
        match self {
            Self::Of(user) => Some(user),
            Self::Watcher => None,
        }
    }
}
