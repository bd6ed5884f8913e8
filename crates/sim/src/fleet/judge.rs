//! Knows every view that was ever given a place: one place names one view for ever, and what is called lost could
//! really not be had.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::{Said, What};
use types::{ConnId, GameId, Millis, Place, RealmKind};

use super::games::logs::{Logs, game_of};
use super::plan::Plan;
use super::seen::Seen;
use crate::{Checked, Transcript};

/// Rings are trimmed so often, so that a view may be gone a moment earlier or later than its age says.
const TRIM_EVERY: Duration = Duration::from_millis(100);

/// What is true.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(crate) now: Millis,
    pub(crate) seen: Seen,
    /// How many packets conns have been sent.
    pub(crate) sent: u64,
    /// How many views apps have been told.
    pub(crate) viewed: u64,
    /// How many commands have been acknowledged.
    pub(crate) acked: u64,
    /// What the store has of games.
    pub(crate) logs: Logs,
    /// When a game was last taken or let go.
    pub(crate) moved: BTreeMap<GameId, Millis>,
    /// A hash of all that conns are sent that sit at no game.
    pub(crate) watched: Transcript,
    /// Whether the bus keeps the order of what has no place.
    pub(crate) is_order_kept: bool,
    /// By realm, every view that was given a place.
    views: BTreeMap<String, BTreeMap<(u64, u64), Body>>,
    /// By realm, how many views a gap may have that is filled.
    history: BTreeMap<String, u64>,
    history_age: Duration,
}

#[derive(Debug)]
struct Body {
    from: u64,
    text: String,
    at: Millis,
}

impl Judge {
    pub(crate) fn new(plan: &Plan) -> Self {
        let kept = |history: usize| history.min(plan.gap_views) as u64;
        let history = plan.realms.iter().map(|realm| {
            let is_lobby = realm.kind() == RealmKind::Lobby;
            (realm.to_string(), kept(if is_lobby { plan.lobby_history } else { plan.room_history }))
        });
        Self {
            now: Millis(0),
            seen: Seen::default(),
            sent: 0,
            viewed: 0,
            acked: 0,
            logs: Logs::new(plan.gap_views),
            moved: BTreeMap::new(),
            watched: if plan.games.is_some() { Transcript::EMPTY_HASH } else { Transcript::Off },
            is_order_kept: plan.has_good_bus(),
            views: BTreeMap::new(),
            history: history.collect(),
            history_age: plan.history_age,
        }
    }

    /// The greatest offset of an epoch.
    pub(crate) fn head(&self, realm: &str, epoch: u64) -> u64 {
        let views = self.views.get(realm);
        let last = views.and_then(|views| views.range((epoch, 0)..=(epoch, u64::MAX)).next_back());
        last.map_or(0, |((_, offset), _)| *offset)
    }

    /// Whether something was said there within this time: by a conn that was not read for seconds, perhaps, because it waited
    /// to be let into a game.
    pub(crate) fn is_fresh(&self, realm: &str, time: Duration) -> bool {
        let last = self.views.get(realm).and_then(|views| views.last_key_value());
        last.is_some_and(|(_, body)| self.now.since(body.at) < time)
    }

    /// An owner gives a view its place.
    pub(crate) fn placed(&mut self, realm: &str, place: Place, said: &Said) -> Checked {
        let What::Chat(text) = &said.what else { return Err(format!("nobody said {said:?}")) };
        let body = Body { from: said.from.map_or(0, ConnId::get), text: text.clone(), at: self.now };
        let views = self.views.entry(realm.to_owned()).or_default();
        match views.insert((place.epoch.0, place.offset.0), body) {
            None => Ok(()),
            Some(before) => Err(format!("{realm} {place} is {:?} and {text:?}", before.text)),
        }
    }

    /// Somebody is told what stands at a place; without `text`, only who said it.
    pub(crate) fn check_view(&self, realm: &str, place: Place, from: u64, text: Option<&str>) -> Checked {
        let body = self.views.get(realm).and_then(|views| views.get(&(place.epoch.0, place.offset.0)));
        match body {
            Some(body) if body.from == from && text.is_none_or(|text| text == body.text) => Ok(()),
            body => Err(format!("{realm} {place} is {body:?}, not {text:?} of {from}")),
        }
    }

    /// An app is told that it has lost what lies between these places.
    pub(crate) fn check_gap(&self, realm: &str, from: Place, to: Place, why: &str) -> Checked {
        if let Some((game, _)) = game_of(realm) {
            return self.logs.check_gap(&game, from, why);
        }
        let is_true = match why {
            "epoch" => from.epoch != to.epoch,
            "open" => !to.is_numbered(),
            "trimmed" => from.epoch == to.epoch && self.is_trimmed(realm, from),
            // Nobody has seen what was never said.
            _ => false,
        };
        is_true.then_some(()).ok_or_else(|| format!("{realm}: from {from} to {to} something is lost, and why is {why}"))
    }

    /// Whether the view behind this place is one that an owner need not have any more.
    fn is_trimmed(&self, realm: &str, from: Place) -> bool {
        let first = self.views.get(realm).and_then(|views| views.get(&(from.epoch.0, from.offset.0 + 1)));
        let is_old = first.is_some_and(|body| self.now.since(body.at) + TRIM_EVERY >= self.history_age);
        // All that was said counts: the owner may be ahead of the node that has asked it.
        let missing = self.head(realm, from.epoch.0).saturating_sub(from.offset.0);
        is_old || missing > self.history.get(realm).copied().unwrap_or(0)
    }
}
