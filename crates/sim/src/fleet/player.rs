//! A player: an app that chats, joins and leaves, its client, and its sockets, one after the other.

use std::collections::BTreeSet;

use buffa::Message as _;
use client::{Client, Event, Input, Luck, Output};
use rand::RngExt;
use types::{CloseCode, Millis, Realm};
use wire::Dialect;
use wire::packets::{Packet, packet::Msg};

use super::app::App;
use super::games::play::Hand;
use super::guard;
use super::shard::Mail;
use super::world::{Due, Life, World};
use crate::Checked;
use crate::frame::show;

/// How long a message takes at most between a client and its node.
const WAY_MS: u64 = 20;

/// What is said where everybody hears it is heard within this time, on a good bus.
const HEARD_WITHIN_MS: u64 = 2_000;

/// Somebody who plays.
#[derive(Debug)]
pub(crate) struct Player {
    client: Client,
    pub(crate) app: App,
    dialect: Dialect,
    home: Realm,
    /// Where it wants to be.
    pub(crate) wants: BTreeSet<String>,
    pub(crate) socket: Option<usize>,
    last_node: Option<usize>,
    /// Its client has been told to stay away.
    is_away: bool,
    lines: u64,
    pub(crate) hand: Hand,
}

/// A socket between a client and a shard.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) player: usize,
    pub(crate) life: Life,
    shard: u8,
    /// The server has it.
    pub(crate) is_open: bool,
    /// Nothing gets through any more.
    pub(crate) is_cut: bool,
    up_last: Millis,
    down_last: Millis,
}

/// On its way to a client.
#[derive(Clone, Debug)]
pub(crate) enum Down {
    Opened,
    Packet(Box<Packet>),
    Ended(Option<CloseCode>),
}

/// A line that a player must hear.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    by: Millis,
    speaker: usize,
    player: usize,
    realm: String,
    text: String,
}

impl World {
    /// Somebody begins to play.
    pub(crate) fn begin(&mut self) -> Checked {
        let at = self.players.len();
        let home = self.plan.realms[self.luck.random_range(0..self.plan.realms.len())].clone();
        let hand = self.hand_of(at);
        let realms = hand.realms.clone();
        let settings = client::Settings { home: home.clone(), name: format!("player {at}"), token: hand.user.clone() };
        self.players.push(Player {
            client: guard::client(settings, self.without),
            app: App::default(),
            dialect: if self.luck.random() { Dialect::Protobuf } else { Dialect::Json },
            wants: realms.iter().cloned().chain([home.to_string()]).collect(),
            home,
            socket: None,
            last_node: None,
            is_away: false,
            lines: 0,
            hand,
        });
        self.after_a_while(at);
        realms.into_iter().try_for_each(|realm| self.client_takes(at, Input::Join(realm)))?;
        self.client_takes(at, Input::Connect)
    }

    fn after_a_while(&mut self, player: usize) {
        let twice = 2 * u64::try_from(self.plan.pace.as_millis()).unwrap_or(u64::MAX);
        let delay = self.luck.random_range(1..=twice);
        self.after(delay, Due::Acts(player));
    }

    /// The app does something.
    pub(crate) fn act(&mut self, at: usize) -> Checked {
        if self.is_over {
            return Ok(());
        }
        self.after_a_while(at);
        if std::mem::take(&mut self.players[at].is_away) {
            return self.client_takes(at, Input::Connect);
        }
        if !self.is_chatty || self.act_at_game(at)? {
            return Ok(());
        }
        let realm = self.plan.realms[self.luck.random_range(0..self.plan.realms.len())].to_string();
        match self.luck.random_range(0..100) {
            0..6 => {
                self.players[at].wants.insert(realm.clone());
                self.client_takes(at, Input::Join(realm))
            }
            6..9 => {
                self.players[at].wants.remove(&realm);
                self.players[at].app.tracks.remove(&realm);
                self.expected.retain(|line| line.player != at || line.realm != realm);
                self.client_takes(at, Input::Leave(realm))
            }
            _ => {
                let player = &mut self.players[at];
                player.lines += 1;
                let text = format!("p{at}-{}", player.lines);
                self.client_takes(at, Input::Say { realm, text })
            }
        }
    }

    /// Everybody goes home.
    pub(crate) fn leave_all(&mut self) -> Checked {
        self.is_over = true;
        (0..self.players.len()).try_for_each(|at| self.client_takes(at, Input::Disconnect))
    }

    /// Gives a client one input and carries out what follows.
    pub(crate) fn client_takes(&mut self, at: usize, input: Input) -> Checked {
        let luck = Luck(self.luck.random_range(0..1_000));
        let is_head = matches!(&input, Input::Heard(Packet { msg: Some(Msg::Head(_)), .. }));
        let is_view = matches!(&input, Input::Heard(Packet { msg: Some(Msg::Chat(_) | Msg::Placed(_)), .. }));
        let mut out = Vec::new();
        self.players[at].client.handle(self.now, luck, input, &mut out);
        for output in out {
            match output {
                Output::Connect => self.dial(at),
                Output::Send(packet) => {
                    let is_join = matches!(packet.msg, Some(Msg::Join(_)));
                    if is_join && is_head {
                        self.judge.seen.note("client: behind a head it asks again");
                    }
                    if is_join && is_view {
                        self.judge.seen.note("client: behind a view it asks again");
                    }
                    self.players[at].app.asks(&packet);
                    self.send_up(at, &packet);
                }
                Output::HangUp => {
                    if let Some(socket) = self.players[at].socket.take() {
                        let until = self.sockets[socket].up_last.max(self.now);
                        self.agenda.push(until, Due::UpEnded(socket));
                    }
                }
                Output::Tell(event) => self.app_is_told(at, event)?,
            }
        }
        Ok(())
    }

    fn app_is_told(&mut self, at: usize, event: Event) -> Checked {
        self.line(|| format!("app {at} < {event:?}"));
        let wrong = |wrong| format!("player {at}: {wrong}");
        let Player { app, hand, .. } = &mut self.players[at];
        app.told(&mut self.judge, &hand.user, &event).map_err(wrong)?;
        self.hand_is_told(at, &event)?;
        if let Event::View { realm, text, .. } = &event {
            self.expected.retain(|line| line.player != at || line.realm != *realm || line.text != *text);
        }
        if let Event::Left { realm } | Event::Gap { realm, .. } = &event {
            self.expected.retain(|line| line.player != at || line.realm != *realm);
        }
        if let Event::Error { .. } = &event {
            self.expected.retain(|line| line.speaker != at);
        }
        if let Event::Closed { comes_back, .. } = &event {
            self.expect_nothing(at);
            self.players[at].is_away = comes_back.is_none();
            self.players[at].socket = None;
        }
        Ok(())
    }

    /// A client opens a socket to any node.
    fn dial(&mut self, at: usize) {
        let node = self.luck.random_range(0..self.nodes.len());
        let life = Life { node, life: self.nodes[node].life };
        let (shard, socket) = (self.luck.random_range(0..self.plan.hubs), self.sockets.len());
        let (now, way) = (self.now, self.luck.random_range(1..=WAY_MS));
        let arrives = Millis(now.0 + way);
        let (is_open, is_cut) = (false, false);
        self.sockets.push(Socket { player: at, life, shard, is_open, is_cut, up_last: arrives, down_last: arrives });
        self.players[at].socket = Some(socket);
        self.line(|| format!("player {at} calls node {node} on socket {socket}"));
        self.after(way, Due::Dialled(socket));
    }

    pub(crate) fn dialled(&mut self, socket: usize) {
        let Socket { player, life, shard, .. } = self.sockets[socket];
        let (dialect, home) = (self.players[player].dialect, self.players[player].home.clone());
        let id = self.living(life).filter(|node| !node.office.is_draining).and_then(|node| node.ids.allocate());
        let Some(id) = id else { return self.end_at_client(socket, None) };
        if self.players[player].last_node.replace(life.node).is_some_and(|last| last != life.node) {
            self.judge.seen.note("client: comes back to another node");
        }
        self.sockets[socket].is_open = true;
        let user = self.players[player].hand.user.clone();
        self.mail_shard(life, shard, Mail::Opened { socket, id, dialect, home, user });
        self.down(socket, Down::Opened);
    }

    fn down(&mut self, socket: usize, what: Down) {
        let way = self.luck.random_range(1..=WAY_MS);
        let at = &mut self.sockets[socket];
        at.down_last = at.down_last.max(Millis(self.now.0 + way));
        self.agenda.push(at.down_last, Due::Down(socket, what));
    }

    /// A shard has sent something.
    pub(crate) fn send_down(&mut self, socket: usize, packets: Vec<Packet>) {
        for packet in packets {
            self.line(|| format!("socket {socket} < {}", show(&packet)));
            self.down(socket, Down::Packet(Box::new(packet)));
        }
    }

    /// The server's end of a socket is gone, with a close frame or without.
    pub(crate) fn end_at_client(&mut self, socket: usize, code: Option<CloseCode>) {
        self.line(|| format!("socket {socket} ends: {code:?}"));
        self.down(socket, Down::Ended(code));
    }

    /// Something has come to the client's end.
    pub(crate) fn at_client(&mut self, socket: usize, what: Down) -> Checked {
        let Socket { player, is_cut, .. } = self.sockets[socket];
        if is_cut || self.players[player].socket != Some(socket) {
            return Ok(());
        }
        match what {
            Down::Opened => self.client_takes(player, Input::Opened),
            Down::Packet(packet) => {
                let leaky = self.plan.faults.leaky;
                // A client that loses a `resync` cannot know: views have no epoch.
                let is_small = matches!(packet.msg, Some(Msg::Chat(_) | Msg::Placed(_) | Msg::Head(_)))
                    || matches!(packet.msg, Some(Msg::View(_)) if packet.offset > 0);
                if self.is_stormy && leaky > 0 && is_small && self.luck.random_ratio(leaky, 1_000) {
                    self.line(|| format!("socket {socket} loses {}", show(&packet)));
                    return Ok(());
                }
                self.client_takes(player, Input::Heard(*packet))
            }
            Down::Ended(code) => self.hears_end(socket, code),
        }
    }

    /// The client learns that its socket has ended.
    pub(crate) fn hears_end(&mut self, socket: usize, code: Option<CloseCode>) -> Checked {
        let player = self.sockets[socket].player;
        if self.players[player].socket != Some(socket) {
            return Ok(());
        }
        if code.is_none() {
            self.judge.seen.note("client: loses its conn without a word");
        }
        self.players[player].socket = None;
        let reason = code.map(|code| code.name().to_owned()).unwrap_or_default();
        self.client_takes(player, Input::Ended { code: code.map(CloseCode::number), reason })
    }

    fn send_up(&mut self, at: usize, packet: &Packet) {
        let Some(socket) = self.players[at].socket else { return };
        self.line(|| format!("socket {socket} > {}", show(packet)));
        let message = match self.players[at].dialect {
            Dialect::Protobuf => packet.encode_to_vec(),
            Dialect::Json => serde_json::to_vec(packet).unwrap_or_default(),
        };
        let way = self.luck.random_range(1..=WAY_MS);
        let to = &mut self.sockets[socket];
        to.up_last = to.up_last.max(Millis(self.now.0 + way));
        self.agenda.push(to.up_last, Due::Up(socket, message));
    }

    /// Something has come to the server's end.
    pub(crate) fn at_server(&mut self, socket: usize, message: Vec<u8>) {
        let Socket { life, shard, is_cut, .. } = self.sockets[socket];
        if !is_cut {
            self.mail_shard(life, shard, Mail::Said(socket, message));
        }
    }

    /// The server learns that a socket has ended.
    pub(crate) fn end_at_server(&mut self, socket: usize) {
        let Socket { life, shard, .. } = self.sockets[socket];
        self.mail_shard(life, shard, Mail::Ended(socket));
    }

    /// The server closes a conn.
    pub(crate) fn close(&mut self, socket: usize, code: CloseCode) {
        let Socket { life, shard, .. } = self.sockets[socket];
        self.mail_shard(life, shard, Mail::Close(socket, code));
    }

    /// Nothing gets through a socket any more; nobody knows it yet.
    pub(crate) fn cut(&mut self, socket: usize) {
        self.sockets[socket].is_cut = true;
        let player = self.sockets[socket].player;
        self.expect_nothing(player);
    }

    /// A player has no conn: he hears nothing, and is not told that what he said was not said.
    fn expect_nothing(&mut self, player: usize) {
        self.expected.retain(|line| line.player != player && line.speaker != player);
    }

    /// A member speaks: on a good bus all who are in the same stream hear it, unless he is told that it was not said, or
    /// they are told of a gap.
    pub(crate) fn expect_line(&mut self, socket: usize, realm: &str, text: &str) {
        if !self.plan.has_good_bus() || self.plan.faults.leaky > 0 {
            return;
        }
        let speaker = self.sockets[socket].player;
        let by = Millis(self.now.0 + HEARD_WITHIN_MS);
        let Some(epoch) = self.players[speaker].app.epoch(realm) else { return };
        for (at, player) in self.players.iter().enumerate().filter(|(at, _)| *at != speaker) {
            let is_there = player.wants.contains(realm) && player.app.epoch(realm) == Some(epoch);
            if is_there && player.socket.is_some_and(|socket| !self.sockets[socket].is_cut) {
                let (realm, text) = (realm.to_owned(), text.to_owned());
                self.expected.push(Expected { by, speaker, player: at, realm, text });
            }
        }
    }

    /// A tenth of a second has passed for all clients.
    pub(crate) fn tick_players(&mut self) -> Checked {
        for at in 0..self.players.len() {
            self.client_takes(at, Input::Ticked)?;
        }
        if !self.is_stormy {
            self.check_pending()?;
        }
        let now = self.now;
        match self.expected.iter().find(|line| line.by <= now) {
            Some(Expected { player, realm, text, .. }) => {
                Err(format!("player {player} is in {realm} and has not heard {text:?}, on a bus that loses nothing"))
            }
            None => Ok(()),
        }
    }
}
