//! A PROXY header means the same however its bytes are cut, is bounded, and never takes bytes that are not there.
#![no_main]

use edge::proxy::{HEADER_BYTES_MAX, Step, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let whole = parse(bytes);
    match whole {
        Step::Needs => assert!(bytes.len() < HEADER_BYTES_MAX),
        Step::Is(_, used) => {
            assert!(used <= bytes.len() && used <= HEADER_BYTES_MAX);
            assert_eq!(parse(&bytes[..used]), whole, "what follows does not matter");
        }
        Step::Not | Step::Bad(_) => {}
    }
    let first = (0..=bytes.len()).map(|end| parse(&bytes[..end])).find(|step| *step != Step::Needs);
    assert_eq!(first.unwrap_or(Step::Needs), whole);
});
