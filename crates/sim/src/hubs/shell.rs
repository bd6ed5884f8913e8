//! What the gateway is to a hub: gives it inputs, carries out its outputs, closes conns that do not read.

use desk::No;
use hub::{ConnKey, FromNode, Hub, HubMessage, Input, LoginWords, LostDirect, Out, Output, Settings, ToNode};
use types::{ConnId, Secret};
use wire::Dialect;

use super::model::{Model, SESSION, user_of};
use super::node::Node;
use crate::Checked;
use crate::frame;

/// The most that one conn is handed in one piece: a full turn buffer and the message that filled it.
const PIECE_BYTES_MAX: usize = 2 * (64 << 10);

/// A hub, what it should be, and the outboxes of its conns.
#[derive(Debug)]
pub(crate) struct Shell {
    at: u8,
    hub: Hub,
    pub(crate) model: Model,
    out: Out,
    /// By slot, what waits for a conn that does not read; `None` for those that do.
    pub(crate) outboxes: Vec<Option<usize>>,
    /// Conns whose outbox is over its limit.
    slow: Vec<ConnKey>,
    /// Conns that were promised to hear no more this turn.
    done: Vec<bool>,
}

impl Shell {
    pub(crate) fn new(at: u8, hub: Hub, settings: Settings, realms: &[String], slots: usize) -> Self {
        Self {
            at,
            hub,
            model: Model::new(settings.limits, settings.hubs, realms, slots),
            out: Out::default(),
            outboxes: vec![None; slots],
            slow: Vec::new(),
            done: vec![false; slots],
        }
    }

    pub(crate) fn opened(&mut self, conn: ConnKey, id: u64, dialect: Dialect, home: usize, node: &mut Node) -> Checked {
        self.outboxes[conn.0 as usize] = None;
        self.model.opened(conn.0, id, dialect, home);
        let home = self.model.realms[home].name.parse().map_err(|error| format!("a plan names a realm: {error}"))?;
        let id = ConnId::new(id).ok_or("ids go from 1 to 2^53")?;
        self.give(Input::Opened { conn, id, dialect, home, token: None }, node)
    }

    pub(crate) fn closed(&mut self, conn: ConnKey, node: &mut Node) -> Checked {
        self.model.closed(conn.0);
        self.give(Input::Closed(conn), node)
    }

    /// Gives the hub an input, of which the model knows, and carries out what follows.
    pub(crate) fn give(&mut self, input: Input<'_>, node: &mut Node) -> Checked {
        self.hub.handle(node.now, input, &mut self.out);
        self.let_in(node)?;
        self.carry_out(node)?;
        self.model.check_answered()?;
        self.close_slow(node)?;
        if self.hub.is_turn_full() {
            node.transcript.line(|| format!("  hub {}: the turn is full", self.at));
            self.end_turn(node)?;
        }
        Ok(())
    }

    /// The node lets in whoever says `hello`, at once; no service owns a realm.
    fn let_in(&mut self, node: &Node) -> Checked {
        let is_question = |output: &mut Output| matches!(output, Output::Node(asked) if matches!(**asked, ToNode::Login { .. } | ToNode::Register { .. }));
        let asked: Vec<Output> = self.out.list.extract_if(.., is_question).collect();
        for output in asked {
            let Output::Node(asked) = output else { continue };
            let told = answer_of_node(*asked)?;
            self.hub.handle(node.now, Input::Node(Box::new(told)), &mut self.out);
        }
        Ok(())
    }

    pub(crate) fn end_turn(&mut self, node: &mut Node) -> Checked {
        let (hub, out, mut ears) = self.parts(node);
        hub.end_turn(out, |conn, frames, is_last| ears.deliver(conn, frames, is_last));
        ears.result?;
        self.done.fill(false);
        self.model.end_turn()?;
        self.carry_out(node)?;
        self.close_slow(node)
    }

    /// All conns have left and all hubs know of it: nothing may remain.
    pub(crate) fn check_empty(&self) -> Checked {
        let left = (self.hub.conn_count(), self.hub.realm_count());
        if left == (0, 0) { Ok(()) } else { Err(format!("everybody has left, and (conns, realms) are {left:?}")) }
    }

    fn parts<'a>(&'a mut self, node: &'a mut Node) -> (&'a mut Hub, &'a mut Out, Ears<'a>) {
        let Self { hub, out, model, outboxes, slow, done, at } = self;
        (hub, out, Ears { at: *at, model, outboxes, slow, done, node, result: Ok(()) })
    }

    fn carry_out(&mut self, node: &mut Node) -> Checked {
        let mut list = std::mem::take(&mut self.out.list);
        let (_, out, mut ears) = self.parts(node);
        for output in list.drain(..) {
            match output {
                Output::Send(conn, range) => ears.hear(conn, &out.bytes[range])?,
                Output::Close(conn, code) => {
                    ears.line(|| format!("{} closed: {}", conn.0, code.name()));
                    ears.model.close_seen(conn.0, code)?;
                }
                Output::Tell(message) => {
                    ears.line(|| format!("tells {message:?}"));
                    ears.model.tell_seen(&message)?;
                    ears.node.tell(ears.at, &message);
                }
                Output::Pass(message) => {
                    ears.line(|| format!("passes {message:?}"));
                    ears.pass_seen(&message)?;
                    ears.node.pass(ears.at, message);
                }
                // Nothing is held back here.
                Output::Release(_) => {}
                Output::Node(told) if matches!(*told, ToNode::Gone(_)) => {}
                // No realm of these nodes is numbered, and there are no other nodes.
                Output::Desk(_) | Output::Node(_) => return Err(format!("a hub asks a desk: {output:?}")),
            }
        }
        self.out.list = list;
        self.out.clear();
        Ok(())
    }

    fn close_slow(&mut self, node: &mut Node) -> Checked {
        while let Some(conn) = self.slow.pop() {
            if self.model.conn(conn.0).is_some() {
                node.transcript.line(|| format!("  hub {}: {} is too slow", self.at, conn.0));
                self.closed(conn, node)?;
            }
        }
        Ok(())
    }
}

/// Where what a hub says arrives.
struct Ears<'a> {
    at: u8,
    model: &'a mut Model,
    outboxes: &'a mut [Option<usize>],
    slow: &'a mut Vec<ConnKey>,
    done: &'a mut [bool],
    node: &'a mut Node,
    /// The first thing that went wrong in a turn's deliveries.
    result: Checked,
}

impl Ears<'_> {
    /// A conn's share of a turn.
    fn deliver(&mut self, conn: ConnKey, frames: &[u8], is_last: bool) {
        if self.result.is_ok() {
            self.result = self.try_deliver(conn, frames, is_last);
        }
    }

    fn try_deliver(&mut self, conn: ConnKey, frames: &[u8], is_last: bool) -> Checked {
        if std::mem::replace(&mut self.done[conn.0 as usize], is_last) {
            return Err(format!("conn in slot {} hears more after its last piece of a turn", conn.0));
        }
        if frames.len() > PIECE_BYTES_MAX {
            return Err(format!("{} bytes were gathered for one realm", frames.len()));
        }
        let planted = self.node.planted.as_mut().and_then(|planted| planted.change(self.model, conn, frames));
        match planted {
            Some(pieces) => pieces.iter().try_for_each(|(conn, frames)| self.hear(*conn, frames)),
            None => self.hear(conn, frames),
        }
    }

    fn hear(&mut self, conn: ConnKey, frames: &[u8]) -> Checked {
        self.line(|| format!("{} <{}", conn.0, frame::show_all(frames)));
        self.node.heard += self.model.hear(conn.0, frames)?;
        if let Some(waiting) = &mut self.outboxes[conn.0 as usize] {
            *waiting += frames.len();
            if *waiting > self.model.limits.outbox_bytes {
                self.slow.push(conn);
            }
        }
        Ok(())
    }

    /// The first pass of a direct is one that the model knows of; the later ones are of a direct on its way.
    fn pass_seen(&mut self, message: &HubMessage) -> Checked {
        match message {
            HubMessage::Seek(direct) | HubMessage::Missed(direct) => {
                let direct = LostDirect { hops: 0, ..direct.clone() };
                self.model.tells.pop_front_if(|expected| *expected == HubMessage::Seek(direct.clone()));
                self.node.check_lost(&direct)
            }
            HubMessage::Chat { .. } | HubMessage::Members { .. } | HubMessage::Said { .. } => {
                Err(format!("passes {message:?}"))
            }
        }
    }

    fn line(&mut self, line: impl FnOnce() -> String) {
        let at = self.at;
        self.node.transcript.line(|| format!("  hub {at}: {}", line()));
    }
}

fn answer_of_node(asked: ToNode) -> Checked<FromNode> {
    match asked {
        ToNode::Login { conn, .. } => {
            let login = LoginWords { session: Secret::new(SESSION), guest: None, resumed: false, expires: None };
            Ok(FromNode::Admitted { conn, user: user_of(conn.get())?, login: Box::new(login) })
        }
        ToNode::Register { conn, .. } => Ok(FromNode::Registered { conn, realms: Err(No::NotFound) }),
        other @ (ToNode::Gone(_)
        | ToNode::Moved { .. }
        | ToNode::Call { .. }
        | ToNode::Command { .. }
        | ToNode::Who { .. }
        | ToNode::Happened(_)
        | ToNode::Direct(_)
        | ToNode::DirectToUser { .. }) => Err(format!("a hub asks its node {other:?}")),
    }
}
