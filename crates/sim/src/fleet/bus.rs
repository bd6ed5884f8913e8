//! The bus between the nodes, as NATS core is one: on a good link what one node publishes arrives in order, at whoever
//! has subscribed. It keeps nothing.

use std::collections::{BTreeMap, VecDeque};

use desk::{Ask, NodeNumber};
use host::ErrandId;
use types::{Millis, Realm};

use super::world::Life;

/// Every node's end of it.
#[derive(Debug, Default)]
pub(crate) struct Bus {
    pub(crate) ends: Vec<End>,
    /// Questions that have been handed to a node and not been answered: who asked, and its number for the question.
    pub(crate) asked: BTreeMap<u64, (Life, u64)>,
    pub(crate) last_ticket: u64,
    pub(crate) last_subscription: u64,
}

/// One node's end.
#[derive(Debug, Default)]
pub(crate) struct End {
    pub(crate) link: Link,
    /// It reads too slowly: what arrives now is lost.
    pub(crate) is_deaf: bool,
    /// Only nodes of the same side hear each other.
    pub(crate) side: u8,
    pub(crate) listens: BTreeMap<Realm, Subscription>,
    pub(crate) owns: BTreeMap<Realm, Subscription>,
    /// What was published while the node knew that the bus was gone, and since when it waits.
    pub(crate) held: VecDeque<(Millis, Letter)>,
    /// Its questions that wait for an answer.
    pub(crate) open: BTreeMap<u64, Realm>,
    /// When what was sent last arrives at the bus.
    pub(crate) out_last: Millis,
    /// By sender, when what was sent last arrives here.
    pub(crate) in_last: BTreeMap<usize, Millis>,
}

/// A node's link to the bus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Link {
    #[default]
    Up,
    /// Nothing gets through, and the node does not know it yet.
    Broken,
    /// And it does.
    Down,
    /// The node has crashed, and the bus has not noticed: what is sent there is lost.
    Dead,
    /// The node has crashed.
    Gone,
}

/// What a node hears.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subscription {
    pub(crate) number: u64,
    pub(crate) is_active: bool,
    /// Nothing of it arrives before.
    pub(crate) live_at: Millis,
}

/// On its way to the bus.
#[derive(Clone, Debug)]
pub(crate) enum Letter {
    /// For all who listen to a realm.
    Publish(Realm, Vec<u8>),
    /// For whoever owns the realm's stream; the number is the asker's.
    Ask(u64, Ask),
    /// For who asked.
    Answer(Life, u64, Vec<u8>),
    /// About a game, for the node of this number, or for any that runs games; the number is the asker's.
    AskNode(ErrandId, Option<NodeNumber>, Box<host::Ask>),
    /// For who asked that.
    AnswerNode(Life, ErrandId, Box<host::Answer>),
}

impl End {
    /// Whether the bus takes what this node sends, and brings what it is sent.
    pub(crate) fn is_up(&self) -> bool {
        self.link == Link::Up
    }

    /// Whether the bus hands it messages, be it in vain.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self.link, Link::Up | Link::Broken | Link::Dead)
    }
}

impl Bus {
    /// The nodes to which messages on this realm's subject go now.
    pub(crate) fn listeners(&self, from: usize, realm: &Realm) -> Vec<(usize, Subscription)> {
        self.receivers(from, |end| end.listens.get(realm))
    }

    /// The nodes to which questions for the owner of this realm's stream go now.
    pub(crate) fn owners(&self, from: usize, realm: &Realm) -> Vec<(usize, Subscription)> {
        self.receivers(from, |end| end.owns.get(realm))
    }

    fn receivers(&self, from: usize, of: impl Fn(&End) -> Option<&Subscription>) -> Vec<(usize, Subscription)> {
        let side = self.ends[from].side;
        let ends = self.ends.iter().enumerate().filter(|(_, end)| end.is_known() && end.side == side);
        let active = ends.filter_map(|(at, end)| Some((at, *of(end)?)));
        active.filter(|(_, subscription)| subscription.is_active).collect()
    }
}
