//! What an app is told: each view of a stream once and in order, or that it has missed something, and why.

use std::collections::{BTreeMap, BTreeSet};

use client::Event;
use game::Words;
use types::{Epoch, Millis, Offset, Place};
use wire::packets::{Cursor, Packet, packet::Msg};

use super::games::logs::game_of;
use super::judge::Judge;
use crate::Checked;

/// What an app has been told.
#[derive(Debug, Default)]
pub(crate) struct App {
    /// By realm that it is in.
    pub(crate) tracks: BTreeMap<String, Track>,
    /// Realms that its client has asked to be let into, and that it was not told of since.
    pub(crate) asking: BTreeSet<String>,
    /// By realm, every place behind which its client has asked to go on, on this conn; without one if as somebody new.
    cursors: BTreeMap<String, Vec<Option<Place>>>,
    /// In realms without a stream: by realm and speaker, the number of the last line.
    lines: BTreeMap<(String, String), u64>,
}

/// Where an app is in a realm.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) place: Place,
    /// Where it was let in: a game is shown to it as it stood there.
    at: Place,
    pub(crate) since: Millis,
    /// It has come back to another place: the very next thing that it is told must be that it has missed something.
    owes_gap: bool,
    /// It has asked twice, and what it is told answers the older question too.
    is_again: bool,
    pub(crate) is_doubted: bool,
    /// How many it was told are there.
    pub(crate) members: u64,
    /// It has not lost its conn since.
    pub(crate) is_in: bool,
}

impl App {
    /// The stream that it hears in a realm, if it is there.
    pub(crate) fn epoch(&self, realm: &str) -> Option<Epoch> {
        self.tracks.get(realm).filter(|track| track.is_in).map(|track| track.place.epoch)
    }

    /// The client says something: where it asks to go on is noted.
    pub(crate) fn asks(&mut self, packet: &Packet) {
        match &packet.msg {
            Some(Msg::Join(join)) => self.asks_for(&join.realm, join.cursor.as_option()),
            Some(Msg::Hello(hello)) => {
                hello.resume.iter().for_each(|cursor| self.asks_for(&cursor.realm, Some(cursor)));
            }
            _ => {}
        }
    }

    fn asks_for(&mut self, realm: &str, cursor: Option<&Cursor>) {
        self.asking.insert(realm.to_owned());
        let place = cursor.map(|cursor| Place { epoch: Epoch(cursor.epoch), offset: Offset(cursor.offset) });
        self.cursors.entry(realm.to_owned()).or_default().push(place);
    }

    pub(crate) fn told(&mut self, judge: &mut Judge, user: &str, event: &Event) -> Checked {
        let owing = |(realm, track): &(&String, &Track)| track.owes_gap && game_of(realm).is_none();
        if let Some((realm, _)) = self.tracks.iter().find(owing)
            && !matches!(event, Event::Gap { realm: of, .. } if of == realm)
        {
            return Err(format!("the app is in {realm} at another place than before, and is not told of a gap"));
        }
        match event {
            Event::Joined { realm, place, members } => self.joined(judge.now, realm, *place, *members),
            Event::Presence { realm, members } => self.track(realm)?.members = *members,
            Event::View { realm, place, from, text } if place.is_numbered() => {
                judge.viewed += 1;
                self.step(realm, *place)?;
                return judge.check_view(realm, *place, *from, Some(text));
            }
            Event::View { realm, text, .. } => {
                judge.viewed += 1;
                return if judge.is_order_kept { self.line(realm, text) } else { Ok(()) };
            }
            Event::Service { realm, place, kind, text, .. } => {
                judge.viewed += 1;
                let words = Words { kind: kind.clone(), text: text.clone() };
                if place.is_numbered() && self.track(realm)?.owes_gap {
                    return Err(format!("the app is told {place} of {realm}, and was not shown the game before"));
                }
                if place.is_numbered() {
                    self.step(realm, *place)?;
                    return judge.logs.check_heard(realm, user, *place, &words);
                }
                judge.seen.note("game: is shown as it stands");
                let track = self.track(realm)?;
                (track.place, track.owes_gap) = (track.at, false);
                return judge.logs.check_heard(realm, user, track.at, &words);
            }
            Event::Placed { realm, place } => return self.step(realm, *place),
            Event::Gap { realm, place, why } => {
                judge.seen.note(&format!("gap: {why}"));
                let track = self.track(realm)?;
                let from = std::mem::replace(&mut track.place, *place);
                (track.owes_gap, track.is_doubted) = (false, false);
                let is_again = track.is_again;
                // Who has asked twice may be told it of the place behind which he asked first.
                let mut older = self.cursors.get(realm).into_iter().flatten().filter(|_| is_again);
                let is_of_older = older.any(|from| match from {
                    Some(from) => judge.check_gap(realm, *from, *place, why).is_ok(),
                    None => why == "new",
                });
                return if is_of_older { Ok(()) } else { judge.check_gap(realm, from, *place, why) };
            }
            Event::Left { realm } | Event::NotJoined { realm } => {
                self.tracks.remove(realm);
            }
            Event::Doubt { realm } => {
                judge.seen.note("client: hears a doubt");
                self.track(realm)?.is_doubted = true;
            }
            Event::Sure { realm, .. } => {
                judge.seen.note("client: is sure again");
                self.track(realm)?.is_doubted = false;
            }
            Event::Closed { .. } => {
                self.asking.clear();
                self.cursors.clear();
                for track in self.tracks.values_mut() {
                    (track.is_in, track.is_doubted) = (false, false);
                }
            }
            Event::Welcome { .. }
            | Event::Unsaid { .. }
            | Event::Direct { .. }
            | Event::Error { .. }
            | Event::Acked { .. }
            | Event::Refused { .. }
            | Event::Members { .. }
            | Event::Moved { .. }
            | Event::Pong { .. } => {}
        }
        Ok(())
    }

    fn joined(&mut self, now: Millis, realm: &str, place: Place, members: u64) {
        self.asking.remove(realm);
        let before = self.tracks.get(realm).map_or(place, |track| track.place);
        let owes_gap = before != place;
        let is_again = self.tracks.get(realm).is_some_and(|track| track.is_in);
        let track =
            Track { place: before, at: place, since: now, owes_gap, is_again, is_doubted: false, members, is_in: true };
        self.tracks.insert(realm.to_owned(), track);
    }

    fn track(&mut self, realm: &str) -> Checked<&mut Track> {
        self.tracks.get_mut(realm).ok_or_else(|| format!("the app is not in {realm}"))
    }

    /// The view of this place.
    fn step(&mut self, realm: &str, place: Place) -> Checked {
        let track = self.track(realm)?;
        let from = std::mem::replace(&mut track.place, place);
        let is_next = from.epoch == place.epoch && from.offset.next() == place.offset;
        is_next.then_some(()).ok_or_else(|| format!("in {realm} the app is told {place} after {from}, and of no gap"))
    }

    /// A line without a place. Lines are `speaker-number`: those of one speaker come once, and in order.
    fn line(&mut self, realm: &str, text: &str) -> Checked {
        let nobody = || format!("nobody said {text:?}");
        let (speaker, number) = text.split_once('-').ok_or_else(nobody)?;
        let number = number.parse().map_err(|_| nobody())?;
        match self.lines.insert((realm.to_owned(), speaker.to_owned()), number) {
            Some(before) if before >= number => {
                Err(format!("{realm}: after line {before} of {speaker} comes {number}"))
            }
            Some(_) | None => Ok(()),
        }
    }
}
