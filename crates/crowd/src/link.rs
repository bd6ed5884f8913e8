//! One socket of a player: the handshake, frames in, frames out.

use std::io::{self, Read, Write};
use std::net::SocketAddr;

use buffa::Message as _;
use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use wire::packets::Packet;
use ws::{DecodeLimits, Decoder, Event, Opcode, Role};

use crate::sockets;

/// Generous: what the server sends is bounded by its own limits.
const LIMITS: DecodeLimits = DecodeLimits { message_bytes: 1 << 20, message_fragments: 16 };

/// What a socket brings.
#[derive(Debug)]
pub(crate) enum Brought {
    /// The server has let the conn in.
    Opened,
    /// It says something.
    Packet(Packet),
    /// There is no socket any more.
    Ended {
        /// The code of its close frame, if there was one.
        code: Option<u16>,
        /// Its reason, or what went wrong.
        reason: String,
    },
}

/// A socket on its way to be, or being, a WebSocket.
#[derive(Debug)]
pub(crate) struct Link {
    stream: TcpStream,
    stage: Stage,
    decoder: Decoder,
    out: Vec<u8>,
    waits_for_room: bool,
    nonce: [u8; 16],
    mask: u32,
}

#[derive(Debug)]
enum Stage {
    /// TCP is not there yet; then this is asked for.
    Connecting(String),
    /// It was asked for; the answer so far.
    Upgrading(Vec<u8>),
    Open,
}

impl Link {
    /// Begins to connect. `nonce` must differ from that of other sockets.
    pub(crate) fn dial(
        address: SocketAddr,
        target: String,
        nonce: [u8; 16],
        registry: &Registry,
        token: Token,
    ) -> io::Result<Self> {
        let mut stream = sockets::connect(address, false)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        let [a, b, c, d, ..] = nonce;
        let mask = u32::from_ne_bytes([a, b, c, d]) | 1;
        let (stage, decoder) = (Stage::Connecting(target), Decoder::new(Role::Client));
        Ok(Self { stream, stage, decoder, out: Vec::new(), waits_for_room: true, nonce, mask })
    }

    /// Appends a message to what leaves at the next flush.
    pub(crate) fn send(&mut self, packet: &Packet) {
        self.put(Opcode::Binary, &packet.encode_to_vec());
    }

    /// Says goodbye, as far as the kernel takes it at once.
    pub(crate) fn hang_up(mut self, registry: &Registry, token: Token) {
        self.put(Opcode::Close, &1_000_u16.to_be_bytes());
        // Nobody waits for what becomes of it.
        let _ = self.flush(registry, token);
    }

    fn put(&mut self, opcode: Opcode, payload: &[u8]) {
        // The mask hides nothing here; it must only not be one that a server could skip.
        self.mask ^= self.mask << 13;
        self.mask ^= self.mask >> 17;
        self.mask ^= self.mask << 5;
        ws::put_masked_frame(&mut self.out, opcode, payload, self.mask.to_ne_bytes());
    }

    /// The kernel has room, or TCP is there or was refused.
    pub(crate) fn on_writable(&mut self, host: &str, brought: &mut Vec<Brought>) {
        let Stage::Connecting(target) = &mut self.stage else { return };
        match self.stream.take_error() {
            Ok(None) => {
                ws::put_request(&mut self.out, host, target, self.nonce, None);
                self.stage = Stage::Upgrading(Vec::new());
            }
            Ok(Some(error)) | Err(error) => brought.push(ended(None, error)),
        }
    }

    /// Writes what waits, or as much as the kernel takes; the rest follows when it has room.
    pub(crate) fn flush(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        if matches!(self.stage, Stage::Connecting(_)) {
            return Ok(());
        }
        match self.stream.write(&self.out) {
            Ok(written) if written == self.out.len() => self.out.clear(),
            Ok(written) => drop(self.out.drain(..written)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        let waits = !self.out.is_empty();
        if waits != self.waits_for_room {
            self.waits_for_room = waits;
            let interest = if waits { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            registry.reregister(&mut self.stream, token, interest)?;
        }
        Ok(())
    }

    /// Reads what is there. A read that does not fill the buffer has emptied the socket; where its end was told of, it
    /// is read to the end.
    pub(crate) fn on_readable(&mut self, buffer: &mut [u8], to_the_end: bool, brought: &mut Vec<Brought>) {
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return brought.push(ended(None, "the connection ended")),
                Ok(bytes) => {
                    let was_full = bytes == buffer.len();
                    if !self.take(&mut buffer[..bytes], brought) || !(was_full || to_the_end) {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return brought.push(ended(None, error)),
            }
        }
    }

    /// Takes bytes; `false` once the conn has ended.
    fn take(&mut self, bytes: &mut [u8], brought: &mut Vec<Brought>) -> bool {
        let Stage::Upgrading(head) = &mut self.stage else { return self.frames(bytes, brought) };
        head.extend_from_slice(bytes);
        match ws::check_response(head, self.nonce) {
            Ok(None) => true,
            Ok(Some(end)) => {
                let mut frames = head.split_off(end);
                self.stage = Stage::Open;
                brought.push(Brought::Opened);
                self.frames(&mut frames, brought)
            }
            Err(refused) => {
                brought.push(ended(None, refused));
                false
            }
        }
    }

    fn frames(&mut self, mut bytes: &mut [u8], brought: &mut Vec<Brought>) -> bool {
        while !bytes.is_empty() {
            let decoded = match self.decoder.decode(LIMITS, bytes) {
                Ok(decoded) => decoded,
                Err(violation) => {
                    brought.push(ended(None, violation));
                    return false;
                }
            };
            let used = decoded.used;
            let mut pong = None;
            match decoded.event {
                Some(Event::Message(_, payload)) => match Packet::decode_from_slice(&payload) {
                    Ok(packet) => brought.push(Brought::Packet(packet)),
                    Err(error) => {
                        brought.push(ended(None, format!("no packet: {error}")));
                        return false;
                    }
                },
                Some(Event::Ping(payload)) => pong = Some(payload.to_vec()),
                Some(Event::Close(code, reason)) => {
                    brought.push(ended(code, reason));
                    return false;
                }
                Some(Event::Pong) | None => {}
            }
            if let Some(payload) = pong {
                self.put(Opcode::Pong, &payload);
            }
            bytes = &mut bytes[used..];
        }
        true
    }
}

fn ended(code: Option<u16>, reason: impl ToString) -> Brought {
    Brought::Ended { code, reason: reason.to_string() }
}
