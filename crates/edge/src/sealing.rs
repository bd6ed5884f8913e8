//! Writing through TLS into a socket.

use std::io::{self, ErrorKind, Write};

use crate::TlsConn;

/// A socket into which plaintext is written and from which ciphertext leaves.
///
/// What it takes it has encrypted and cannot be taken back; what of that the socket did not take stays in the conn's
/// unsent bytes, bounded, and leaves before anything else is taken. So a short write means what it means for a plain
/// socket, that the kernel is full; only, after a whole one [`TlsConn::unsent`] may still not be empty.
pub struct Sealing<'a, S> {
    tls: &'a mut TlsConn,
    socket: &'a mut S,
}

impl TlsConn {
    /// This conn over its socket, for as long as one write takes.
    pub fn over<'a, S: Write>(&'a mut self, socket: &'a mut S) -> Sealing<'a, S> {
        Sealing { tls: self, socket }
    }
}

impl<S: Write> Sealing<'_, S> {
    /// Offers the socket what is unsent.
    fn offer(&mut self) -> io::Result<()> {
        while !self.tls.unsent().is_empty() {
            match self.socket.write(self.tls.unsent()) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(sent) => self.tls.advance(sent),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl<S: Write> Write for Sealing<'_, S> {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        let mut taken = 0;
        self.offer()?;
        while taken < plain.len() && self.tls.unsent().is_empty() {
            match self.tls.send(&plain[taken..]).map_err(io::Error::other)? {
                0 => break,
                more => taken += more,
            }
            self.offer()?;
        }
        if taken == 0 && !plain.is_empty() { Err(ErrorKind::WouldBlock.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.offer()?;
        if self.tls.unsent().is_empty() { self.socket.flush() } else { Err(ErrorKind::WouldBlock.into()) }
    }
}
