//! The messages of Godot's `SceneMultiplayer`, as far as a relay must know them. Integers are little-endian.

use std::fmt;

/// The largest message of a peer, and to one: what the engine's buffers hold unless a project sets them otherwise
/// (`WebSocketMultiplayerPeer.inbound_buffer_size`). A relayed message is as long as it came.
pub const MESSAGE_BYTES_MAX: usize = types::MESSAGE_OUT_BYTES_MAX;

/// The low three bits of a message's first byte say what it is; these matter here.
const COMMAND: u8 = 0b111;
const SIMPLIFY_PATH: u8 = 1;
const CONFIRM_PATH: u8 = 2;
const RAW: u8 = 3;
const SYSTEM: u8 = 7;

/// The byte behind [`SYSTEM`].
const ADD_PEER: u8 = 1;
const DEL_PEER: u8 = 2;
const RELAY: u8 = 3;

/// [`SIMPLIFY_PATH`]: one byte, 32 digits of a hash and a NUL stand before the number of the path.
const PATH_NUMBER_AT: usize = 34;

/// The number of a peer, from 2 up: 1 is the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PeerId(pub(crate) i32);

impl PeerId {
    /// The first peer of a room.
    pub(crate) const FIRST: Self = Self(2);
}

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// For whom a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Every other peer.
    Others,
    /// One peer.
    One(PeerId),
    /// Every other peer but one.
    AllBut(PeerId),
    /// The server alone.
    Server,
}

impl Target {
    fn of(number: i32) -> Self {
        match number {
            0 | -1 => Self::Others,
            1 => Self::Server,
            2.. => Self::One(PeerId(number)),
            ..-1 => Self::AllBut(PeerId(number.saturating_neg())),
        }
    }
}

/// What a peer has said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said<'a> {
    /// Something for others, to be passed on as it is.
    Relay(Target, &'a [u8]),
    /// It will call one of its nodes by this number from now on, if the server agrees.
    Path([u8; 4]),
    /// Something for a game on the server, of which there is none.
    ToServer,
    /// Nothing that an engine says to a server.
    Fault,
}

pub(crate) fn read(message: &[u8]) -> Said<'_> {
    match message {
        [first, kind, rest @ ..] if first & COMMAND == SYSTEM => match (*kind, rest.split_first_chunk()) {
            // Engines take no system message from each other.
            (RELAY, Some((target, [inner, ..]))) if inner & COMMAND != SYSTEM => {
                Said::Relay(Target::of(i32::from_le_bytes(*target)), &rest[4..])
            }
            _ => Said::Fault,
        },
        [first, ..] if first & COMMAND == SIMPLIFY_PATH => {
            let number = message.get(PATH_NUMBER_AT..).and_then(<[u8]>::first_chunk);
            number.map_or(Said::Fault, |number| Said::Path(*number))
        }
        [first, ..] if first & COMMAND != SYSTEM => Said::ToServer,
        _ => Said::Fault,
    }
}

/// The first message to a peer: who it is.
pub(crate) fn id(peer: PeerId) -> Vec<u8> {
    peer.0.to_le_bytes().into()
}

/// Somebody is there.
pub(crate) fn add_peer(peer: PeerId) -> Vec<u8> {
    with_number([SYSTEM, ADD_PEER], peer)
}

/// Somebody is gone.
pub(crate) fn del_peer(peer: PeerId) -> Vec<u8> {
    with_number([SYSTEM, DEL_PEER], peer)
}

/// What a peer has said to others.
pub(crate) fn relayed(from: PeerId, inner: &[u8]) -> Vec<u8> {
    let mut message = with_number([SYSTEM, RELAY], from);
    message.extend_from_slice(inner);
    message
}

/// A path may be called by its number.
pub(crate) fn confirm_path(number: [u8; 4]) -> Vec<u8> {
    [&[CONFIRM_PATH, 1][..], &number].concat()
}

/// Who is the host: `SceneMultiplayer.peer_packet` of peer 1 with a text, which projects that do not ask never notice.
pub(crate) fn host(peer: PeerId) -> Vec<u8> {
    [&[RAW][..], format!("host {peer}").as_bytes()].concat()
}

fn with_number(head: [u8; 2], peer: PeerId) -> Vec<u8> {
    [&head[..], &peer.0.to_le_bytes()].concat()
}
