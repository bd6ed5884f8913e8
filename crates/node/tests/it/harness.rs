//! A node, and a client of raw bytes. Nothing here waits without a deadline, and nothing sleeps.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use config::Config;
use node::Server;
use wire::packets::{Packet, packet::Msg};

use crate::protobuf::{self, chat};

/// How long anything may take that should happen at once: long, for tests share the machine with others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A node of this process on free ports; stopped when it is dropped.
pub(crate) struct Node {
    server: Option<Server>,
    pub(crate) address: SocketAddr,
    pub(crate) metrics: SocketAddr,
    shards: usize,
}

impl Node {
    /// One shard, everything else as by default.
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    /// One shard, and what the caller sets.
    pub(crate) fn with(set: impl FnOnce(&mut Config)) -> Self {
        let any_port = (Ipv4Addr::LOCALHOST, 0).into();
        let mut config = Config::default();
        config.server.listen = vec![any_port];
        config.server.metrics = Some(any_port);
        config.server.shards = 1;
        set(&mut config);
        let shards = config.server.shards;
        let server = Server::bind(config, "test").expect("free ports can be bound");
        let address = server.urls()[0];
        let metrics = server.metrics_addr().expect("metrics are on");
        Self { server: Some(server), address, metrics, shards }
    }

    /// Runs a test on a node of one shard, and on one of three.
    pub(crate) fn each_layout(test: impl Fn(&Self)) {
        for shards in [1, 3] {
            eprintln!("with {shards} shards");
            test(&Self::with(|config| config.server.shards = shards));
        }
    }

    /// Every address at which it listens, as bound.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.server.as_ref().expect("it runs").urls()
    }

    /// A conn of the protobuf route.
    pub(crate) fn join(&self) -> Client {
        Client::open(self.address, &Request::upgrade("/ws"))
    }

    /// A conn of the JSON dialect.
    pub(crate) fn join_json(&self) -> Client {
        Client::open(self.address, &Request::upgrade("/"))
    }

    /// Two conns, on different shards if there are several.
    pub(crate) fn pair(&self, first: &str, second: &str) -> (Client, Client) {
        let before = self.opened();
        let first = Client::open(self.address, &Request::upgrade(first));
        let mut counts = self.opened();
        let home = (0..self.shards).find(|shard| counts[*shard] > before[*shard]);
        for _ in 0..200 {
            let other = Client::open(self.address, &Request::upgrade(second));
            let after = self.opened();
            if self.shards == 1 || home.is_some_and(|home| after[home] == counts[home]) {
                return (first, other);
            }
            counts = after;
        }
        panic!("200 conns landed on one shard");
    }

    fn opened(&self) -> Vec<u64> {
        let page = Client::get(self.metrics, "/metrics").body;
        (0..self.shards).map(|shard| metric(&page, &format!("opened_total{{shard=\"{shard}\"}}"))).collect()
    }

    /// The sum over all shards of a metric whose line holds both texts.
    pub(crate) fn metric(&self, name: &str, label: &str) -> u64 {
        let page = Client::get(self.metrics, "/metrics").body;
        let lines = page.lines().filter(|line| line.starts_with(&format!("hubbub_{name}")) && line.contains(label));
        lines.filter_map(|line| line.rsplit_once(' ')).filter_map(|(_, value)| value.parse::<u64>().ok()).sum()
    }

    /// Waits until a metric has this value.
    pub(crate) fn until_metric(&self, name: &str, label: &str, value: u64) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.metric(name, label);
            if now == value {
                return;
            }
            assert!(Instant::now() < deadline, "{name} {label} is {now}, not {value}");
        }
    }

    /// Closes every conn and waits until all have left.
    pub(crate) fn drain(&self) {
        self.server.as_ref().expect("it runs").drain();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

fn metric(page: &str, name: &str) -> u64 {
    let line = page.lines().find_map(|line| line.strip_prefix("hubbub_")?.strip_prefix(name));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_else(|| panic!("no metric {name} in {page}"))
}

/// The lines of an HTTP request, to be sent as they are.
#[derive(Clone)]
pub(crate) struct Request(Vec<String>);

impl Request {
    pub(crate) fn plain(method: &str, target: &str) -> Self {
        Self(vec![format!("{method} {target} HTTP/1.1"), "Host: localhost".into()])
    }

    pub(crate) fn upgrade(target: &str) -> Self {
        Self::plain("GET", target)
            .and("Upgrade: websocket")
            .and("Connection: Upgrade")
            .and("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .and("Sec-WebSocket-Version: 13")
    }

    pub(crate) fn and(mut self, line: &str) -> Self {
        self.0.push(line.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|line| !line.starts_with(&format!("{name}:")));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        format!("{}\r\n\r\n", self.0.join("\r\n")).into_bytes()
    }
}

/// What a request was answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    /// Empty after an upgrade.
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// A frame of the server.
#[derive(PartialEq, Eq)]
pub(crate) struct Frame {
    /// FIN, RSV bits and opcode.
    pub(crate) first: u8,
    pub(crate) payload: Vec<u8>,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x} {:?}", self.first, String::from_utf8_lossy(&self.payload))
    }
}

/// One TCP connection to a node.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
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
        Self { stream, received: Vec::new(), id: 0 }
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
        self.stream.write_all(bytes).expect("the node reads");
    }

    /// Sends bytes of which the node need not take all.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
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
        match self.stream.read(&mut buffer) {
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

    /// Whether the stream ends within so long; what comes is thrown away. The pace of somebody slow.
    pub(crate) fn has_ended_after(&mut self, wait: Duration) -> bool {
        self.stream.set_read_timeout(Some(wait)).expect("not zero");
        match self.stream.read(&mut [0; 512]) {
            Ok(read) => read == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        }
    }

    /// Reads a little, if it is there, and throws it away.
    pub(crate) fn read_at_most(&mut self, bytes: usize) {
        self.stream.set_read_timeout(Some(Duration::from_millis(1))).expect("not zero");
        // Nothing, or the end, is as good.
        let _ = self.stream.read(&mut vec![0; bytes]);
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

/// What a conn with `hello` hears; presence comes when it comes.
impl Client {
    /// The next packet that is no presence.
    pub(crate) fn next_but_presence(&mut self) -> Packet {
        loop {
            let frame = self.frame();
            assert_eq!(frame.first, 0x82, "{frame:?}");
            let packet = protobuf::read(&frame.payload);
            if !matches!(packet.msg, Some(Msg::Presence(_))) {
                return packet;
            }
        }
    }

    /// The next JSON message that is no presence.
    pub(crate) fn next_but_presence_json(&mut self) -> serde_json::Value {
        loop {
            let message: serde_json::Value = serde_json::from_str(&self.text()).expect("JSON");
            if message.get("presence").is_none() {
                return message;
            }
        }
    }

    /// Reads up to the `joined` that ends the answer to `hello`, in either dialect.
    pub(crate) fn skip_to_joined(&mut self) {
        loop {
            let frame = self.frame();
            let is_joined = match frame.first {
                0x82 => matches!(protobuf::read(&frame.payload).msg, Some(Msg::Joined(_))),
                _ => frame.payload.starts_with(b"{\"joined\""),
            };
            if is_joined {
                return;
            }
        }
    }

    /// The realm that has been joined, and how many are there.
    #[track_caller]
    pub(crate) fn joined(&mut self) -> (String, u64) {
        match self.next_but_presence().msg {
            Some(Msg::Joined(joined)) => (joined.realm, joined.members),
            other => panic!("not joined: {other:?}"),
        }
    }

    /// Sender, realm and text of the chat that comes next.
    #[track_caller]
    pub(crate) fn heard_in(&mut self) -> (u64, String, String) {
        let packet = self.next_but_presence();
        match packet.msg {
            Some(Msg::Chat(chat)) => (packet.sender_id, packet.realm, chat.msg),
            other => panic!("no chat: {other:?}"),
        }
    }

    /// The number of members, if presence comes next.
    pub(crate) fn presence(&mut self) -> Option<u64> {
        let frame = self.frame();
        let packet = (frame.first == 0x82).then(|| protobuf::read(&frame.payload))?;
        if let Some(Msg::Presence(presence)) = packet.msg { Some(presence.members) } else { None }
    }

    /// Reads presence until it says so many.
    pub(crate) fn until_present(&mut self, realm: &str, members: u64) {
        loop {
            let packet = protobuf::read(&self.frame().payload);
            if let Some(Msg::Presence(presence)) = packet.msg
                && (presence.realm.as_str(), presence.members) == (realm, members)
            {
                return;
            }
        }
    }
}

/// Two honest conns in a room of their own.
pub(crate) struct Probe(Client, Client);

impl Probe {
    /// Opens them, and sees that they hear each other.
    pub(crate) fn start(address: SocketAddr) -> Self {
        let request = Request::upgrade("/ws?room=probe");
        let mut probe = Self(Client::open(address, &request), Client::open(address, &request));
        probe.is_served();
        probe
    }

    /// They still hear each other.
    #[track_caller]
    pub(crate) fn is_served(&mut self) {
        let Self(ann, ben) = self;
        ann.say("to ben");
        assert_eq!(protobuf::heard(&ben.frame()), (ann.id, "to ben".to_owned()));
        ben.say("to ann");
        assert_eq!(protobuf::heard(&ann.frame()), (ben.id, "to ann".to_owned()));
    }
}

/// A binary message in one frame.
pub(crate) fn binary(payload: &[u8]) -> Vec<u8> {
    masked(0x82, payload)
}

/// A text message in one frame.
pub(crate) fn text(payload: &str) -> Vec<u8> {
    masked(0x81, payload.as_bytes())
}

/// A client's frame with this first byte.
pub(crate) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// A close frame.
pub(crate) fn close(code: u16, reason: &str) -> Vec<u8> {
    masked(0x88, &[&code.to_be_bytes(), reason.as_bytes()].concat())
}
