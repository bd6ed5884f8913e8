//! Listeners: one a shard and address.

use std::io;
use std::net::SocketAddr;

use mio::net::TcpListener;
use socket2::{Domain, Protocol, Socket, Type};

/// Conns that may wait to be accepted; the kernel may hold it lower (`net.core.somaxconn`).
const BACKLOG: i32 = 4096;

/// Where conns come in.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    /// Whether they speak TLS.
    pub(crate) speaks_tls: bool,
}

/// Binds one listener a shard to each address, and adds it to the shard's. Gives the addresses as they were bound (port 0
/// is the kernel's choice).
pub(crate) fn bind(
    addresses: &[SocketAddr],
    by_shard: &mut [Vec<Listener>],
    speaks_tls: bool,
) -> Result<Vec<SocketAddr>, BindError> {
    let is_shared = by_shard.len() > 1;
    let mut bound = Vec::new();
    for &wanted in addresses {
        let failed = |source| BindError { address: wanted, source };
        let address = match claim(wanted) {
            Ok(address) => address,
            Err(error) if is_without_ipv6(wanted, &error) && addresses.len() > 1 => {
                tracing::warn!(%wanted, "this machine has no IPv6: not listening there");
                continue;
            }
            Err(error) => return Err(failed(error)),
        };
        for listeners in &mut *by_shard {
            let socket = listen(address, is_shared).map_err(failed)?;
            listeners.push(Listener { socket, speaks_tls });
        }
        bound.push(address);
    }
    Ok(bound)
}

/// Linux: the kernel has no such address family.
const EAFNOSUPPORT: i32 = 97;

/// The loopback of IPv6 is missing: so is all of IPv6, and nobody can want to connect by it.
fn is_without_ipv6(address: SocketAddr, error: &io::Error) -> bool {
    let is_missing = error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(EAFNOSUPPORT);
    is_missing && address.is_ipv6() && address.ip().is_loopback()
}

/// An address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
pub struct BindError {
    /// Which.
    pub address: SocketAddr,
    /// Why.
    pub source: io::Error,
}

/// Makes sure that nobody else listens there: sockets that share a port would share it with another server too.
fn claim(address: SocketAddr) -> io::Result<SocketAddr> {
    let socket = open(address)?;
    socket.bind(&address.into())?;
    socket.listen(1)?;
    let bound = socket.local_addr()?;
    bound.as_socket().ok_or_else(|| io::Error::other("not an IP address"))
}

fn listen(address: SocketAddr, is_shared: bool) -> io::Result<TcpListener> {
    let socket = open(address)?;
    if is_shared {
        socket.set_reuse_port(true)?;
    }
    // Accepted sockets inherit it.
    socket.set_tcp_nodelay(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(TcpListener::from_std(socket.into()))
}

fn open(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    Ok(socket)
}
