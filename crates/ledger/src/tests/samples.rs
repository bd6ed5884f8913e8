//! Asks and entries that tests begin with.

use std::time::Duration;

use bytes::Bytes;
use types::{CommandId, Fence, GameId, Name, Offset, UnixMs};

use crate::{Answer, Append, Appended, Chain, Create, Created, Entry, Model, Question};

pub(super) const TTL: Duration = Duration::from_millis(6_000);

pub(super) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(super) fn game(text: &str) -> GameId {
    text.parse().unwrap()
}

pub(super) fn command(number: u8) -> CommandId {
    CommandId::Client([number; 16])
}

pub(super) fn entry(text: &str) -> Entry {
    Entry { version: 1, at: UnixMs(1_000), body: Bytes::copy_from_slice(text.as_bytes()) }
}

pub(super) fn create(id: &str) -> Create {
    let events = vec![Chain::start(&game(id)).seal(&entry("begun"))];
    Create {
        game: game(id),
        rules: name("dots"),
        seats: vec![name("ann"), name("bob")],
        command: command(0),
        by: Some(name("ann")),
        owner: name("n1"),
        ttl: TTL,
        events,
        wake_at: None,
    }
}

/// One event by ann, in the first term, at this offset.
pub(super) fn append(id: &str, first: u64, number: u8) -> Append {
    Append {
        game: game(id),
        first: Offset(first),
        fence: Fence(1),
        command: command(number),
        user: Some(name("ann")),
        events: vec![Bytes::from_static(b"event")],
        wake_at: None,
        ended: false,
    }
}

pub(super) fn ask<Q: Question>(model: &mut Model, now: i64, question: Q) -> Q::Reply {
    Q::reply(model.answer(UnixMs(now), question.into())).unwrap()
}

/// With the game `g`, owned by `n1` in term 1 until [`TTL`], with one entry.
pub(super) fn model() -> Model {
    let mut model = Model::default();
    let made = model.answer(UnixMs(0), create("g").into());
    assert_eq!(made, Answer::Create(Created::Made { fence: Fence(1), head: Offset(1) }));
    model
}

pub(super) fn done(model: &mut Model, append: Append) -> Offset {
    let Appended::Done(offset) = ask(model, 1, append) else { panic!("it should be done") };
    offset
}
