//! What must be true of several settings together.

use crate::error::Fault;
use crate::place::Sources;
use crate::{Config, units};

/// What is wrong with these settings together, each one being fine by itself.
pub(crate) fn check(config: &Config, sources: &Sources) -> Vec<Fault> {
    let limits = &config.limits;
    let server = &config.server;
    let mut faults = Vec::new();
    let mut rule = |holds: bool, keys: [&str; 2], what: String, todo: &str| {
        if !holds {
            faults.push(Fault {
                what,
                place: keys.iter().find_map(|key| sources.place(key)).cloned(),
                notes: vec![todo.to_owned()],
            });
        }
    };
    rule(
        limits.ping_every < limits.dead_after,
        ["limits.ping_every", "limits.dead_after"],
        format!(
            "`limits.ping_every` is {} and `limits.dead_after` is {}: a conn would be dead before it is asked",
            units::show_time(limits.ping_every),
            units::show_time(limits.dead_after)
        ),
        "make ping_every the smaller one, best a third of dead_after",
    );
    rule(
        limits.request_line_bytes <= limits.head_bytes,
        ["limits.request_line_bytes", "limits.head_bytes"],
        "`limits.request_line_bytes` is larger than `limits.head_bytes`, of which it is a part".to_owned(),
        "lower request_line_bytes or raise head_bytes",
    );
    rule(
        limits.message_bytes as u64 <= u64::from(limits.inbound_bytes_burst),
        ["limits.message_bytes", "limits.inbound_bytes_burst"],
        "`limits.message_bytes` is larger than `limits.inbound_bytes_burst`: the largest message could never come in"
            .to_owned(),
        "lower message_bytes or raise inbound_bytes_burst",
    );
    rule(
        !server.conformance_echo || server.listen.iter().all(|address| address.ip().is_loopback()),
        ["server.conformance_echo", "server.listen"],
        "`server.conformance_echo` is on and `server.listen` is not loopback only: strangers could use its wide limits"
            .to_owned(),
        "listen on 127.0.0.1 and [::1] alone, or turn conformance_echo off",
    );
    faults
}
