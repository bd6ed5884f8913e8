//! Somebody who talks and talks.

use types::{Epoch, Offset, Place};
use wire::packets::packet::Msg;

use crate::harness::{Client, Node, binary};
use crate::protobuf::{chat_in, join};

/// Somebody in `room-x` who says `<name> <number>` with rising numbers.
pub(crate) struct Talker<'a> {
    node: &'a Node,
    client: Client,
    name: String,
    epoch: Epoch,
    said: u64,
    /// What it was told about the places of its lines.
    pub(crate) placed: Vec<(Place, String)>,
    /// How many lines it was told about that they may not have been heard.
    pub(crate) refused: usize,
}

impl<'a> Talker<'a> {
    pub(crate) fn enter(node: &'a Node, name: &str) -> Self {
        let (client, epoch) = let_in(node);
        Self { node, client, name: name.to_owned(), epoch, said: 0, placed: Vec::new(), refused: 0 }
    }

    /// Says the next line and waits until it has its place; gives the offset, or nothing if it was refused.
    pub(crate) fn say_next(&mut self) -> Option<u64> {
        let line = format!("{} {}", self.name, self.said);
        self.said += 1;
        self.client.send(&binary(&chat_in("room-x", &line)));
        loop {
            match self.client.next_but_presence().msg {
                Some(Msg::Placed(placed)) => {
                    let place = Place { epoch: self.epoch, offset: Offset(placed.offset) };
                    self.placed.push((place, line));
                    return Some(placed.offset);
                }
                Some(Msg::Error(error)) => {
                    assert_eq!(error.code, "unavailable", "{}", error.text);
                    self.refused += 1;
                    // The line may be heard all the same. So that its place is not taken for that of the next one, the
                    // next one is said by another conn.
                    (self.client, self.epoch) = let_in(self.node);
                    return None;
                }
                Some(Msg::Resync(resync)) if resync.realm == "room-x" => self.epoch = Epoch(resync.epoch),
                Some(Msg::Chat(_) | Msg::Head(_) | Msg::Doubt(_) | Msg::Resync(_)) => {}
                other => panic!("{} hears {other:?}", self.name),
            }
        }
    }
}

/// A conn in the room, and the room's epoch.
fn let_in(node: &Node) -> (Client, Epoch) {
    let mut client = Client::greet(node, "/ws");
    client.send(&binary(&join("room-x")));
    loop {
        match client.next_but_presence().msg {
            Some(Msg::Joined(joined)) => return (client, Epoch(joined.epoch)),
            Some(Msg::Error(error)) if error.code == "unavailable" => client.send(&binary(&join("room-x"))),
            Some(Msg::Head(_) | Msg::Doubt(_) | Msg::Resync(_)) => {}
            other => panic!("not let in: {other:?}"),
        }
    }
}
