//! The smallest loop that does what a shard does: PROXY header, TLS, one flush a turn. It greets with the address that
//! counts and gives back what it hears.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use edge::proxy::{Header, Step, parse};
use edge::{Reloadable, TlsConn, TlsLimits, Trusted};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};
use rustls::StreamOwned;
use types::Limits;

use crate::files::Files;
use crate::pair::{VERSIONS, client, client_config};

const LISTENER: Token = Token(usize::MAX);
const WAKER: Token = Token(usize::MAX - 1);

/// A running loop; ended when this goes.
pub(crate) struct Shell {
    pub(crate) address: SocketAddr,
    pub(crate) certificates: Arc<Reloadable>,
    is_stopping: Arc<AtomicBool>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

struct Loop {
    poll: Poll,
    listener: TcpListener,
    certificates: Arc<Reloadable>,
    /// Whose PROXY headers are expected and believed.
    trusted: Trusted,
    conns: BTreeMap<usize, Conn>,
    next: usize,
}

struct Conn {
    socket: TcpStream,
    peer: IpAddr,
    /// A PROXY header that is not whole; `None` once there is nothing to wait for.
    header: Option<Vec<u8>>,
    tls: TlsConn,
    is_greeted: bool,
    /// Plaintext that waits: a shard's outbox.
    outbox: Vec<u8>,
    is_ending: bool,
}

impl Shell {
    pub(crate) fn start(files: &Files, trusted: &[&str]) -> Self {
        let networks = trusted.iter().map(|text| text.parse().expect("a network")).collect();
        let certificates = Reloadable::open(files.certificate.clone(), files.key.clone(), files.stamps());
        let certificates = Arc::new(certificates.expect("a certificate"));
        let poll = Poll::new().expect("a poll");
        let waker = Waker::new(poll.registry(), WAKER).expect("a waker");
        let mut listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE).expect("watched");
        let address = listener.local_addr().expect("an address");
        let is_stopping = Arc::new(AtomicBool::new(false));
        let shell = Loop {
            poll,
            listener,
            certificates: certificates.clone(),
            trusted: Trusted::new(networks),
            conns: BTreeMap::new(),
            next: 0,
        };
        let stopping = is_stopping.clone();
        let thread = Some(thread::spawn(move || shell.run(&stopping)));
        Self { address, certificates, is_stopping, waker, thread }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        self.waker.wake().expect("awake");
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            eprintln!("the loop ended in a panic");
        }
    }
}

impl Loop {
    fn run(mut self, is_stopping: &AtomicBool) {
        let mut events = Events::with_capacity(64);
        while !is_stopping.load(Ordering::Relaxed) {
            self.poll.poll(&mut events, None).expect("events");
            for event in &events {
                match event.token() {
                    LISTENER => self.accept(),
                    WAKER => {}
                    Token(key) => self.turn(key),
                }
            }
        }
    }

    fn accept(&mut self) {
        while let Ok((mut socket, peer)) = self.listener.accept() {
            let both = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut socket, Token(self.next), both).expect("watched");
            let peer = peer.ip();
            let header = self.trusted.contains(peer).then(Vec::new);
            let tls = self.certificates.accept(TlsLimits::from(&Limits::default())).expect("a conn");
            let conn = Conn { socket, peer, header, tls, is_greeted: false, outbox: Vec::new(), is_ending: false };
            self.conns.insert(self.next, conn);
            self.next += 1;
        }
    }

    /// Everything for one conn: read until the socket is empty, then flush once.
    fn turn(&mut self, key: usize) {
        let Some(conn) = self.conns.get_mut(&key) else { return };
        if conn.read().and_then(|()| conn.flush()).is_err() {
            self.conns.remove(&key);
        }
    }
}

impl Conn {
    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; 2048];
        loop {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(came) => self.on_bytes(&mut buffer[..came])?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    fn on_bytes(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let Some(mut header) = self.header.take() else { return self.on_cipher(bytes) };
        header.extend_from_slice(bytes);
        match parse(&header) {
            Step::Needs => {
                self.header = Some(header);
                Ok(())
            }
            Step::Is(whom, used) => {
                if let Header::For { source, .. } = whom {
                    self.peer = source.ip();
                }
                self.on_cipher(&mut header[used..])
            }
            Step::Not => Err(io::Error::other("no PROXY header, where one is expected")),
            Step::Bad(why) => Err(io::Error::other(why)),
        }
    }

    fn on_cipher(&mut self, cipher: &mut [u8]) -> io::Result<()> {
        let mut plain = Vec::new();
        match self.tls.receive(cipher, &mut plain) {
            Ok(received) => {
                if !self.is_greeted && !self.tls.is_handshaking() {
                    self.is_greeted = true;
                    self.outbox = format!("hello {}\n", self.peer).into_bytes();
                }
                self.outbox.append(&mut plain);
                self.is_ending |= received.is_ended;
            }
            // What tells the peer is among the unsent bytes: flush, then end.
            Err(_) => self.is_ending = true,
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut through = self.tls.over(&mut self.socket);
        match through.write(&self.outbox) {
            Ok(sent) => drop(self.outbox.drain(..sent)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        if self.is_ending && self.outbox.is_empty() {
            self.tls.close();
        }
        match self.tls.over(&mut self.socket).flush() {
            Ok(()) if self.is_ending && self.outbox.is_empty() => self.socket.shutdown(Shutdown::Write),
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

fn connect(shell: &Shell, files: &Files, before: &[u8]) -> StreamOwned<rustls::ClientConnection, Slow> {
    let mut socket = std::net::TcpStream::connect(shell.address).expect("a server");
    socket.write_all(before).expect("sent");
    StreamOwned::new(client(client_config(files, VERSIONS[1])), Slow(socket))
}

/// A client's socket that sends one byte at a time.
struct Slow(std::net::TcpStream);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(&bytes[..bytes.len().min(1)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn line(stream: &mut impl Read) -> String {
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a line");
        line.push(byte[0]);
    }
    String::from_utf8(line).expect("text")
}

#[test]
fn t17_a_trusted_peer_says_for_whom_it_connects() {
    let files = Files::new();
    let shell = Shell::start(&files, &["127.0.0.0/8"]);
    let v2 = [&b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"[..], &[198, 51, 100, 4, 127, 0, 0, 1, 0, 9, 1, 0xbb]].concat();
    let rows: [(&[u8], &str); 3] = [
        (b"PROXY TCP4 203.0.113.9 127.0.0.1 4711 443\r\n", "hello 203.0.113.9\n"),
        (b"PROXY UNKNOWN\r\n", "hello 127.0.0.1\n"),
        (&v2, "hello 198.51.100.4\n"),
    ];
    for (header, greeting) in rows {
        let mut stream = connect(&shell, &files, header);
        stream.write_all(b"and an echo\n").expect("sent");
        assert_eq!(line(&mut stream), greeting);
        assert_eq!(line(&mut stream), "and an echo\n");
    }
}

#[test]
fn t17_a_header_is_neither_guessed_nor_forgiven() {
    let files = Files::new();
    let strict = Shell::start(&files, &["127.0.0.1"]);
    for header in [&b""[..], b"PROXY TCP4 nobody\r\n"] {
        let mut stream = connect(&strict, &files, header);
        stream.write_all(b"x").expect_err("dropped");
    }
    // To whom nobody is trusted a header is no TLS.
    let open = Shell::start(&files, &[]);
    let mut socket = std::net::TcpStream::connect(open.address).expect("a server");
    socket.write_all(b"PROXY TCP4 203.0.113.9 127.0.0.1 4711 443\r\n").expect("sent");
    let mut said = String::new();
    socket.read_to_string(&mut said).expect("an end");
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
}

#[test]
fn t19_a_reload_under_way_leaves_open_conns_alone() {
    let files = Files::new();
    let shell = Shell::start(&files, &[]);
    let mut before = connect(&shell, &files, b"");
    before.write_all(b"one\n").expect("sent");
    assert_eq!(line(&mut before), "hello 127.0.0.1\n");
    files.write(&rcgen::KeyPair::generate().expect("a key"), |_| {});
    shell.certificates.reload().expect("a new certificate");
    let mut after = connect(&shell, &files, b"");
    after.write_all(b"two\n").expect("sent");
    assert_eq!([line(&mut after), line(&mut after)], ["hello 127.0.0.1\n", "two\n"]);
    before.write_all(b"three\n").expect("sent");
    assert_eq!([line(&mut before), line(&mut before)], ["one\n", "three\n"]);
}
