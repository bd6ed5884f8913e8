//! What a conn with `hello` hears, packet by packet.

use wire::packets::{Packet, packet::Msg};

use super::{Client, Node, Request, binary};
use crate::protobuf;

/// Presence comes when it comes: what is read here is looked for behind it.
impl Client {
    /// An open conn that has said `hello`.
    pub(crate) fn greet(node: &Node, target: &str) -> Self {
        let mut client = Self::open(node.address, &Request::upgrade(target));
        client.send(&binary(&protobuf::hello()));
        client.skip_to_joined();
        client
    }

    /// The code of the error that comes next.
    #[track_caller]
    pub(crate) fn refused(&mut self) -> String {
        match self.next_but_presence().msg {
            Some(Msg::Error(error)) => error.code,
            other => panic!("no error: {other:?}"),
        }
    }

    /// The next packet that is no presence.
    pub(crate) fn next_but_presence(&mut self) -> Packet {
        loop {
            let frame = self.frame();
            assert_eq!(frame.first, 0x82, "{frame:?}");
            let packet = protobuf::read(&frame.payload);
            if !matches!(packet.msg, Some(Msg::Presence(_))) {
                return packet;
            }
        }
    }

    /// The next JSON message that is no presence.
    pub(crate) fn next_but_presence_json(&mut self) -> serde_json::Value {
        loop {
            let message: serde_json::Value = serde_json::from_str(&self.text()).expect("JSON");
            if message.get("presence").is_none() {
                return message;
            }
        }
    }

    /// Reads up to the `joined` that ends the answer to `hello`, in either dialect.
    pub(crate) fn skip_to_joined(&mut self) {
        loop {
            let frame = self.frame();
            let is_joined = match frame.first {
                0x82 => matches!(protobuf::read(&frame.payload).msg, Some(Msg::Joined(_))),
                _ => frame.payload.starts_with(b"{\"joined\""),
            };
            if is_joined {
                return;
            }
        }
    }

    /// The realm that has been joined, and how many are there.
    #[track_caller]
    pub(crate) fn joined(&mut self) -> (String, u64) {
        match self.next_but_presence().msg {
            Some(Msg::Joined(joined)) => (joined.realm, joined.members),
            other => panic!("not joined: {other:?}"),
        }
    }

    /// Sender, realm and text of the chat that comes next.
    #[track_caller]
    pub(crate) fn heard_in(&mut self) -> (u64, String, String) {
        let packet = self.next_but_presence();
        match packet.msg {
            Some(Msg::Chat(chat)) => (packet.sender_id, packet.realm, chat.msg),
            other => panic!("no chat: {other:?}"),
        }
    }

    /// The number of members, if presence comes next.
    pub(crate) fn presence(&mut self) -> Option<u64> {
        let frame = self.frame();
        let packet = (frame.first == 0x82).then(|| protobuf::read(&frame.payload))?;
        if let Some(Msg::Presence(presence)) = packet.msg { Some(presence.members) } else { None }
    }

    /// Reads presence until it says so many.
    pub(crate) fn until_present(&mut self, realm: &str, members: u64) {
        loop {
            let packet = protobuf::read(&self.frame().payload);
            if let Some(Msg::Presence(presence)) = packet.msg
                && (presence.realm.as_str(), presence.members) == (realm, members)
            {
                return;
            }
        }
    }
}
