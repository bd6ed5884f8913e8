//! A conn that begins in a loop of its own and goes on under tokio.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use edge::handed_over::TlsStream;
use edge::{TlsConn, TlsLimits};
use rustls::StreamOwned;
use tokio::io::AsyncWriteExt;
use types::Limits;

use crate::files::Files;
use crate::pair::{VERSIONS, certificates, client, client_config};

/// Reads until the first plaintext has come, as a shard would.
fn first_words(tls: &mut TlsConn, socket: &mut TcpStream) -> Vec<u8> {
    let (mut buffer, mut plain) = ([0; 700], Vec::new());
    while plain.is_empty() {
        let came = socket.read(&mut buffer).expect("bytes");
        tls.receive(&mut buffer[..came], &mut plain).expect("good TLS");
        tls.over(socket).flush().expect("sent");
    }
    plain
}

/// Gives back everything that it reads, under tokio, then ends the stream.
fn echo(tls: TlsConn, socket: TcpStream, plain: Vec<u8>) -> u64 {
    socket.set_nonblocking(true).expect("a mode");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    runtime.block_on(async {
        let socket = tokio::net::TcpStream::from_std(socket).expect("a socket");
        let (mut reader, mut writer) = tokio::io::split(TlsStream::new(tls, socket, plain));
        let count = tokio::io::copy(&mut reader, &mut writer).await.expect("an echo");
        writer.shutdown().await.expect("an end");
        count
    })
}

#[test]
fn what_was_read_before_comes_first_and_the_rest_follows() {
    let files = Files::new();
    let said: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    for version in VERSIONS {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut tls = certificates(&files).accept(TlsLimits::from(&Limits::default())).expect("a conn");
        let server = thread::spawn(move || {
            let (mut socket, _) = listener.accept().expect("a client");
            let plain = first_words(&mut tls, &mut socket);
            echo(tls, socket, plain)
        });
        let socket = TcpStream::connect(address).expect("a server");
        let mut stream = StreamOwned::new(client(client_config(&files, version)), socket);
        let mut heard = vec![0; said.len()];
        for (some, echoed) in said.chunks(50_000).zip(heard.chunks_mut(50_000)) {
            stream.write_all(some).expect("sent");
            stream.read_exact(echoed).expect("an echo");
        }
        assert!(heard == said);
        stream.conn.send_close_notify();
        stream.flush().expect("sent");
        assert_eq!(stream.read(&mut [0]).expect("an end that was said"), 0);
        assert_eq!(server.join().expect("no panic"), said.len() as u64);
    }
}

#[test]
fn an_end_that_is_not_said_is_an_end() {
    let files = Files::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut tls = certificates(&files).accept(TlsLimits::from(&Limits::default())).expect("a conn");
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a client");
        let plain = first_words(&mut tls, &mut socket);
        echo(tls, socket, plain)
    });
    let socket = TcpStream::connect(address).expect("a server");
    let mut stream = StreamOwned::new(client(client_config(&files, VERSIONS[1])), socket);
    stream.write_all(b"bye").expect("sent");
    stream.sock.shutdown(Shutdown::Write).expect("half closed");
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).expect("an echo, and an end that is said");
    assert_eq!(heard, b"bye");
    assert_eq!(server.join().expect("no panic"), 3);
}
