//! Our server with tungstenite's clients, and our codec as the client of tungstenite's server.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use theirs::protocol::CloseFrame;
use theirs::protocol::frame::Frame as TheirFrame;
use theirs::protocol::frame::coding::{Data, OpCode};
use theirs::{Message, WebSocket};
use tokio_tungstenite::tungstenite as theirs;
use ws::{DecodeLimits, Decoder, Kind, Opcode, Role};

use super::{Heard, MESSAGE_BYTES_MAX, as_heard};
use crate::harness::{Frame, Node, PATIENCE};
use crate::protobuf::{self, chat};

fn their_client(node: &Node, url: &str) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(node.address).expect("the node accepts");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    theirs::client(url, stream).expect("an upgrade").0
}

fn their_packet(socket: &mut WebSocket<TcpStream>) -> (u64, String) {
    let Message::Binary(bytes) = socket.read().expect("a message") else { panic!("not binary") };
    protobuf::heard(&Frame { first: 0x82, payload: bytes.to_vec() })
}

#[test]
fn tungstenite_clients_chat_through_our_server() {
    Node::each_layout(|node| {
        let mut ann = their_client(node, "ws://localhost/ws");
        let mut ben = their_client(node, "ws://localhost/ws");
        let ids = [&mut ann, &mut ben].map(|socket| {
            let Message::Binary(bytes) = socket.read().expect("the id") else { panic!("not binary") };
            protobuf::read(&bytes).sender_id
        });
        for (number, length) in [0, 1, 100, 125, 126, 127, 1_000, 2_000].into_iter().enumerate() {
            let text = "x".repeat(length);
            let packet = chat(&text);
            let cut = packet.len() / (number + 1);
            let (front, back) = packet.split_at(cut);
            ann.send(Message::Frame(TheirFrame::message(front.to_vec(), OpCode::Data(Data::Binary), false)))
                .expect("sent");
            ann.send(Message::Ping(b"between".to_vec().into())).expect("sent");
            ann.send(Message::Frame(TheirFrame::message(back.to_vec(), OpCode::Data(Data::Continue), true)))
                .expect("sent");
            assert_eq!(ann.read().expect("a pong"), Message::Pong(b"between".to_vec().into()));
            assert_eq!(their_packet(&mut ben), (ids[0], text));
        }
        ann.close(Some(CloseFrame { code: 1000.into(), reason: "bye".into() })).expect("sent");
        assert!(
            matches!(ann.read().expect("its answer"), Message::Close(Some(frame)) if u16::from(frame.code) == 1000)
        );
        assert!(matches!(ann.read(), Err(theirs::Error::ConnectionClosed)));
    });
}

#[test]
fn our_client_talks_to_a_tungstenite_server() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let echo = thread::spawn(move || {
        let stream = listener.accept().expect("our client comes").0;
        stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let mut socket = theirs::accept(stream).expect("our handshake");
        while let Ok(message) = socket.read() {
            if message.is_text() || message.is_binary() {
                socket.send(message).expect("our client reads");
            }
        }
    });
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    let (nonce, mut request) = ([7; 16], Vec::new());
    ws::put_request(&mut request, "localhost", "/ws", nonce, None);
    stream.write_all(&request).expect("it reads");
    let mut received = Vec::new();
    let head = loop {
        read_more(&mut stream, &mut received);
        if let Some(size) = ws::check_response(&received, nonce).expect("an upgrade") {
            break size;
        }
    };
    received.drain(..head);
    let mut decoder = Decoder::new(Role::Client);
    for length in [0, 1, 125, 126, 65_535, 65_536, 300_000] {
        for (kind, payload) in [(Kind::Text, vec![b'x'; length]), (Kind::Binary, vec![0xff; length])] {
            let mut frame = Vec::new();
            ws::put_masked_frame(&mut frame, kind.into(), &payload, [9, 8, 7, 6]);
            stream.write_all(&frame).expect("it reads");
            assert_eq!(next_event(&mut decoder, &mut stream, &mut received), Heard::Message(kind, payload));
        }
    }
    let mut close = Vec::new();
    ws::put_masked_frame(&mut close, Opcode::Close, &1000_u16.to_be_bytes(), [1, 2, 3, 4]);
    stream.write_all(&close).expect("it reads");
    assert_eq!(next_event(&mut decoder, &mut stream, &mut received), Heard::Close(Some(1000), String::new()));
    echo.join().expect("the server ends");
}

fn read_more(stream: &mut TcpStream, received: &mut Vec<u8>) {
    let mut buffer = [0; 4_096];
    let read = stream.read(&mut buffer).expect("something comes");
    assert!(read > 0, "the stream ended");
    received.extend_from_slice(&buffer[..read]);
}

fn next_event(decoder: &mut Decoder, stream: &mut TcpStream, received: &mut Vec<u8>) -> Heard {
    let limits = DecodeLimits { message_bytes: MESSAGE_BYTES_MAX, message_fragments: 64 };
    loop {
        if received.is_empty() {
            read_more(stream, received);
        }
        let decoded = decoder.decode(limits, received).expect("their frames are right");
        let (used, heard) = (decoded.used, decoded.event.map(as_heard));
        received.drain(..used);
        if let Some(heard) = heard {
            return heard;
        }
    }
}
