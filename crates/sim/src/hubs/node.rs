//! What the hubs of a node have in common: the time, and the slow bus between them.

use std::collections::VecDeque;

use hub::{HubMessage, LostDirect};
use types::{Millis, Now, UnixMs};

use super::planted::Planted;
use crate::Checked;
use crate::transcript::Transcript;

/// What waits between two hubs before it has to arrive.
const BUS_MESSAGES_MAX: usize = 200;

/// What the shells of a node share.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) now: Now,
    /// From hub to hub, in order.
    bus: Vec<Vec<VecDeque<HubMessage>>>,
    /// Directs that are sought, and whether their receivers could hear them when they were sent.
    pub(crate) lost: Vec<(LostDirect, bool)>,
    pub(crate) planted: Option<Planted>,
    pub(crate) transcript: Transcript,
    /// Packets heard by conns.
    pub(crate) heard: u64,
}

impl Node {
    pub(crate) fn new(hubs: usize, planted: Option<Planted>, transcript: Transcript) -> Self {
        Self {
            now: Now { mono: Millis(1), unix: UnixMs(1_700_000_000_000) },
            bus: vec![vec![VecDeque::new(); hubs]; hubs],
            lost: Vec::new(),
            planted,
            transcript,
            heard: 0,
        }
    }

    pub(crate) fn is_bus_full(&self) -> bool {
        self.bus.iter().flatten().any(|queue| queue.len() >= BUS_MESSAGES_MAX)
    }

    /// The oldest message from one hub to another.
    pub(crate) fn arrived(&mut self, from: usize, to: usize) -> Option<HubMessage> {
        self.bus[from][to].pop_front()
    }

    /// To every hub but the teller.
    pub(crate) fn tell(&mut self, from: u8, message: &HubMessage) {
        for to in (0..self.bus.len()).filter(|to| *to != usize::from(from)) {
            self.bus[usize::from(from)][to].push_back(message.clone());
        }
    }

    /// To the next hub.
    pub(crate) fn pass(&mut self, from: u8, message: HubMessage) {
        let from = usize::from(from);
        let to = (from + 1) % self.bus.len();
        self.bus[from][to].push_back(message);
    }

    /// A direct that a hub passes on has been sent and has not reached its end.
    pub(crate) fn check_lost(&self, direct: &LostDirect) -> Checked {
        let is_lost = self.lost.iter().any(|(lost, _)| lost == direct);
        is_lost.then_some(()).ok_or_else(|| format!("expected no more of a direct at its end: {direct:?}"))
    }

    /// A direct has reached its end; whether its receiver could hear it when it was sent.
    pub(crate) fn found(&mut self, direct: &LostDirect) -> Checked<bool> {
        let at = self.lost.iter().position(|(lost, _)| *lost == LostDirect { hops: 0, ..direct.clone() });
        let at = at.ok_or_else(|| format!("expected no more of a direct at its end: {direct:?}"))?;
        Ok(self.lost.swap_remove(at).1)
    }
}
