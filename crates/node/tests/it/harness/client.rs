//! A client of raw bytes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::{Frame, PATIENCE, Request, Response, binary, masked};
use crate::protobuf::{self, chat};

/// One TCP connection to a node.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    tls: Option<Box<ClientConnection>>,
    received: Vec<u8>,
    /// The conn's id, once it is open.
    pub(crate) id: u64,
}

impl Client {
    /// A TCP connection that has said nothing.
    pub(crate) fn connect(address: SocketAddr) -> Self {
        Self::of(TcpStream::connect(address).expect("the node accepts"))
    }

    pub(crate) fn of(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("TCP can do that");
        stream.set_write_timeout(Some(PATIENCE)).expect("not zero");
        Self { stream, tls: None, received: Vec::new(), id: 0 }
    }

    /// Speaks TLS from here on, with the server that calls itself `localhost`.
    pub(crate) fn over_tls(mut self, config: &Arc<ClientConfig>) -> Self {
        let name = ServerName::try_from("localhost").expect("a name");
        let tls = ClientConnection::new(Arc::clone(config), name).expect("settings that fit");
        self.tls = Some(Box::new(tls));
        self
    }

    /// Sends the begin of the handshake.
    pub(crate) fn start_tls(&mut self) {
        let tls = self.tls.as_mut().expect("TLS");
        while tls.wants_write() {
            tls.write_tls(&mut self.stream).expect("the node reads");
        }
    }

    /// What the server shows that it is, once something has been read.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        let chain = self.tls.as_ref().and_then(|tls| tls.peer_certificates()).expect("a handshake");
        chain[0].to_vec()
    }

    /// An open conn, of which the id has been read.
    pub(crate) fn open(address: SocketAddr, request: &Request) -> Self {
        let mut client = Self::connect(address);
        client.send(&request.bytes());
        client.opened();
        client
    }

    /// Reads the 101 and the id.
    pub(crate) fn opened(&mut self) {
        let response = self.response();
        assert_eq!(response.status, 101, "{response:?}");
        let first = self.frame();
        self.id = match first.first {
            0x82 => protobuf::read(&first.payload).sender_id,
            _ => serde_json::from_slice::<serde_json::Value>(&first.payload).expect("a greeting")["id"]
                .as_u64()
                .expect("an id"),
        };
        assert_ne!(self.id, 0, "{first:?}");
    }

    /// The answer to one plain GET.
    pub(crate) fn get(address: SocketAddr, target: &str) -> Response {
        Self::ask(address, &Request::plain("GET", target).bytes())
    }

    /// The answer to these bytes.
    pub(crate) fn ask(address: SocketAddr, request: &[u8]) -> Response {
        let mut client = Self::connect(address);
        client.send(request);
        client.response()
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.write(bytes).expect("the node reads");
    }

    /// Sends bytes of which the node need not take all.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> bool {
        self.write(bytes).is_ok()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.tls {
            None => self.stream.write_all(bytes),
            Some(tls) => {
                let mut through = rustls::Stream::new(&mut **tls, &mut self.stream);
                through.write_all(bytes)?;
                through.flush()
            }
        }
    }

    /// Says that it will send no more: in TLS, and then in TCP.
    pub(crate) fn finish_tls(&mut self) {
        let tls = self.tls.as_mut().expect("TLS");
        tls.send_close_notify();
        tls.complete_io(&mut self.stream).expect("the node reads");
    }

    /// Says one chat of the tutorial's schema.
    pub(crate) fn say(&mut self, text: &str) {
        self.send(&binary(&chat(text)));
    }

    /// Ends our half of the connection.
    pub(crate) fn finish(&self) {
        self.stream.shutdown(Shutdown::Write).expect("the connection is there");
    }

    /// Reads more; `false` at the end of the stream.
    fn read_more(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(left)).expect("not zero");
        let mut buffer = [0; 16 << 10];
        let outcome = match &mut self.tls {
            None => self.stream.read(&mut buffer),
            Some(tls) => rustls::Stream::new(&mut **tls, &mut self.stream).read(&mut buffer),
        };
        match outcome {
            Ok(read) => {
                self.received.extend_from_slice(&buffer[..read]);
                read > 0
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("nothing came in time{}", self.so_far())
            }
            Err(error) => panic!("{error}{}", self.so_far()),
        }
    }

    fn wait_for(&mut self, bytes: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.received.len() < bytes {
            assert!(self.read_more(deadline), "the stream ended{}", self.so_far());
        }
    }

    /// Everything up to this text, and with it.
    #[track_caller]
    pub(crate) fn until_text(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.received.windows(text.len()).position(|part| part == text.as_bytes());
            if let Some(at) = found {
                let line = self.received[at..].iter().position(|byte| *byte == b'\n').map_or(0, |rest| rest + 1);
                let heard: Vec<u8> = self.received.drain(..(at + text.len()).max(at + line)).collect();
                return String::from_utf8_lossy(&heard).into_owned();
            }
            assert!(self.read_more(deadline), "the stream ended{}", self.so_far());
        }
    }

    /// The next bytes are exactly these.
    #[track_caller]
    pub(crate) fn hears(&mut self, bytes: &[u8]) {
        self.wait_for(bytes.len());
        let heard: Vec<u8> = self.received.drain(..bytes.len()).collect();
        assert_eq!(heard, bytes, "heard {heard:02x?}, expected {bytes:02x?}");
    }

    /// The next frame.
    pub(crate) fn frame(&mut self) -> Frame {
        self.wait_for(2);
        let (head, length) = match self.received[1] {
            126 => {
                self.wait_for(4);
                (4, u16::from_be_bytes([self.received[2], self.received[3]]).into())
            }
            127 => panic!("a frame over 65,535 bytes"),
            short => (2, usize::from(short)),
        };
        self.wait_for(head + length);
        let first = self.received[0];
        let payload = self.received.drain(..head + length).skip(head).collect();
        Frame { first, payload }
    }

    /// The next frame as text.
    pub(crate) fn text(&mut self) -> String {
        let frame = self.frame();
        assert_eq!(frame.first, 0x81, "{frame:?}");
        String::from_utf8(frame.payload).expect("text is UTF-8")
    }

    /// Nothing that was said before this call has reached the client: the next that it hears is its own pong.
    #[track_caller]
    pub(crate) fn hears_nothing(&mut self) {
        self.send(&masked(0x89, b"still there?"));
        assert_eq!(self.frame(), Frame { first: 0x8a, payload: b"still there?".into() });
    }

    /// Code and reason of the close frame, whatever comes before it; then the node ends the stream in order.
    pub(crate) fn closed(&mut self) -> (u16, String) {
        let close = self.close_frame();
        self.ended();
        close
    }

    /// Code and reason of the close frame, whatever comes before it.
    pub(crate) fn close_frame(&mut self) -> (u16, String) {
        loop {
            let frame = self.frame();
            if frame.first == 0x88 {
                let (code, reason) = frame.payload.split_at(2);
                let reason = String::from_utf8(reason.to_vec()).expect("a reason is UTF-8");
                return (u16::from_be_bytes([code[0], code[1]]), reason);
            }
        }
    }

    /// Every chat that was said before this call and has reached the client.
    pub(crate) fn chats_so_far(&mut self) -> Vec<(u64, String)> {
        self.send(&masked(0x89, b"so far"));
        let frames = std::iter::from_fn(|| Some(self.frame()).filter(|frame| frame.first != 0x8a));
        frames.map(|frame| protobuf::heard(&frame)).collect()
    }

    /// The node ends the stream, and nothing is left in it.
    #[track_caller]
    pub(crate) fn ended(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while self.read_more(deadline) {}
        assert!(self.received.is_empty(), "unexpected{}", self.so_far());
    }

    /// Everything until the node ends the stream.
    pub(crate) fn rest(&mut self) -> String {
        let deadline = Instant::now() + PATIENCE;
        while self.read_more(deadline) {}
        String::from_utf8_lossy(&std::mem::take(&mut self.received)).into_owned()
    }

    /// The node ends the stream or resets it, as it may when it has not read all that was sent.
    pub(crate) fn ended_or_cut(&mut self) {
        self.stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}"),
        }
        assert!(self.received.is_empty() && rest.is_empty(), "more came{}{}", self.so_far(), rest.escape_ascii());
    }

    /// Whether the stream ends within so long; reads at most 100 bytes and throws them away. The pace of somebody slow.
    pub(crate) fn has_ended_after(&mut self, wait: Duration) -> bool {
        self.stream.set_read_timeout(Some(wait)).expect("not zero");
        match self.stream.read(&mut [0; 100]) {
            Ok(read) => read == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        }
    }

    /// The head of a response and what its `Content-Length` announces.
    pub(crate) fn response(&mut self) -> Response {
        let deadline = Instant::now() + PATIENCE;
        let size = loop {
            if let Some(at) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            assert!(self.read_more(deadline), "no whole head{}", self.so_far());
        };
        let head: Vec<u8> = self.received.drain(..size).collect();
        let head = String::from_utf8(head).expect("a head is text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut response = Response { status, head, body: String::new() };
        let length = response.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        self.wait_for(length);
        let body: Vec<u8> = self.received.drain(..length).collect();
        response.body = String::from_utf8_lossy(&body).into_owned();
        response
    }

    /// What has come and was not expected, for messages.
    fn so_far(&self) -> String {
        let shown = self.received.len().min(200);
        format!("; {} bytes so far: {}", self.received.len(), self.received[..shown].escape_ascii())
    }
}
