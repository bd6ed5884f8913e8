//! A JSON message of a stranger is either refused or understood; what is passed on of a chat is JSON again and says
//! the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use types::{ConnId, Offset};
use wire::{Dialect, FromClient, Lane, ToClient};
use ws::{DecodeLimits, Decoder, Event, Kind, Role};

const JSON_NESTING: u32 = 32;
const NO_LIMITS: DecodeLimits = DecodeLimits { message_bytes: usize::MAX, message_fragments: u32::MAX };

fuzz_target!(|payload: &[u8]| {
    if let Ok(FromClient::Chat { realm, text }) = wire::decode(Dialect::Json, payload, JSON_NESTING) {
        let from = ConnId::new(7).expect("seven is an id");
        let mut frame = Vec::new();
        wire::put(&mut frame, Lane::FullJson, ToClient::Chat { from, realm: &realm, offset: Offset(0), text: &text });
        let heard = Decoder::new(Role::Client).decode(NO_LIMITS, &mut frame).expect("a frame of ours");
        let Some(Event::Message(Kind::Text, heard)) = heard.event else {
            panic!("a chat is one text frame");
        };
        assert_eq!(wire::decode(Dialect::Json, &heard, JSON_NESTING), Ok(FromClient::Chat { realm, text }));
    }
});
