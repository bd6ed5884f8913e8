//! Holds docs/protocol.md to the code: its examples are encoded again, its tables compared with what they list.
//!
//! Each check takes the page and says what is wrong with it, so that the last test can break the page in every way and
//! see that it is noticed.

#[path = "protocol_doc/examples.rs"]
mod examples;
#[path = "protocol_doc/page.rs"]
mod page;
#[path = "protocol_doc/tables.rs"]
mod tables;

use std::fmt::Debug;

use examples::{check_examples, check_handshake};
use tables::{
    check_close_codes, check_envelope, check_errors, check_limits, check_packets, check_realms, check_statuses,
};

const PAGE: &str = include_str!("../../../docs/protocol.md");

/// What is wrong, if anything.
type Verdict = Result<(), String>;

type Check = fn(&str) -> Verdict;

const CHECKS: [(&str, Check); 9] = [
    ("handshake", check_handshake),
    ("examples", check_examples),
    ("packets", check_packets),
    ("envelope", check_envelope),
    ("realms", check_realms),
    ("errors", check_errors),
    ("close codes", check_close_codes),
    ("limits", check_limits),
    ("statuses", check_statuses),
];

fn verdict(page: &str) -> Verdict {
    CHECKS.iter().try_for_each(|(name, check)| check(page).map_err(|wrong| format!("{name}: {wrong}")))
}

fn same<T: PartialEq + Debug>(what: &str, on_page: &T, in_code: &T) -> Verdict {
    if on_page == in_code { Ok(()) } else { Err(format!("{what}: the page has {on_page:?}, the code {in_code:?}")) }
}

#[test]
fn the_page_is_true() {
    assert_eq!(verdict(PAGE), Ok(()));
}

/// A place on the page, what it is changed to, and the check that must notice.
const BROKEN: [(&str, &str, &str); 31] = [
    ("handshake", "Host: 127.0.0.1:8080\n", ""),
    ("handshake", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO="),
    ("examples", "1< 82 06 08 01 1a", "1< 82 07 08 01 1a"),
    ("examples", "25 fe 2b 3f 5f 93", "25 fe 2b 3f 5f 92"),
    ("examples", "{\"chat\":{\"msg\":\"hi\"}}", "{\"chat\":{\"msg\":\"ho\"}}"),
    ("examples", "\"heartbeat\":20000,", ""),
    ("examples", "3< 81 24 ", "3< 81 25 "),
    ("examples", "2< 8a 02 68 69", "2< 8a 02 68 68"),
    ("examples", "`type` 7: clients send 0, a chat\"", "`type` 7: no chat at all, sorry....\""),
    ("examples", "3> 81 8a 00 00 00 00 {\"type\":7}", "3> 81 8a 00 00 00 00 {\"type\":9}"),
    ("examples", "5< 88 13 11 99", "5< 88 13 11 9a"),
    ("packets", "| 70 | `left` | server |", "| 70 | `gone` | server |"),
    ("packets", "| 70 | `left` | server |", "| 79 | `left` | server |"),
    ("packets", "| 70 | `left` | server |", "| 70 | `left` | both |"),
    ("packets", "| 71 | `presence` |", "| 99 | `more` | client | - | - |\n| 71 | `presence` |"),
    ("packets", "`chat_chars` 2, `realms` 3", "`chat_chars` 2, `rooms` 3"),
    ("packets", "`msg` 3, `body` 4", "`msg` 5, `body` 4"),
    ("packets", "`msg` 3, `body` 4", "`msg` 3"),
    ("envelope", "| 64 | `realm` |", "| 65 | `realm` |"),
    ("realms", "| `room-x` | yes", "| `room-x` | no"),
    ("errors", "| `too_long` |", "| `to_long` |"),
    ("errors", "| `too_long` |", "| `more` | - | - |\n| `too_long` |"),
    ("close codes", "| 4013 | full |", "| 4014 | full |"),
    ("close codes", "| 4013 | full |", "| 4013 | crowded |"),
    ("close codes", "| 4013 | full |", "| 4003 | hello lost | - | - |\n| 4013 | full |"),
    ("close codes", "comes back after 0 to 10 s", "stays away"),
    ("close codes", "| 1012, 1013 |", "| 1011, 1013 |"),
    ("limits", "| `faults` | 16 |", "| `faults` | 17 |"),
    ("limits", "| `faults` | 16 |", "| `mistakes` | 16 |"),
    ("statuses", "| 414 |", "| 413 |"),
    ("statuses", "a WebSocket handshake is a GET", "a WebSocket handshake is a POST"),
];

#[test]
fn what_is_wrong_on_the_page_is_noticed() {
    for (check, from, to) in BROKEN {
        assert!(PAGE.contains(from), "the page no longer has {from:?}: choose another place to break");
        match verdict(&PAGE.replacen(from, to, 1)) {
            Err(wrong) => assert!(wrong.starts_with(check), "{from:?} → {to:?}: {wrong}"),
            Ok(()) => panic!("{from:?} may become {to:?} and nobody notices"),
        }
    }
}
