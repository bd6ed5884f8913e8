//! What a node is to its desk and its hubs: mail that arrives in order, some time later, and a clock of its own.

use std::collections::VecDeque;

use desk::{Desk, Input, NodeNumber, RealmSettings, ToHub};
use hub::{FromNode, LoginWords, Manners, ToNode};
use rand::RngExt;
use types::{ConnId, ConnIds, Limits, Millis, Now, Secret, UnixMs};

use super::bus::{End, Link};
use super::games::office::{Making, Office};
use super::guard;
use super::shard::{Mail, Shard, Turn};
use super::world::{Due, Life, World};
use crate::Checked;

/// The hour at which every run begins.
pub(crate) const BEGIN: i64 = 1_800_000_000_000;

/// One process.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) number: NodeNumber,
    pub(crate) life: u32,
    pub(crate) is_up: bool,
    pub(crate) started: Millis,
    /// How far its wall clock is off.
    pub(crate) skew: i64,
    pub(crate) desk: Desk,
    pub(crate) inbox: VecDeque<Input>,
    is_woken: bool,
    pub(crate) out: desk::Out,
    /// What the desk has told hubs and was not posted yet.
    pub(crate) to_hubs: Vec<(u8, ToHub)>,
    pub(crate) shards: Vec<Shard>,
    pub(crate) ids: ConnIds,
    pub(crate) office: Office,
    ticks: u64,
}

impl Node {
    pub(crate) fn now(&self, at: Millis) -> Now {
        let unix = UnixMs(BEGIN + self.skew + i64::try_from(at.0).unwrap_or(i64::MAX));
        Now { mono: Millis((at.0 - self.started.0).saturating_sub(self.office.slept)), unix }
    }
}

impl World {
    /// A node starts, under a number that none has had.
    pub(crate) fn start(&mut self, node: usize) {
        let is_alone = self.plan.is_alone;
        self.last_number += 1;
        let number = NodeNumber(if is_alone { 0 } else { self.last_number });
        let (life, skew) = match self.nodes.get(node) {
            Some(before) => (before.life + 1, before.skew),
            None => (0, self.luck.random_range(-3_000..3_000)),
        };
        let settings = self.desk_settings(number);
        let unix = UnixMs(BEGIN + skew + i64::try_from(self.now.0).unwrap_or(i64::MAX));
        let started = Node {
            number,
            life,
            is_up: true,
            started: self.now,
            skew,
            desk: guard::desk(settings, self.without),
            inbox: VecDeque::new(),
            is_woken: false,
            out: desk::Out::default(),
            to_hubs: Vec::new(),
            shards: (0..self.plan.hubs).map(|_| Shard::new(self.hub_settings())).collect(),
            ids: if is_alone { ConnIds::default() } else { ConnIds::of_node(number.0, unix) },
            ticks: 0,
            office: self.new_office(node, number, life),
        };
        if let Some(before) = self.nodes.get_mut(node) {
            *before = started;
            self.bus.ends[node] = End::default();
        } else {
            self.nodes.push(started);
            self.bus.ends.push(End::default());
        }
        self.line(|| format!("node {node} starts as {}", number.0));
        self.after(100, Due::NodeTick(Life { node, life }));
    }

    fn new_office(&self, node: usize, number: NodeNumber, life: u32) -> Office {
        let plan = &self.plan;
        let has_host = plan.games.as_ref().is_some_and(|games| node + games.gateways < plan.nodes);
        let luck = (self.twin << 32) + (u64::from(number.0) << 16) + u64::from(life);
        let (gap_max, without, has_others) = (plan.gap_views, self.without, !plan.is_alone);
        Office::new(&Making { node: number, life, has_host, has_others, luck, gap_max, without })
    }

    fn desk_settings(&self, node: NodeNumber) -> desk::Settings {
        let plan = &self.plan;
        let kept = |history| RealmSettings { history, history_age: plan.history_age };
        desk::Settings {
            node,
            shards: plan.hubs,
            is_alone: plan.is_alone,
            lobby: kept(plan.lobby_history),
            room: kept(plan.room_history),
            private: kept(plan.room_history),
            gap_max: plan.gap_views,
            waiting_max: plan.waiting,
            patience: Limits::default().answer_time,
        }
    }

    fn hub_settings(&self) -> hub::Settings {
        let shared = hub::Shared {
            lobby_is_numbered: self.plan.lobby_history > 0,
            rooms_are_numbered: self.plan.room_history > 0,
            has_other_nodes: !self.plan.is_alone,
        };
        let (limits, login) = (self.plan.limits(), self.plan.login);
        hub::Settings { limits, hubs: self.plan.hubs, shared, login, manners: Manners::default() }
    }

    /// A node ends at once, and starts again some time later.
    pub(crate) fn crash(&mut self, node: usize) {
        self.judge.seen.note("fleet: a node crashes");
        self.line(|| format!("node {node} crashes"));
        let crashed = &mut self.nodes[node];
        crashed.is_up = false;
        crashed.life += 1;
        let life = Life { node, life: crashed.life };
        let sockets: Vec<usize> = crashed.shards.iter().flat_map(Shard::sockets).collect();
        for socket in sockets {
            self.end_at_client(socket, None);
        }
        self.bus.ends[node].link = Link::Dead;
        let noticed = self.luck.random_range(0..3_000);
        self.after(noticed, Due::Noticed(life));
        let back = self.luck.random_range(noticed..9_000);
        self.after(back, Due::Starts(life));
    }

    /// The node of this life, if it is not over.
    pub(crate) fn living(&mut self, life: Life) -> Option<&mut Node> {
        self.nodes.get_mut(life.node).filter(|node| node.is_up && node.life == life.life)
    }

    /// Something for the desk, which looks at its mail some time later.
    pub(crate) fn mail_desk(&mut self, life: Life, input: Input) {
        let delay = self.luck.random_range(0..3);
        let Some(node) = self.living(life) else { return };
        node.inbox.push_back(input);
        if !std::mem::replace(&mut node.is_woken, true) {
            self.after(delay, Due::DeskTurn(life));
        }
    }

    pub(crate) fn desk_turn(&mut self, life: Life) -> Checked {
        let Some(node) = self.living(life) else { return Ok(()) };
        node.is_woken = false;
        for input in std::mem::take(&mut node.inbox) {
            self.desk_takes(life.node, input)?;
        }
        for (shard, told) in std::mem::take(&mut self.nodes[life.node].to_hubs) {
            self.mail_shard(life, shard, Mail::Desk(told));
        }
        Ok(())
    }

    /// Something for a shard, which looks at its mail some time later.
    pub(crate) fn mail_shard(&mut self, life: Life, shard: u8, mail: Mail) {
        let delay = self.luck.random_range(0..3);
        let Some(node) = self.living(life) else { return };
        let Some(to) = node.shards.get_mut(usize::from(shard)) else { return };
        to.inbox.push_back(mail);
        if !std::mem::replace(&mut to.is_woken, true) {
            self.after(delay, Due::ShardTurn(life, shard));
        }
    }

    pub(crate) fn shard_turn(&mut self, life: Life, shard: u8) -> Checked {
        let now = self.now;
        let Some(node) = self.nodes.get_mut(life.node).filter(|node| node.is_up && node.life == life.life) else {
            return Ok(());
        };
        let at = node.now(now);
        let turn = node.shards[usize::from(shard)].turn(at, &mut self.judge)?;
        let Turn { sent, closed, to_desk, to_node, tells, passes, said } = turn;
        for (socket, packets) in sent {
            self.send_down(socket, packets);
        }
        for (socket, code) in closed {
            self.end_at_client(socket, Some(code));
        }
        for told in to_desk {
            self.mail_desk(life, Input::FromHub(shard, told));
        }
        for asked in to_node {
            if let ToNode::Login { conn, token, .. } = asked {
                let told = login(conn, token)?;
                self.mail_shard(life, shard, Mail::Node(Box::new(told)));
            } else {
                self.asked_by_hub(life, shard, asked)?;
            }
        }
        let hubs = self.plan.hubs;
        for message in tells {
            for other in (0..hubs).filter(|other| *other != shard) {
                self.mail_shard(life, other, Mail::Hub(shard, message.clone()));
            }
        }
        for message in passes {
            self.mail_shard(life, (shard + 1) % hubs, Mail::Hub(shard, message));
        }
        for (socket, realm, text) in said {
            self.expect_line(socket, &realm, &text);
        }
        Ok(())
    }

    pub(crate) fn node_tick(&mut self, life: Life) -> Checked {
        let Some(node) = self.living(life) else { return Ok(()) };
        node.ticks += 1;
        let is_second = node.ticks.is_multiple_of(10);
        if node.desk.realm_count() > 0 {
            self.mail_desk(life, Input::Ticked);
        }
        if is_second {
            for shard in 0..self.plan.hubs {
                self.mail_shard(life, shard, Mail::Ticked);
            }
        }
        self.after(100, Due::NodeTick(life));
        self.tick_games(life)
    }
}

/// What the node answers whoever brings a token: he is the user whom it names. Who brings none is not let in.
fn login(conn: ConnId, token: Option<Secret>) -> Checked<FromNode> {
    let user = token.and_then(|token| token.expose().parse().ok());
    let user = user.ok_or_else(|| format!("conn {conn} says hello and not who it is"))?;
    let words = LoginWords { session: Secret::new("session"), guest: None, resumed: false, expires: None };
    Ok(FromNode::Admitted { conn, user, login: Box::new(words) })
}
