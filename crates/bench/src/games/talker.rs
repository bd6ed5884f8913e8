//! A player who says something in his game as soon as he is told that what he said before is kept, or makes his turns.

use std::collections::VecDeque;
use std::time::Duration;

use client::{Event, Input};
use crossword::{BotSeat, Level};
use crowd::Script;
use game::{Luck, Words};
use lexicon::Lexicon;
use serde_json::json;
use types::UnixMs;

use super::Args;
use crate::latency::Latency;

/// One player.
#[derive(Default)]
pub(super) struct Talker {
    user: String,
    game: String,
    realm: String,
    sees_game: bool,
    /// Who makes his turns, if he does.
    seat: Option<BotSeat>,
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
    /// The words that turns are made with.
    pub(super) lexicon: Option<Lexicon>,
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
            lexicon: None,
        }
    }

    fn new_id(&mut self) -> [u8; 16] {
        self.last_id += 1;
        self.last_id.to_be_bytes()
    }

    fn wrong(&mut self, what: impl FnOnce() -> String) {
        if self.fault.is_none() {
            self.fault = Some(what());
        }
    }
}

impl Talker {
    /// One who makes turns with tiles.
    pub(super) fn with_tiles(luck: Luck) -> Self {
        Self { seat: Level::of(1).ok().map(|level| BotSeat::new(level, luck)), ..Self::default() }
    }

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

    /// Makes his turn, if it is his.
    fn turn(&mut self, stage: &mut Stage, now: Duration, wants: &mut Vec<Input>) {
        let (Some(seat), Some(lexicon)) = (&mut self.seat, &stage.lexicon) else { return };
        if !stage.is_speaking || !self.waiting.is_empty() {
            return;
        }
        if seat.wonders().is_some() {
            seat.think(lexicon);
        }
        // He takes no time to think.
        let Some(command) = seat.send(UnixMs(i64::MAX)) else { return };
        let id = stage.new_id();
        self.waiting.push_back((id, now));
        let Words { kind, text } = command.words();
        wants.push(Input::Command { game: self.game.clone(), id, expect: 0, kind, text });
    }

    fn speak(&mut self, stage: &mut Stage, now: Duration, wants: &mut Vec<Input>) {
        if self.seat.is_some() {
            return self.turn(stage, now, wants);
        }
        while stage.is_speaking && self.sees_game && self.waiting.len() < stage.outstanding && now >= self.next {
            if let Some(pause) = stage.pause {
                // Spread over the pause to begin with: not all players move at the same instant.
                let first = now + pause * u32::from(self.user.bytes().next_back().unwrap_or_default() % 10) / 10;
                self.next = if self.next.is_zero() { first } else { (self.next + pause).max(now) };
            }
            let id = stage.new_id();
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
            Event::Service { realm, kind, text, .. } if realm == self.realm => {
                stage.views += 1;
                self.sees_game |= kind == "snapshot";
                if let Some(seat) = &mut self.seat
                    && let Err(error) = seat.hear(&Words { kind, text }, UnixMs(0))
                {
                    stage.wrong(|| format!("a view of {realm} cannot be read: {error}"));
                }
                self.turn(stage, now, wants);
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
