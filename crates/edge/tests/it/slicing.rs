//! Bytes in are bytes out, however they are cut.

use proptest::prelude::*;
use rustls::SupportedProtocolVersion;

use crate::files::Files;
use crate::pair::{Pair, VERSIONS, certificates, client_config};

#[test]
fn t19_a_handshake_may_be_cut_anywhere() {
    let files = Files::new();
    for version in VERSIONS {
        let certificates = certificates(&files);
        let config = std::sync::Arc::new(client_config(&files, version));
        let mut at = 1;
        loop {
            let mut pair = Pair::new(config.clone(), &certificates);
            let mut longest = 0;
            for _ in 0..4 {
                let said = pair.client_says();
                longest = longest.max(said.len());
                let (one, other) = said.split_at(at.min(said.len()));
                pair.receive(one).expect("half a flight");
                pair.receive(other).expect("the other half");
                pair.server_says();
            }
            assert!(!pair.server.is_handshaking() && !pair.client.is_handshaking(), "cut at {at}");
            at += 1;
            if at > longest {
                break;
            }
        }
    }
}

#[test]
fn a_record_may_be_cut_anywhere_and_be_answered_in_between() {
    let files = Files::new();
    for version in VERSIONS {
        let mut pair = Pair::joined(&files, version);
        let whole = pair.client_seals(b"a move");
        pair.receive(&whole).expect("a record");
        for at in 0..=whole.len() {
            let said = pair.client_seals(b"a move");
            pair.heard.clear();
            let (one, other) = said.split_at(at);
            pair.receive(one).expect("half a record");
            assert_eq!(pair.server.is_mid_record(), !one.is_empty() && !other.is_empty());
            assert_eq!(pair.server.send(b"an answer"), Ok(9));
            assert_eq!(pair.server_says(), b"an answer");
            pair.receive(other).expect("the other half");
            assert_eq!(pair.heard, b"a move", "cut at {at}");
        }
    }
}

#[test]
fn one_byte_at_a_time_both_ways() {
    let files = Files::new();
    for version in VERSIONS {
        let mut config = client_config(&files, version);
        // The hello, too, comes in several records.
        config.max_fragment_size = Some(64);
        let mut pair = Pair::new(config, &certificates(&files));
        for _ in 0..4 {
            for byte in pair.client_says() {
                pair.receive(&[byte]).expect("a byte");
            }
            pair.server_says();
        }
        for byte in pair.client_seals(&[7; 40_000]) {
            pair.receive(&[byte]).expect("a byte");
        }
        assert_eq!(pair.heard, [7; 40_000]);
        for byte in b"one byte each" {
            assert_eq!(pair.server.send(&[*byte]), Ok(1));
        }
        assert_eq!(pair.server_says(), b"one byte each");
    }
}

#[test]
fn a_turn_leaves_in_as_few_records_as_it_fits_in() {
    let files = Files::new();
    let mut pair = Pair::joined(&files, VERSIONS[1]);
    assert_eq!(pair.server.send(&[1; 16_384]), Ok(16_384));
    assert_eq!(pair.server.unsent().len(), 16_384 + 22);
    assert_eq!(pair.server.send(&[2; 100]), Ok(0), "no room until it has left");
    pair.server_says();
    assert_eq!(pair.server.send(&[2; 50_000]), Ok(16_384));
    pair.server.advance(10_000);
    assert_eq!(pair.server.send(&[2; 5]), Ok(5), "room again");
}

fn any_version() -> impl Strategy<Value = &'static SupportedProtocolVersion> {
    prop::sample::select(VERSIONS.to_vec())
}

fn messages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let sizes = prop_oneof![0..40_usize, 0..2000_usize, 16_000..40_000_usize];
    prop::collection::vec((any::<u8>(), sizes).prop_map(|(byte, size)| vec![byte; size]), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bytes_in_are_bytes_out_both_ways(
        version in any_version(),
        messages in messages(),
        cuts in prop::collection::vec(prop_oneof![1..20_usize, 1..20_000_usize], 1..20),
    ) {
        let files = Files::new();
        let mut pair = Pair::joined(&files, version);
        let mut cuts = cuts.into_iter().cycle();
        let (mut said, mut answered) = (Vec::new(), Vec::new());
        for message in &messages {
            let sealed = pair.client_seals(message);
            let mut rest = sealed.as_slice();
            while !rest.is_empty() {
                let (some, more) = rest.split_at(cuts.next().unwrap_or(1).min(rest.len()));
                let had = pair.heard.len();
                let received = pair.receive(some).expect("good records");
                prop_assert_eq!(received.plain, pair.heard.len() - had);
                prop_assert!(received.plain <= some.len() + 16_384);
                rest = more;
            }
            said.extend_from_slice(message);
            prop_assert!(!pair.server.is_mid_record());
            let mut unsent = message.as_slice();
            while !unsent.is_empty() {
                let taken = pair.server.send(unsent).expect("keys");
                unsent = &unsent[taken..];
                answered.extend(pair.server_says());
            }
        }
        prop_assert_eq!(&pair.heard, &said);
        prop_assert_eq!(&answered, &said);
    }

    #[test]
    fn t19_bent_bytes_at_any_time_are_a_clean_end_at_worst(
        version in any_version(),
        flights in 0..4_usize,
        bends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cuts in prop::collection::vec(1..600_usize, 1..8),
        tail in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let files = Files::new();
        let mut pair = Pair::new(client_config(&files, version), &certificates(&files));
        for _ in 0..flights {
            let said = pair.client_says();
            prop_assert!(pair.receive(&said).is_ok());
            pair.server_says();
        }
        let mut said = if pair.client.is_handshaking() { pair.client_says() } else { pair.client_seals(b"a move") };
        said.extend(tail);
        let size = said.len();
        for (at, byte) in bends.iter().filter(|_| size > 0) {
            said[at.index(size)] ^= byte;
        }
        let mut rest = said.as_slice();
        let mut is_over = false;
        for cut in cuts.into_iter().cycle() {
            let (some, more) = rest.split_at(cut.min(rest.len()));
            rest = more;
            match pair.receive(some) {
                Ok(received) => prop_assert!(received.is_ended || !is_over),
                Err(_) => is_over = true,
            }
            let taken = pair.server.send(b"an answer");
            prop_assert!(taken == Ok(9) || is_over || pair.server.is_handshaking(), "{:?}", taken);
            if rest.is_empty() {
                break;
            }
        }
        pair.server.close();
        prop_assert!(pair.server.unsent().len() < 4096);
        prop_assert!(b"a move".starts_with(&pair.heard));
    }
}
