//! What nodes say to each other about rooms, numbered, so that a loss is found.

use std::collections::BTreeMap;
use std::time::Duration;

use types::{CloseCode, ConnId, Millis, Name};

use crate::{Line, Node};

/// What one node says to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Nothing, but that it is there.
    Here,
    /// Something that was said between the two is lost: all that they have in common ends.
    Broken,
    /// To a room's owner: a peer has come.
    Came {
        /// Which room it wants.
        room: Name,
        /// How it is reached, at the node that says this.
        line: Line,
    },
    /// To a room's owner: a peer sent a binary message.
    Said(ConnId, Vec<u8>),
    /// To a room's owner: a peer sent something that no engine sends.
    Faulted(ConnId),
    /// To a room's owner: a peer has left.
    Left(ConnId),
    /// By a room's owner: one message for each of these.
    Send(Vec<Line>, Vec<u8>),
    /// By a room's owner: a peer is to be closed.
    Close(Line, CloseCode),
}

/// A word with its place among all that one node says to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Of the process that says it.
    pub mark: u64,
    /// From 1 up, without a gap.
    pub number: u64,
    /// What it says.
    pub word: Word,
}

/// How a word stands to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Next,
    Again,
    AfterLoss,
}

/// The other nodes that have said something, or were told something. No more than a fleet has numbers.
#[derive(Debug)]
pub(crate) struct Links {
    mark: u64,
    links: BTreeMap<Node, Link>,
}

#[derive(Debug)]
struct Link {
    said: u64,
    said_at: Millis,
    heard: Option<(u64, u64)>,
    /// Since when it has been told something and not been heard, while there is a reason to wait for it.
    waits_since: Option<Millis>,
}

impl Links {
    pub(crate) fn new(mark: u64) -> Self {
        Self { mark, links: BTreeMap::new() }
    }

    fn link(&mut self, now: Millis, node: Node) -> &mut Link {
        self.links.entry(node).or_insert(Link { said: 0, said_at: now, heard: None, waits_since: None })
    }

    /// The next word to that node.
    pub(crate) fn number(&mut self, now: Millis, to: Node, word: Word) -> Numbered {
        let mark = self.mark;
        let link = self.link(now, to);
        link.said += 1;
        link.said_at = now;
        link.waits_since.get_or_insert(now);
        Numbered { mark, number: link.said, word }
    }

    /// Notes a word of that node.
    pub(crate) fn order(&mut self, now: Millis, from: Node, numbered: &Numbered) -> Order {
        let link = self.link(now, from);
        link.waits_since = None;
        let order = match link.heard {
            None if numbered.number == 1 => Order::Next,
            Some((mark, last)) if mark == numbered.mark && numbered.number <= last => return Order::Again,
            Some((mark, last)) if mark == numbered.mark && numbered.number == last + 1 => Order::Next,
            Some(_) | None => Order::AfterLoss,
        };
        link.heard = Some((numbered.mark, numbered.number));
        order
    }

    /// For how long that node has been told something without being heard.
    pub(crate) fn silence(&mut self, now: Millis, node: Node) -> Duration {
        self.link(now, node).waits_since.map_or(Duration::ZERO, |since| now.since(since))
    }

    /// Of nodes other than these nothing is expected.
    pub(crate) fn wait_for_only(&mut self, nodes: &[Node]) {
        for (_, link) in self.links.iter_mut().filter(|(node, _)| !nodes.contains(node)) {
            link.waits_since = None;
        }
    }

    /// Whether that node was told nothing for so long.
    pub(crate) fn is_quiet(&mut self, now: Millis, node: Node, time: Duration) -> bool {
        now.since(self.link(now, node).said_at) >= time
    }
}
