//! From a TCP connection to a conn: accept, the HTTP head, the upgrade.

use std::fs::File;
use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::atomic::Ordering;

use hub::{ConnKey, Input};
use mio::net::TcpStream;
use types::{CloseCode, Limits, Rate};

use crate::conn::{Conn, Open, Phase};
use crate::gateway::HandedOver;
use crate::head::{HeadLimits, Reading, read_head};
use crate::pressure::Level;
use crate::relayed::room_number;
use crate::route::{Route, Upgrade, route};
use crate::shard::Shard;
use crate::stats::{Counter, LimitHit};
use crate::{Refusal, Status};

/// Connections taken in one turn from one listener; the rest waits for the next turn.
const ACCEPTS_MAX: usize = 64;

/// Linux: no file number left, in the process or in the system.
const EMFILE: i32 = 24;
const ENFILE: i32 = 23;

/// A file number kept for the moment when there is none left: it is given up to answer who knocks.
pub(crate) struct SpareFile(Option<File>);

impl SpareFile {
    pub(crate) fn open() -> Self {
        Self(File::open("/dev/null").ok())
    }
}

/// Who is left at a listener.
pub(crate) enum Waiting {
    /// The next one is told of.
    Nobody,
    /// There may be more: look again in the next turn.
    Perhaps,
    /// There are more, but no file number is left to take them, not even to say so: look again in a while.
    ForFiles,
}

impl HandedOver {
    /// Says one thing, as far as the kernel takes it at once, and ends.
    fn answer(mut self, response: &[u8]) -> io::Result<()> {
        match &mut self.tls {
            None => self.stream.write_all(response),
            Some(tls) => {
                tls.over(&mut self.stream).write_all(response)?;
                tls.close();
                tls.over(&mut self.stream).flush()
            }
        }
    }
}

impl Shard {
    /// Takes what waits at a listener.
    pub(crate) fn accept(&mut self, index: usize) -> Waiting {
        for _ in 0..ACCEPTS_MAX {
            let Some(listener) = self.listeners.get(index) else { return Waiting::Nobody };
            match listener.socket.accept() {
                Ok((socket, peer)) => self.admit(socket, peer.ip(), listener.speaks_tls),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Waiting::Nobody,
                Err(error) if matches!(error.raw_os_error(), Some(EMFILE | ENFILE)) => {
                    return self.accept_without_files(index);
                }
                // The peer gave up while it waited, or the network did: the next may be better.
                Err(error) => tracing::debug!(%error, "accept failed"),
            }
        }
        Waiting::Perhaps
    }

    /// No file number is left: uses the spare one to say so.
    fn accept_without_files(&mut self, index: usize) -> Waiting {
        self.stats().add(Counter::FilesExhausted, 1);
        self.stats().add_limit(LimitHit::Conns);
        drop(self.spare_file.0.take());
        let listener = self.listeners.get(index);
        let accepted = listener.map(|listener| listener.socket.accept());
        let speaks_tls = listener.is_some_and(|listener| listener.speaks_tls);
        // Linux takes the file number before it looks who waits, so there may be nobody.
        let is_nobody = matches!(&accepted, Some(Err(error)) if error.kind() == io::ErrorKind::WouldBlock);
        if let Some(Ok((mut socket, _))) = accepted
            && !speaks_tls
            && socket.write(&full().response()).is_err()
        {
            tracing::debug!("a connection that could not be taken is gone");
        }
        self.spare_file = SpareFile::open();
        if is_nobody {
            return Waiting::Nobody;
        }
        if self.spare_file.0.is_none() {
            tracing::warn!("no file number left: raise the limit of open files (`ulimit -n`)");
            return Waiting::ForFiles;
        }
        Waiting::Perhaps
    }

    fn admit(&mut self, socket: TcpStream, peer: IpAddr, speaks_tls: bool) {
        self.stats().add(Counter::Accepted, 1);
        self.is_at_rest = false;
        let tls = match speaks_tls.then(|| self.new_tls()).transpose() {
            Ok(tls) => tls,
            Err(error) => return tracing::error!(%error, "a TLS conn cannot begin"),
        };
        let is_proxied = self.policy.demands_proxy_header(peer);
        let now = self.now.mono;
        let phase = if is_proxied { Phase::Proxied { since: now, bytes: Vec::new() } } else { Phase::head(now) };
        let count = self.shared.conns.fetch_add(1, Ordering::Relaxed);
        let key = ConnKey(self.conns.insert(Conn::new(socket, tls, now, phase)));
        let admitted = self.count_address(key, peer);
        if !self.watch(key) {
            self.drop_conn(key, "the kernel would not watch it");
        } else if let Err(refusal) = admitted {
            self.refuse(key, &refusal);
        } else if count >= self.conns_max {
            self.stats().add_limit(LimitHit::Conns);
            self.refuse(key, &full());
        } else if self.pressure.level(now) >= Level::Scarce {
            self.stats().add_limit(LimitHit::Memory);
            self.refuse(key, &full());
        }
    }

    /// Bytes of a handshake. What follows the head are the client's first frames.
    pub(crate) fn on_head_bytes(&mut self, key: ConnKey, bytes: &mut [u8]) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        let Phase::Head { seen, bytes: held, .. } = &mut conn.phase else { return };
        let (seen, mut held) = (std::mem::take(seen), std::mem::take(held));
        let came_whole = held.is_empty();
        if !came_whole {
            held.extend_from_slice(bytes);
        }
        let all: &mut [u8] = if came_whole { bytes } else { &mut held };
        match self.read_request(key, seen, all) {
            Ok(Request::More(seen)) => self.wait_for_head(key, seen, if came_whole { all.to_vec() } else { held }),
            Ok(Request::Upgrade(upgrade, size)) => self.open(key, &upgrade, &mut all[size..]),
            Ok(Request::Http) => self.hand_over(key, all.to_vec()),
            Err(refusal) => self.refuse(key, &refusal),
        }
    }

    fn read_request(&mut self, key: ConnKey, seen: usize, bytes: &[u8]) -> Result<Request, Refusal> {
        let head = match read_head(bytes, seen, HeadLimits::from(&self.limits)) {
            Ok(Reading::Whole(head)) => head,
            Ok(Reading::More(seen)) => return Ok(Request::More(seen)),
            Err(refusal) => {
                if bytes.first() == Some(&0x16) {
                    tracing::debug!("a TLS hello at a plain port: the client wants wss:// or https://");
                }
                return Err(refusal);
            }
        };
        self.count_forwarded(key, &head)?;
        match route(&head, &self.policy)? {
            Route::Upgrade(_) if self.is_draining => Err(full()),
            Route::Upgrade(upgrade) => self.admit_now().map(|()| Request::Upgrade(upgrade, head.size)),
            Route::Http => Ok(Request::Http),
        }
    }

    /// After an outage not everybody is taken at once.
    fn admit_now(&mut self) -> Result<(), Refusal> {
        let shards = u32::try_from(self.shared.stats.len()).unwrap_or(u32::MAX).max(1);
        let Limits { accept_rate, accept_burst, .. } = self.limits;
        let rate = Rate { per_second: accept_rate.div_ceil(shards), burst: accept_burst.div_ceil(shards) };
        self.admission.take(self.now.mono, rate).inspect_err(|_| self.stats().add_limit(LimitHit::AcceptRate))
    }

    fn wait_for_head(&mut self, key: ConnKey, now_seen: usize, now_held: Vec<u8>) {
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        if let Phase::Head { seen, bytes, .. } = &mut conn.phase {
            (*seen, *bytes) = (now_seen, now_held);
        }
    }

    /// The handshake is done: the 101, the conn's id and whatever else leave in one write.
    fn open(&mut self, key: ConnKey, upgrade: &Upgrade, first_frames: &mut [u8]) {
        let now = self.now.mono;
        let Some(conn) = self.conns.get_mut(key.0) else { return };
        conn.outbox.push_head(now, &upgrade.response(), &mut self.spares);
        let id = if upgrade.is_echo { None } else { self.shared.ids.allocate() };
        let open = match (id, &upgrade.room) {
            (Some(id), Some(room)) => Open::Peer { id, room: room_number(room) },
            (Some(id), None) => Open::Player { id, dialect: upgrade.dialect },
            (None, _) => Open::Echo,
        };
        conn.phase = Phase::Open(open);
        self.stats().add(Counter::Opened, 1);
        self.mark_dirty(key);
        if let (Some(id), Some(room)) = (id, &upgrade.room) {
            if !self.come_to_room(key, id, room, upgrade.token.clone()) {
                return self.hold(key, first_frames);
            }
        } else if let Some(id) = id {
            tracing::debug!(conn = id.get(), realm = %upgrade.home, "opened");
            let (dialect, home, token) = (upgrade.dialect, upgrade.home.clone(), upgrade.token.clone());
            self.hub.handle(self.now, Input::Opened { conn: key, id, dialect, home, token }, &mut self.out);
            self.carry_out();
            if self.is_watched() {
                self.tell_opened(key, id, upgrade.dialect);
            }
        } else if !upgrade.is_echo {
            return self.close(key, CloseCode::Full);
        }
        if !first_frames.is_empty() && self.is_open(key) {
            self.on_frames(key, open, first_frames);
        }
    }

    /// A request for the HTTP side: it gets the socket and what has been read of it.
    fn hand_over(&mut self, key: ConnKey, read: Vec<u8>) {
        let Some(mut conn) = self.conns.remove(key.0) else { return };
        if let Some(address) = conn.address.take() {
            self.shared.addresses.leave(*address);
        }
        self.shared.conns.fetch_sub(1, Ordering::Relaxed);
        if let Err(error) = self.poll.registry().deregister(&mut conn.socket) {
            tracing::debug!(%error, "a socket was not registered");
        }
        self.stats().add(Counter::HandedOver, 1);
        let handed = HandedOver { stream: conn.socket.into(), tls: conn.tls, read };
        if let Err(refused) = (self.hand_over)(handed)
            && refused.answer(&full().response()).is_err()
        {
            tracing::debug!("a request that could not be taken is gone");
        }
    }
}

/// What a handshake's bytes ask for.
enum Request {
    More(usize),
    Upgrade(Upgrade, usize),
    Http,
}

fn full() -> Refusal {
    Refusal::new(Status::Unavailable, "this node takes no more connections now: try again in a few seconds")
}
