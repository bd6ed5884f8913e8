//! What goes wrong with games.

use rand::RngExt;
use types::{CloseCode, Millis};

use super::plan::GameFaults;
use crate::Checked;
use crate::fleet::shard::Shard;
use crate::fleet::world::{Due, Life, World};

/// A node that goes down waits at most so long for its games, and then so long for its conns.
const DRAIN_MS: u64 = 5_000;
const LEAVE_MS: u64 = 5_000;

impl World {
    /// Half a second of bad weather for games.
    pub(crate) fn blow_on_games(&mut self) -> Checked {
        let Some(GameFaults { pauses, drains, store_cuts, .. }) = self.plan.games.as_ref().map(|games| games.faults)
        else {
            return Ok(());
        };
        let node = self.luck.random_range(0..self.nodes.len());
        let life = Life { node, life: self.nodes[node].life };
        if self.strikes(pauses) {
            self.pause(life, false);
        }
        if self.strikes(store_cuts) && self.living(life).is_some() {
            self.judge.seen.note("store: a node is cut off");
            let time = self.luck.random_range(500..9_000);
            self.nodes[node].office.store_cut_until = Millis(self.now.0 + time);
        }
        if self.strikes(drains) { self.drain(life) } else { Ok(()) }
    }

    /// A node does nothing for a while, mostly for longer than a lease; the clock of one that is suspended stands still.
    pub(crate) fn pause(&mut self, life: Life, is_suspended: bool) {
        let time = self.luck.random_range(1_000..14_000);
        let now = self.now;
        let Some(node) = self.living(life).filter(|node| node.office.frozen.is_none()) else { return };
        node.office.frozen = Some(Vec::new());
        node.office.sleeps_since = is_suspended.then_some(now);
        let what = if is_suspended { "node: is suspended" } else { "node: pauses" };
        self.judge.seen.note(what);
        self.line(|| format!("node {} pauses for {time} ms", life.node));
        self.after(time, Due::Resumes(life));
    }

    /// What comes to a node that pauses waits for it.
    pub(crate) fn freeze(&mut self, due: Due) -> Option<Due> {
        let Some(life) = self.whose(&due) else { return Some(due) };
        let frozen = self.living(life).and_then(|node| node.office.frozen.as_mut());
        let Some(frozen) = frozen else { return self.suspend_before(life, due) };
        frozen.push(due);
        None
    }

    /// A node is suspended before it learns that a game is its own: when it comes back its clock says that its lease holds.
    fn suspend_before(&mut self, life: Life, due: Due) -> Option<Due> {
        let suspends = self.plan.games.as_ref().map_or(0, |games| games.faults.suspends);
        let is_taken = matches!(&due, Due::Stored(_, _, answer)
            if matches!(&**answer, Ok(ledger::Answer::Take(ledger::Took::Taken(_)))));
        if !is_taken || !self.is_stormy || !self.strikes(suspends) {
            return Some(due);
        }
        self.pause(life, true);
        self.freeze(due)
    }

    /// The node that must do this itself.
    fn whose(&self, due: &Due) -> Option<Life> {
        Some(match due {
            Due::DeskTurn(life)
            | Due::ShardTurn(life, _)
            | Due::NodeTick(life)
            | Due::AtDesk { life, .. }
            | Due::Asked { life, .. }
            | Due::Answered(life, ..)
            | Due::Stored(life, ..)
            | Due::ErrandAgain(life, _)
            | Due::NodeAsked { life, .. }
            | Due::NodeAnswered(life, ..)
            | Due::Drains(life)
            | Due::Leaves(life) => *life,
            Due::Dialled(socket) | Due::Up(socket, _) | Due::UpEnded(socket) | Due::Closes(socket) => {
                self.sockets[*socket].life
            }
            Due::AtBus(..)
            | Due::AtStore(..)
            | Due::Starts(_)
            | Due::Subscribed { .. }
            | Due::Noticed(_)
            | Due::Back(_)
            | Due::Hears(_)
            | Due::Whole
            | Due::Weather
            | Due::Resumes(_)
            | Due::Down(..)
            | Due::DownEnded(_)
            | Due::Rejoins(..)
            | Due::Recloses(..)
            | Due::Acts(_)
            | Due::PlayersTick => return None,
        })
    }

    /// A node goes on, with all that has come for it.
    pub(crate) fn resume(&mut self, life: Life) -> Checked {
        let now = self.now;
        let Some(node) = self.living(life) else { return Ok(()) };
        let Some(frozen) = node.office.frozen.take() else { return Ok(()) };
        if let Some(since) = node.office.sleeps_since.take() {
            node.office.slept += now.0 - since.0;
        }
        self.line(|| format!("node {} goes on", life.node));
        frozen.into_iter().try_for_each(|due| self.happens(due))
    }

    /// A node is told to go down: first its games, then its conns.
    fn drain(&mut self, life: Life) -> Checked {
        let Some(node) = self.living(life).filter(|node| !node.office.is_draining && node.office.frozen.is_none())
        else {
            return Ok(());
        };
        node.office.is_draining = true;
        self.judge.seen.note("node: goes down in good order");
        self.line(|| format!("node {} is to go down", life.node));
        self.after(DRAIN_MS, Due::Drains(life));
        self.host_takes(life, host::Input::Drain)
    }

    /// The time for games is over, or they are all gone.
    pub(crate) fn drained(&mut self, life: Life) {
        let Some(node) = self.living(life) else { return };
        let is_drained = node.office.is_drained || node.office.host.is_none();
        let sockets: Vec<usize> = node.shards.iter().flat_map(Shard::sockets).collect();
        if is_drained {
            self.judge.seen.note("node: has let all its games go");
        }
        for socket in sockets {
            let wait = self.luck.random_range(0..LEAVE_MS);
            self.after(wait, Due::Closes(socket));
        }
        self.after(LEAVE_MS, Due::Leaves(life));
    }

    pub(crate) fn close_for_drain(&mut self, socket: usize) {
        self.close(socket, CloseCode::Restarting);
    }

    /// All conns are gone: the node ends.
    pub(crate) fn leaves(&mut self, life: Life) {
        if self.living(life).is_some() {
            self.crash(life.node);
        }
    }

    /// Nothing goes wrong with games any more; unless the store has forsaken a node for good.
    pub(crate) fn calm_games(&mut self) -> Checked {
        for node in 0..self.nodes.len() {
            self.nodes[node].office.store_cut_until = Millis(0);
            self.resume(Life { node, life: self.nodes[node].life })?;
        }
        let Some(plan) = &self.plan.games else { return Ok(()) };
        let (wedges, hosts) = (plan.faults.wedges, self.nodes.len() - plan.gateways);
        if wedges > 0 && hosts > 1 && self.luck.random_ratio(wedges, 100) {
            let node = self.luck.random_range(0..hosts);
            self.judge.seen.note("store: forsakes a node");
            self.line(|| format!("the store keeps nothing for node {node}"));
            self.store.wedged = Some(node);
        }
        Ok(())
    }
}
