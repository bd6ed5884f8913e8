//! A TCP proxy before a server, on a port of its own; what it does with each conn is its owner's.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// A proxy; dropping it ends it for new conns.
pub(super) struct Proxy {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens on loopback. Each conn, numbered from 0, is given to `carry` with one to `server`, in a thread of its own.
    pub(super) fn start(
        server: SocketAddr,
        carry: impl Fn(usize, TcpStream, TcpStream) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (ended, carry) = (Arc::new(AtomicBool::new(false)), Arc::new(carry));
        let told = Arc::clone(&ended);
        thread::spawn(move || {
            let conns = listener.incoming().take_while(|_| !told.load(Ordering::Acquire));
            for (number, client) in conns.flatten().enumerate() {
                let carry = Arc::clone(&carry);
                thread::spawn(move || TcpStream::connect(server).map(|server| carry(number, client, server)));
            }
        });
        Ok(Self { address, ended })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // Wakes the thread that accepts, so that it sees the flag; if it cannot be reached, it has ended.
        let _ = TcpStream::connect(self.address);
    }
}
