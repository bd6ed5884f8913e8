//! The sessions that this node has begun, and so keeps the generations of.

use std::collections::{BTreeMap, VecDeque};

use types::ConnId;

use crate::{Refused, Session, SessionId};

/// What is kept of each; of too many, the oldest is forgotten.
#[derive(Debug)]
pub(crate) struct Sessions {
    count_max: usize,
    kept: BTreeMap<SessionId, Kept>,
    by_age: VecDeque<SessionId>,
}

#[derive(Debug)]
struct Kept {
    session: Session,
    holder: ConnId,
}

/// A session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resumed {
    pub(crate) generation: u32,
    /// Who held it until now.
    pub(crate) before: Option<ConnId>,
}

impl Sessions {
    pub(crate) fn new(count_max: usize) -> Self {
        Self { count_max, kept: BTreeMap::new(), by_age: VecDeque::new() }
    }

    /// Begins one, in its first generation.
    pub(crate) fn begin(&mut self, id: SessionId, holder: ConnId) {
        self.keep(id, Kept { session: Session::default(), holder });
    }

    /// Lets `holder` have a session. One that is not known here was forgotten, or begun before this node was started
    /// anew: its secret is signed, so it goes on from its generation.
    pub(crate) fn resume(&mut self, id: SessionId, generation: u32, holder: ConnId) -> Result<Resumed, Refused> {
        let Some(kept) = self.kept.get_mut(&id) else {
            let mut session = Session { current: generation, previous: None };
            let generation = session.resume(generation)?;
            self.keep(id, Kept { session, holder });
            return Ok(Resumed { generation, before: None });
        };
        let generation = kept.session.resume(generation)?;
        let before = std::mem::replace(&mut kept.holder, holder);
        Ok(Resumed { generation, before: Some(before).filter(|before| *before != holder) })
    }

    fn keep(&mut self, id: SessionId, kept: Kept) {
        if self.kept.insert(id, kept).is_none() {
            self.by_age.push_back(id);
        }
        while self.kept.len() > self.count_max {
            let Some(oldest) = self.by_age.pop_front() else { return };
            self.kept.remove(&oldest);
        }
    }
}
