//! Notes.

use std::ops::Bound;

use bytes::Bytes;
use types::{Name, UnixMs};

use crate::limits::IMPORT_BYTES_MAX;
use crate::model::Model;
use crate::{Forget, Keep, Kept, Note, NoteRow, Notes, PAGE_MAX};

impl Model {
    pub(super) fn note(&self, now: UnixMs, space: Name, key: Bytes) -> Option<&Note> {
        self.notes.get(&(space, key)).filter(|note| note.is_there(now))
    }

    pub(super) fn keep(&mut self, now: UnixMs, ask: Keep) -> Kept {
        self.notes.retain(|_, note| note.is_there(now));
        let place = (ask.space, ask.key);
        let current = self.notes.get(&place).map(|note| &note.value);
        if !ask.was.fits(current) {
            return Kept::Changed(current.cloned());
        }
        self.notes.insert(place, Note { value: ask.value, until: ask.until });
        Kept::Done
    }

    pub(super) fn forget(&mut self, now: UnixMs, ask: Forget) -> Kept {
        self.notes.retain(|_, note| note.is_there(now));
        let place = (ask.space, ask.key);
        let current = self.notes.get(&place).map(|note| &note.value);
        if !ask.was.fits(current) {
            return Kept::Changed(current.cloned());
        }
        self.notes.remove(&place);
        Kept::Done
    }

    pub(super) fn list_notes(&self, now: UnixMs, ask: &Notes) -> Vec<NoteRow> {
        let first = match &ask.after {
            Some(after) => Bound::Excluded((ask.space.clone(), after.clone())),
            None => Bound::Included((ask.space.clone(), Bytes::new())),
        };
        let notes = self.notes.range((first, Bound::Unbounded)).take_while(|((space, _), _)| *space == ask.space);
        let notes = notes.filter(|(_, note)| note.is_there(now)).take(ask.limit.clamp(1, PAGE_MAX));
        let mut room = IMPORT_BYTES_MAX;
        let fits = notes.take_while(|(_, note)| {
            let fits = note.value.len() <= room;
            room = room.saturating_sub(note.value.len());
            fits
        });
        fits.map(|((_, key), note)| NoteRow { key: key.clone(), note: note.clone() }).collect()
    }
}

impl Note {
    pub(super) fn is_there(&self, now: UnixMs) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
