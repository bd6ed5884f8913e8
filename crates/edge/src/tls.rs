//! The server's side of one TLS connection, without its socket.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::UnbufferedStatus;
use types::Limits;

use crate::TlsFault;
use crate::steps::{Then, seal, step};

/// The most plaintext in one record.
const RECORD_PLAIN_MAX: usize = 16_384;
/// The largest record, its header included (RFC 5246, 6.2.3): what is held of an unfinished one is less.
const RECORD_BYTES_MAX: usize = 5 + RECORD_PLAIN_MAX + 2048;
/// A handshake begins with a record of this type.
const HANDSHAKE: u8 = 22;
/// Alerts as they are sent before there are keys: fatal, `unexpected_message` and `handshake_failure`.
const UNEXPECTED_MESSAGE: &[u8] = &[21, 3, 3, 0, 2, 2, 10];
const HANDSHAKE_FAILURE: &[u8] = &[21, 3, 3, 0, 2, 2, 40];
/// The same, `access_denied`.
const ACCESS_DENIED: &[u8] = &[21, 3, 3, 0, 2, 2, 49];
/// For who speaks HTTP where TLS is spoken.
const USE_TLS: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 59\r\n\
    connection: close\r\n\r\nthis port speaks TLS: connect with https:// or with wss://\n";

/// What one TLS conn may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsLimits {
    /// See [`Limits::tls_handshake_bytes`].
    pub handshake_bytes: usize,
    /// See [`Limits::tls_unsent_bytes`].
    pub unsent_bytes: usize,
}

impl From<&Limits> for TlsLimits {
    fn from(limits: &Limits) -> Self {
        Self { handshake_bytes: limits.tls_handshake_bytes, unsent_bytes: limits.tls_unsent_bytes }
    }
}

/// What came of received bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// How much plaintext was added.
    pub plain: usize,
    /// The peer will send no more, and has said so (`close_notify`).
    pub is_ended: bool,
}

/// The server's side of one TLS connection: ciphertext in, plaintext out; plaintext in, ciphertext out.
///
/// After each [`receive`](Self::receive), also a failed one, there may be [unsent](Self::unsent) bytes; whoever sends
/// them says how many have left. Between records and with nothing to send it owns no buffer.
pub struct TlsConn {
    rustls: UnbufferedServerConnection,
    limits: TlsLimits,
    /// The begin of a record that is not whole, or of a handshake message.
    held: Vec<u8>,
    unsent: Vec<u8>,
    /// How much of `unsent` has left.
    sent: usize,
    /// Bytes received until the handshake was done.
    heard: usize,
    /// Whether anything was ever put into `unsent`.
    has_spoken: bool,
    /// Nothing more is read: the peer has closed, or is at fault.
    is_deaf: bool,
    /// Nothing more is sent: we have closed.
    is_closed: bool,
}

impl TlsConn {
    /// A conn of which nothing has been read.
    ///
    /// # Errors
    /// [`TlsFault::Ours`] when the system gives no luck.
    pub(crate) fn new(config: Arc<ServerConfig>, limits: TlsLimits) -> Result<Self, TlsFault> {
        Ok(Self {
            rustls: UnbufferedServerConnection::new(config).map_err(|error| TlsFault::of(&error))?,
            limits,
            held: Vec::new(),
            unsent: Vec::new(),
            sent: 0,
            heard: 0,
            has_spoken: false,
            is_deaf: false,
            is_closed: false,
        })
    }

    /// Whether keys are still being agreed on: nothing can be sent yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.rustls.is_handshaking()
    }

    /// Whether a record has begun and not ended: whoever counts the time of messages counts it too.
    #[must_use]
    pub fn is_mid_record(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes what came from the socket, in any slicing, and adds the plaintext that it completes to `plain`: never
    /// more than `cipher` has bytes, and one record (16 KiB). Works in `cipher`, whose content is lost.
    ///
    /// # Errors
    /// The peer is at fault, or has said that we are. The conn is over; unsent bytes tell the peer.
    pub fn receive(&mut self, cipher: &mut [u8], plain: &mut Vec<u8>) -> Result<Received, TlsFault> {
        let had = plain.len();
        if !self.is_deaf
            && let Err(fault) = self.open(cipher, plain)
        {
            (self.is_deaf, self.is_closed) = (true, true);
            self.held = Vec::new();
            return Err(fault);
        }
        Ok(Received { plain: plain.len() - had, is_ended: self.is_deaf })
    }

    fn open(&mut self, cipher: &mut [u8], plain: &mut Vec<u8>) -> Result<(), TlsFault> {
        if self.heard == 0 {
            self.look_at_the_first(cipher.first().copied())?;
        }
        if self.is_handshaking() {
            self.heard += cipher.len();
        }
        if self.held.is_empty() {
            let used = self.take_in(cipher, plain)?;
            self.held = cipher[used..].to_vec();
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(cipher);
            let used = self.take_in(&mut held, plain)?;
            held.drain(..used);
            held.shrink_to(2 * held.len());
            self.held = held;
        }
        self.check_size()
    }

    /// Who does not begin with a handshake is told so at the first byte.
    fn look_at_the_first(&mut self, first: Option<u8>) -> Result<(), TlsFault> {
        let Some(first) = first.filter(|first| *first != HANDSHAKE) else { return Ok(()) };
        let is_http = first.is_ascii_uppercase();
        self.say(if is_http { USE_TLS } else { UNEXPECTED_MESSAGE });
        Err(if is_http { TlsFault::PlainHttp } else { TlsFault::NotTls })
    }

    /// Nobody makes us keep more than a record, or listen to an endless handshake.
    fn check_size(&mut self) -> Result<(), TlsFault> {
        let (has, max) = if self.is_handshaking() {
            (self.heard, self.limits.handshake_bytes)
        } else {
            (self.held.len(), RECORD_BYTES_MAX)
        };
        if has <= max {
            return Ok(());
        }
        let mut held = std::mem::take(&mut self.held);
        self.say_something(&mut held);
        Err(TlsFault::TooBig(max))
    }

    /// Everything that whole records say; gives the number of bytes that are used up.
    fn take_in(&mut self, bytes: &mut [u8], plain: &mut Vec<u8>) -> Result<usize, TlsFault> {
        let mut at = 0;
        loop {
            let UnbufferedStatus { discard, state, .. } = self.rustls.process_tls_records(&mut bytes[at..]);
            let then = match state {
                Ok(state) => step(state, &mut self.unsent, plain),
                Err(error) => {
                    at += discard;
                    self.say_why(&mut bytes[at..]);
                    return Err(TlsFault::of(&error));
                }
            }?;
            at += discard;
            self.has_spoken |= !self.unsent.is_empty();
            match then {
                Then::Again(used) => at += used,
                Then::Enough => return Ok(at),
                Then::Ended => {
                    self.is_deaf = true;
                    return Ok(bytes.len());
                }
            }
        }
    }

    /// Takes the alert that rustls has made of an error, if it has, without letting it look at `bytes` again: it would
    /// find the error a second time.
    fn say_why(&mut self, bytes: &mut [u8]) {
        let had = self.unsent.len();
        while self.rustls.wants_write()
            && let Ok(state) = self.rustls.process_tls_records(&mut []).state
            // Plaintext before the error is dropped with the conn.
            && step(state, &mut self.unsent, &mut Vec::new()).is_ok()
        {}
        if self.unsent.len() == had {
            self.say_something(bytes);
        }
    }

    /// Ends what rustls has no alert for. `bytes` are what it has been shown last.
    fn say_something(&mut self, bytes: &mut [u8]) {
        if !self.has_spoken {
            self.say(HANDSHAKE_FAILURE);
        } else if !self.is_handshaking() {
            // Without `close_notify` the peer sees the connection end instead.
            let _unsaid = seal(&mut self.rustls, bytes, &mut self.unsent, None);
        }
    }

    fn say(&mut self, bytes: &[u8]) {
        self.has_spoken = true;
        self.unsent.extend_from_slice(bytes);
    }

    /// Encrypts plaintext behind the unsent bytes, in as few records as it fits in. Gives how much it has taken: all,
    /// or what there was room for; nothing during the handshake and after [`close`](Self::close).
    ///
    /// # Errors
    /// [`TlsFault::Ours`] when the keys are used up (TLS 1.2, after 2^24 TB).
    pub fn send(&mut self, plain: &[u8]) -> Result<usize, TlsFault> {
        self.unsent.drain(..std::mem::take(&mut self.sent));
        let mut taken = 0;
        while taken < plain.len() && self.has_room() {
            let end = plain.len().min(taken + RECORD_PLAIN_MAX);
            seal(&mut self.rustls, &mut self.held, &mut self.unsent, Some(&plain[taken..end]))?;
            taken = end;
        }
        Ok(taken)
    }

    fn has_room(&self) -> bool {
        !self.is_handshaking() && !self.is_closed && self.unsent().len() < self.limits.unsent_bytes
    }

    /// Says that nothing more will be sent (`close_notify`), behind what is unsent. The peer may still send.
    pub fn close(&mut self) {
        if !self.is_handshaking() && !self.is_closed {
            self.is_closed = true;
            // Without it the peer sees the connection end instead.
            let _unsaid = seal(&mut self.rustls, &mut self.held, &mut self.unsent, None);
        }
    }

    /// Turns a client away that has said nothing yet, without the cost of a handshake: an alert, and nothing more is
    /// read or sent.
    pub fn refuse(&mut self) {
        if !self.has_spoken {
            self.say(ACCESS_DENIED);
        }
        (self.is_deaf, self.is_closed) = (true, true);
    }

    /// Ciphertext that waits for the socket.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        &self.unsent[self.sent..]
    }

    /// The socket has taken so many of the unsent bytes.
    pub fn advance(&mut self, sent: usize) {
        self.sent += sent;
        if self.sent >= self.unsent.len() {
            self.unsent = Vec::new();
            self.sent = 0;
        }
    }
}

impl fmt::Debug for TlsConn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither keys nor what was said.
        f.debug_struct("TlsConn")
            .field("is_handshaking", &self.is_handshaking())
            .field("is_deaf", &self.is_deaf)
            .field("is_closed", &self.is_closed)
            .field("held", &self.held.len())
            .field("unsent", &self.unsent().len())
            .finish_non_exhaustive()
    }
}
