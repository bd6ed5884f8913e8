//! The loop: sockets to clients, clients to scripts, and back.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use client::{Client, Event, Input, Luck, Output, Settings};
use mio::{Events, Poll, Token};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use types::{Millis, Realm};

use crate::link::{Brought, Link};

/// A client is told so often that time has passed.
const TICK_EVERY: Duration = Duration::from_millis(100);
/// A script is asked so often whether it wants something.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// What one read takes.
const READ_BYTES: usize = 64 * 1024;
/// What one turn takes from the kernel.
const EVENTS_MAX: usize = 1_024;

/// What a player does. Times count from when the crowd was made.
pub trait Script {
    /// What all players share.
    type Stage;

    /// The client tells something; what the player wants now is appended to `wants`.
    fn hear(&mut self, stage: &mut Self::Stage, now: Duration, event: Event, wants: &mut Vec<Input>);

    /// A hundredth of a second has passed.
    fn look(&mut self, stage: &mut Self::Stage, now: Duration, wants: &mut Vec<Input>);
}

/// Players in one thread.
pub struct Crowd<S: Script> {
    /// What all players share.
    pub stage: S::Stage,
    poll: Poll,
    events: Events,
    started: Instant,
    gateways: Vec<(SocketAddr, String)>,
    players: Vec<Player<S>>,
    luck: ChaCha12Rng,
    ticked: Duration,
    looked: Duration,
    buffer: Vec<u8>,
    /// Players with something to flush.
    dirty: Vec<usize>,
}

struct Player<S> {
    client: Client,
    script: S,
    home: String,
    link: Option<Link>,
    /// Which of the gateways it connects to.
    gateway: usize,
    is_dirty: bool,
}

impl<S: Script> Crowd<S> {
    /// Nobody yet, before gateways that will listen at these addresses. What players draw hangs on the seed.
    ///
    /// # Errors
    /// If there can be no epoll.
    pub fn new(gateways: &[SocketAddr], stage: S::Stage, seed: u64) -> io::Result<Self> {
        Ok(Self {
            stage,
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS_MAX),
            started: Instant::now(),
            gateways: gateways.iter().map(|address| (*address, address.to_string())).collect(),
            players: Vec::new(),
            luck: ChaCha12Rng::seed_from_u64(seed),
            ticked: Duration::ZERO,
            looked: Duration::ZERO,
            buffer: vec![0; READ_BYTES],
            dirty: Vec::new(),
        })
    }

    /// How many players there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.players.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.players.is_empty()
    }

    /// When the crowd was made.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.started
    }

    /// How long the crowd is there.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// One more guest, who connects by way of this gateway, and by way of the next when that one is not there. Gives his
    /// number, from 0 on.
    pub fn add(&mut self, script: S, gateway: usize) -> usize {
        let at = self.players.len();
        // A room of his own: whoever starts in the lobby is told of everybody who comes.
        let room = format!("room-crowd{at}");
        let home = room.parse().unwrap_or(Realm::Lobby);
        let settings = Settings { home, name: "crowd".to_owned(), token: String::new() };
        let gateway = gateway % self.gateways.len().max(1);
        let (client, home) = (Client::new(settings), format!("crowd{at}"));
        self.players.push(Player { client, script, home, link: None, gateway, is_dirty: false });
        self.give(at, Input::Connect);
        at
    }

    /// The script of a player.
    pub fn script(&mut self, player: usize) -> &mut S {
        &mut self.players[player].script
    }

    /// Does something with a player's script and what all share.
    pub fn with<T>(&mut self, player: usize, act: impl FnOnce(&mut S, &mut S::Stage) -> T) -> T {
        act(&mut self.players[player].script, &mut self.stage)
    }

    /// All scripts.
    pub fn scripts(&self) -> impl Iterator<Item = &S> {
        self.players.iter().map(|player| &player.script)
    }

    /// A player wants something.
    pub fn give(&mut self, player: usize, input: Input) {
        let mut inputs = VecDeque::from([input]);
        let mut wants = Vec::new();
        while let Some(input) = inputs.pop_front() {
            let (now, luck) = (self.started.elapsed(), Luck(self.luck.random_range(0..1_000)));
            let mut out = Vec::new();
            self.players[player].client.handle(millis(now), luck, input, &mut out);
            for output in out {
                match output {
                    Output::Connect => inputs.extend(self.dial(player)),
                    Output::Send(packet) => {
                        if let Some(link) = &mut self.players[player].link {
                            link.send(&packet);
                            self.is_dirty(player);
                        }
                    }
                    Output::HangUp => {
                        if let Some(link) = self.players[player].link.take() {
                            link.hang_up(self.poll.registry(), Token(player));
                        }
                    }
                    Output::Tell(event) => {
                        self.players[player].script.hear(&mut self.stage, now, event, &mut wants);
                        inputs.extend(wants.drain(..));
                    }
                }
            }
        }
    }

    /// Waits for at most so long for something to happen, and sees to all that has.
    ///
    /// # Errors
    /// If the epoll fails.
    pub fn turn(&mut self, wait: Duration) -> io::Result<()> {
        let wait = wait.min((self.looked + LOOK_EVERY).saturating_sub(self.now()));
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => other?,
        }
        let happened: Vec<(usize, bool, bool, bool)> = self
            .events
            .iter()
            .map(|event| {
                let is_over = event.is_read_closed() || event.is_error();
                (event.token().0, event.is_readable(), event.is_writable(), is_over)
            })
            .collect();
        for (player, is_readable, is_writable, is_over) in happened {
            self.on_socket(player, is_readable || is_over, is_writable, is_over);
        }
        self.let_time_pass();
        self.flush();
        Ok(())
    }

    fn on_socket(&mut self, player: usize, is_readable: bool, is_writable: bool, is_over: bool) {
        let Some(Player { link: Some(link), gateway, .. }) = self.players.get_mut(player) else { return };
        let mut brought = Vec::new();
        if is_writable {
            link.on_writable(&self.gateways[*gateway].1, &mut brought);
        }
        if is_readable && brought.is_empty() {
            link.on_readable(&mut self.buffer, is_over, &mut brought);
        }
        // Also what was answered on the way, such as a pong.
        self.is_dirty(player);
        for one in brought {
            match one {
                Brought::Opened => self.give(player, Input::Opened),
                Brought::Packet(packet) => self.give(player, Input::Heard(packet)),
                Brought::Ended { code, reason } => {
                    // The next try goes elsewhere, as by way of a balancer.
                    let player_there = &mut self.players[player];
                    player_there.gateway = (player_there.gateway + 1) % self.gateways.len();
                    player_there.link = None;
                    self.give(player, Input::Ended { code, reason });
                    return;
                }
            }
        }
    }

    /// Opens a socket; gives what follows if there can be none.
    fn dial(&mut self, player: usize) -> Option<Input> {
        let mut nonce = [0; 16];
        self.luck.fill_bytes(&mut nonce);
        let there = &mut self.players[player];
        let (address, target) = (self.gateways[there.gateway].0, format!("/ws?room={}", there.home));
        match Link::dial(address, target, nonce, self.poll.registry(), Token(player)) {
            Ok(link) => {
                there.link = Some(link);
                None
            }
            Err(error) => Some(Input::Ended { code: None, reason: error.to_string() }),
        }
    }

    fn let_time_pass(&mut self) {
        let now = self.now();
        if now >= self.looked + LOOK_EVERY {
            self.looked = now;
            let mut wants = Vec::new();
            for player in 0..self.players.len() {
                self.players[player].script.look(&mut self.stage, now, &mut wants);
                for input in std::mem::take(&mut wants) {
                    self.give(player, input);
                }
            }
        }
        if now >= self.ticked + TICK_EVERY {
            self.ticked = now;
            (0..self.players.len()).for_each(|player| self.give(player, Input::Ticked));
        }
    }

    fn is_dirty(&mut self, player: usize) {
        if !std::mem::replace(&mut self.players[player].is_dirty, true) {
            self.dirty.push(player);
        }
    }

    fn flush(&mut self) {
        while let Some(player) = self.dirty.pop() {
            let there = &mut self.players[player];
            there.is_dirty = false;
            let Some(link) = &mut there.link else { continue };
            if let Err(error) = link.flush(self.poll.registry(), Token(player)) {
                there.link = None;
                self.give(player, Input::Ended { code: None, reason: error.to_string() });
            }
        }
    }
}

fn millis(now: Duration) -> Millis {
    Millis(u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}
