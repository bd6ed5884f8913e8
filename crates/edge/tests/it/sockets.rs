//! Writing through TLS into a socket that does not take everything.

use std::io::{self, ErrorKind, Write};

use crate::files::Files;
use crate::pair::{Pair, VERSIONS};

/// Takes so many bytes, then none until it is given more room.
struct Taking {
    room: usize,
    taken: Vec<u8>,
}

impl Write for Taking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.room);
        if count == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.room -= count;
        self.taken.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read_by_client(pair: &mut Pair, bytes: &[u8]) -> Vec<u8> {
    let mut read = Vec::new();
    let mut rest = bytes;
    while pair.client.read_tls(&mut rest).expect("bytes") > 0 {
        let state = pair.client.process_new_packets().expect("good records");
        let mut some = vec![0; state.plaintext_bytes_to_read()];
        io::Read::read_exact(&mut pair.client.reader(), &mut some).expect("as many as promised");
        read.extend(some);
    }
    read
}

#[test]
fn what_the_socket_does_not_take_waits_bounded_and_in_order() {
    let files = Files::new();
    for version in VERSIONS {
        let mut pair = Pair::joined(&files, version);
        let plain: Vec<u8> = (0..200_000_u32).flat_map(u32::to_be_bytes).collect();
        let mut socket = Taking { room: 0, taken: Vec::new() };
        let mut at = 0;
        let mut longest = 0;
        while at < plain.len() {
            socket.room += 5_000;
            match pair.server.over(&mut socket).write(&plain[at..]) {
                Ok(taken) => at += taken,
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
            longest = longest.max(pair.server.unsent().len());
        }
        assert!(longest < 17_000, "{longest}");
        assert_eq!(pair.server.over(&mut socket).flush().map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
        socket.room = usize::MAX;
        pair.server.over(&mut socket).flush().expect("room");
        let taken = std::mem::take(&mut socket.taken);
        assert!(read_by_client(&mut pair, &taken) == plain);
    }
}

#[test]
fn everything_leaves_in_one_write_if_the_socket_takes_it() {
    let mut pair = Pair::joined(&Files::new(), VERSIONS[1]);
    let mut socket = Taking { room: usize::MAX, taken: Vec::new() };
    let taken = pair.server.over(&mut socket).write(&[5; 100_000]).expect("room");
    assert_eq!(taken, 100_000);
    assert!(pair.server.unsent().is_empty());
    assert!(read_by_client(&mut pair, &socket.taken) == [5; 100_000]);
}

#[test]
fn t19_nothing_leaves_before_the_handshake_is_done() {
    let files = Files::new();
    let config = crate::pair::client_config(&files, VERSIONS[1]);
    let mut pair = Pair::new(config, &crate::pair::certificates(&files));
    let mut socket = Taking { room: usize::MAX, taken: Vec::new() };
    let outcome = pair.server.over(&mut socket).write(b"in the clear?");
    assert_eq!(outcome.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    let hello = pair.client_says();
    pair.receive(&hello).expect("a hello");
    let outcome = pair.server.over(&mut socket).write(b"before the client is known to have keys?");
    assert_eq!(outcome.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    assert!(read_by_client(&mut pair, &socket.taken).is_empty(), "only our flight has left");
    assert_eq!(pair.server.over(&mut socket).write(b"").expect("nothing is nothing"), 0);
}
