//! Many sockets from one machine: source addresses and the limit of open files.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::bail;
use mio::net::TcpStream;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, Socket, Type};

/// Ports of one source address that are used before the next address is: well within the usual 28,000, for ports of
/// conns that have ended rest for a minute.
const CONNS_PER_SOURCE: u32 = 4_000;

/// Source addresses: 127.0.0.1 to 127.0.0.250, again and again.
const SOURCES: u32 = 250;

/// What a stalled reader's kernel holds for it: the least that Linux allows.
const STALLED_RECEIVE_BYTES: usize = 2_304;

/// The segment size of a stalled reader, as over a real network. Loopback's 64 KiB segments would let the server's
/// kernel take megabytes off the server's hands.
const STALLED_SEGMENT_BYTES: u32 = 1_400;

/// Conns that this process has opened; the next source address follows from it.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// Begins to connect. A stalled reader is given the smallest buffers.
pub fn connect(address: SocketAddr, stalled: bool) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.set_tcp_nodelay(true)?;
    if stalled {
        socket.set_recv_buffer_size(STALLED_RECEIVE_BYTES)?;
        socket.set_tcp_mss(STALLED_SEGMENT_BYTES)?;
    }
    if let IpAddr::V4(v4) = address.ip()
        && v4.is_loopback()
    {
        let source = OPENED.fetch_add(1, Ordering::Relaxed) / CONNS_PER_SOURCE % SOURCES;
        let source = Ipv4Addr::new(127, 0, 0, 1 + source as u8);
        socket.bind(&SocketAddr::from((source, 0)).into())?;
    }
    match socket.connect(&address.into()) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error()) => {}
        Err(error) => return Err(error),
    }
    Ok(TcpStream::from_std(socket.into()))
}

/// Makes sure that this process, and each that it starts, may open so many sockets.
///
/// # Errors
/// If the limit does not allow it: what the limit is, and how to raise it.
pub fn need_files(conns: u32) -> anyhow::Result<()> {
    const OTHER_FILES: u64 = 64;
    let needed = u64::from(conns) + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    if limit.maximum.is_none_or(|maximum| maximum >= needed) {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
        return Ok(());
    }
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    bail!(
        "{conns} conns need {needed} open files, and this process may have {allowed}: \
         try --conns {}, or raise the limit (as root: prlimit --nofile={needed}:{needed} --pid $$; \
         for good: /etc/security/limits.conf, or LimitNOFILE= of the service)",
        allowed.saturating_sub(OTHER_FILES)
    );
}
