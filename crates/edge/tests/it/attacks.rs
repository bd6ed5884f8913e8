//! Those who mean no good, and those who came to the wrong door: each gets a clean end with a stable name.

use std::sync::Arc;

use edge::{TlsConn, TlsFault, TlsLimits};
use types::Limits;

use crate::files::Files;
use crate::pair::{Pair, VERSIONS, certificates, client, client_config};

const PROTOCOL_VERSION: u8 = 70;
const HANDSHAKE_FAILURE: u8 = 40;
const UNEXPECTED_MESSAGE: u8 = 10;

fn fresh() -> TlsConn {
    certificates(&Files::new()).accept(TlsLimits::from(&Limits::default())).expect("a conn")
}

/// Gives the bytes to a new conn: how it ends, and what it wants to tell the peer.
fn end_of(bytes: &[u8]) -> (TlsFault, Vec<u8>) {
    let mut conn = fresh();
    let mut plain = Vec::new();
    let fault = conn.receive(&mut bytes.to_vec(), &mut plain).expect_err("a fault");
    assert!(plain.is_empty() && !conn.is_mid_record());
    assert_eq!(conn.send(b"anything"), Ok(0), "nothing follows a fault");
    let received = conn.receive(&mut [1, 2, 3], &mut plain).expect("thrown away");
    assert!(received.is_ended && plain.is_empty());
    (fault, conn.unsent().to_vec())
}

/// A fatal alert without keys.
fn alert(description: u8) -> Vec<u8> {
    vec![21, 3, 3, 0, 2, 2, description]
}

/// A hello without extensions, of any version.
fn bare_hello(version: u8) -> Vec<u8> {
    let body = [&[3, version][..], &[9; 32], &[0], &[0, 4, 0, 0x2f, 0, 0x35], &[1, 0]].concat();
    let length = u8::try_from(body.len()).expect("short");
    [&[22, 3, 1, 0, length + 4, 1, 0, 0, length][..], &body].concat()
}

#[test]
fn t19_old_versions_are_refused() {
    for version in [0, 1, 2] {
        let (fault, said) = end_of(&bare_hello(version));
        assert_eq!(fault, TlsFault::OldVersion, "{version}");
        assert!([PROTOCOL_VERSION, HANDSHAKE_FAILURE].map(alert).contains(&said), "{said:?}");
    }
}

#[test]
fn t19_who_does_not_speak_tls_is_told_at_the_first_byte() {
    for request in [&b"G"[..], b"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\n"] {
        let (fault, said) = end_of(request);
        assert_eq!(fault.name(), "plain_http");
        let said = String::from_utf8(said).expect("text");
        let (head, body) = said.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"));
        assert!(head.contains(&format!("\r\ncontent-length: {}\r\n", body.len())));
    }
    for garbage in
        [&[0][..], b"\x80\x2e\x01\x00\x02", b"\r\n\r\n\0\r\nQUIT\n", &[21, 3, 3, 0, 2, 2, 0], &[23; 20], &[255]]
    {
        assert_eq!(end_of(garbage), (TlsFault::NotTls, alert(UNEXPECTED_MESSAGE)), "{garbage:?}");
    }
}

#[test]
fn t19_what_only_begins_as_tls_does_is_refused() {
    let rows: &[(&[u8], &str)] = &[
        (b"\x16\x03\x01\xff\xff", "broken"),
        (b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", "broken"),
        (b"\x16\x03\x01\x00\x04\x01\xff\xff\xff", "broken"),
        (b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", "broken"),
        (b"\x16\x09\x01\x00\x04\x01\x00\x00\x01", "broken"),
        (b"\x16\x03\x01\x00\x00", "broken"),
    ];
    for (bytes, name) in rows {
        let (fault, said) = end_of(bytes);
        assert_eq!(fault.name(), *name, "{bytes:?}: {fault}");
        assert!(matches!(said.as_slice(), [21, 3, _, 0, 2, 2, _]), "{bytes:?}: {said:?}");
    }
}

#[test]
fn t19_half_a_hello_waits_and_costs_no_more_than_itself() {
    let hello = client_hello(|_| {});
    for end in 1..hello.len() {
        let mut conn = fresh();
        conn.receive(&mut hello[..end].to_vec(), &mut Vec::new()).expect("half a hello");
        assert!(conn.is_handshaking() && conn.is_mid_record() && conn.unsent().is_empty());
        assert_eq!(conn.send(b"too early"), Ok(0));
        conn.close();
        assert!(conn.unsent().is_empty(), "nobody to say it to");
    }
}

fn client_hello(change: impl FnOnce(&mut rustls::ClientConfig)) -> Vec<u8> {
    let mut config = client_config(&Files::new(), VERSIONS[1]);
    change(&mut config);
    let mut bytes = Vec::new();
    let mut client = client(config);
    while client.wants_write() {
        client.write_tls(&mut bytes).expect("room");
    }
    bytes
}

#[test]
fn t19_a_huge_hello_is_refused_before_it_is_whole() {
    let hello = client_hello(|config| config.alpn_protocols = vec![vec![b'x'; 250]; 200]);
    assert!(hello.len() > 40_000);
    let mut conn = fresh();
    let mut heard = 0;
    let fault = hello.chunks(1000).find_map(|some| {
        heard += some.len();
        conn.receive(&mut some.to_vec(), &mut Vec::new()).err()
    });
    assert_eq!(fault, Some(TlsFault::TooBig(16_384)));
    assert_eq!(heard, 17_000);
    assert_eq!(conn.unsent(), alert(HANDSHAKE_FAILURE));
}

#[test]
fn t19_names_do_not_matter_and_what_is_no_name_is_refused() {
    let hello = client_hello(|_| {});
    let at = hello.windows(9).position(|word| word == b"localhost").expect("a name");
    let with = |name: &[u8; 9]| [&hello[..at], name, &hello[at + 9..]].concat();
    let mut conn = fresh();
    conn.receive(&mut with(b"otherhost"), &mut Vec::new()).expect("any name");
    assert!(!conn.unsent().is_empty());
    for bad in [b"local/ost", b"local\0ost", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"] {
        assert_eq!(end_of(&with(bad)).0.name(), "broken");
    }
}

#[test]
fn t19_without_http_1_1_in_its_list_a_client_is_refused() {
    let files = Files::new();
    let mut config = client_config(&files, VERSIONS[1]);
    config.alpn_protocols = vec![b"h2".to_vec()];
    let mut pair = Pair::new(config, &certificates(&files));
    let hello = pair.client_says();
    assert_eq!(pair.receive(&hello).expect_err("not h2").name(), "nothing_in_common");
    let flight = pair.unsent();
    pair.client.read_tls(&mut flight.as_slice()).expect("bytes");
    let told = pair.client.process_new_packets().expect_err("an alert");
    assert_eq!(told, rustls::Error::AlertReceived(rustls::AlertDescription::NoApplicationProtocol));
    let mut config = client_config(&files, VERSIONS[1]);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut pair = Pair::new(config, &certificates(&files));
    pair.join();
    assert_eq!(pair.client.alpn_protocol(), Some(&b"http/1.1"[..]));
}

#[test]
fn t19_a_bent_record_ends_the_conn() {
    let files = Files::new();
    for version in VERSIONS {
        let size = Pair::joined(&files, version).client_seals(b"a move").len();
        // All but the version in the record's head, which has no meaning any more.
        for at in (0..size).filter(|at| !matches!(at, 1 | 2)) {
            let mut pair = Pair::joined(&files, version);
            let mut said = pair.client_seals(b"a move");
            said[at] ^= 0x40;
            let outcome = pair.receive(&said);
            assert!(pair.heard.is_empty(), "byte {at} of {version:?}");
            // A length that is larger now waits for more; all else is seen at once, and told.
            let waits = outcome.is_ok() && pair.server.is_mid_record();
            let is_told = outcome.is_err() && !pair.server.unsent().is_empty();
            assert!(waits || pair.server.send(b"anything") == Ok(0), "nothing follows a fault");
            assert!(waits && matches!(at, 3 | 4) || is_told, "byte {at} of {version:?}: {outcome:?}");
        }
    }
}

#[test]
fn t19_a_client_that_does_not_trust_us_says_so() {
    let files = Files::new();
    let other = Files::new();
    let mut pair = Pair::new(client_config(&other, VERSIONS[1]), &certificates(&files));
    let hello = pair.client_says();
    pair.receive(&hello).expect("a hello");
    let flight = pair.unsent();
    pair.client.read_tls(&mut flight.as_slice()).expect("bytes");
    pair.client.process_new_packets().expect_err("a stranger's certificate");
    let said = pair.client_says();
    let fault = pair.receive(&said).expect_err("an alert");
    assert_eq!(fault.name(), "alert");
    assert_eq!(fault.to_string(), "the client gave up: DecryptError");
    assert!(pair.server.unsent().is_empty(), "nothing to say to that");
}

#[test]
fn t19_key_updates_without_data_are_a_flood() {
    let files = Files::new();
    let mut pair = Pair::joined(&files, VERSIONS[1]);
    let mut updates = 0;
    let fault = loop {
        pair.client.refresh_traffic_keys().expect("new keys");
        let said = pair.client_says();
        match pair.receive(&said) {
            Ok(_) => updates += 1,
            Err(fault) => break fault,
        }
        assert!(pair.server.unsent().len() < 200, "answers do not pile up");
        assert!(updates < 100);
    };
    assert_eq!(fault.name(), "flood", "{fault}");
    assert!(!pair.server.unsent().is_empty());
}

#[test]
fn key_updates_among_data_are_followed() {
    let files = Files::new();
    let mut pair = Pair::joined(&files, VERSIONS[1]);
    for round in 0..100_u8 {
        pair.client.refresh_traffic_keys().expect("new keys");
        let said = pair.client_seals(&[round]);
        pair.receive(&said).expect("new keys");
        assert_eq!(pair.server.send(&[round, round]), Ok(2));
        assert_eq!(pair.server_says(), [round, round]);
    }
    assert_eq!(pair.heard, (0..100).collect::<Vec<u8>>());
}

#[test]
fn t19_change_cipher_spec_for_ever_is_refused() {
    let hello = client_hello(|_| {});
    let fault = (0..100).find_map({
        let mut conn = fresh();
        conn.receive(&mut hello.clone(), &mut Vec::new()).expect("a hello");
        move |_| conn.receive(&mut [20, 3, 3, 0, 1, 1], &mut Vec::new()).err()
    });
    assert!(fault.is_some(), "it went on for ever");
}

#[test]
fn both_ends_say_when_they_end() {
    let files = Files::new();
    for version in VERSIONS {
        let mut pair = Pair::joined(&files, version);
        let mut said = pair.client_seals(b"last words");
        pair.client.send_close_notify();
        said.extend(pair.client_says());
        said.extend_from_slice(b"and garbage behind it");
        let received = pair.receive(&said).expect("a good end");
        assert!(received.is_ended);
        assert_eq!(pair.heard, b"last words");
        assert_eq!(pair.server.send(b"ours"), Ok(4), "the other way is open");
        pair.server.close();
        pair.server.close();
        assert_eq!(pair.server.send(b"no more"), Ok(0));
        assert_eq!(pair.server_says(), b"ours");
        let state = pair.client.process_new_packets().expect("state");
        assert!(state.peer_has_closed());
    }
}

#[test]
fn t19_our_end_comes_first_and_the_peer_may_still_send() {
    let files = Files::new();
    let mut pair = Pair::joined(&files, VERSIONS[1]);
    pair.server.close();
    pair.server_says();
    let said = pair.client_seals(b"wait");
    assert!(!pair.receive(&said).expect("bytes").is_ended);
    assert_eq!(pair.heard, b"wait");
}

#[test]
fn sessions_are_resumed_until_the_certificate_is_read_again() {
    let files = Files::new();
    for version in VERSIONS {
        let config = Arc::new(client_config(&files, version));
        let first = certificates(&files);
        let kinds = [&first, &first, &certificates(&files)].map(|certificates| {
            let mut pair = Pair::new(config.clone(), certificates);
            pair.join();
            pair.client.handshake_kind().expect("a handshake")
        });
        use rustls::HandshakeKind::{Full, Resumed};
        assert_eq!(kinds, [Full, Resumed, Full], "{version:?}");
    }
}

#[test]
fn t16_who_is_turned_away_costs_no_handshake() {
    let mut tls = fresh();
    tls.refuse();
    let alert = [21, 3, 3, 0, 2, 2, 49];
    assert_eq!(tls.unsent(), alert);
    let mut said = Vec::new();
    client(client_config(&Files::new(), VERSIONS[1])).write_tls(&mut said).expect("room");
    let received = tls.receive(&mut said, &mut Vec::new()).expect("it is not listened to");
    assert!(received.is_ended);
    assert_eq!(tls.send(b"x"), Ok(0));
    assert_eq!(tls.unsent(), alert);
}
