//! A node in one thread: real hubs, each beside its model, and a slow bus between them.

use std::time::Duration;

use hub::{ConnKey, Hub, HubMessage, Input, LostDirect, Settings};
use types::ConnId;
use wire::{ErrorCode, Fault};

use super::node::Node;
use super::plan::Plan;
use super::planted::Planted;
use super::shell::Shell;
use super::step::{Step, Words};
use crate::Checked;
use crate::transcript::Transcript;

/// All that exists in a run.
#[derive(Debug)]
pub struct World {
    plan: Plan,
    shells: Vec<Shell>,
    node: Node,
    /// The newest id of each conn.
    ids: Vec<u64>,
    next_id: u64,
    steps: usize,
    text: String,
}

impl World {
    /// A node without conns. `planted` is a fault that its hubs have.
    #[must_use]
    pub fn new(plan: &Plan, planted: Option<Planted>, transcript: Transcript) -> Self {
        let hubs = usize::from(plan.hubs);
        let settings = Settings { hubs: plan.hubs, ..Settings::alone(plan.limits) };
        let slots = (plan.conns as usize).div_ceil(hubs);
        Self {
            shells: (0..plan.hubs)
                .map(|at| Shell::new(at, Hub::new(settings), settings, &plan.realms, slots))
                .collect(),
            plan: plan.clone(),
            node: Node::new(hubs, planted, transcript),
            ids: vec![0; plan.conns as usize],
            next_id: 1,
            steps: 0,
            text: String::new(),
        }
    }

    /// Whether a conn is there.
    #[must_use]
    pub fn is_open(&self, conn: u32) -> bool {
        let (hub, key) = self.place(conn);
        self.shells[hub].model.conn(key.0).is_some()
    }

    /// Whether the hubs have more to carry than they should.
    #[must_use]
    pub fn is_bus_full(&self) -> bool {
        self.node.is_bus_full()
    }

    /// How many packets conns have heard.
    #[must_use]
    pub fn heard(&self) -> u64 {
        self.node.heard
    }

    /// Whether a planted fault has happened.
    #[must_use]
    pub fn has_struck(&self) -> bool {
        self.node.planted.is_some_and(Planted::has_struck)
    }

    /// What has happened, as far as it was to be written down.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.node.transcript
    }

    /// Lets one step happen.
    ///
    /// # Errors
    /// What was expected and what was seen.
    pub fn apply(&mut self, step: Step) -> Checked {
        self.steps += 1;
        self.node.transcript.line(|| format!("> {} {step:?}", self.steps));
        match step {
            Step::Open { conn, dialect, home } if !self.is_open(conn) => {
                let id = self.next_id;
                self.next_id += 1;
                self.ids[conn as usize] = id;
                let (hub, key) = self.place(conn);
                self.shells[hub].opened(key, id, dialect, usize::from(home), &mut self.node)
            }
            Step::Say(conn, words) if self.is_open(conn) => self.say(conn, words),
            Step::Garble(conn) if self.is_open(conn) => {
                let (hub, key) = self.place(conn);
                let shell = &mut self.shells[hub];
                shell.model.garbled(self.node.now, key.0, ErrorCode::Unreadable.name());
                shell.give(Input::Faulted(key, Fault::new(ErrorCode::Unreadable, "not a packet")), &mut self.node)
            }
            Step::Close(conn) if self.is_open(conn) => {
                let (hub, key) = self.place(conn);
                self.shells[hub].closed(key, &mut self.node)
            }
            Step::Stall(conn) | Step::Read(conn) if self.is_open(conn) => {
                let (hub, key) = self.place(conn);
                self.shells[hub].outboxes[key.0 as usize] = matches!(step, Step::Stall(_)).then_some(0);
                Ok(())
            }
            Step::Open { .. } | Step::Say(..) | Step::Garble(_) | Step::Close(_) | Step::Stall(_) | Step::Read(_) => {
                Ok(())
            }
            Step::EndTurn(hub) => self.shells[usize::from(hub)].end_turn(&mut self.node),
            Step::Tick(hub) => self.tick(usize::from(hub)),
            Step::Wait(ms) => {
                self.node.now.mono = self.node.now.mono + Duration::from_millis(ms.into());
                self.node.now.unix.0 += i64::from(ms);
                Ok(())
            }
            Step::Carry(from, to) => self.carry(usize::from(from), usize::from(to)).map(|_| ()),
            Step::Quiet => self.quiet(),
            Step::LeaveAll => self.leave_all(),
        }
    }

    fn place(&self, conn: u32) -> (usize, ConnKey) {
        let hubs = u32::from(self.plan.hubs);
        ((conn % hubs) as usize, ConnKey(conn / hubs))
    }

    fn say(&mut self, conn: u32, words: Words) -> Checked {
        let (hub, key) = self.place(conn);
        let to = if let Words::Direct { to: Some(to), .. } = words { self.ids[to as usize].max(1) } else { 0 };
        let mut text = std::mem::take(&mut self.text);
        let said = words.spoken(self.steps, self.plan.place(words.place()), to, &mut text);
        self.shells[hub].model.said(self.node.now, key.0, &said);
        if let Some(HubMessage::Seek(direct)) = self.shells[hub].model.tells.front() {
            self.node.lost.push((direct.clone(), self.can_hear(direct)));
        }
        let done = self.shells[hub].give(Input::Said(key, said), &mut self.node);
        self.text = text;
        done
    }

    /// Whether the receiver of a direct is there and has a form for it.
    fn can_hear(&self, direct: &LostDirect) -> bool {
        self.shells.iter().any(|shell| shell.model.form(direct).is_ok())
    }

    fn tick(&mut self, hub: usize) -> Checked {
        let shell = &mut self.shells[hub];
        shell.model.ticked();
        shell.give(Input::Ticked, &mut self.node)
    }

    /// Gives a hub the oldest message that another has for it, if there is one.
    fn carry(&mut self, from: usize, to: usize) -> Checked<bool> {
        let Some(message) = self.node.arrived(from, to) else { return Ok(false) };
        let shell = &mut self.shells[to];
        match &message {
            HubMessage::Chat { realm, from, text } => shell.model.told_chat(realm, *from, text),
            HubMessage::Said { .. } => return Err(format!("a hub tells {message:?}")),
            HubMessage::Members { realm, count } => shell.model.told_members(from as u8, realm, *count),
            HubMessage::Seek(direct) => {
                if shell.model.deliver(direct).is_ok() {
                    self.node.found(direct)?;
                }
            }
            HubMessage::Missed(direct) => {
                if let Some(slot) = shell.model.by_id.get(&direct.from.get()).copied() {
                    shell.model.error(slot, ErrorCode::NotFound.name());
                    let could = self.node.found(direct)?;
                    if could && self.can_hear(direct) {
                        return Err(format!("{direct:?} was missed, though its receiver could hear it all the time"));
                    }
                }
            }
        }
        self.shells[to].give(Input::Told(from as u8, message), &mut self.node)?;
        Ok(true)
    }

    /// Lets everybody read and everything arrive, and checks what must hold then: conns know how many they are, no
    /// direct is lost.
    fn quiet(&mut self) -> Checked {
        self.shells.iter_mut().for_each(|shell| shell.outboxes.fill(None));
        loop {
            for shell in &mut self.shells {
                shell.end_turn(&mut self.node)?;
            }
            let hubs = self.shells.len();
            let mut carried = false;
            for (from, to) in (0..hubs).flat_map(|from| (0..hubs).map(move |to| (from, to))) {
                while self.carry(from, to)? {
                    carried = true;
                }
            }
            if !carried {
                break;
            }
        }
        for hub in 0..self.shells.len() {
            self.tick(hub)?;
            self.shells[hub].end_turn(&mut self.node)?;
        }
        self.check_presence()?;
        let is_here = |id: ConnId| self.shells.iter().any(|shell| shell.model.by_id.contains_key(&id.get()));
        match self.node.lost.iter().find(|(direct, _)| is_here(direct.from)) {
            Some((direct, _)) => Err(format!("neither delivered nor missed: {direct:?}")),
            None => {
                self.node.lost.clear();
                Ok(())
            }
        }
    }

    fn check_presence(&self) -> Checked {
        let total = |realm: usize| self.shells.iter().map(|s| s.model.realms[realm].members.len() as u64).sum::<u64>();
        let totals: Vec<u64> = (0..self.plan.realms.len()).map(total).collect();
        for conn in self.shells.iter().flat_map(|shell| shell.model.conns.iter().flatten()) {
            let wrong = conn.realms.iter().find(|(realm, known)| totals[*realm] != *known);
            if let Some((realm, known)) = wrong.filter(|_| conn.is_known) {
                let name = &self.plan.realms[*realm];
                return Err(format!("conn {}: expected {} members of {name}, heard {known}", conn.id, totals[*realm]));
            }
        }
        Ok(())
    }

    fn leave_all(&mut self) -> Checked {
        for conn in (0..self.plan.conns).filter(|conn| conn % 7 != 3).chain(0..self.plan.conns) {
            if self.is_open(conn) {
                let (hub, key) = self.place(conn);
                self.shells[hub].closed(key, &mut self.node)?;
            }
        }
        self.quiet()?;
        self.shells.iter().try_for_each(Shell::check_empty)
    }
}
