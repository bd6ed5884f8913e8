//! Games to seek.

use std::cell::Cell;

use game::{Caller, Refusal};
use serde_json::{Map, Value};
use types::{Limits, Name};

use crate::{Lobby, Offer, Offered};

/// Two games: `hands` is live, and `post` takes days. Both refuse options that have `bad`, and the user `outcast`.
pub(super) struct Two;

pub(super) type TestLobby = Lobby<Two>;

thread_local! {
    static SET: Cell<Limits> = Cell::new(Limits::default());
}

/// From now on this test's lobby has these limits.
pub(super) fn set(limits: Limits) {
    SET.set(limits);
}

impl Offered for Two {
    fn limits() -> Limits {
        SET.get()
    }

    fn check(
        _: Caller,
        rules: &Name,
        seats: &[Name],
        setup: &Map<String, Value>,
        rated: bool,
    ) -> Result<Offer, Refusal> {
        if !["hands", "post"].contains(&rules.as_str()) {
            return Err(Refusal::new("unknown_rules", "there are hands and post"));
        }
        assert_eq!(seats.len(), 2);
        if setup.contains_key("bad") || seats.iter().any(|seat| seat.as_str() == "outcast") {
            return Err(Refusal::new("bad_setup", "not with these options"));
        }
        let mut begun = setup.clone();
        begun.insert("casual".to_owned(), Value::Bool(!rated));
        let setup = serde_json::to_string(&begun).unwrap();
        Ok(Offer { setup, correspondence: rules.as_str() == "post" })
    }
}
