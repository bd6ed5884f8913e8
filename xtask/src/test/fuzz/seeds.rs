//! Where a fuzz target starts: what real clients send, from the golden vectors of `wire` or from here.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

const GOLDEN: &str = "crates/wire/testdata/golden.json";
/// The first byte of `frame_reader`'s input: whose part we play.
const AS_SERVER: u8 = 0;
const AS_CLIENT: u8 = 1;
const HEADS: &[&str] = &[
    "GET /ws HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: Godot/4\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "GET /?room=blue HTTP/1.1\r\nhost: [::1]:8080\r\norigin: http://localhost:8080\r\nupgrade: WebSocket\r\n\
     connection: keep-alive, Upgrade\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n\
     sec-websocket-protocol: chat, hubbub.v1.json\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n",
    "POST /ws HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

/// What `token` takes: its first byte, which says what the rest is, and the rest.
const TOKENS: &[(u8, &str)] = &[
    (
        0,
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl\
         LmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    ),
    (0, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."),
    (0, "hbg1_AAABoe5WXgAcZ3Vlc3RfN0tlakVCMmhvTW55VkMzTW9PbUxXaEWMsgdRi3_rRuZi9JBXfLAfF9GMq9HWPyCqVFzb8DY_"),
    (0, "hbs1_AAABoe5WXgAAAAECAwQFBgcICQoLDA0ODwAAAAcCAQNhbm7OGUKq8F2PJoVTJJiSM_LuphK5GxNaPuNfoYH4OPbxCg"),
    (0, "hbt1_AAABoe5W0zAQERITFBUWFxgZGhscHR4fAgEBAAABoe6NTIAAA2FubgTDhG5uJOokV8Q18d3hln10Y40b7IfyV7toZPA8kE3SJ6L1wQk"),
    (1, r#"{"iss":"us","sub":"ann@x","aud":["a","b"],"exp":1795000001,"nbf":1.5,"iat":1795000000,"name":"Ann"}"#),
    (2, r#"{"alg":"EdDSA","kid":"a","typ":"JWT","crit":["b64"]}"#),
    (
        3,
        r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","use":"sig","alg":"EdDSA","key_ops":["verify"],
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"RSA","n":"AQ","e":"AQAB"}]}"#,
    ),
    (
        3,
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n",
    ),
    (3, "# ours\n5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n"),
];

const PROXY_HEADERS: &[&[u8]] = &[
    b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r\nGET",
    b"PROXY TCP6 2001:db8::5 ::1 4711 443\r\n",
    b"PROXY UNKNOWN\r\n",
    b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x09\x0a\0\0\x01\x12\x67\x01\xbb",
    b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0",
    // With an extension that is a checksum, a wrong one.
    b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x13\xcb\0\x71\x09\x0a\0\0\x01\x12\x67\x01\xbb\x03\0\x04\x01\x02\x03\x04",
];

/// A game of crossword: who wants what.
const GAMES: &[&str] = &[
    "0place {\"at\":\"H8\",\"across\":true,\"tiles\":\"BANJO\"}\n1exchange {\"tiles\":\"AEI\"}\n0pass {}\n1challenge {}\n0say {\"text\":\"hello\"}\n\
     1note {\"text\":\"x\"}\n0resign {}\n1offer_rematch {}\n",
    "0pass\n1pass\n0pass\n1pass\n0pass\n1pass\n0offer_rematch\n2say {\"text\":\"I watch\"}\n",
    "0ask_abort {}\n1answer_abort {\"yes\":false}\n1nudge {}\n0answer_nudge {}\n1add_time {}\n0exchange {\"tiles\":\"?\"}\n",
];

/// What `log` takes: its first byte says what the rest is.
const LOGS: &[&[u8]] = &[
    b"\x00\x01\x01\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0{}",
    b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0{}",
    b"\x02\x07{\"Placed\":{\"score\":12}}, and what follows it in the log",
];

#[derive(Deserialize)]
struct Golden {
    relays: Vec<Relay>,
    heard: Vec<Heard>,
}

/// What a client sent.
#[derive(Deserialize)]
struct Relay {
    dialect: String,
    sent: String,
}

/// What a client heard: a whole frame of the server's.
#[derive(Deserialize)]
struct Heard {
    frame: String,
}

/// Writes the seeds of `target` into `corpus`.
pub(super) fn plant(repository: &Path, target: &str, corpus: &Path) -> Result<()> {
    let text = fs::read(repository.join(GOLDEN)).with_context(|| format!("cannot read {GOLDEN}"))?;
    let golden: Golden = serde_json::from_slice(&text).with_context(|| format!("cannot understand {GOLDEN}"))?;
    let seeds = match target {
        "client_packet" => golden.sent("protobuf")?,
        "client_json" => golden.sent("json")?,
        "frame_reader" => golden.frames()?,
        "token" => TOKENS.iter().map(|(kind, text)| [&[*kind], text.as_bytes()].concat()).collect(),
        "http_head" => HEADS.iter().map(|head| head.as_bytes().to_vec()).collect(),
        "command" => GAMES.iter().map(|game| game.as_bytes().to_vec()).collect(),
        "log" => LOGS.iter().map(|log| log.to_vec()).collect(),
        "proxy_header" => PROXY_HEADERS.iter().map(|header| header.to_vec()).collect(),
        _ => Vec::new(),
    };
    ensure!(!seeds.is_empty(), "no seeds for fuzz target {target}: add them to {}", file!());
    let mut numbered = seeds.iter().zip(1..);
    Ok(numbered.try_for_each(|(seed, number)| fs::write(corpus.join(format!("seed-{number}")), seed))?)
}

impl Golden {
    fn sent(&self, dialect: &str) -> Result<Vec<Vec<u8>>> {
        self.relays.iter().filter(|relay| relay.dialect == dialect).map(|relay| from_hex(&relay.sent)).collect()
    }

    fn frames(&self) -> Result<Vec<Vec<u8>>> {
        let from_server = self.heard.iter().map(|heard| Ok([vec![AS_CLIENT], from_hex(&heard.frame)?].concat()));
        let from_clients = self.relays.iter().map(|relay| masked(&from_hex(&relay.sent)?));
        from_server.chain(from_clients).collect()
    }
}

/// A binary frame as a client sends it, with a mask of zeros.
fn masked(payload: &[u8]) -> Result<Vec<u8>> {
    let length = u8::try_from(payload.len()).ok().filter(|length| *length < 126);
    let length = length.context("a golden vector is longer than a short frame")?;
    Ok([&[AS_SERVER, 0x82, 0x80 | length, 0, 0, 0, 0], payload].concat())
}

fn from_hex(text: &str) -> Result<Vec<u8>> {
    let digits = |at| text.get(at..at + 2).with_context(|| format!("`{text}` has half a byte"));
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits(at)?, 16).with_context(|| format!("`{text}` is not hexadecimal")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_vectors_become_frames_of_either_side() {
        let golden = Golden {
            relays: vec![Relay { dialect: "protobuf".to_owned(), sent: "1200".to_owned() }],
            heard: vec![Heard { frame: "8100".to_owned() }],
        };
        assert_eq!(golden.sent("protobuf").unwrap(), [[0x12, 0]]);
        let frames = golden.frames().unwrap();
        assert_eq!(frames, [vec![1, 0x81, 0], vec![0, 0x82, 0x82, 0, 0, 0, 0, 0x12, 0]]);
        assert!(from_hex("123").is_err());
    }
}
