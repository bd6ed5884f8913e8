//! Who has come in and has not gone.

use std::collections::{BTreeMap, BTreeSet};

use types::{ConnId, UnixMs};

use crate::{SessionId, UserId};

/// The conns of this node that have a user.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    conns: BTreeMap<ConnId, Insider>,
    users: BTreeMap<UserId, BTreeSet<ConnId>>,
    ends: BTreeSet<(UnixMs, ConnId)>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Insider {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    /// Which node began the session.
    pub(crate) node: u16,
    pub(crate) generation: u32,
    pub(crate) expires: Option<UnixMs>,
}

impl Inside {
    pub(crate) fn conns_of(&self, user: &UserId) -> Vec<ConnId> {
        self.users.get(user).into_iter().flatten().copied().collect()
    }

    pub(crate) fn find(&self, conn: ConnId) -> Option<&Insider> {
        self.conns.get(&conn)
    }

    pub(crate) fn put(&mut self, conn: ConnId, insider: Insider) {
        self.remove(conn);
        self.ends.extend(insider.expires.map(|at| (at, conn)));
        self.users.entry(insider.user.clone()).or_default().insert(conn);
        self.conns.insert(conn, insider);
    }

    pub(crate) fn remove(&mut self, conn: ConnId) {
        let Some(insider) = self.conns.remove(&conn) else { return };
        if let Some(at) = insider.expires {
            self.ends.remove(&(at, conn));
        }
        if let Some(conns) = self.users.get_mut(&insider.user) {
            conns.remove(&conn);
            if conns.is_empty() {
                self.users.remove(&insider.user);
            }
        }
    }

    pub(crate) fn has_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Takes those out whose login has ended.
    pub(crate) fn take_ended(&mut self, now: UnixMs) -> Vec<ConnId> {
        let ended: Vec<ConnId> = self.ends.iter().take_while(|(at, _)| *at <= now).map(|(_, conn)| *conn).collect();
        for conn in &ended {
            self.remove(*conn);
        }
        ended
    }
}
