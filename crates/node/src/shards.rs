//! Asks every shard the same, and waits for all.

use std::sync::Arc;

use gateway::{Downward, NodeLine, ShardFacts};
use hub::FromNode;
use tokio::sync::oneshot;
use types::{ConnId, Name, Realm};

/// The answers of all shards, in no order.
pub(crate) async fn ask_all<T: Send + 'static>(
    line: &NodeLine,
    shards: u8,
    ask: impl Fn(&ShardFacts<'_>) -> T + Send + Sync + 'static,
) -> Vec<T> {
    let ask = Arc::new(ask);
    let mut waiting = Vec::new();
    for shard in 0..shards {
        let (sender, receiver) = oneshot::channel();
        let ask = Arc::clone(&ask);
        line.tell(
            shard,
            &mut vec![Downward::Ask(Box::new(move |facts| {
                // Who asked may have given up.
                let _ = sender.send(ask(facts));
            }))],
        );
        waiting.push(receiver);
    }
    let mut answers = Vec::new();
    for receiver in waiting {
        answers.extend(receiver.await.ok());
    }
    answers
}

/// Tells the hubs of all shards, of which one may have the conn that it is about.
pub(crate) fn tell_all(line: &NodeLine, shards: u8, told: &FromNode) {
    for shard in 0..shards {
        line.tell(shard, &mut vec![Downward::Node(told.clone())]);
    }
}

/// The members of a realm on this node with a greater id than `after`, by rising id, at most `limit`.
pub(crate) async fn members(
    line: &NodeLine,
    shards: u8,
    realm: Realm,
    after: u64,
    limit: usize,
) -> Vec<(ConnId, Option<Name>)> {
    let pages = ask_all(line, shards, move |facts| facts.hub.members(&realm, after, limit)).await;
    let mut members: Vec<_> = pages.into_iter().flatten().collect();
    members.sort_unstable_by_key(|(conn, _)| *conn);
    members.truncate(limit);
    members
}

/// Whether the conn is on this node and can be told a direct: without `hello` only one with text.
pub(crate) async fn hears_direct(line: &NodeLine, shards: u8, conn: ConnId, has_text: bool) -> bool {
    let hears =
        move |facts: &ShardFacts<'_>| facts.hub.conn_facts(conn).is_some_and(|conn| has_text || conn.lane.has_hello());
    ask_all(line, shards, hears).await.into_iter().any(|hears| hears)
}

/// Whether the conn is on this node, as a player or as a peer of Godot's own multiplayer.
pub(crate) async fn has_any_conn(line: &NodeLine, shards: u8, conn: ConnId) -> bool {
    ask_all(line, shards, move |facts| facts.has_conn(conn)).await.into_iter().any(|is_here| is_here)
}

/// Whether the conn is on this node, as a player.
pub(crate) async fn has_conn(line: &NodeLine, shards: u8, conn: ConnId) -> bool {
    ask_all(line, shards, move |facts| facts.hub.conn_facts(conn).is_some()).await.into_iter().any(|is_here| is_here)
}
