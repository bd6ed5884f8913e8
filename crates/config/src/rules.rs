//! What must be true of several settings together.

use crate::error::Fault;
use crate::place::Sources;
use crate::{Config, Role, Server, units};

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
        limits.drain_spread <= limits.drain_time,
        ["limits.drain_spread", "limits.drain_time"],
        format!(
            "`limits.drain_spread` is {} and `limits.drain_time` is {}: conns would be cut before their time to leave",
            units::show_time(limits.drain_spread),
            units::show_time(limits.drain_time)
        ),
        "make drain_spread the smaller one, best half of drain_time",
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
        !server.conformance_echo || server.addresses().all(|address| address.ip().is_loopback()),
        ["server.conformance_echo", "server.listen"],
        "`server.conformance_echo` is on and the node listens not only on loopback: strangers could use its wide limits"
            .to_owned(),
        "listen on 127.0.0.1 and [::1] alone, or turn conformance_echo off",
    );
    rule(
        server.addresses().next().is_some(),
        ["server.listen", "server.listen_tls"],
        "`server.listen` and `server.listen_tls` are both empty: nobody could connect".to_owned(),
        "give one of them an address, such as listen = [\"127.0.0.1:8080\"]",
    );
    rule(
        server.role != Role::Games || config.store.is_set(),
        ["server.role", "store.database"],
        "`server.role` is \"games\" and nothing says where games are kept".to_owned(),
        "give store.database the URL of a PostgreSQL database, as with --database",
    );
    rule(
        server.role == Role::All || !config.nats.urls.is_empty(),
        ["server.role", "nats.urls"],
        "`server.role` is that of a node in a fleet, and `nats.urls` is empty: no other node could be reached"
            .to_owned(),
        "give nats.urls the address of a NATS server, as with --nats, or leave the role out",
    );
    tls_rules(server, &mut rule);
    faults
}

/// Who wants TLS gets it or an error, never less.
fn tls_rules(server: &Server, rule: &mut impl FnMut(bool, [&str; 2], String, &str)) {
    let is_on = !server.listen_tls.is_empty();
    let files = [
        ("server.tls_certificate_file", "tls_certificate_file", &server.tls_certificate_file),
        ("server.tls_key_file", "tls_key_file", &server.tls_key_file),
    ];
    for (key, name, file) in files {
        rule(
            !is_on || file.is_some(),
            ["server.listen_tls", key],
            format!("`server.listen_tls` has an address and `{key}` is empty: TLS needs a certificate and its key"),
            &format!("give {name} the path of a PEM file, or empty listen_tls"),
        );
        rule(
            is_on || file.is_none(),
            [key, "server.listen_tls"],
            format!("`{key}` is given and `server.listen_tls` is empty: nothing would speak TLS"),
            &format!("give listen_tls an address, such as [\"0.0.0.0:8443\"], or empty {name}"),
        );
    }
    let shared = server.listen.iter().find(|address| address.port() != 0 && server.listen_tls.contains(address));
    rule(
        shared.is_none(),
        ["server.listen_tls", "server.listen"],
        "an address stands in `server.listen` and in `server.listen_tls`: it speaks TLS or it does not".to_owned(),
        "take it out of one of them",
    );
}
