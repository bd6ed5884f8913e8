use std::time::Duration;

use bytes::Bytes;
use types::{Fence, UnixMs};

use super::samples::{append, create, game, model, name};
use crate::{
    APPEND_ENTRIES_MAX, Answer, Append, Ask, Create, ENTRY_BYTES_MAX, Keep, NOTE_BYTES_MAX, RENEW_MAX, Renew,
    SEATS_MAX, TTL_MAX, Take, Was,
};

#[test]
fn what_is_over_a_limit_changes_nothing_and_says_which() {
    let large = Bytes::from(vec![0; ENTRY_BYTES_MAX + 1]);
    let keep = |key: usize, value: usize| Keep {
        space: name("s"),
        key: vec![0; key].into(),
        was: Was::Any,
        value: vec![0; value].into(),
        until: None,
    };
    let too_big: [(Ask, &str); 9] = [
        (Append { events: vec![large], ..append("g", 2, 1) }.into(), "bytes of an entry"),
        (Append { events: vec![Bytes::new(); APPEND_ENTRIES_MAX + 1], ..append("g", 2, 1) }.into(), "entries"),
        (Append { events: vec![vec![0; ENTRY_BYTES_MAX].into(); 5], ..append("g", 2, 1) }.into(), "bytes of an append"),
        (Create { seats: vec![name("a"); SEATS_MAX + 1], ..create("h") }.into(), "seats"),
        (Take { game: game("g"), owner: name("n"), ttl: TTL_MAX + Duration::from_millis(1) }.into(), "lease"),
        (Take { game: game("g"), owner: name("n"), ttl: Duration::MAX }.into(), "lease"),
        (Renew { terms: vec![(game("g"), Fence(1)); RENEW_MAX + 1], ttl: TTL_MAX }.into(), "terms"),
        (keep(129, 0).into(), "key"),
        (keep(1, NOTE_BYTES_MAX + 1).into(), "bytes of a note"),
    ];
    let mut model = model();
    let before = format!("{model:?}");
    for (ask, what) in too_big {
        let Answer::TooBig(too_big) = model.answer(UnixMs(1), ask) else { panic!("{what} should be too big") };
        assert!(too_big.what.contains(what), "{too_big}");
    }
    assert_eq!(format!("{model:?}"), before);
}
