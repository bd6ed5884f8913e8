//! A wire that is cut again and again, at moments of chance: a proxy whose first conns carry only so many bytes.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
};

use super::proxy::Proxy;

/// Every other conn is cut before it has carried so many bytes to the client, in the handshake mostly; the rest later.
const BYTES_EARLY: u64 = 700;
const BYTES_LATE: u64 = 12_000;

/// Listens for conns to `server`; the first `cuts` of them are cut, all others are whole.
pub(super) fn wire(server: SocketAddr, cuts: usize) -> io::Result<Proxy> {
    Proxy::start(server, move |number, client, server| {
        let length = if number < cuts { length_of(number) } else { u64::MAX };
        // However it ends, both ends are told below.
        let _ = carry(&client, &server, length);
        for end in [client, server] {
            let _ = end.shutdown(Shutdown::Both);
        }
    })
}

/// How many bytes a conn carries: scattered, and the same in each run.
fn length_of(number: usize) -> u64 {
    let mut luck = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    luck = (luck ^ (luck >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    luck ^= luck >> 31;
    luck % if number.is_multiple_of(2) { BYTES_EARLY } else { BYTES_LATE }
}

fn carry(client: &TcpStream, server: &TcpStream, length: u64) -> io::Result<()> {
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut left, mut client, mut server) = (length, client, server);
    let mut buffer = [0; 16 * 1024];
    while left > 0 {
        let read = server.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        let carried = usize::try_from(left).map_or(read, |left| read.min(left));
        client.write_all(&buffer[..carried])?;
        left -= carried as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn the_first_conns_are_cut_and_the_others_are_whole() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = wire(server.local_addr().unwrap(), 1).unwrap();
        let said = vec![7; 20_000];
        let heard = [0, 1].map(|_| {
            let mut client = TcpStream::connect(proxy.address()).unwrap();
            let (mut inside, _) = server.accept().unwrap();
            inside.write_all(&said).unwrap();
            drop(inside);
            let mut heard = Vec::new();
            client.read_to_end(&mut heard).unwrap();
            heard.len() as u64
        });
        assert_eq!(heard, [length_of(0), 20_000]);
        assert!(length_of(0) < BYTES_EARLY, "{}", length_of(0));
    }
}
