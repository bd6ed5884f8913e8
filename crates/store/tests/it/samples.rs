//! Asks and entries that tests begin with.

use std::time::Duration;

use bytes::Bytes;
use ledger::{Answer, Append, Appended, Chain, Create, Created, Entry, Failed, Question};
use store::Store;
use types::{CommandId, Fence, GameId, Name, Offset, UnixMs};

/// Far longer than any test.
pub(crate) const LONG: Duration = Duration::from_secs(600);
/// A lease of this length is over at once.
pub(crate) const OVER: Duration = Duration::ZERO;
/// A time that has passed, and one that no test sees.
pub(crate) const PAST: UnixMs = UnixMs(1_000);
pub(crate) const FUTURE: UnixMs = UnixMs(4_000_000_000_000);

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn game(text: &str) -> GameId {
    text.parse().unwrap()
}

pub(crate) fn command(number: u64) -> CommandId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    CommandId::Client(id)
}

pub(crate) fn entry(text: &str) -> Entry {
    Entry { version: 1, at: UnixMs(1_000), body: Bytes::copy_from_slice(text.as_bytes()) }
}

/// A game with one entry, made by ann and owned by `n1` for long.
pub(crate) fn create(id: &str) -> Create {
    Create {
        game: game(id),
        rules: name("dots"),
        seats: vec![name("ann"), name("bob")],
        command: command(0),
        by: Some(name("ann")),
        owner: name("n1"),
        ttl: LONG,
        events: vec![Chain::start(&game(id)).seal(&entry("begun"))],
        wake_at: None,
    }
}

/// One event by ann, in the first term, at this offset.
pub(crate) fn append(id: &str, first: u64, number: u64) -> Append {
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

pub(crate) async fn ask<Q: Question>(store: &dyn Store, question: Q) -> Q::Reply {
    store::ask(store, question).await.unwrap()
}

pub(crate) async fn make(store: &dyn Store, id: &str) {
    let made = ask(store, create(id)).await;
    assert_eq!(made, Created::Made { fence: Fence(1), head: Offset(1) });
}

pub(crate) async fn done(store: &dyn Store, append: Append) -> Offset {
    let Appended::Done(offset) = ask(store, append).await else { panic!("it should be done") };
    offset
}

/// Asks all at once, and gives the answers in the same order.
pub(crate) async fn race<Q: Question>(store: &dyn Store, questions: Vec<Q>) -> Vec<Q::Reply> {
    let begun: Vec<_> = questions.into_iter().map(|question| store.ask(question.into())).collect();
    let mut replies = Vec::new();
    for answer in begun {
        let answer: Result<Answer, Failed> = answer.await;
        replies.push(Q::reply(answer.unwrap()).unwrap());
    }
    replies
}
