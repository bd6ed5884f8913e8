//! One client of the transcript, in either dialect.

use std::collections::BTreeMap;

use buffa::Message as _;
use serde_json::Value;
use wire::packets::Packet;

use crate::harness::{Client, Node, Request, binary, close, masked, text};
use crate::protobuf;

/// One conn, and what has to be known to check what comes by the clock.
pub(crate) struct Actor {
    client: Client,
    /// How many are in a realm, as far as it was told.
    members: BTreeMap<String, String>,
    /// The last place in a realm that it was told: epoch and offset.
    places: BTreeMap<String, (String, u64)>,
}

impl Actor {
    pub(crate) fn open(node: &Node, target: &str) -> Self {
        let client = Client::open(node.address, &Request::upgrade(target));
        Self { client, members: BTreeMap::new(), places: BTreeMap::new() }
    }

    pub(crate) fn id(&self) -> u64 {
        self.client.id
    }

    /// Says a packet in protobuf.
    pub(crate) fn say_packet(&mut self, packet: &Value) {
        let packet: Packet = serde_json::from_value(packet.clone()).expect("a packet in its JSON form");
        self.client.send(&binary(&packet.encode_to_vec()));
    }

    pub(crate) fn say_text(&mut self, said: &str) {
        self.client.send(&text(said));
    }

    /// A whole frame, masked: its first byte and its payload.
    pub(crate) fn say_frame(&mut self, first: u8, payload: &[u8]) {
        self.client.send(&masked(first, payload));
    }

    pub(crate) fn say_close(&mut self, code: u16) {
        self.client.send(&close(code, ""));
    }

    pub(crate) fn closed(&mut self) -> (u16, String) {
        self.client.closed()
    }

    /// The next thing that it hears because somebody did something; what comes by the clock is checked and noted.
    pub(crate) fn hear(&mut self) -> Value {
        loop {
            let mut message = self.next();
            self.note(&mut message);
            if message.get("presence").is_none() && message.get("head").is_none() {
                return message;
            }
        }
    }

    /// Waits until it knows that so many are in a realm.
    pub(crate) fn see(&mut self, realm: &str, members: &str) {
        while self.members.get(realm).is_none_or(|known| known != members) {
            let mut message = self.next();
            self.note(&mut message);
            let comes_by_the_clock = message.get("presence").is_some() || message.get("head").is_some();
            assert!(
                comes_by_the_clock,
                "expected to see {members} in {realm}, not {:?}, heard {message}",
                self.members
            );
        }
    }

    /// The next that comes is the answer to this.
    pub(crate) fn ping(&mut self, payload: &str) {
        self.client.send(&masked(0x89, payload.as_bytes()));
        loop {
            let frame = self.client.frame();
            if frame.first == 0x8a {
                assert_eq!(frame.payload, payload.as_bytes(), "another pong");
                return;
            }
            let mut message = Self::read(frame.first, &frame.payload);
            self.note(&mut message);
            let comes_by_the_clock = message.get("presence").is_some() || message.get("head").is_some();
            assert!(comes_by_the_clock, "expected nothing, heard {message}");
        }
    }

    fn next(&mut self) -> Value {
        let frame = self.client.frame();
        Self::read(frame.first, &frame.payload)
    }

    fn read(first: u8, payload: &[u8]) -> Value {
        match first {
            0x82 => serde_json::to_value(protobuf::read(payload)).expect("a packet has a JSON form"),
            0x81 => serde_json::from_slice(payload).expect("JSON"),
            0x88 => panic!(
                "heard a close: {} {}",
                u16::from_be_bytes([payload[0], payload[1]]),
                String::from_utf8_lossy(&payload[2..])
            ),
            other => panic!("heard a frame of kind {other:02x}"),
        }
    }

    /// Members are counted when the count has come round; how many, `see` waits for. A `head` says what is known.
    fn note(&mut self, message: &mut Value) {
        let text = |value: &Value| value.as_str().unwrap_or("0").to_owned();
        let offset = |value: &Value| value.as_u64().unwrap_or_else(|| text(value).parse().expect("a number"));
        for kind in ["joined", "presence"] {
            let Some(told) = message.get_mut(kind).and_then(Value::as_object_mut) else { continue };
            let members = told.remove("members");
            self.members.insert(text(&told["realm"]), members.map_or("0".to_owned(), |members| text(&members)));
        }
        if let Some(told) = message.get("joined").filter(|told| told.get("epoch").is_some()) {
            self.places.insert(text(&told["realm"]), (text(&told["epoch"]), offset(&told["offset"])));
        }
        if let Some(told) = message.get("head")
            && let Some(known) = self.places.get(&text(&told["realm"]))
        {
            assert_eq!(*known, (text(&told["epoch"]), offset(&told["offset"])), "the place before {message}");
        }
        let placed = message.get("placed").map(|placed| (text(&placed["realm"]), offset(&placed["offset"])));
        let view = message.get("offset").map(|_| (text(&message["realm"]), offset(&message["offset"])));
        if let Some((realm, offset)) = placed.or(view) {
            let place = self.places.get_mut(&realm).unwrap_or_else(|| panic!("not in that realm, heard {message}"));
            assert_eq!(offset, place.1 + 1, "the next place in {realm}");
            place.1 = offset;
        }
    }
}
