//! A binary message of a stranger is either refused or means what the generated decoder says; what a player without
//! `hello` hears of it holds the tutorial's fields and no other byte.
#![no_main]

use buffa::Message as _;
use libfuzzer_sys::fuzz_target;
use types::{ConnId, Offset};
use wire::{
    Dialect, FromClient, Lane, ToClient,
    packets::{ChatMessage, Packet, packet::Msg},
};

const JSON_NESTING: u32 = 32;
const SENDER: u64 = 7;

fuzz_target!(|payload: &[u8]| {
    let said = wire::decode(Dialect::Protobuf, payload, JSON_NESTING);
    let generated = Packet::decode_from_slice(payload);
    match generated.as_ref().map(|packet| &packet.msg) {
        Ok(Some(Msg::Chat(chat))) => {
            assert!(matches!(&said, Ok(FromClient::Chat { text, .. }) if *text == chat.msg));
        }
        Ok(Some(Msg::Direct(direct))) if !direct.user.is_empty() => {
            assert!(matches!(&said, Ok(FromClient::DirectToUser { to, text, body })
                if **to == *direct.user && **text == *direct.msg && **body == *direct.body));
        }
        Ok(Some(Msg::Direct(direct))) => {
            assert!(matches!(&said, Ok(FromClient::Direct { to, text, body })
                if *to == direct.conn && *text == direct.msg && *body == direct.body));
        }
        Ok(_) => {}
        Err(error) => assert!(said.is_err() || payload.ends_with(b"\n"), "the generated decoder says {error}"),
    }
    if let Ok(FromClient::Chat { realm, text }) = &said {
        passes_on(realm, text);
    }
});

fn passes_on(realm: &str, text: &str) {
    let from = ConnId::new(SENDER).expect("seven is an id");
    let mut frame = Vec::new();
    wire::put(&mut frame, Lane::PlainProtobuf, ToClient::Chat { from, realm, offset: Offset(0), text });
    let chat = Msg::Chat(ChatMessage { msg: text.to_owned() });
    let packet = Packet { sender_id: SENDER, realm: String::new(), offset: 0, msg: Some(chat) }.encode_to_vec();
    let mut expected = Vec::new();
    ws::put_frame(&mut expected, ws::Opcode::Binary, &packet);
    assert_eq!(frame, expected);
}
