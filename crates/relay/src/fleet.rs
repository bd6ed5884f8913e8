//! Rooms of a fleet: each has one owner, the node that looks after it, and the others pass on what their peers say.
//!
//! ```text
//! a peer comes ──▶ Seek ──▶ somebody owns it ─────────────────▶ its words go there, what it hears comes from there
//!                   └────▶ nobody ──▶ Claim ──▶ it is ours ───▶ the rooms of this node
//!                                       └──▶ another was first ─▶ as above
//! ```
//!
//! Between two nodes all words are numbered. Engines expect that nothing is lost or out of order, and nothing is kept
//! here that could be sent again: where a word is missing, whatever is between the two nodes ends, and its peers come back.

use std::collections::BTreeMap;
use std::time::Duration;

use types::{CloseCode, ConnId, Limits, Millis, Name};

use crate::links::{Links, Numbered, Order, Word};
use crate::{Input, Line, Output, Rooms};

/// How often nodes with a room in common say that they are there: what was lost last is found by it.
const SAY_EVERY: Duration = Duration::from_secs(2);

/// A node that has not been heard for so long is gone.
const GONE_AFTER: Duration = Duration::from_secs(8);

/// The number of a node, as conn ids have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node(pub u16);

impl Node {
    fn of(line: Line) -> Self {
        Self(line.conn.node())
    }
}

/// Who owns a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// This node.
    By(Node),
    /// Nobody.
    Nobody,
    /// There was no answer.
    Unknown,
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum FleetInput {
    /// At a socket of this node.
    Peer(Input),
    /// The answer to [`FleetOutput::Seek`].
    Sought(Name, Sought),
    /// The answer to [`FleetOutput::Claim`]: the room is this node's.
    Claimed(Name),
    /// Somebody with an older claim owns a room of this node.
    Ceded(Name),
    /// Another node says something.
    Heard(Node, Numbered),
    /// Some time has passed.
    Ticked,
    /// The node goes down: rooms of its own end.
    Draining,
}

/// What follows, to be carried out in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FleetOutput {
    /// A peer that has come is read from now on.
    Admit(Line),
    /// One message for each of these, all of this node.
    Send(Vec<Line>, Vec<u8>),
    /// A conn of this node is to be closed.
    Close(Line, CloseCode),
    /// Who owns the room?
    Seek(Name),
    /// This node wants to own the room.
    Claim(Name),
    /// It owns it no more.
    Disclaim(Name),
    /// Something for another node.
    Tell(Node, Numbered),
}

/// What one node of a fleet knows of all rooms.
#[derive(Debug)]
pub struct Fleet {
    own: Node,
    limits: Limits,
    /// Those that this node owns.
    rooms: Rooms,
    /// Where the rooms are of which something is here.
    places: BTreeMap<Name, Place>,
    /// The peers whose sockets are here.
    here: BTreeMap<ConnId, (Name, Line)>,
    /// The peers of other nodes in this node's rooms.
    guests: BTreeMap<ConnId, (Name, Line)>,
    links: Links,
}

#[derive(Debug)]
enum Place {
    /// Nobody knows yet; these wait.
    Sought(Vec<Line>),
    Ours,
    /// Another node's, with so many peers of this one.
    Of(Node, usize),
}

impl Fleet {
    /// No rooms yet. The mark tells this process from an earlier one with the same number.
    #[must_use]
    pub fn new(own: Node, mark: u64, limits: Limits) -> Self {
        Self {
            own,
            limits,
            rooms: Rooms::new(limits),
            places: BTreeMap::new(),
            here: BTreeMap::new(),
            guests: BTreeMap::new(),
            links: Links::new(mark),
        }
    }

    /// Takes one input; what follows is added to `out`.
    pub fn handle(&mut self, now: Millis, input: FleetInput, out: &mut Vec<FleetOutput>) {
        match input {
            FleetInput::Peer(Input::Came { room, line }) => self.come(now, room, line, out),
            FleetInput::Peer(Input::Said(conn, message)) => self.say(now, conn, Word::Said(conn, message), out),
            FleetInput::Peer(Input::Faulted(conn)) => self.say(now, conn, Word::Faulted(conn), out),
            FleetInput::Peer(Input::Left(conn)) => self.leave(now, conn, out),
            FleetInput::Sought(room, sought) => self.sought(now, room, sought, out),
            FleetInput::Claimed(room) => self.claimed(now, room, out),
            FleetInput::Ceded(room) => self.cede(now, &room, out),
            FleetInput::Heard(from, numbered) => self.heard(now, from, numbered, out),
            FleetInput::Ticked => self.tick(now, out),
            FleetInput::Draining => {
                for room in self.rooms_at(|place| matches!(place, Place::Ours)) {
                    self.cede(now, &room, out);
                }
            }
        }
    }

    fn come(&mut self, now: Millis, room: Name, line: Line, out: &mut Vec<FleetOutput>) {
        if !self.places.contains_key(&room) && self.places.len() >= self.limits.rooms {
            return out.push(FleetOutput::Close(line, CloseCode::Full));
        }
        self.here.insert(line.conn, (room.clone(), line));
        match self.places.get_mut(&room) {
            None => {
                out.push(FleetOutput::Seek(room.clone()));
                self.places.insert(room, Place::Sought(vec![line]));
            }
            Some(Place::Sought(waiting)) => waiting.push(line),
            Some(Place::Ours | Place::Of(..)) => self.enter(now, room, line, out),
        }
    }

    /// The room's owner is known.
    fn enter(&mut self, now: Millis, room: Name, line: Line, out: &mut Vec<FleetOutput>) {
        out.push(FleetOutput::Admit(line));
        match self.places.get_mut(&room) {
            Some(Place::Ours) => self.in_rooms(now, Input::Came { room, line }, out),
            Some(Place::Of(owner, peers)) => {
                *peers += 1;
                let owner = *owner;
                self.tell(now, owner, Word::Came { room, line }, out);
            }
            Some(Place::Sought(_)) | None => {}
        }
    }

    fn say(&mut self, now: Millis, conn: ConnId, word: Word, out: &mut Vec<FleetOutput>) {
        let Some((room, _)) = self.here.get(&conn) else { return };
        match self.places.get(room) {
            Some(Place::Of(owner, _)) => self.tell(now, *owner, word, out),
            Some(Place::Ours) => self.said(now, word, out),
            // It is not read before.
            Some(Place::Sought(_)) | None => {}
        }
    }

    /// What a peer says in a room of this node.
    fn said(&mut self, now: Millis, word: Word, out: &mut Vec<FleetOutput>) {
        match word {
            Word::Said(conn, message) => self.in_rooms(now, Input::Said(conn, message), out),
            Word::Faulted(conn) => self.in_rooms(now, Input::Faulted(conn), out),
            Word::Here | Word::Broken | Word::Came { .. } | Word::Left(_) | Word::Send(..) | Word::Close(..) => {}
        }
    }

    fn leave(&mut self, now: Millis, conn: ConnId, out: &mut Vec<FleetOutput>) {
        let Some((room, _)) = self.here.remove(&conn) else { return };
        match self.places.get_mut(&room) {
            Some(Place::Ours) => {
                self.in_rooms(now, Input::Left(conn), out);
                self.disclaim_if_empty(room, out);
            }
            Some(Place::Of(owner, peers)) => {
                *peers -= 1;
                let (owner, is_last) = (*owner, *peers == 0);
                if is_last {
                    self.places.remove(&room);
                }
                self.tell(now, owner, Word::Left(conn), out);
            }
            Some(Place::Sought(waiting)) => waiting.retain(|line| line.conn != conn),
            None => {}
        }
    }

    fn sought(&mut self, now: Millis, room: Name, sought: Sought, out: &mut Vec<FleetOutput>) {
        let Some(Place::Sought(waiting)) = self.places.get_mut(&room) else { return };
        if waiting.is_empty() {
            self.places.remove(&room);
            return;
        }
        match sought {
            Sought::Nobody => out.push(FleetOutput::Claim(room)),
            Sought::By(node) if node != self.own => {
                let waiting = std::mem::take(waiting);
                self.places.insert(room.clone(), Place::Of(node, 0));
                waiting.into_iter().for_each(|line| self.enter(now, room.clone(), line, out));
            }
            Sought::By(_) | Sought::Unknown => self.send_away(|at| *at == room, out),
        }
    }

    fn claimed(&mut self, now: Millis, room: Name, out: &mut Vec<FleetOutput>) {
        let waiting = match self.places.get_mut(&room) {
            Some(Place::Sought(waiting)) => std::mem::take(waiting),
            Some(Place::Ours) => return,
            Some(Place::Of(..)) | None => return out.push(FleetOutput::Disclaim(room)),
        };
        self.places.insert(room.clone(), Place::Ours);
        waiting.into_iter().for_each(|line| self.enter(now, room.clone(), line, out));
        self.disclaim_if_empty(room, out);
    }

    /// The room ends here; all who are in it come back, to wherever it is then.
    fn cede(&mut self, now: Millis, room: &Name, out: &mut Vec<FleetOutput>) {
        if !matches!(self.places.get(room), Some(Place::Ours)) {
            return;
        }
        for (_, (_, line)) in self.guests.extract_if(.., |_, (at, _)| at == room).collect::<Vec<_>>() {
            self.tell(now, Node::of(line), Word::Close(line, CloseCode::Restarting), out);
        }
        self.rooms.end(room);
        self.send_away(|at| at == room, out);
        out.push(FleetOutput::Disclaim(room.clone()));
    }

    /// Closes the peers of this node that are in such rooms, and forgets both.
    fn send_away(&mut self, is_meant: impl Fn(&Name) -> bool, out: &mut Vec<FleetOutput>) {
        let away = self.here.extract_if(.., |_, (room, _)| is_meant(room));
        out.extend(away.map(|(_, (_, line))| FleetOutput::Close(line, CloseCode::Restarting)));
        self.places.retain(|room, _| !is_meant(room));
    }

    /// Something happens in a room of this node.
    fn in_rooms(&mut self, now: Millis, input: Input, out: &mut Vec<FleetOutput>) {
        let mut outputs = Vec::new();
        self.rooms.handle(now, input, &mut outputs);
        for output in outputs {
            match output {
                Output::Send(lines, message) => self.send(now, lines, message, out),
                Output::Close(line, code) if Node::of(line) == self.own => out.push(FleetOutput::Close(line, code)),
                Output::Close(line, code) => {
                    self.guests.remove(&line.conn);
                    self.tell(now, Node::of(line), Word::Close(line, code), out);
                }
            }
        }
    }

    /// Each node gets a message once, however many of its peers it is for.
    fn send(&mut self, now: Millis, mut lines: Vec<Line>, message: Vec<u8>, out: &mut Vec<FleetOutput>) {
        while let Some(node) = lines.first().copied().map(Node::of) {
            let there = lines.extract_if(.., |line| Node::of(*line) == node).collect();
            if node == self.own {
                out.push(FleetOutput::Send(there, message.clone()));
            } else {
                self.tell(now, node, Word::Send(there, message.clone()), out);
            }
        }
    }

    fn disclaim_if_empty(&mut self, room: Name, out: &mut Vec<FleetOutput>) {
        if matches!(self.places.get(&room), Some(Place::Ours)) && !self.rooms.has(&room) {
            self.places.remove(&room);
            out.push(FleetOutput::Disclaim(room));
        }
    }

    fn tell(&mut self, now: Millis, to: Node, word: Word, out: &mut Vec<FleetOutput>) {
        out.push(FleetOutput::Tell(to, self.links.number(now, to, word)));
    }

    fn heard(&mut self, now: Millis, from: Node, numbered: Numbered, out: &mut Vec<FleetOutput>) {
        match self.links.order(now, from, &numbered) {
            Order::Next => {}
            Order::Again => return,
            Order::AfterLoss => self.part(now, from, out),
        }
        match numbered.word {
            Word::Here => {}
            Word::Broken => self.end_all_between(now, from, out),
            Word::Came { room, line } => self.guest_comes(now, from, room, line, out),
            Word::Said(conn, _) | Word::Faulted(conn) => {
                if let Some((room, _)) = self.guests.get(&conn).cloned() {
                    self.said(now, numbered.word, out);
                    self.disclaim_if_empty(room, out);
                }
            }
            Word::Left(conn) => self.guest_leaves(now, conn, out),
            Word::Send(mut lines, message) => {
                lines.retain(|line| self.is_there(line.conn, from));
                out.extend((!lines.is_empty()).then_some(FleetOutput::Send(lines, message)));
            }
            Word::Close(line, code) => {
                out.extend(self.is_there(line.conn, from).then_some(FleetOutput::Close(line, code)));
            }
        }
    }

    fn guest_comes(&mut self, now: Millis, from: Node, room: Name, line: Line, out: &mut Vec<FleetOutput>) {
        if Node::of(line) != from {
            return;
        }
        if !matches!(self.places.get(&room), Some(Place::Ours)) {
            return self.tell(now, from, Word::Close(line, CloseCode::Restarting), out);
        }
        self.guests.insert(line.conn, (room.clone(), line));
        self.in_rooms(now, Input::Came { room, line }, out);
    }

    fn guest_leaves(&mut self, now: Millis, conn: ConnId, out: &mut Vec<FleetOutput>) {
        let Some((room, _)) = self.guests.remove(&conn) else { return };
        self.in_rooms(now, Input::Left(conn), out);
        self.disclaim_if_empty(room, out);
    }

    /// Whether a peer of this node is in a room of that one.
    fn is_there(&self, conn: ConnId, owner: Node) -> bool {
        let place = self.here.get(&conn).and_then(|(room, _)| self.places.get(room));
        matches!(place, Some(Place::Of(node, _)) if *node == owner)
    }

    /// Something between this node and that one is lost: it is told so.
    fn part(&mut self, now: Millis, from: Node, out: &mut Vec<FleetOutput>) {
        self.tell(now, from, Word::Broken, out);
        self.end_all_between(now, from, out);
    }

    fn end_all_between(&mut self, now: Millis, node: Node, out: &mut Vec<FleetOutput>) {
        let rooms = self.rooms_at(|place| matches!(place, Place::Of(owner, _) if *owner == node));
        self.send_away(|room| rooms.contains(room), out);
        let guests: Vec<ConnId> = self.guests.keys().copied().filter(|conn| conn.node() == node.0).collect();
        guests.into_iter().for_each(|conn| self.guest_leaves(now, conn, out));
    }

    fn tick(&mut self, now: Millis, out: &mut Vec<FleetOutput>) {
        let owners = self.places.values().filter_map(|place| match place {
            Place::Of(owner, _) => Some(*owner),
            Place::Sought(_) | Place::Ours => None,
        });
        let mut nodes: Vec<Node> = owners.chain(self.guests.keys().map(|conn| Node(conn.node()))).collect();
        nodes.sort_unstable();
        nodes.dedup();
        self.links.wait_for_only(&nodes);
        for node in nodes {
            if self.links.silence(now, node) >= GONE_AFTER {
                self.part(now, node, out);
            } else if self.links.is_quiet(now, node, SAY_EVERY) {
                self.tell(now, node, Word::Here, out);
            }
        }
    }

    fn rooms_at(&self, is_meant: impl Fn(&Place) -> bool) -> Vec<Name> {
        self.places.iter().filter(|(_, place)| is_meant(place)).map(|(room, _)| room.clone()).collect()
    }
}
