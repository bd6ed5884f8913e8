//! Tells whoever watches the node what happens here, as much of it as fits.

use types::{ConnId, Offset, Place};

use crate::conn::RealmKey;
use crate::hub::Hub;
use crate::{Happened, Out, Output, ToNode};

/// What may still be told before the next turn, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    left: u32,
    lost: u64,
    told: Vec<Happened>,
}

impl Hub {
    /// A turn begins: at most so much of it is told; 0 when nobody watches.
    pub fn watch(&mut self, most: u32) {
        self.watch.left = most;
    }

    /// Whether anything is to be told.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        self.watch.left > 0
    }

    /// Something happened.
    #[cold]
    pub(crate) fn happened(&mut self, happened: Happened) {
        // The last place is for the number of those that found none.
        if self.watch.left > 1 {
            self.watch.left -= 1;
            self.watch.told.push(happened);
        } else {
            self.watch.lost += 1;
        }
    }

    #[cold]
    pub(crate) fn said_in(
        &mut self,
        realm_key: RealmKey,
        conn: Option<ConnId>,
        offset: Offset,
        bytes: usize,
        text: Option<&str>,
    ) {
        let Some(realm) = self.realms.look(realm_key) else { return };
        let place = if offset == Offset(0) { Place::NONE } else { Place { offset, ..realm.place } };
        let (heard, realm) = (realm.count() as u64, realm.name.clone());
        let (bytes, text) = (bytes as u64, text.map(str::to_owned));
        self.happened(Happened::Said { realm, conn, bytes, heard, place, text });
    }

    /// The turn ends: what has been gathered goes to the node.
    pub(crate) fn tell_watchers(&mut self, out: &mut Out) {
        let lost = std::mem::take(&mut self.watch.lost);
        if lost > 0 {
            self.watch.told.push(Happened::Lost(lost));
        }
        out.list.extend(self.watch.told.drain(..).map(|happened| Output::node(ToNode::Happened(happened))));
    }
}
