//! Those who play and those who watch: what they do, and what they write down of it.

use std::time::Duration;

use client::{Event, Input};
use crossword::{Command, Level, Phase, Side, Snapshot, View, choose};
use crowd::Script;
use game::{Luck, Seat};
use types::Place;

use crate::stage::{Ack, Eye, Row, Seen, Shown, Stage, hash};

/// One person at a table, or one who watches several.
pub(crate) struct Person {
    role: Role,
    user: String,
    tables: Vec<Table>,
    waiting: Option<Waiting>,
    /// Before this he makes no move.
    next: Duration,
    /// When the last move was made that was answered.
    answered: Duration,
    luck: Luck,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Plays { pair: usize, seat: u8 },
    Watches,
}

/// A game that somebody is at.
struct Table {
    game: usize,
    id: String,
    realm: String,
    /// The game as he sees it, from the views; `None` until it was shown.
    seen: Option<Box<Snapshot>>,
    /// The last view.
    at: u64,
    /// Where in the books the views go.
    row: Option<usize>,
    /// The last move of his that is kept.
    kept: u64,
}

struct Waiting {
    id: [u8; 16],
    game: usize,
    sent: Duration,
}

impl Person {
    pub(crate) fn plays(pair: usize, seat: u8, luck: Luck) -> Self {
        Self::new(Role::Plays { pair, seat }, luck)
    }

    pub(crate) fn watches(luck: Luck) -> Self {
        Self::new(Role::Watches, luck)
    }

    fn new(role: Role, luck: Luck) -> Self {
        let (next, answered) = (Duration::ZERO, Duration::ZERO);
        Self { role, user: String::new(), tables: Vec::new(), waiting: None, next, answered, luck }
    }

    pub(crate) fn is_in(&self) -> bool {
        !self.user.is_empty()
    }

    pub(crate) fn is_player(&self) -> bool {
        self.role != Role::Watches
    }

    /// He comes to a game; gives the realm to join.
    pub(crate) fn comes_to(&mut self, game: usize, id: &str) -> String {
        let realm = if self.is_player() { format!("game-{id}") } else { format!("gametv-{id}") };
        let (id, row, seen) = (id.to_owned(), None, None);
        self.tables.push(Table { game, id, realm: realm.clone(), seen, at: 0, row, kept: 0 });
        realm
    }

    /// Whether he has nothing to wait for.
    pub(crate) fn is_done(&self) -> bool {
        self.waiting.is_none()
    }

    /// Whether he is at a game that he sees.
    pub(crate) fn sees_games(&self) -> bool {
        !self.tables.is_empty() && self.tables.iter().all(|table| table.seen.is_some())
    }

    /// Whether a move that was made after this time was answered.
    pub(crate) fn has_been_answered_since(&self, time: Duration) -> bool {
        self.answered >= time
    }

    /// Since when he waits.
    pub(crate) fn waits_since(&self) -> Option<(Duration, &str)> {
        let waiting = self.waiting.as_ref()?;
        Some((waiting.sent, self.tables.iter().find(|table| table.game == waiting.game)?.id.as_str()))
    }

    /// The games that he is at, and how far he has seen each.
    pub(crate) fn is_at(&self) -> impl Iterator<Item = (usize, u64)> {
        self.tables.iter().map(|table| (table.game, table.at))
    }

    /// It is over: what he sees goes into the books.
    pub(crate) fn ends(&mut self, stage: &mut Stage) {
        let eye = self.eye();
        for table in self.tables.drain(..) {
            stage.seen.extend(table.into_seen(eye));
        }
    }

    fn eye(&self) -> Eye {
        match self.role {
            Role::Plays { seat, .. } => Eye::Seat(seat),
            Role::Watches => Eye::Watcher,
        }
    }

    fn view(&mut self, stage: &mut Stage, realm: &str, place: Place, text: &str) {
        let (eye, user) = (self.eye(), &self.user);
        let Some(table) = self.tables.iter_mut().find(|table| table.realm == realm) else { return };
        let view: View = match serde_json::from_str(text) {
            Ok(view) => view,
            Err(error) => return stage.is_wrong(|| format!("{user} cannot read a view of {realm}: {error}")),
        };
        stage.views += 1;
        if let View::Snapshot(snapshot) = view {
            stage.shown.push(Shown { game: table.game, eye, offset: table.at, hash: hash(text) });
            table.seen = Some(snapshot);
            return;
        }
        let expected = table.at + 1;
        if place.offset.0 != expected {
            stage.misordered += 1;
            stage.is_wrong(|| format!("{user} was told view {} of {realm} when {expected} was next", place.offset.0));
        }
        table.at = place.offset.0;
        if let Some(row) = table.row.and_then(|row| stage.rows.get_mut(row)) {
            row.views.push(hash(text));
        }
        if let Some(seen) = &mut table.seen {
            seen.follow(&view);
        }
    }

    fn joined(&mut self, stage: &mut Stage, realm: &str, place: Place) {
        let (eye, user) = (self.eye(), &self.user);
        let Some(table) = self.tables.iter_mut().find(|table| table.realm == realm) else { return };
        if table.row.is_some() && place.offset.0 == table.at {
            return;
        }
        if table.row.is_some() {
            stage.gaps += 1;
            stage.is_wrong(|| format!("{user} was at {} of {realm} and goes on at {}", table.at, place.offset.0));
        }
        table.at = place.offset.0;
        table.row = Some(stage.rows.len());
        stage.rows.push(Row { game: table.game, eye, behind: table.at, views: Vec::new() });
    }

    fn acked(&mut self, stage: &mut Stage, now: Duration, id: [u8; 16], offset: u64) {
        let user = &self.user;
        let Some(waiting) = self.waiting.take_if(|waiting| waiting.id == id) else {
            return stage.is_wrong(|| format!("{user} was told that a move is kept that he does not wait for"));
        };
        let Waiting { game, sent, .. } = waiting;
        stage.acks.push(Ack { game, user: user.clone(), id, offset, sent, acked: now });
        if let Some(table) = self.tables.iter_mut().find(|table| table.game == game) {
            table.kept = offset;
        }
        self.answered = sent;
        self.pause(stage, now);
    }

    fn refused(&mut self, stage: &mut Stage, now: Duration, id: [u8; 16], code: String, text: &str) {
        let user = &self.user;
        stage.is_wrong(|| format!("a move of {user} was refused ({code}): {text}"));
        *stage.refused.entry(code).or_default() += 1;
        self.waiting.take_if(|waiting| waiting.id == id);
        self.pause(stage, now);
    }

    fn pause(&mut self, stage: &Stage, now: Duration) {
        let thousandths = 500 + self.luck.below(1_000);
        // From when he made his last move, so that a late answer does not slow him down.
        let due = self.next.max(now.saturating_sub(stage.manner.pause)) + stage.manner.pause * thousandths / 1_000;
        self.next = due.max(now);
    }

    /// Makes a move, if he sees all that he has done.
    fn moves(&mut self, stage: &Stage, now: Duration, wants: &mut Vec<Input>) {
        let Role::Plays { seat, .. } = self.role else { return };
        let Some(Table { game, id: name, seen: Some(seen), at, kept, .. }) = self.tables.last() else { return };
        if !stage.is_playing || self.waiting.is_some() || now < self.next || at < kept || seen.phase == Phase::Ended {
            return;
        }
        if self.next.is_zero() {
            // Not all begin at the same instant.
            self.next = now + stage.manner.pause * self.luck.below(1_000) / 1_000;
            return;
        }
        let is_on_turn = Side::try_from(Seat(seat)).is_ok_and(|side| side == seen.turn) && seen.phase != Phase::Waiting;
        let turn = if is_on_turn && self.luck.below(100) < stage.manner.turns_percent {
            Level::of(1).ok().and_then(|level| choose(seen, &stage.lexicon, level, &mut self.luck))
        } else {
            None
        };
        let id = self.luck.id();
        let said = || Command::Say { text: format!("{:032x}", u128::from_be_bytes(id)) };
        let words = turn.map_or_else(said, |choice| choice.command).words();
        let (game, name) = (*game, name.clone());
        self.waiting = Some(Waiting { id, game, sent: now });
        wants.push(Input::Command { game: name, id, expect: 0, kind: words.kind, text: words.text });
    }

    /// Leaves games that are over.
    fn leaves(&mut self, stage: &mut Stage, wants: &mut Vec<Input>) {
        if self.waiting.is_some() {
            return;
        }
        let (eye, role) = (self.eye(), self.role);
        let is_over = |table: &mut Table| {
            table.at >= table.kept && table.seen.as_ref().is_some_and(|seen| seen.phase == Phase::Ended)
        };
        let over: Vec<Table> = self.tables.extract_if(.., is_over).collect();
        for table in over {
            wants.push(Input::Leave(table.realm.clone()));
            stage.seen.extend(table.into_seen(eye));
            if let Role::Plays { pair, seat } = role {
                stage.has_left(pair, seat);
            }
        }
    }
}

impl Table {
    fn into_seen(self, eye: Eye) -> Option<Seen> {
        Some(Seen { game: self.game, eye, offset: self.at, snapshot: self.seen? })
    }
}

impl Script for Person {
    type Stage = Stage;

    fn hear(&mut self, stage: &mut Stage, now: Duration, event: Event, _wants: &mut Vec<Input>) {
        match event {
            Event::Welcome { user, resumed, .. } => {
                stage.resumed += u64::from(resumed);
                if self.is_in() && self.user != user {
                    stage.is_wrong(|| format!("{} came back as {user}", self.user));
                }
                if let Role::Plays { pair, seat } = self.role {
                    stage.pairs[pair].users[usize::from(seat)].clone_from(&user);
                }
                self.user = user;
            }
            Event::Joined { realm, place, .. } => self.joined(stage, &realm, place),
            Event::Service { realm, place, text, .. } => self.view(stage, &realm, place, &text),
            Event::Acked { id, offset } => self.acked(stage, now, id, offset.0),
            Event::Refused { id, code, text } => self.refused(stage, now, id, code, &text),
            // In an open room, such as that in which he begins, nothing is promised.
            Event::Gap { realm, why, .. } if realm.starts_with("game") => {
                stage.is_wrong(|| format!("{} lacks views of {realm}: {why}", self.user));
            }
            Event::Closed { comes_back, code, reason } => {
                stage.closed += 1;
                if comes_back.is_none() {
                    stage.is_wrong(|| format!("{} was sent away ({code:?}): {reason}", self.user));
                }
            }
            Event::NotJoined { realm } => stage.is_wrong(|| format!("{} cannot join {realm}", self.user)),
            Event::Left { realm } => {
                if self.tables.iter().any(|table| table.realm == realm) {
                    stage.is_wrong(|| format!("{} was put out of {realm}", self.user));
                }
            }
            Event::Error { code, .. } => *stage.errors.entry(code).or_default() += 1,
            Event::Gap { .. }
            | Event::View { .. }
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
        self.leaves(stage, wants);
        self.moves(stage, now, wants);
    }
}
