//! One client of a floor: its socket, and what the kernel would not yet take.

use std::io::{self, Read, Write};

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use ws::{Decoder, Role};

/// Where a client is.
pub(super) enum Stage {
    /// Its request is not all there.
    Head(Vec<u8>),
    /// In the room with this number.
    InRoom(usize),
    /// On the echo path.
    Echo,
    /// Gone; the socket is closed at the end of the turn.
    Gone,
}

pub(super) struct Client {
    stream: TcpStream,
    pub(super) stage: Stage,
    pub(super) id: u64,
    /// Its place among the members of its room.
    pub(super) place: usize,
    pub(super) decoder: Decoder,
    pub(super) out: Vec<u8>,
    asks_for_room: bool,
    /// It has spoken in this turn.
    pub(super) spoke: bool,
}

pub(super) enum Got {
    Bytes(usize),
    Nothing,
    End,
}

impl Client {
    pub(super) fn new(stream: TcpStream) -> Self {
        let (stage, decoder) = (Stage::Head(Vec::new()), Decoder::new(Role::Server));
        Self { stream, stage, id: 0, place: 0, decoder, out: Vec::new(), asks_for_room: false, spoke: false }
    }

    pub(super) fn take_decoder(&mut self) -> Decoder {
        std::mem::replace(&mut self.decoder, Decoder::new(Role::Server))
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Got {
        match self.stream.read(buffer) {
            Ok(0) => Got::End,
            Ok(bytes) => Got::Bytes(bytes),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Got::Nothing,
            Err(_) => Got::End,
        }
    }

    /// Sends at once; what the kernel does not take waits. An error shows at the next read.
    #[inline]
    pub(super) fn send(&mut self, bytes: &[u8], registry: &Registry, token: Token) {
        if !self.out.is_empty() {
            self.out.extend_from_slice(bytes);
            return;
        }
        let sent = self.stream.write(bytes).unwrap_or_default();
        if sent < bytes.len() {
            self.out.extend_from_slice(&bytes[sent..]);
            self.ask_for_room(registry, token, true);
        }
    }

    /// Sends what waits.
    pub(super) fn write_on(&mut self, registry: &Registry, token: Token) {
        let sent = self.stream.write(&self.out).unwrap_or_default();
        self.out.drain(..sent);
        self.ask_for_room(registry, token, !self.out.is_empty());
    }

    fn ask_for_room(&mut self, registry: &Registry, token: Token, ask: bool) {
        if ask == self.asks_for_room {
            return;
        }
        self.asks_for_room = ask;
        let interest = if ask { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
        // Fails only for a socket that is closed, which the next read finds.
        let _ = registry.reregister(&mut self.stream, token, interest);
    }
}

/// What matters of a request to upgrade.
pub(super) struct Request<'a> {
    key: &'a str,
    /// The room; `None` on the echo path.
    pub(super) room: Option<&'a str>,
}

impl<'a> Request<'a> {
    pub(super) fn read(head: &'a str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let target = lines.next()?.strip_prefix("GET ")?.split(' ').next()?;
        let key = lines
            .filter_map(|line| line.split_once(':'))
            .find_map(|(name, value)| name.eq_ignore_ascii_case("sec-websocket-key").then_some(value.trim()))?;
        let room = target.split_once("?room=").map_or("", |(_, room)| room);
        Some(Self { key, room: (!target.starts_with("/echo")).then_some(room) })
    }

    pub(super) fn answer(&self) -> Vec<u8> {
        let accept = ws::accept_key(self.key.as_bytes());
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        )
        .into_bytes()
    }
}
