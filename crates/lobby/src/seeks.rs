//! The open seeks.

use std::sync::Arc;

use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

use crate::limits::SHOWN_MAX;
use crate::saved::bytes_of;
use crate::view::Seek;

/// All open seeks. Cheap to clone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Seeks {
    open: RedBlackTreeMapSync<u64, Arc<Open>>,
    /// When each ends by itself.
    ends: RedBlackTreeMapSync<(i64, u64), ()>,
    /// How many are directed to nobody.
    public: usize,
    bytes: usize,
}

/// An open seek, with what its viewers need not know.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Open {
    pub(crate) seek: Seek,
    pub(crate) correspondence: bool,
    pub(crate) ends: i64,
}

impl Open {
    /// Whether a user may know of it.
    pub(crate) fn is_shown_to(&self, user: &str) -> bool {
        self.seek.to.is_none() || self.is_of(user)
    }

    /// Whether it is by him or to him.
    pub(crate) fn is_of(&self, user: &str) -> bool {
        self.seek.by == user || self.seek.to.as_deref() == Some(user)
    }
}

impl Seeks {
    pub(crate) fn add(&mut self, open: Open) {
        self.bytes += bytes_of(&open);
        self.public += usize::from(open.seek.to.is_none());
        self.ends.insert_mut((open.ends, open.seek.id), ());
        self.open.insert_mut(open.seek.id, Arc::new(open));
    }

    pub(crate) fn remove(&mut self, id: u64) {
        let Some(open) = self.open.get(&id).cloned() else {
            return;
        };
        self.bytes -= bytes_of(&*open);
        self.public -= usize::from(open.seek.to.is_none());
        self.ends.remove_mut(&(open.ends, id));
        self.open.remove_mut(&id);
    }

    pub(crate) fn find(&self, id: u64) -> Option<&Arc<Open>> {
        self.open.get(&id)
    }

    /// The newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Arc<Open>> {
        self.open.values().rev()
    }

    /// Those of the public lists, the newest first.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Arc<Open>> {
        self.newest().filter(|open| open.seek.to.is_none()).take(SHOWN_MAX)
    }

    /// When the next ends by itself.
    pub(crate) fn next_end(&self) -> Option<i64> {
        self.ends.first().map(|((ends, _), ())| *ends)
    }

    /// Those whose time is over, the first first.
    pub(crate) fn ended(&self, now: i64) -> impl Iterator<Item = u64> {
        self.ends.keys().take_while(move |(ends, _)| *ends <= now).map(|(_, id)| *id)
    }

    pub(crate) fn public(&self) -> usize {
        self.public
    }

    pub(crate) fn len(&self) -> usize {
        self.open.size()
    }

    /// How many bytes of a saved state they are.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}
