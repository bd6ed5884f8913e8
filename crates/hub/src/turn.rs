//! What one realm says in one turn, encoded once per lane.
//!
//! Members share the buffer. A few must not hear all of it: who spoke does not hear itself, who came in the middle
//! does not hear what was said before. For these the buffer has cuts.

use wire::{Lane, ToClient};

use crate::ConnKey;

/// The turn buffers of one realm.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    lanes: [LaneTurn; Lane::COUNT],
}

#[derive(Debug, Default)]
struct LaneTurn {
    bytes: Vec<u8>,
    cuts: Vec<Cut>,
    sorted: bool,
}

/// A part of the buffer that one conn does not hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    conn: ConnKey,
    start: usize,
    end: usize,
}

impl Turn {
    /// Appends a message for a lane; `speaker` does not hear it.
    pub(crate) fn say(&mut self, lane: Lane, speaker: Option<ConnKey>, message: ToClient<'_>) {
        let lane_turn = &mut self.lanes[lane as usize];
        let start = lane_turn.bytes.len();
        wire::put(&mut lane_turn.bytes, lane, message);
        if let Some(conn) = speaker {
            lane_turn.cut(conn, start);
        }
    }

    /// From now on the conn hears this turn; not what has been said.
    pub(crate) fn skip_so_far(&mut self, lane: Lane, conn: ConnKey) {
        let lane_turn = &mut self.lanes[lane as usize];
        if !lane_turn.bytes.is_empty() {
            lane_turn.cut(conn, 0);
        }
    }

    /// The size of the largest lane.
    pub(crate) fn bytes(&self) -> usize {
        self.lanes.iter().map(|lane| lane.bytes.len()).max().unwrap_or(0)
    }

    /// Sorts the cuts, so that [`Turn::share`] finds them.
    pub(crate) fn seal(&mut self) {
        for lane in &mut self.lanes {
            if !lane.sorted {
                lane.cuts.sort_unstable();
                lane.sorted = true;
            }
        }
    }

    /// What a lane's members hear, but for their cuts.
    pub(crate) fn whole(&self, lane: Lane) -> &[u8] {
        &self.lanes[lane as usize].bytes
    }

    /// Whether the conn hears less than the whole. Needs [`Turn::seal`].
    #[inline]
    pub(crate) fn is_cut(&self, lane: Lane, conn: ConnKey) -> bool {
        let cuts = &self.lanes[lane as usize].cuts;
        !cuts.is_empty() && cuts.binary_search_by(|cut| cut.conn.cmp(&conn)).is_ok()
    }

    /// Calls `hear` with each piece that the conn hears, in order. Needs [`Turn::seal`].
    pub(crate) fn share(&self, lane: Lane, conn: ConnKey, mut hear: impl FnMut(&[u8])) {
        let LaneTurn { bytes, cuts, .. } = &self.lanes[lane as usize];
        let first = cuts.partition_point(|cut| cut.conn < conn);
        let mut at = 0;
        for cut in cuts[first..].iter().take_while(|cut| cut.conn == conn) {
            if cut.start > at {
                hear(&bytes[at..cut.start]);
            }
            at = at.max(cut.end);
        }
        if at < bytes.len() {
            hear(&bytes[at..]);
        }
    }

    /// Empties the buffers, keeping at most `keep_bytes` of memory in each.
    pub(crate) fn clear(&mut self, keep_bytes: usize) {
        for lane in &mut self.lanes {
            lane.bytes.clear();
            lane.bytes.shrink_to(keep_bytes);
            lane.cuts.clear();
            lane.sorted = true;
        }
    }
}

impl LaneTurn {
    fn cut(&mut self, conn: ConnKey, start: usize) {
        self.cuts.push(Cut { conn, start, end: self.bytes.len() });
        self.sorted = false;
    }
}
