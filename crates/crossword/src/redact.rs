//! Who may know what of an event.

use game::Viewer;

use crate::event::{Challenged, Ended, Event, Hidden, Placed, Started, What};
use crate::view::{ChallengedView, Drawn, EndedView, ExchangedView, PlacedView, StartedView, View};
use crate::{Pair, Side, Tiles};

/// What a viewer may know of an event. Without a `_` arm: whoever adds an event says here who may see it.
pub(crate) fn redact(event: &Event, viewer: Viewer) -> View {
    let time_ms = event.at.0;
    let is = |seat: Side| viewer.is(seat.into());
    match &event.what {
        What::Started(started) => View::Started(Box::new(redact_start(started, viewer, time_ms))),
        What::Here { seat } => View::Here { seat: *seat, time_ms },
        What::Away { seat } => View::Away { seat: *seat, time_ms },
        What::Begun {} => View::Begun { time_ms },
        What::Placed(placed) => View::Placed(redact_play(placed, viewer, time_ms)),
        What::Exchanged { seat, gave, drew, left_ms } => View::Exchanged(ExchangedView {
            seat: *seat,
            gave: Drawn::shown(&gave.0, is(*seat)),
            drew: Drawn::shown(&drew.0, is(*seat)),
            left_ms: *left_ms,
            time_ms,
        }),
        What::Passed { seat, left_ms } => View::Passed { seat: *seat, left_ms: *left_ms, time_ms },
        What::Challenged(challenged) => View::Challenged(redact_challenge(challenged, viewer, time_ms)),
        What::Asked { seat, question, until_ms } => {
            View::Asked { seat: *seat, question: *question, until_ms: *until_ms, time_ms }
        }
        What::Answered { seat, question, yes } => {
            View::Answered { seat: *seat, question: *question, yes: *yes, time_ms }
        }
        What::Nudged { seat, until_ms } => View::Nudged { seat: *seat, until_ms: *until_ms, time_ms },
        What::TimeAdded { seat, ms } => View::TimeAdded { seat: *seat, ms: *ms, time_ms },
        What::Paused { ms } => View::Paused { ms: *ms, time_ms },
        What::Said { seat, text } => {
            let text = (viewer != Viewer::Watcher).then(|| text.clone());
            View::Said { seat: *seat, text, time_ms }
        }
        What::Noted { seat, text } => View::Noted { seat: *seat, text: is(*seat).then(|| text.clone()), time_ms },
        What::Ended(ended) => View::Ended(Box::new(show_end(ended, time_ms))),
        What::Rematched { game } => View::Rematch { game: game.clone(), time_ms },
    }
}

fn redact_start(started: &Started, viewer: Viewer, time_ms: i64) -> StartedView {
    let dealt: usize = started.racks.0.iter().map(|rack| rack.0.len()).sum();
    let all = crate::TileSet::named(&started.language).map_or(0, |set| Tiles::all_of(set).len());
    StartedView {
        seats: started.seats.clone(),
        first: started.first,
        rules: started.rules,
        clock: started.clock,
        language: started.language.clone(),
        lexicon: started.lexicon.clone(),
        casual: started.casual,
        bag: all.saturating_sub(dealt),
        racks: Pair::of(|side| Drawn::shown(&started.racks[side].0, viewer.is(side.into()))),
        time_ms,
    }
}

pub(crate) fn redact_play(placed: &Placed, viewer: Viewer, time_ms: i64) -> PlacedView {
    PlacedView {
        seat: placed.seat,
        at: placed.at,
        across: placed.across,
        tiles: placed.tiles.clone(),
        words: placed.words.clone(),
        score: placed.score,
        drew: Drawn::shown(&placed.drew.0, viewer.is(placed.seat.into())),
        left_ms: placed.left_ms,
        time_ms,
    }
}

fn redact_challenge(challenged: &Challenged, viewer: Viewer, time_ms: i64) -> ChallengedView {
    ChallengedView {
        by: challenged.by,
        upheld: challenged.upheld,
        rule: challenged.rule,
        points: challenged.points,
        to_bag: Drawn::shown(&challenged.to_bag.0, viewer.is(challenged.by.other().into())),
        turn_lost: challenged.turn_lost,
        left_ms: challenged.left_ms,
        time_ms,
    }
}

/// After the end nothing of it is hidden.
pub(crate) fn show_end(ended: &Ended, time_ms: i64) -> EndedView {
    let letters = |hidden: &Hidden| hidden.0.letters();
    EndedView {
        reason: ended.reason,
        winner: ended.winner,
        adjustments: ended.adjustments.clone(),
        scores: ended.scores,
        left_ms: ended.left_ms,
        racks: Pair::of(|side| letters(&ended.racks[side])),
        past_racks: ended.past_racks.iter().map(letters).collect(),
        said: ended.said.clone(),
        time_ms,
    }
}
