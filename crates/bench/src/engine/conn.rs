//! One conn of an engine: its socket, how far it has come, and what it has still to write.

use std::io::{self, Read, Write};

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use ws::{Decoder, Role};

/// How far a conn has come.
#[derive(Debug)]
pub(super) enum Stage {
    /// TCP is not there yet.
    Connecting,
    /// The request has been sent; the answer so far.
    Upgrading(Vec<u8>),
    /// The server has still to say who the conn is.
    Greeting,
    /// It may speak and hear.
    Ready,
    /// It has sent its close frame, or (a stalled one) reads at last: only the end is awaited.
    Leaving,
}

/// One conn.
#[derive(Debug)]
pub(super) struct Conn {
    pub(super) stream: TcpStream,
    pub(super) stage: Stage,
    pub(super) decoder: Decoder,
    /// The code of the server's close frame, if one has come.
    pub(super) close_code: Option<u16>,
    out: Vec<u8>,
    waits_for_room: bool,
}

/// What a read gave.
pub(super) enum Got {
    /// So many bytes; `true` if there may be more.
    Bytes(usize, bool),
    /// Nothing for now.
    Nothing,
    /// The server has ended the TCP connection, in this way.
    End(String),
}

impl Conn {
    /// A conn that has begun to connect.
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            stage: Stage::Connecting,
            decoder: Decoder::new(Role::Client),
            close_code: None,
            out: Vec::new(),
            // Registered so, to hear when TCP is there.
            waits_for_room: true,
        }
    }

    /// What waits to be written, to be appended to; and whether nothing waited before.
    pub(super) fn outgoing(&mut self) -> (&mut Vec<u8>, bool) {
        let was_empty = self.out.is_empty();
        (&mut self.out, was_empty)
    }

    /// Writes what waits, or as much as the kernel takes; the rest follows when it has room.
    pub(super) fn flush(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
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

    /// Whether something waits for the kernel to have room.
    pub(super) fn waits_for_room(&self) -> bool {
        self.waits_for_room
    }

    /// Reads once. A read that does not fill the buffer has emptied the socket, so that the next bytes will be told
    /// of (epoll, edge-triggered).
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Got {
        match self.stream.read(buffer) {
            Ok(0) => Got::End("the connection ended".to_owned()),
            Ok(bytes) => Got::Bytes(bytes, bytes == buffer.len()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Got::Nothing,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Got::Bytes(0, true),
            Err(error) => Got::End(error.to_string()),
        }
    }
}
