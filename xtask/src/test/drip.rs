//! A TCP proxy that writes one byte at a time, both ways.
//!
//! It finds parsers that trust a read to bring a whole frame, and close frames that an early reset eats.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
};

use super::proxy::Proxy;

/// Listens for conns that are passed on to `server`.
pub(super) fn wire(server: SocketAddr) -> io::Result<Proxy> {
    Proxy::start(server, |_number, client, server| {
        // A conn that cannot be shared between two threads has just ended.
        let _ = join(client, server);
    })
}

fn join(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let (client_reader, server_writer) = (client.try_clone()?, server.try_clone()?);
    let upstream = thread::spawn(move || drip(client_reader, server_writer));
    drip(server, client);
    // A thread that only copies bytes does not panic.
    let _ = upstream.join();
    Ok(())
}

/// Copies until one side ends, and then tells the other.
fn drip(mut from: TcpStream, mut to: TcpStream) {
    if copy(&mut from, &mut to).is_err() {
        let _ = from.shutdown(Shutdown::Read);
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn copy(from: &mut TcpStream, to: &mut TcpStream) -> io::Result<()> {
    // Otherwise the system would gather the bytes into segments again.
    to.set_nodelay(true)?;
    let mut buffer = [0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        for byte in buffer[..length].chunks(1) {
            to.write_all(byte)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn bytes_and_ends_pass_both_ways() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = wire(server.local_addr().unwrap()).unwrap();
        let mut client = TcpStream::connect(proxy.address()).unwrap();
        client.write_all(b"hello").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let (mut inside, _) = server.accept().unwrap();
        let mut heard = String::new();
        inside.read_to_string(&mut heard).unwrap();
        inside.write_all(b"good bye").unwrap();
        drop(inside);
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!((heard.as_str(), answer.as_str()), ("hello", "good bye"));
    }
}
