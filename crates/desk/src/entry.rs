//! How a conn is let into a realm: between two views of its stream, with all that it has missed, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use types::{ConnId, Epoch, Millis, Offset, Place};

use crate::follow::SEEK_EVERY;
use crate::post::{Post, Purpose, Stream, Work};
use crate::ring::Ring;
use crate::{Entered, Failed, No, Output, Said, StreamAnswer, StreamAsk, ToHub, Why};

/// A conn that waits to be let in.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) shard: u8,
    pub(crate) conn: ConnId,
    pub(crate) cursor: Option<Place>,
    since: Millis,
    /// What the owner has told of the gap so far, without a hole from the cursor on.
    told: BTreeMap<Offset, Arc<Said>>,
    /// Why the conn is to be shown the whole of a game, once that is known.
    needs_whole: Option<Why>,
    /// The game as it stood at a place.
    whole: Option<(Place, Arc<Said>)>,
    asked: Asked,
    /// The number of that request. An answer to an earlier one is of no use any more.
    request: u64,
    /// Nothing is asked before: the last answer has brought nothing.
    ask_at: Millis,
}

/// What this entry has asked the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// Whether the cursor is of a stream that this node, being at this place, has not heard of yet.
    Head(Place),
    /// Whether a game has lost what the conn knows of it, and this node has not heard of.
    Beyond,
    /// And the answer came.
    HeadAnswered,
    /// What lies behind the cursor, or behind what was told of it.
    Gap,
    /// How the game stands.
    Whole,
}

/// How an entry stands.
enum Step {
    Done(Place, Why, Vec<Arc<Said>>),
    AskHead,
    AskGap(Place),
    AskWhole(Why),
    Wait,
}

impl Entry {
    pub(crate) fn new(shard: u8, conn: ConnId, cursor: Option<Place>, now: Millis) -> Self {
        // The place of a realm without a stream: the conn was there, and has missed what it has missed.
        Self {
            shard,
            conn,
            cursor,
            since: now,
            told: BTreeMap::new(),
            needs_whole: None,
            whole: None,
            asked: Asked::Nothing,
            request: 0,
            ask_at: now,
        }
    }

    /// What the owner has told of the gap. Whether it was anything.
    fn take_told(&mut self, epoch: Epoch, said: Vec<Arc<Said>>) -> bool {
        let before = self.told.len();
        if self.cursor.is_some_and(|cursor| cursor.epoch == epoch) {
            self.told.extend(said.into_iter().map(|said| (said.offset, said)));
        }
        self.told.len() > before
    }

    /// How the game stood. Whether what has happened since can be told here, or will be.
    fn take_whole(&mut self, place: Place, whole: Option<Arc<Said>>, ring: Option<&Ring>) -> bool {
        self.whole = whole.map(|whole| (place, whole));
        let since = ring.map(|ring| ring.after(place, usize::MAX));
        self.whole.is_some() && matches!(since, Some(Ok(_) | Err(Why::Ahead)))
    }

    /// What is to be done, this node's ring being the owner's own, or as far as is known.
    fn step(&self, ring: &Ring, is_owner: bool, gap_max: usize) -> Step {
        let head = ring.head();
        let Some(cursor) = self.cursor else { return Step::Done(head, Why::New, Vec::new()) };
        match ring.after(cursor, gap_max.saturating_add(1)) {
            Ok(missed) if missed.len() <= gap_max => Step::Done(cursor, Why::Ring, missed),
            Ok(_) => Step::Done(head, Why::Trimmed, Vec::new()),
            Err(why) if is_owner => Step::Done(head, why, Vec::new()),
            Err(Why::Trimmed) => self.gap(cursor, ring, gap_max),
            Err(why) => match self.asked {
                Asked::Nothing => Step::AskHead,
                Asked::Head(_) | Asked::Beyond | Asked::Gap | Asked::Whole => Step::Wait,
                Asked::HeadAnswered => Step::Done(head, why, Vec::new()),
            },
        }
    }

    /// The gap begins before the ring does: the rest is the owner's to tell.
    fn gap(&self, cursor: Place, ring: &Ring, gap_max: usize) -> Step {
        let head = ring.head();
        if head.offset.0 - cursor.offset.0 > gap_max as u64 {
            return Step::Done(head, Why::Trimmed, Vec::new());
        }
        let last = self.told.last_key_value().map_or(cursor.offset, |(offset, _)| *offset);
        let from_ring = ring.after(Place { offset: last, ..cursor }, gap_max);
        if let Ok(rest) = from_ring {
            let missed = self.told.values().cloned().chain(rest).collect();
            return Step::Done(cursor, Why::Owner, missed);
        }
        if last > head.offset {
            // The owner has told more than has been heard here; what is more will be heard.
            let missed = self.told.range(..=head.offset).map(|(_, said)| Arc::clone(said)).collect();
            return Step::Done(cursor, Why::Owner, missed);
        }
        match self.asked {
            Asked::Gap | Asked::Head(_) | Asked::Beyond | Asked::Whole => Step::Wait,
            Asked::Nothing | Asked::HeadAnswered => Step::AskGap(Place { offset: last, ..cursor }),
        }
    }

    /// In a game that a host runs, whoever is new or has missed more than can be told is shown how it stands, and then
    /// what has happened since.
    fn step_in_game(&self, ring: &Ring, gap_max: usize) -> Step {
        let why = match (self.needs_whole, self.step(ring, false, gap_max)) {
            (Some(why), _) | (None, Step::Done(_, why @ Why::New, _)) => why,
            (None, Step::Done(_, why, _)) if !why.is_recovered() => why,
            (None, step) => return step,
        };
        let Some((place, whole)) = &self.whole else {
            return if self.asked == Asked::Whole { Step::Wait } else { Step::AskWhole(why) };
        };
        match ring.after(*place, usize::MAX) {
            Ok(since) => Step::Done(*place, why, [Arc::clone(whole)].into_iter().chain(since).collect()),
            // The node has not heard so far yet, and will.
            Err(Why::Ahead) => Step::Wait,
            Err(_) => Step::AskWhole(why),
        }
    }

    fn entered(self, realm: types::Realm, place: Place, why: Why, missed: Vec<Arc<Said>>) -> Output {
        let entered = Entered { realm, place, why, missed };
        Output::ToHub(self.shard, ToHub::Entered { conn: self.conn, entered })
    }
}

impl Post {
    /// A conn wants to come in.
    pub(crate) fn enter(&mut self, entry: Entry, work: &mut Work<'_>) {
        if self.entries.len() >= work.settings.waiting_max {
            return work.out.list.push(self.not_entered(&entry, No::Busy));
        }
        self.entries.push_back(entry);
        self.pump(work);
    }

    /// Lets in whoever can be.
    pub(crate) fn let_in(&mut self, work: &mut Work<'_>) {
        for _ in 0..self.entries.len() {
            let Some(entry) = self.entries.pop_front() else { return };
            self.let_in_or_keep(entry, work);
        }
    }

    fn let_in_or_keep(&mut self, mut entry: Entry, work: &mut Work<'_>) {
        let gap_max = work.settings.gap_max;
        let step = match &self.stream {
            Stream::Open => {
                Step::Done(Place::NONE, if entry.cursor.is_some() { Why::Open } else { Why::New }, Vec::new())
            }
            Stream::Owned(own) => entry.step(own.ring(), true, gap_max),
            Stream::Followed(follow) if follow.is_known() && self.realm.is_hosted() => {
                entry.step_in_game(follow.ring(), gap_max)
            }
            Stream::Followed(follow) if follow.is_known() => entry.step(follow.ring(), false, gap_max),
            Stream::Followed(_) => Step::Wait,
        };
        match step {
            Step::Done(place, why, missed) => {
                self.set_wanted(entry.shard, true, work);
                work.out.list.push(entry.entered(self.realm.clone(), place, why, missed));
            }
            Step::Wait => self.entries.push_back(entry),
            Step::AskHead | Step::AskWhole(_) | Step::AskGap(_) if entry.ask_at > work.now.mono => {
                self.entries.push_back(entry);
            }
            Step::AskHead => {
                let head = self.head();
                // An owner that is less far than this asks its store whether it is the owner still.
                match entry.cursor.filter(|cursor| self.realm.is_hosted() && cursor.epoch == head.epoch) {
                    Some(cursor) => self.ask_for(entry, Asked::Beyond, StreamAsk::After(cursor), work),
                    None => self.ask_for(entry, Asked::Head(head), StreamAsk::After(head), work),
                }
            }
            Step::AskWhole(why) => {
                entry.needs_whole = Some(why);
                self.ask_for(entry, Asked::Whole, StreamAsk::Whole, work);
            }
            Step::AskGap(from) => self.ask_for(entry, Asked::Gap, StreamAsk::After(from), work),
        }
    }

    /// Asks the owner something for an entry, and no longer waits for what it was asked before.
    fn ask_for(&mut self, mut entry: Entry, asked: Asked, ask: StreamAsk, work: &mut Work<'_>) {
        entry.asked = asked;
        entry.request = work.request(&self.realm, ask, Purpose::Entry);
        self.entries.push_back(entry);
    }

    fn head(&self) -> Place {
        match &self.stream {
            Stream::Open => Place::NONE,
            Stream::Owned(own) => own.ring().head(),
            Stream::Followed(follow) => follow.ring().head(),
        }
    }

    /// The owner has answered what an entry asked.
    pub(crate) fn entry_answered(&mut self, request: u64, answer: Result<StreamAnswer, Failed>, work: &mut Work<'_>) {
        let Some(at) = self.entries.iter().position(|entry| entry.request == request) else { return };
        let conn = self.entries[at].conn;
        let asked = std::mem::replace(&mut self.entries[at].asked, Asked::Nothing);
        let Ok(answer) = answer else { return self.pump_later(work) };
        match asked {
            Asked::Nothing | Asked::HeadAnswered => {}
            Asked::Head(from) => {
                self.entries[at].asked = Asked::HeadAnswered;
                // The same answer brings this node up to where the owner is.
                return self.filled(from, Ok(answer), work);
            }
            Asked::Beyond => {
                let entry = &mut self.entries[at];
                if entry.cursor.is_some_and(|cursor| answer.place.offset < cursor.offset) {
                    entry.asked = Asked::HeadAnswered;
                } else {
                    // Nothing is lost, and this node will hear of it.
                    entry.ask_at = work.now.mono + SEEK_EVERY;
                }
                return self.heard_head(Some(answer.owner), answer.place, work);
            }
            Asked::Whole => {
                let place = answer.place;
                let whole = answer.said.ok().and_then(|said| said.into_iter().next());
                self.entry_told(conn, work, |entry, ring| entry.take_whole(place, whole, ring));
                // The same answer says how far the stream has come, if that is more than was heard meanwhile.
                let head = self.head();
                if place.epoch != head.epoch || place.offset > head.offset {
                    self.heard_head(Some(answer.owner), place, work);
                }
            }
            // Two count, and the other one has answered.
            Asked::Gap if answer.place.epoch != self.head().epoch => return self.filled(self.head(), Ok(answer), work),
            Asked::Gap => match answer.said {
                Ok(said) => {
                    let epoch = answer.place.epoch;
                    self.entry_told(conn, work, |entry, _| entry.take_told(epoch, said));
                }
                Err(why) if self.realm.is_hosted() => self.entries[at].needs_whole = Some(why),
                Err(why) => {
                    let head = self.head();
                    if let Some(entry) = self.entries.remove(at) {
                        self.set_wanted(entry.shard, true, work);
                        work.out.list.push(entry.entered(self.realm.clone(), head, why, Vec::new()));
                    }
                }
            },
        }
        self.pump(work);
    }

    /// An entry takes in what it was told. If that is nothing it does not ask again at once: who believes wrongly that the
    /// stream is his would give the same answer for as long as he does.
    fn entry_told(&mut self, conn: ConnId, work: &Work<'_>, take: impl FnOnce(&mut Entry, Option<&Ring>) -> bool) {
        let ring = match &self.stream {
            Stream::Open => None,
            Stream::Owned(own) => Some(own.ring()),
            Stream::Followed(follow) => Some(follow.ring()),
        };
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.conn == conn)
            && !take(entry, ring)
        {
            entry.ask_at = work.now.mono + SEEK_EVERY;
        }
    }

    /// The owner could not be reached: it is looked for, and asked again when it is found.
    fn pump_later(&mut self, work: &mut Work<'_>) {
        if let Stream::Followed(follow) = &mut self.stream {
            follow.doubt();
        }
        self.pump(work);
    }

    pub(crate) fn give_up_late_entries(&mut self, work: &mut Work<'_>) {
        let (now, patience) = (work.now.mono, work.settings.patience);
        while self.entries.iter().any(|entry| now.since(entry.since) > patience) {
            let Some(at) = self.entries.iter().position(|entry| now.since(entry.since) > patience) else { return };
            let Some(entry) = self.entries.remove(at) else { return };
            work.out.list.push(self.not_entered(&entry, No::Unavailable));
        }
    }

    fn not_entered(&self, entry: &Entry, why: No) -> Output {
        Output::ToHub(entry.shard, ToHub::NotEntered { conn: entry.conn, realm: self.realm.clone(), why })
    }
}
