//! What goes wrong, and that it ends.

use desk::Input;
use rand::RngExt;
use types::CloseCode;

use super::bus::Link;
use super::world::{Due, Life, World};
use crate::Checked;

/// How often luck is asked.
pub(crate) const EVERY_MS: u64 = 500;

/// With which codes a server closes conns that have done nothing.
const CODES: [CloseCode; 7] = [
    CloseCode::TooSlow,
    CloseCode::Silent,
    CloseCode::Restarting,
    CloseCode::Full,
    CloseCode::TooFast,
    CloseCode::OurFault,
    CloseCode::TooManyErrors,
];

impl World {
    /// Half a second of bad weather.
    pub(crate) fn blow(&mut self) -> Checked {
        if !self.is_stormy {
            return Ok(());
        }
        self.after(EVERY_MS, Due::Weather);
        let faults = self.plan.faults;
        let node = self.luck.random_range(0..self.nodes.len());
        if self.strikes(faults.cuts) {
            self.cut_off(node);
        }
        if self.strikes(faults.splits) {
            self.split();
        }
        if self.strikes(faults.overflows) {
            self.overflow(node);
        }
        if self.strikes(faults.crashes) && self.nodes[node].is_up {
            self.crash(node);
        }
        if self.strikes(faults.ends) {
            self.end_one();
        }
        self.blow_on_games()
    }

    pub(crate) fn strikes(&mut self, of_a_thousand: u32) -> bool {
        of_a_thousand > 0 && self.luck.random_ratio(of_a_thousand, 1_000)
    }

    /// A node loses the bus: first it does not know, then it does, then the bus is back.
    fn cut_off(&mut self, node: usize) {
        if self.plan.is_alone || self.bus.ends[node].link != Link::Up {
            return;
        }
        self.judge.seen.note("bus: a node is cut off");
        self.line(|| format!("node {node} is cut off"));
        self.bus.ends[node].link = Link::Broken;
        let life = Life { node, life: self.nodes[node].life };
        let noticed = self.luck.random_range(0..1_500);
        self.after(noticed, Due::Noticed(life));
        let back = self.luck.random_range(200..10_000);
        self.after(noticed + back, Due::Back(life));
    }

    /// A broken link is seen to be so: by its node, or, if that has crashed, by the bus.
    pub(crate) fn noticed(&mut self, life: Life) {
        let is_current = self.nodes[life.node].life == life.life;
        let end = &mut self.bus.ends[life.node];
        match end.link {
            Link::Broken if is_current => {
                end.link = Link::Down;
                self.mail_desk(life, Input::Bus(false));
            }
            Link::Dead if is_current => {
                (end.link, end.listens, end.owns) = (Link::Gone, Default::default(), Default::default());
            }
            Link::Up | Link::Broken | Link::Down | Link::Dead | Link::Gone => {}
        }
    }

    /// A node that was cut off has the bus again: its subscriptions are live, and marked.
    pub(crate) fn back(&mut self, life: Life) {
        if self.nodes[life.node].life != life.life || self.bus.ends[life.node].link != Link::Down {
            return;
        }
        self.line(|| format!("node {} has the bus again", life.node));
        self.bus.ends[life.node].link = Link::Up;
        let is_first = self.luck.random();
        if is_first {
            self.mail_desk(life, Input::Bus(true));
        }
        self.mark_lost(life);
        if !is_first {
            self.mail_desk(life, Input::Bus(true));
        }
        self.post_held(life);
    }

    fn mark_lost(&mut self, life: Life) {
        let listens = self.bus.ends[life.node].listens.iter();
        let realms: Vec<_> = listens.filter(|(_, known)| known.is_active).map(|(realm, _)| realm.clone()).collect();
        for realm in realms {
            self.mail_desk(life, Input::Lost(realm));
        }
    }

    /// A node reads too slowly: for a moment it hears nothing, and then it is told so.
    fn overflow(&mut self, node: usize) {
        if self.bus.ends[node].link != Link::Up {
            return;
        }
        self.judge.seen.note("bus: messages are lost and marked");
        self.line(|| format!("node {node} reads too slowly"));
        self.bus.ends[node].is_deaf = true;
        let life = Life { node, life: self.nodes[node].life };
        let delay = self.luck.random_range(1..300);
        self.after(delay, Due::Hears(life));
    }

    pub(crate) fn hears(&mut self, life: Life) {
        if self.living(life).is_some() {
            self.bus.ends[life.node].is_deaf = false;
            self.mark_lost(life);
        }
    }

    /// The fleet falls in two: nodes of one side do not hear the other's, and nobody is told.
    fn split(&mut self) {
        if self.plan.nodes < 2 {
            return;
        }
        self.judge.seen.note("bus: the fleet is split");
        self.line(|| "the fleet is split".to_owned());
        for end in &mut self.bus.ends {
            end.side = self.luck.random_range(0..2);
        }
        let whole = self.luck.random_range(500..9_000);
        self.after(whole, Due::Whole);
    }

    pub(crate) fn whole(&mut self) {
        self.line(|| "the fleet is whole".to_owned());
        self.bus.ends.iter_mut().for_each(|end| end.side = 0);
    }

    /// Some player's conn ends.
    fn end_one(&mut self) {
        let player = self.luck.random_range(0..self.players.len());
        let Some(socket) = self.players[player].socket.filter(|socket| self.sockets[*socket].is_open) else { return };
        let (client, server) = (self.luck.random_range(1..30), self.luck.random_range(1..30));
        let code = CODES[self.luck.random_range(0..CODES.len())];
        match self.luck.random_range(0..5) {
            0 => self.close(socket, code),
            // Both see it, or one of them does much later: by a ping that is not answered.
            1 => self.end_socket(socket, Some(client), server),
            2 => self.end_socket(socket, Some(client), 1_000 * server),
            3 => self.end_socket(socket, None, server),
            _ => self.end_socket(socket, None, 1_000 * server),
        }
    }

    fn end_socket(&mut self, socket: usize, client: Option<u64>, server: u64) {
        self.line(|| format!("socket {socket} is cut"));
        self.cut(socket);
        if let Some(client) = client {
            self.after(client, Due::DownEnded(socket));
        }
        self.after(server, Due::UpEnded(socket));
    }

    /// Nothing goes wrong any more, and what is broken is mended.
    pub(crate) fn calm(&mut self) -> Checked {
        self.line(|| "the storm is over".to_owned());
        self.is_stormy = false;
        self.whole();
        for node in 0..self.nodes.len() {
            let life = Life { node, life: self.nodes[node].life };
            match self.bus.ends[node].link {
                Link::Broken => {
                    self.noticed(life);
                    self.back(life);
                }
                Link::Down => self.back(life),
                Link::Dead | Link::Gone => self.start(node),
                Link::Up => {}
            }
        }
        self.quiet_since = self.now;
        self.calm_games()
    }

    /// A node that has crashed starts anew.
    pub(crate) fn starts(&mut self, life: Life) {
        let node = &self.nodes[life.node];
        if !node.is_up && node.life == life.life {
            self.start(life.node);
        }
    }
}
