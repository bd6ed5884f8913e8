//! A client that keeps its place as docs/protocol.md says, and writes down what it takes in.

use types::{Epoch, Offset, Place};
use wire::packets::{Joined, Packet, packet::Msg};

use super::record::{Record, Reset};
use crate::harness::{Client, Node, Request, binary};
use crate::protobuf::{self, field};
use crate::streams::{cursor, hello_from};

/// One listener in `room-x`, over all its conns.
pub(crate) struct Listener {
    client: Option<Client>,
    pub(crate) place: Place,
    pub(crate) record: Record,
    /// A join on account of a gap has not been answered: what comes before the answer is passed over.
    is_joining: bool,
    /// How often it was told that the server has lost touch with its fleet.
    pub(crate) doubts: u64,
}

impl Listener {
    /// Has no conn yet.
    pub(crate) fn named(name: &str) -> Self {
        let record = Record { name: name.to_owned(), ..Record::default() };
        Self { client: None, place: Place::NONE, record, is_joining: false, doubts: 0 }
    }

    /// Opens a conn and says where it was, if it was there.
    pub(crate) fn call_in(&mut self, node: &Node) {
        let mut client = Client::open(node.address, &Request::upgrade("/ws?room=x"));
        let is_new = self.place == Place::NONE;
        let hello = if is_new { protobuf::hello() } else { hello_from(&[("room-x", self.place)]) };
        client.send(&binary(&hello));
        self.client = Some(client);
        self.is_joining = true;
    }

    /// Opens a conn and waits until it is let in.
    pub(crate) fn enter(&mut self, node: &Node) {
        self.call_in(node);
        self.wait_to_be_let_in();
    }

    pub(crate) fn wait_to_be_let_in(&mut self) {
        while self.is_joining {
            self.hear();
        }
    }

    /// The conn ends without a word, whatever is on its way.
    pub(crate) fn cut(&mut self) {
        self.client = None;
    }

    /// Listens until it has come so far.
    pub(crate) fn until(&mut self, offset: u64) {
        while self.place.offset.0 < offset {
            self.hear();
        }
    }

    /// Hears the next packet.
    pub(crate) fn hear(&mut self) {
        let Packet { msg, offset, .. } = self.client.as_mut().expect("it has a conn").next_but_presence();
        match msg {
            Some(Msg::Chat(chat)) => self.take(offset, chat.msg.clone()),
            Some(Msg::Joined(joined)) => self.joined(&joined),
            Some(Msg::Head(head)) => self.compare(Place { epoch: Epoch(head.epoch), offset: Offset(head.offset) }),
            Some(Msg::Resync(resync)) => {
                let place = Place { epoch: Epoch(resync.epoch), offset: Offset(resync.offset) };
                self.reset(place, &resync.why);
            }
            Some(Msg::Doubt(_)) => self.doubts += 1,
            Some(Msg::Welcome(_)) => {}
            other => panic!("{} hears what listeners are not told: {other:?}", self.record.name),
        }
    }

    fn joined(&mut self, joined: &Joined) {
        let place = Place { epoch: Epoch(joined.epoch), offset: Offset(joined.offset) };
        self.is_joining = false;
        if joined.recovered && self.place != Place::NONE {
            assert_eq!(place, self.place, "{} is given another place back", self.record.name);
        } else if joined.recovered {
            self.place = place;
        } else {
            self.reset(place, &joined.why);
        }
    }

    /// The rule for a client.
    fn take(&mut self, offset: u64, text: String) {
        if self.is_joining {
            return;
        }
        let next = self.place.offset.next();
        if offset == next.0 {
            self.place.offset = next;
            self.record.views.push((self.place, text));
        } else if offset < next.0 {
            self.record.doubled += 1;
        } else {
            self.record.gaps += 1;
            self.join_again();
        }
    }

    fn compare(&mut self, head: Place) {
        if !self.is_joining && head.epoch == self.place.epoch && head.offset > self.place.offset {
            self.record.gaps += 1;
            self.join_again();
        }
    }

    fn join_again(&mut self) {
        let asked = [field(1, b"room-x"), field(2, &cursor(self.place, ""))].concat();
        self.client.as_mut().expect("it has a conn").send(&binary(&field(67, &asked)));
        self.is_joining = true;
    }

    fn reset(&mut self, to: Place, why: &str) {
        self.record.resets.push(Reset { from: self.place, to, why: why.to_owned() });
        self.place = to;
    }
}
