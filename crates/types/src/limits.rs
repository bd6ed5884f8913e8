//! Every bound of a node, in one place.

use std::time::Duration;

/// Everything that can grow, wait or repeat, and how far it may. `Limits::default()` is what a node runs with when
/// nobody says otherwise; the settings file has one key per field, of the same name. Each field says what happens when
/// the limit is reached, and each such event counts in a metric labelled with the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From accept to the end of the upgrade, a PROXY header and TLS included. When over: the TCP connection is closed.
    /// Default 10 s.
    pub handshake_time: Duration,
    /// The HTTP request line and headers of one request, in bytes. When over: HTTP 431. Default 8 KiB.
    pub head_bytes: usize,
    /// Headers of one HTTP request. When over: HTTP 431. Default 64.
    pub head_fields: usize,
    /// The request line (method, path, version) of one HTTP request, in bytes. When over: HTTP 414. Default 2 KiB.
    pub request_line_bytes: usize,
    /// What a client may send until keys are agreed on, in bytes; one with post-quantum keys needs 2,000. When over:
    /// the TLS handshake is refused. Default 16 KiB.
    pub tls_handshake_bytes: usize,
    /// Ciphertext of one conn that waits for its socket, in bytes; it can be passed by one record (16 KiB). When full:
    /// nothing more is encrypted, and plaintext waits in the outbox. Default 16 KiB.
    pub tls_unsent_bytes: usize,

    /// Conns on this node; 0 means 80 % of the process's limit of open files. When full: HTTP 503, or 4013 after the
    /// upgrade. Default 0.
    pub conns: u32,
    /// Bytes of memory that the process may have; 0 means what its control group allows, if it does not allow everything.
    /// When four fifths are in use: HTTP 503 to new conns; when nine tenths are: 4008 to those who read most slowly.
    /// Default 0.
    pub memory: usize,
    /// Conns from one address (IPv6: one /64). Loopback and trusted proxies are not counted. When full: HTTP 429.
    /// Default 256.
    pub address_conns: u32,
    /// New conns from one address in a second, sustained. When over, and the burst is used up: HTTP 429. Default 50.
    pub address_rate: u32,
    /// New conns that one address may make at once before `address_rate` counts. When used up: HTTP 429. Default 500.
    pub address_burst: u32,

    /// New conns of this node in a second, sustained. When over, and the burst is used up: HTTP 503, with the time after
    /// which there is a place. Default 20,000.
    pub accept_rate: u32,
    /// New conns of this node at once before `accept_rate` counts. When used up: the same. Default 50,000.
    pub accept_burst: u32,
    /// Conns of one user on this node; a guest is a user of its own. When full: 4507 to the newest. Default 8.
    pub user_conns: usize,
    /// From the upgrade to `hello`, where login is required. When over: 4002. Default 5 s.
    pub hello_time: Duration,
    /// A login token, in bytes. When over: 4501. Default 8 KiB.
    pub token_bytes: usize,
    /// Sessions that began on this node and can be resumed. When full: the oldest is as if this node had been started
    /// anew. Default 100,000.
    pub sessions: usize,

    /// One message from a client, all its fragments together, in bytes. When over: 1009. Default 16 KiB.
    pub message_bytes: usize,
    /// Fragments of one message from a client. When over: 1008. Default 64.
    pub message_fragments: u32,
    /// From the first to the last byte of one message from a client. When over: 4001. Default 10 s.
    pub message_time: Duration,
    /// Frames, control frames included, from one conn in a second, sustained. When over, and the burst is used up: the
    /// conn is not read until it is within again. Default 1,000.
    pub inbound_messages_rate: u32,
    /// Frames that one conn may send at once before `inbound_messages_rate` counts. When used up: the conn is not
    /// read. Default 4,000.
    pub inbound_messages_burst: u32,
    /// Bytes from one conn in a second, sustained. When over, and the burst is used up: the conn is not read until it
    /// is within again. Default 1 MiB.
    pub inbound_bytes_rate: u32,
    /// Bytes that one conn may send at once before `inbound_bytes_rate` counts. When used up: the conn is not read.
    /// Default 4 MiB.
    pub inbound_bytes_burst: u32,
    /// How long a conn may stay at its inbound limits without a pause. When over: 4029. Default 30 s.
    pub inbound_full_time: Duration,
    /// Messages from one conn in a minute that cannot be read or are of no known kind. When over: 4506. Default 16.
    pub faults: u32,
    /// How deep a JSON message may nest. When over: the message counts as a fault (`error unreadable`). Default 32.
    pub json_nesting: u32,

    /// One chat text, in characters; at most 10,000, so that the text fits one frame of 65,535 bytes even when every
    /// character is escaped. When over: `error too_long`, and nobody hears it. Default 2,000.
    pub chat_chars: usize,
    /// Chats of one conn in a second, sustained; 0 is no limit but the inbound ones. When over, and the burst is used up:
    /// `error busy`, and nobody hears it. Default 0.
    pub chat_rate: u32,
    /// Chats that one conn may say at once before `chat_rate` counts. When used up: the same. Default 20.
    pub chat_burst: u32,
    /// The client's name in `hello`, in characters. When over: `error too_long`. Default 64.
    pub name_chars: usize,
    /// Realms that one conn is in at a time. When full: `error too_many_realms`. Default 32.
    pub realms_per_conn: usize,
    /// Conns of one realm, over all nodes; 0 is no limit. When full: `error busy`. Default 0.
    pub realm_conns: usize,
    /// The most members or realms that are told at once. When more: the rest is another page. Default 256.
    pub page: usize,
    /// Calls of conns of this node that a service has not answered, and directs for conns of other nodes that these have
    /// not. When more: `error busy`. Default 1,024.
    pub calls: usize,
    /// Joins and leaves of one conn in a second, sustained. When over, and the burst is used up: `error busy`.
    /// Default 20.
    pub joins_rate: u32,
    /// Joins and leaves that one conn may do at once before `joins_rate` counts. When used up: `error busy`.
    /// Default 64.
    pub joins_burst: u32,
    /// Joins of one conn in a minute that name no realm. When over: `error busy`. Default 20.
    pub unknown_realms: u32,
    /// Realms with members on this node at a time. When full: `error busy` to a join that would make one more.
    /// Default 100,000.
    pub rooms: usize,
    /// The most views of a numbered realm with which the gap of a conn that comes back is filled. When more are
    /// missing: `joined` says `trimmed`. Default 1,000.
    pub gap_views: usize,
    /// Conns that wait to enter one realm, and chats that wait for their place in it. When more: `error busy`.
    /// Default 256.
    pub waiting: usize,
    /// How long one of them waits. When over: `error unavailable`. Default 5 s.
    pub answer_time: Duration,
    /// Games that this node has in memory. When full: `refusal busy`. 0: it runs none. Default 10,000.
    pub games: usize,
    /// Commands that wait for one game. When full: `refusal busy`. Default 256.
    pub game_inbox: usize,
    /// A game without a command, a viewer or a clock for so long is put away; its log is read again when somebody asks.
    /// Default 10 min.
    pub game_idle: Duration,
    /// How long nobody else takes a game whose node says nothing. When over: another node may. Default 6 s.
    pub game_lease: Duration,
    /// A player whose last conn at a game is gone for so long is away; the others at it are told. Default 15 s.
    pub away_after: Duration,
    /// A user whose last conn in the whole fleet is gone for so long has left, and his seeks go. Default 30 s.
    pub left_after: Duration,
    /// Seeks that one user has open in the lobby. When full: `refusal too_many_seeks`. Default 5.
    pub user_seeks: usize,
    /// Open seeks that are directed to one user. When full: `refusal too_many_seeks`. Default 20.
    pub directed_seeks: usize,
    /// Seeks that are open in the lobby; fewer, if their options are long. When full: `refusal too_many_seeks`.
    /// Default 1,000.
    pub seeks: usize,
    /// Games that are agreed on in the lobby and have not begun. When full: `refusal too_many_games`. Default 256.
    pub starting_games: usize,
    /// How long a seek of a live game is open. When over: it is gone. Default 2 h.
    pub seek_time: Duration,
    /// The same of a game by correspondence. Default 60 h.
    pub slow_seek_time: Duration,

    /// What waits to be sent to one conn, in bytes. When full: 4008. Default 256 KiB.
    pub outbox_bytes: usize,
    /// How long the oldest byte may wait to be sent to one conn. When over: 4008. Default 10 s.
    pub outbox_age: Duration,
    /// Silence of a conn after which it is sent a ping. Default 20 s.
    pub ping_every: Duration,
    /// Silence of a conn after which it counts as dead. When over: 4001. Long, for Godot answers a ping only when the
    /// game polls its socket, and the load of a scene can hold that back for seconds. Default 60 s.
    pub dead_after: Duration,
    /// How long a conn is still read after our close frame, so that the peer sees the frame and not a reset. When
    /// over: the TCP connection is closed. Default 1 s.
    pub close_grace: Duration,
    /// What is still read, and thrown away, after our close frame, in bytes. When over: the TCP connection is closed.
    /// Default 64 KiB.
    pub close_grace_bytes: usize,
    /// How long a node that goes down waits for its conns to leave. When over: what is left is closed. Default 10 s.
    pub drain_time: Duration,
    /// Over how long a node that goes down spreads the times at which its conns leave. When over: every conn is told to
    /// go, with 4012. Default 5 s.
    pub drain_spread: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake_time: Duration::from_secs(10),
            head_bytes: 8 << 10,
            head_fields: 64,
            request_line_bytes: 2 << 10,
            tls_handshake_bytes: 16 << 10,
            tls_unsent_bytes: 16 << 10,
            conns: 0,
            memory: 0,
            address_conns: 256,
            address_rate: 50,
            address_burst: 500,
            accept_rate: 20_000,
            accept_burst: 50_000,
            user_conns: 8,
            hello_time: Duration::from_secs(5),
            token_bytes: 8 << 10,
            sessions: 100_000,
            message_bytes: 16 << 10,
            message_fragments: 64,
            message_time: Duration::from_secs(10),
            inbound_messages_rate: 1_000,
            inbound_messages_burst: 4_000,
            inbound_bytes_rate: 1 << 20,
            inbound_bytes_burst: 4 << 20,
            inbound_full_time: Duration::from_secs(30),
            faults: 16,
            json_nesting: 32,
            chat_chars: 2_000,
            chat_rate: 0,
            chat_burst: 20,
            name_chars: 64,
            realms_per_conn: 32,
            realm_conns: 0,
            page: 256,
            calls: 1_024,
            joins_rate: 20,
            joins_burst: 64,
            unknown_realms: 20,
            rooms: 100_000,
            gap_views: 1_000,
            waiting: 256,
            answer_time: Duration::from_secs(5),
            games: 10_000,
            game_inbox: 256,
            game_idle: Duration::from_secs(600),
            game_lease: Duration::from_secs(6),
            away_after: Duration::from_secs(15),
            left_after: Duration::from_secs(30),
            user_seeks: 5,
            directed_seeks: 20,
            seeks: 1_000,
            starting_games: 256,
            seek_time: Duration::from_secs(2 * 3_600),
            slow_seek_time: Duration::from_secs(60 * 3_600),
            outbox_bytes: 256 << 10,
            outbox_age: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
            dead_after: Duration::from_secs(60),
            close_grace: Duration::from_secs(1),
            close_grace_bytes: 64 << 10,
            drain_time: Duration::from_secs(10),
            drain_spread: Duration::from_secs(5),
        }
    }
}
