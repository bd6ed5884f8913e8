//! A player who says something in his game as soon as he is told that what he said before is kept.

use std::collections::VecDeque;
use std::time::Duration;

use client::{Event, Input};
use crowd::Script;
use serde_json::json;

use super::Args;
use crate::latency::Latency;

/// One player.
#[derive(Debug, Default)]
pub(super) struct Talker {
    user: String,
    game: String,
    realm: String,
    sees_game: bool,
    /// When he moves next, if there is a rate.
    next: Duration,
    /// Moves without an ack, and when they were made.
    waiting: VecDeque<([u8; 16], Duration)>,
}

/// What all players share.
pub(super) struct Stage {
    /// Whether players make moves.
    pub(super) is_speaking: bool,
    /// Since when it is measured, if it is.
    pub(super) window: Option<Duration>,
    pub(super) acked: u64,
    /// Views that players were shown, their own moves included.
    pub(super) views: u64,
    pub(super) latency: Latency,
    /// The first thing that should not have happened.
    pub(super) fault: Option<String>,
    outstanding: usize,
    /// Between two moves of a player, if there is a rate.
    pause: Option<Duration>,
    text: String,
    last_id: u128,
}

impl Stage {
    pub(super) fn new(args: &Args) -> Self {
        let text = json!({ "text": "m".repeat(args.payload.into()) }).to_string();
        Self {
            is_speaking: false,
            window: None,
            acked: 0,
            views: 0,
            latency: Latency::default(),
            fault: None,
            outstanding: args.outstanding.into(),
            pause: args.rate.map(|rate| Duration::from_secs_f64(rate.recip())),
            text,
            last_id: 0,
        }
    }

    fn wrong(&mut self, what: impl FnOnce() -> String) {
        if self.fault.is_none() {
            self.fault = Some(what());
        }
    }
}

impl Talker {
    /// His id; empty before he has been let in.
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn is_in(&self) -> bool {
        !self.user.is_empty()
    }

    /// He is to play this game; gives the realm to join.
    pub(super) fn sits_at(&mut self, game: &str) -> String {
        (self.game, self.realm) = (game.to_owned(), format!("game-{game}"));
        self.realm.clone()
    }

    pub(super) fn sees_game(&self) -> bool {
        self.sees_game
    }

    /// Whether all that he has done is acknowledged.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty()
    }

    fn speak(&mut self, stage: &mut Stage, now: Duration, wants: &mut Vec<Input>) {
        while stage.is_speaking && self.sees_game && self.waiting.len() < stage.outstanding && now >= self.next {
            stage.last_id += 1;
            if let Some(pause) = stage.pause {
                // Spread over the pause to begin with: not all players move at the same instant.
                let first = now + pause * u32::from(self.user.bytes().next_back().unwrap_or_default() % 10) / 10;
                self.next = if self.next.is_zero() { first } else { (self.next + pause).max(now) };
            }
            let id = stage.last_id.to_be_bytes();
            self.waiting.push_back((id, now));
            let (game, kind, text) = (self.game.clone(), "say".to_owned(), stage.text.clone());
            wants.push(Input::Command { game, id, expect: 0, kind, text });
        }
    }

    fn acked(&mut self, stage: &mut Stage, now: Duration, id: [u8; 16]) {
        let Some(at) = self.waiting.iter().position(|(waiting, _)| *waiting == id) else {
            return stage.wrong(|| format!("{} was told twice that a move is kept", self.user));
        };
        stage.acked += 1;
        if let Some((_, made)) = self.waiting.remove(at)
            && stage.window.is_some_and(|from| made >= from)
        {
            stage.latency.record(u64::try_from((now - made).as_nanos()).unwrap_or(u64::MAX));
        }
    }
}

impl Script for Talker {
    type Stage = Stage;

    fn hear(&mut self, stage: &mut Stage, now: Duration, event: Event, wants: &mut Vec<Input>) {
        match event {
            Event::Welcome { user, .. } => self.user = user,
            Event::Service { realm, kind, .. } if realm == self.realm => {
                stage.views += 1;
                self.sees_game |= kind == "snapshot";
            }
            Event::Acked { id, .. } => {
                self.acked(stage, now, id);
                self.speak(stage, now, wants);
            }
            Event::Refused { code, text, .. } => stage.wrong(|| format!("a move was refused ({code}): {text}")),
            Event::Closed { code, reason, .. } => {
                stage.wrong(|| format!("{} was cut off ({code:?}): {reason}", self.user));
            }
            Event::Gap { realm, why, .. } => stage.wrong(|| format!("views of {realm} are missing: {why}")),
            Event::Error { code, text } => stage.wrong(|| format!("the server's error {code}: {text}")),
            Event::Joined { .. }
            | Event::Left { .. }
            | Event::NotJoined { .. }
            | Event::View { .. }
            | Event::Service { .. }
            | Event::Placed { .. }
            | Event::Unsaid { .. }
            | Event::Doubt { .. }
            | Event::Sure { .. }
            | Event::Presence { .. }
            | Event::Members { .. }
            | Event::Moved { .. }
            | Event::Direct { .. }
            | Event::Pong { .. } => {}
        }
    }

    fn look(&mut self, stage: &mut Stage, now: Duration, wants: &mut Vec<Input>) {
        self.speak(stage, now, wants);
    }
}
