//! The table of all settings, in the order in which they are printed.
//!
//! A default is what stands in `Config::default()`. For each limit, the meaning tells what a node does when it is
//! reached.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::setting::{Setting, limit, setting};
use crate::slot::Slot;

/// The setting of this key.
pub(crate) fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The sections, in order.
pub(crate) const SECTIONS: [&str; 8] = ["server", "log", "nats", "auth", "admin", "store", "realms", "limits"];

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// Rates and counts for which any number makes sense.
const ANY: RangeInclusive<u64> = 1..=10_000_000;

const fn seconds(from: u64, to: u64) -> RangeInclusive<Duration> {
    Duration::from_secs(from)..=Duration::from_secs(to)
}

/// Time-outs; short ones are for tests.
const fn up_to_seconds(to: u64) -> RangeInclusive<Duration> {
    Duration::from_millis(10)..=Duration::from_secs(to)
}

pub(crate) static SETTINGS: [Setting; 103] = [
    setting(
        "server.role",
        "What the node does: \"all\", or, in a fleet, \"gateway\" (players' conns, no games) or \"games\" (games, no players' conns).",
        |c| Slot::Word(&mut c.server.role),
    ),
    setting(
        "server.listen",
        "Where players connect. Beyond this machine only when told: \"0.0.0.0:8080\" is every interface. Port 0 is any free one.",
        |c| Slot::Words(&mut c.server.listen, 0..=64),
    ),
    setting(
        "server.listen_tls",
        "Where players connect over TLS: to wss:// and https://. Nothing else is spoken there.",
        |c| Slot::Words(&mut c.server.listen_tls, 0..=64),
    ),
    setting(
        "server.tls_certificate_file",
        "The certificate for `listen_tls` in PEM, the server's own first, then those that vouch for it. When the file changes, new conns get the new one.",
        |c| Slot::Word(&mut c.server.tls_certificate_file),
    ),
    setting("server.tls_key_file", "The certificate's private key in PEM, without a pass phrase.", |c| {
        Slot::Word(&mut c.server.tls_key_file)
    }),
    setting("server.data", "The folder of what the node keeps.", |c| Slot::Word(&mut c.server.data)),
    setting("server.shards", "Threads that hold conns. 0 means one per core.", |c| {
        Slot::Count(&mut c.server.shards, 0..=256)
    }),
    setting(
        "server.metrics",
        "Where /metrics is served, for Prometheus, and /api and /admin. \"\" means nowhere.",
        |c| Slot::Word(&mut c.server.metrics),
    ),
    setting("server.name", "What this node calls itself. \"\" is its number in the fleet.", |c| {
        Slot::Word(&mut c.server.name)
    }),
    setting(
        "server.origins",
        "Web pages that may connect besides this server's own and those of localhost. \"*\" is every page.",
        |c| Slot::Words(&mut c.server.origins, 0..=256),
    ),
    setting(
        "server.hosts",
        "Names under which this server is reached. When empty, a server on loopback takes only loopback names, and a server elsewhere takes every name.",
        |c| Slot::Words(&mut c.server.hosts, 0..=256),
    ),
    setting(
        "server.trusted_proxies",
        "Proxies that are believed when they say for whom they connect, and which the limits per address do not count.",
        |c| Slot::Words(&mut c.server.trusted_proxies, 0..=256),
    ),
    setting(
        "server.proxy_header",
        "How trusted proxies say for whom they connect: in a header of each request, or by the PROXY protocol (version 1 or 2), with which they must then begin every connection, before TLS. Only this way counts: the others could come from anybody.",
        |c| Slot::Word(&mut c.server.proxy_header),
    ),
    setting(
        "server.conformance_echo",
        "Serve /conformance/echo for WebSocket test suites, with wide limits. Only on loopback.",
        |c| Slot::Switch(&mut c.server.conformance_echo),
    ),
    setting("log.level", "The least important lines that are still written to stderr.", |c| {
        Slot::Word(&mut c.log.level)
    }),
    setting("log.format", "How a line is written. \"auto\" is text on a terminal and JSON elsewhere.", |c| {
        Slot::Word(&mut c.log.format)
    }),
    setting(
        "nats.urls",
        "The servers of the NATS cluster over which the nodes of a fleet reach each other. None: this node is alone.",
        |c| Slot::Words(&mut c.nats.urls, 0..=16),
    ),
    setting("nats.prefix", "A name before every subject, for fleets that share a NATS server.", |c| {
        Slot::Word(&mut c.nats.prefix)
    }),
    setting("nats.user", "Who logs in with the password of `password_file`.", |c| Slot::Word(&mut c.nats.user)),
    setting("nats.password_file", "The file of the user's password.", |c| Slot::Word(&mut c.nats.password_file)),
    setting("nats.token_file", "The file of a token, to log in by that.", |c| Slot::Word(&mut c.nats.token_file)),
    setting("nats.nkey_file", "The file of the seed of a user nkey, to log in by that.", |c| {
        Slot::Word(&mut c.nats.nkey_file)
    }),
    setting("nats.creds_file", "A .creds file, to log in by that.", |c| Slot::Word(&mut c.nats.creds_file)),
    setting(
        "nats.ca_file",
        "The authorities to trust, in PEM, and only over TLS. \"\": over TLS if the server asks for it, with the system's authorities.",
        |c| Slot::Word(&mut c.nats.ca_file),
    ),
    setting(
        "auth.policy",
        "What is asked of a conn: \"open\" is nothing, \"guest\" is a hello, \"required\" is a hello with a login token.",
        |c| Slot::Word(&mut c.auth.policy),
    ),
    setting(
        "auth.key_file",
        "The fleet's own key, which signs guest tokens, session secrets and tickets: 32 random bytes or more, in hexadecimal or base64, one key a line, the first of which signs. Every node of a fleet needs the same. \"\": `key` in server.data, made at the first start.",
        |c| Slot::Word(&mut c.auth.key_file),
    ),
    setting(
        "auth.secret_file",
        "The secret that the login service shares with this server: its tokens are HS256. At least 32 bytes.",
        |c| Slot::Word(&mut c.auth.secret_file),
    ),
    setting(
        "auth.keys_file",
        "The public keys of the login service, as PEM or a JWKS: its tokens are EdDSA or RS256. Read again when the file changes.",
        |c| Slot::Word(&mut c.auth.keys_file),
    ),
    setting(
        "auth.jwks_url",
        "Where the login service publishes its keys (JWKS). Fetched at the start, every five minutes, and when a token names a key that is not known.",
        |c| Slot::Word(&mut c.auth.jwks_url),
    ),
    setting("auth.issuer", "Whose tokens are taken (`iss`). \"\": anybody's whose signature is good.", |c| {
        Slot::Word(&mut c.auth.issuer)
    }),
    setting(
        "auth.audience",
        "For whom tokens must be (`aud`). \"\": tokens that name nobody; those that do are for somebody else.",
        |c| Slot::Word(&mut c.auth.audience),
    ),
    setting(
        "admin.token_file",
        "The token that /api asks for, on the listener of server.metrics. \"\": `admin-token` in server.data, made at the first start.",
        |c| Slot::Word(&mut c.admin.token_file),
    ),
    setting(
        "store.folder",
        "The folder in which games are kept with SQLite, for one node. \"\": server.data, if the node is alone and no database is named.",
        |c| Slot::Word(&mut c.store.folder),
    ),
    setting(
        "store.database",
        "The URL of a PostgreSQL database in which the games of a fleet are kept, without a password. \"\": none.",
        |c| Slot::Word(&mut c.store.database),
    ),
    setting(
        "store.database_file",
        "The file with the URL of such a database, where that has a password (`postgres://user:password@host/name`). \"\": none.",
        |c| Slot::Word(&mut c.store.database_file),
    ),
    setting(
        "realms.lobby_history",
        "How many of the last chats `lobby` keeps for those who come back. Its chats are numbered then. 0 means none.",
        |c| Slot::Count(&mut c.realms.lobby_history, 0..=100_000),
    ),
    setting(
        "realms.room_history",
        "How many of the last chats every `room-x` keeps for those who come back. Its chats are numbered then. 0 means none.",
        |c| Slot::Count(&mut c.realms.room_history, 0..=100_000),
    ),
    setting("realms.history_age", "How long chats are kept.", |c| {
        Slot::Time(&mut c.realms.history_age, up_to_seconds(86_400))
    }),
    setting("realms.speak", "The kinds of realms in which members may chat.", |c| {
        Slot::Words(&mut c.realms.speak, 0..=5)
    }),
    setting("realms.presence", "The kinds of realms whose members are told how many they are, and may ask who.", |c| {
        Slot::Words(&mut c.realms.presence, 0..=5)
    }),
    setting(
        "realms.announce",
        "The kinds of realms in which each coming and going is told to everybody. It costs a message a member.",
        |c| Slot::Words(&mut c.realms.announce, 0..=5),
    ),
    limit(
        "limits.handshake_time",
        "From accept to the end of the upgrade, a PROXY header and TLS included.",
        "the TCP connection is closed",
        |c| Slot::Time(&mut c.limits.handshake_time, up_to_seconds(300)),
    ),
    limit("limits.head_bytes", "The request line and headers of one HTTP request.", "HTTP 431", |c| {
        Slot::Bytes(&mut c.limits.head_bytes, KIB..=64 * KIB)
    }),
    limit("limits.head_fields", "Headers of one HTTP request.", "HTTP 431", |c| {
        Slot::Count(&mut c.limits.head_fields, 8..=256)
    }),
    limit("limits.request_line_bytes", "The request line of one HTTP request.", "HTTP 414", |c| {
        Slot::Bytes(&mut c.limits.request_line_bytes, 64..=64 * KIB)
    }),
    limit(
        "limits.tls_handshake_bytes",
        "What a client may send until TLS keys are agreed on.",
        "the TLS handshake is refused",
        |c| Slot::Bytes(&mut c.limits.tls_handshake_bytes, 4 * KIB..=64 * KIB),
    ),
    limit(
        "limits.tls_unsent_bytes",
        "What has been encrypted for one conn and waits for its socket. It can be passed by one record of 16 KiB.",
        "nothing more is encrypted, and the rest waits in the outbox",
        |c| Slot::Bytes(&mut c.limits.tls_unsent_bytes, KIB..=MIB),
    ),
    limit(
        "limits.conns",
        "Conns on this node. 0 means 80 % of the process's limit of open files.",
        "HTTP 503, or close code 4013 after the upgrade",
        |c| Slot::Count(&mut c.limits.conns, 0..=10_000_000),
    ),
    limit(
        "limits.memory",
        "Memory of the process. 0 means what its control group (cgroup) allows.",
        "at four fifths of it HTTP 503 to new conns, at nine tenths close code 4008 to those who read most slowly",
        |c| Slot::Bytes(&mut c.limits.memory, 0..=MIB * MIB),
    ),
    limit(
        "limits.address_conns",
        "Conns from one address (IPv6: one /64). Loopback and trusted proxies are not counted. Schools and mobile carriers share one address among many people: raise it for them.",
        "HTTP 429",
        |c| Slot::Count(&mut c.limits.address_conns, ANY),
    ),
    limit(
        "limits.address_rate",
        "New conns from one address in a second, sustained.",
        "HTTP 429, once the burst is used up",
        |c| Slot::Count(&mut c.limits.address_rate, ANY),
    ),
    limit("limits.address_burst", "New conns that one address may make at once.", "HTTP 429", |c| {
        Slot::Count(&mut c.limits.address_burst, ANY)
    }),
    limit(
        "limits.accept_rate",
        "New conns of this node in a second, sustained. After an outage, everybody comes back at this rate.",
        "HTTP 503, with the time after which there is a place, once the burst is used up",
        |c| Slot::Count(&mut c.limits.accept_rate, ANY),
    ),
    limit("limits.accept_burst", "New conns of this node at once.", "HTTP 503, the same", |c| {
        Slot::Count(&mut c.limits.accept_burst, ANY)
    }),
    limit(
        "limits.user_conns",
        "Conns of one user on this node. A guest is a user of its own.",
        "close code 4507 to the newest",
        |c| Slot::Count(&mut c.limits.user_conns, 1..=10_000),
    ),
    limit("limits.hello_time", "From the upgrade to hello, where login is required.", "close code 4002", |c| {
        Slot::Time(&mut c.limits.hello_time, up_to_seconds(300))
    }),
    limit("limits.token_bytes", "A login token.", "close code 4501", |c| {
        Slot::Bytes(&mut c.limits.token_bytes, 512..=16 * KIB)
    }),
    limit(
        "limits.sessions",
        "Sessions that began on this node and can be resumed.",
        "the oldest is as if this node had been started anew",
        |c| Slot::Count(&mut c.limits.sessions, ANY),
    ),
    limit("limits.message_bytes", "One message from a client, all its fragments together.", "close code 1009", |c| {
        Slot::Bytes(&mut c.limits.message_bytes, 256..=16 * MIB)
    }),
    limit("limits.message_fragments", "Fragments of one message from a client.", "close code 1008", |c| {
        Slot::Count(&mut c.limits.message_fragments, 1..=65_536)
    }),
    limit(
        "limits.message_time",
        "From the first to the last byte of one message from a client.",
        "close code 4001",
        |c| Slot::Time(&mut c.limits.message_time, up_to_seconds(300)),
    ),
    limit(
        "limits.inbound_messages_rate",
        "Frames from one conn in a second, sustained. Control frames count.",
        "the conn is not read until it is within again",
        |c| Slot::Count(&mut c.limits.inbound_messages_rate, ANY),
    ),
    limit(
        "limits.inbound_messages_burst",
        "Frames that one conn may send at once.",
        "the conn is not read until it is within again",
        |c| Slot::Count(&mut c.limits.inbound_messages_burst, ANY),
    ),
    limit(
        "limits.inbound_bytes_rate",
        "Bytes from one conn in a second, sustained.",
        "the conn is not read until it is within again",
        |c| Slot::Bytes(&mut c.limits.inbound_bytes_rate, KIB..=1024 * MIB),
    ),
    limit(
        "limits.inbound_bytes_burst",
        "Bytes that one conn may send at once.",
        "the conn is not read until it is within again",
        |c| Slot::Bytes(&mut c.limits.inbound_bytes_burst, KIB..=1024 * MIB),
    ),
    limit(
        "limits.inbound_full_time",
        "How long a conn may stay at its inbound limits without a pause.",
        "close code 4029",
        |c| Slot::Time(&mut c.limits.inbound_full_time, up_to_seconds(3_600)),
    ),
    limit(
        "limits.faults",
        "Messages from one conn in a minute that cannot be read or are of no known kind.",
        "close code 4506",
        |c| Slot::Count(&mut c.limits.faults, 1..=10_000),
    ),
    limit(
        "limits.json_nesting",
        "How deep a JSON message may nest.",
        "error unreadable, and it counts as a fault",
        |c| Slot::Count(&mut c.limits.json_nesting, 4..=64),
    ),
    limit(
        "limits.chat_chars",
        "One chat text, in characters. At most 10,000, so that it fits one frame even when every character is escaped.",
        "error too_long, and nobody hears it",
        |c| Slot::Count(&mut c.limits.chat_chars, 1..=10_000),
    ),
    limit(
        "limits.chat_rate",
        "Chats of one conn in a second, sustained. 0 is no limit but the inbound ones.",
        "error busy, and nobody hears it, once the burst is used up",
        |c| Slot::Count(&mut c.limits.chat_rate, 0..=10_000_000),
    ),
    limit("limits.chat_burst", "Chats that one conn may say at once.", "error busy, and nobody hears it", |c| {
        Slot::Count(&mut c.limits.chat_burst, ANY)
    }),
    limit("limits.name_chars", "The client's name in hello, in characters.", "error too_long", |c| {
        Slot::Count(&mut c.limits.name_chars, 1..=1_000)
    }),
    limit("limits.realms_per_conn", "Realms that one conn is in at a time.", "error too_many_realms", |c| {
        Slot::Count(&mut c.limits.realms_per_conn, 1..=1_000)
    }),
    limit("limits.realm_conns", "Conns of one realm, over all nodes. 0 is no limit.", "error busy", |c| {
        Slot::Count(&mut c.limits.realm_conns, 0..=10_000_000)
    }),
    limit("limits.page", "Members or realms that are told at once.", "the rest is another page", |c| {
        Slot::Count(&mut c.limits.page, 1..=1_000)
    }),
    limit(
        "limits.calls",
        "Calls of conns of this node that a service has not answered, and directs that another node has not.",
        "error busy",
        |c| Slot::Count(&mut c.limits.calls, 1..=100_000),
    ),
    limit(
        "limits.joins_rate",
        "Joins and leaves of one conn in a second, sustained.",
        "error busy, once the burst is used up",
        |c| Slot::Count(&mut c.limits.joins_rate, ANY),
    ),
    limit("limits.joins_burst", "Joins and leaves that one conn may do at once.", "error busy", |c| {
        Slot::Count(&mut c.limits.joins_burst, ANY)
    }),
    limit("limits.unknown_realms", "Joins of one conn in a minute that name no realm.", "error busy", |c| {
        Slot::Count(&mut c.limits.unknown_realms, 1..=10_000)
    }),
    limit(
        "limits.rooms",
        "Realms with members on this node at a time.",
        "error busy to a join that would make one more",
        |c| Slot::Count(&mut c.limits.rooms, ANY),
    ),
    limit(
        "limits.gap_views",
        "Chats of a numbered realm with which the gap of a conn that comes back is filled.",
        "joined with recovered false and why trimmed",
        |c| Slot::Count(&mut c.limits.gap_views, 1..=100_000),
    ),
    limit(
        "limits.waiting",
        "Conns that wait to enter one realm, and chats that wait for their place in it.",
        "error busy",
        |c| Slot::Count(&mut c.limits.waiting, 1..=100_000),
    ),
    limit("limits.answer_time", "How long one of these waits.", "error unavailable", |c| {
        Slot::Time(&mut c.limits.answer_time, up_to_seconds(60))
    }),
    limit("limits.games", "Games that this node has in memory. 0: it runs none.", "refusal busy", |c| {
        Slot::Count(&mut c.limits.games, 0..=1_000_000)
    }),
    limit("limits.game_inbox", "Commands that wait for one game.", "refusal busy", |c| {
        Slot::Count(&mut c.limits.game_inbox, 1..=100_000)
    }),
    limit(
        "limits.game_idle",
        "How long a game without a command, a viewer or a clock stays in memory.",
        "it is put away, and read again when somebody asks for it",
        |c| Slot::Time(&mut c.limits.game_idle, seconds(1, 86_400)),
    ),
    limit(
        "limits.game_lease",
        "How long nobody else takes a game whose node says nothing.",
        "another node may take it",
        |c| Slot::Time(&mut c.limits.game_lease, seconds(1, 600)),
    ),
    limit(
        "limits.away_after",
        "How long a player's last conn at a game may be gone.",
        "he is away, and the others at the game are told",
        |c| Slot::Time(&mut c.limits.away_after, up_to_seconds(3600)),
    ),
    limit(
        "limits.left_after",
        "How long a user's last conn in the whole fleet may be gone.",
        "he has left, and what he seeks goes",
        |c| Slot::Time(&mut c.limits.left_after, up_to_seconds(3600)),
    ),
    limit("limits.user_seeks", "Seeks that one user has open in the lobby.", "refusal too_many_seeks", |c| {
        Slot::Count(&mut c.limits.user_seeks, 1..=10)
    }),
    limit("limits.directed_seeks", "Open seeks directed to one user.", "refusal too_many_seeks", |c| {
        Slot::Count(&mut c.limits.directed_seeks, 1..=20)
    }),
    limit("limits.seeks", "Seeks that are open in the lobby.", "refusal too_many_seeks", |c| {
        Slot::Count(&mut c.limits.seeks, 1..=1_000)
    }),
    limit("limits.starting_games", "Games agreed on and not begun.", "refusal too_many_games", |c| {
        Slot::Count(&mut c.limits.starting_games, 1..=256)
    }),
    limit("limits.seek_time", "How long a seek of a live game is open.", "it is gone", |c| {
        Slot::Time(&mut c.limits.seek_time, seconds(1, 86_400))
    }),
    limit("limits.slow_seek_time", "The same of a game by correspondence.", "it is gone", |c| {
        Slot::Time(&mut c.limits.slow_seek_time, seconds(1, 30 * 86_400))
    }),
    limit("limits.outbox_bytes", "What waits to be sent to one conn.", "close code 4008", |c| {
        Slot::Bytes(&mut c.limits.outbox_bytes, 128 * KIB..=64 * MIB)
    }),
    limit("limits.outbox_age", "How long the oldest byte may wait to be sent to one conn.", "close code 4008", |c| {
        Slot::Time(&mut c.limits.outbox_age, up_to_seconds(300))
    }),
    limit(
        "limits.ping_every",
        "Silence of a conn after which we ask whether it is still there.",
        "a ping is sent",
        |c| Slot::Time(&mut c.limits.ping_every, up_to_seconds(300)),
    ),
    limit(
        "limits.dead_after",
        "Silence of a conn after which it counts as dead. Long, for Godot answers a ping only when the game polls its socket, and loading a scene can hold that back for seconds.",
        "close code 4001",
        |c| Slot::Time(&mut c.limits.dead_after, up_to_seconds(3_600)),
    ),
    limit(
        "limits.close_grace",
        "How long a conn is still read after our close frame, so that the peer sees the frame and not a reset.",
        "the TCP connection is closed",
        |c| Slot::Time(&mut c.limits.close_grace, up_to_seconds(60)),
    ),
    limit(
        "limits.close_grace_bytes",
        "What is still read, and thrown away, after our close frame.",
        "the TCP connection is closed",
        |c| Slot::Bytes(&mut c.limits.close_grace_bytes, KIB..=16 * MIB),
    ),
    limit(
        "limits.drain_time",
        "How long a node that goes down waits for its conns to leave.",
        "what is left is closed",
        |c| Slot::Time(&mut c.limits.drain_time, seconds(0, 3_600)),
    ),
    limit(
        "limits.drain_spread",
        "Over how long a node that goes down spreads the times at which its conns leave. At most drain_time.",
        "the conn is closed with 4012, once it has been sent what waits for it",
        |c| Slot::Time(&mut c.limits.drain_spread, seconds(0, 3_600)),
    ),
];

#[cfg(test)]
mod tests;
