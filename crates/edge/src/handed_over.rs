//! A TLS conn that goes on under tokio: for requests that hyper answers on the connection that a shard accepted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::TlsConn;

/// Read from the socket at a time.
const READ_BYTES: usize = 4096;

/// A TLS conn with its socket, in any state after the handshake; what has been decrypted already is read first.
pub struct TlsStream<S> {
    tls: TlsConn,
    socket: S,
    plain: Vec<u8>,
    /// How much of `plain` has been read.
    at: usize,
    is_ended: bool,
}

impl<S> TlsStream<S> {
    /// The conn with its socket, and the plaintext that was taken from it and is to be read again.
    #[must_use]
    pub fn new(tls: TlsConn, socket: S, plain: Vec<u8>) -> Self {
        Self { tls, socket, plain, at: 0, is_ended: false }
    }

    /// Hands out decrypted bytes; whether there were any.
    fn read_held(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let held = &self.plain[self.at..];
        if held.is_empty() {
            return false;
        }
        let taken = held.len().min(buffer.remaining());
        buffer.put_slice(&held[..taken]);
        self.at += taken;
        if self.at == self.plain.len() {
            (self.plain, self.at) = (Vec::new(), 0);
        }
        true
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream<S> {
    /// Reads the socket once. The end of the socket is the end of the stream, said or not: HTTP tells by its own lengths
    /// whether a request is whole.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [0; READ_BYTES];
        let mut buffer = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buffer))?;
        if buffer.filled().is_empty() {
            self.is_ended = true;
            return Poll::Ready(Ok(()));
        }
        let received = self.tls.receive(buffer.filled_mut(), &mut self.plain);
        // An alert, or the answer to a key update: it leaves when the socket takes it, and nobody waits for that here.
        if let Poll::Ready(Err(error)) = self.poll_unsent(cx) {
            return Poll::Ready(Err(error));
        }
        self.is_ended = received.map_err(io::Error::other)?.is_ended;
        Poll::Ready(Ok(()))
    }

    fn poll_unsent(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.tls.unsent().is_empty() {
            match ready!(Pin::new(&mut self.socket).poll_write(cx, self.tls.unsent()))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => self.tls.advance(sent),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        while !self.read_held(buffer) && !self.is_ended {
            ready!(self.poll_more(cx))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, plain: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_unsent(cx))?;
        let taken = self.tls.send(plain).map_err(io::Error::other)?;
        if taken == 0 && !plain.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        // What the socket does not take now leaves with the next write or flush.
        match self.poll_unsent(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(taken)),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_unsent(cx))?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tls.close();
        ready!(self.poll_unsent(cx))?;
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
