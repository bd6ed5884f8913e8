//! The head of a stranger's request means the same however its bytes are cut, stays inside its limits, and is routed
//! or refused with a response that is HTTP.
#![no_main]

use std::sync::LazyLock;

use config::Server;
use gateway::{Head, HeadLimits, Policy, Reading, Route, read_head, route};
use libfuzzer_sys::fuzz_target;

const LIMITS: HeadLimits = HeadLimits { head_bytes: 1024, request_line_bytes: 256, fields: 16 };

/// The default settings with everything served that can be.
static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::new(Server { conformance_echo: true, ..Server::default() }));

fuzz_target!(|bytes: &[u8]| {
    let whole = match read_head(bytes, 0, LIMITS) {
        Ok(Reading::Whole(head)) => {
            is_routed(&head);
            Ok(Some(summary(&head)))
        }
        Ok(Reading::More(_)) => Ok(None),
        Err(refusal) => {
            is_http(&refusal.response());
            Err(())
        }
    };
    assert_eq!(whole, byte_by_byte(bytes));
});

/// What comes of the bytes when they arrive one at a time.
fn byte_by_byte(bytes: &[u8]) -> Result<Option<String>, ()> {
    let mut seen = 0;
    for end in 1..=bytes.len() {
        match read_head(&bytes[..end], seen, LIMITS) {
            Ok(Reading::Whole(head)) => return Ok(Some(summary(&head))),
            Ok(Reading::More(more)) => seen = more,
            Err(_) => return Err(()),
        }
    }
    Ok(None)
}

fn summary(head: &Head<'_>) -> String {
    assert!(head.size <= LIMITS.head_bytes && head.fields.len() <= LIMITS.fields);
    assert!(head.target.len() < LIMITS.request_line_bytes);
    format!("{head:?}")
}

fn is_routed(head: &Head<'_>) {
    match route(head, &POLICY) {
        Ok(Route::Upgrade(upgrade)) => is_http(&upgrade.response()),
        Ok(Route::Http) => {}
        Err(refusal) => is_http(&refusal.response()),
    }
}

/// One status line, and nothing of the request's that could end a header.
fn is_http(response: &[u8]) {
    let text = str::from_utf8(response).expect("responses are ASCII or quote text that is");
    let (head, _) = text.split_once("\r\n\r\n").expect("a head has an end");
    assert!(head.starts_with("HTTP/1.1 "));
    assert!(head.split("\r\n").all(|line| !line.is_empty() && !line.contains(['\r', '\n', '\0'])));
}
