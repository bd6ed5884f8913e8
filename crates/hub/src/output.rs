//! What follows from an input.

use std::ops::Range;

use desk::FromHub;
use types::CloseCode;
use wire::{Lane, ToClient};

use crate::{ConnKey, HubMessage, ToNode};

/// Something for the shell to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Put these finished frames, a part of [`Out::bytes`], into the conn's outbox.
    Send(ConnKey, Range<usize>),
    /// Close the conn; the hub has forgotten it.
    Close(ConnKey, CloseCode),
    /// To every other hub of this node.
    Tell(HubMessage),
    /// To the next hub of this node: it seeks the receiver of a direct.
    Pass(HubMessage),
    /// To the desk of this node.
    Desk(FromHub),
    /// To the node.
    Node(Box<ToNode>),
    /// The conn has its answer: what it said since may be read.
    Release(ConnKey),
}

impl Output {
    /// To the node; boxed, for it is rare, and outputs are many.
    pub(crate) fn node(told: ToNode) -> Self {
        Self::Node(Box::new(told))
    }
}

/// The consequences of some inputs; used again after each round, so that it stops allocating.
#[derive(Debug, Default)]
pub struct Out {
    /// What to do, in order.
    pub list: Vec<Output>,
    /// The bytes that [`Output::Send`] points into.
    pub bytes: Vec<u8>,
}

impl Out {
    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.bytes.clear();
    }

    /// Gives back what a large round needed.
    pub fn let_go_of_memory(&mut self) {
        self.list.shrink_to(2 * self.list.len());
        self.bytes.shrink_to(2 * self.bytes.len());
    }

    #[inline(always)]
    /// Encodes a message for one conn; says how many bytes it took. 0: its lane has no form for the message.
    pub(crate) fn send(&mut self, conn: ConnKey, lane: Lane, message: ToClient<'_>) -> usize {
        let start = self.bytes.len();
        wire::put(&mut self.bytes, lane, message);
        self.sent(conn, start)
    }

    /// Sends a conn the bytes that have been appended since `start`. What follows at once on a send to the same conn
    /// joins it.
    pub(crate) fn sent(&mut self, conn: ConnKey, start: usize) -> usize {
        let end = self.bytes.len();
        if end == start {
            return 0;
        }
        match self.list.last_mut() {
            Some(Output::Send(last, range)) if *last == conn && range.end == start => range.end = end,
            Some(_) | None => self.list.push(Output::Send(conn, start..end)),
        }
        end - start
    }

    /// Takes the last bytes back that were sent.
    pub(crate) fn unsend(&mut self, bytes: usize) {
        let end = self.bytes.len() - bytes;
        self.bytes.truncate(end);
        if let Some(Output::Send(_, range)) = self.list.last_mut() {
            range.end = end;
            if range.start == range.end {
                self.list.pop();
            }
        }
    }
}
