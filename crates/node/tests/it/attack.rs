//! The attack table: each threat by its number. Before and after each, two honest conns hear each other.

mod addresses;
mod ends;
mod frames;
mod full;
mod handshake;
mod limits;
mod messages;
mod resources;
mod slow;

use crate::harness::{Client, Node, Probe};

/// What an attacker sends, and the code and reason with which it is closed.
type Row<'a> = (&'a str, Vec<u8>, u16, &'a str);

/// Each row on a conn of its own, opened by `open`.
fn each_is_closed(open: impl Fn(&Node) -> Client, rows: &[Row<'_>]) {
    let node = Node::start();
    let mut probe = Probe::start(node.address);
    for (name, bytes, code, reason) in rows {
        let mut attacker = open(&node);
        attacker.try_send(bytes);
        assert_eq!(attacker.closed(), (*code, (*reason).to_owned()), "{name}");
        probe.is_served();
    }
}
