//! The floors: two minimal servers that nobody on this machine can be much cheaper than.
//!
//! One thread, one epoll loop, no limits, no time-outs, no names: the tutorial's `Packet`, rooms by `?room=`, an echo
//! of frames on `/echo`. `write` makes one `send` per socket and message, from bytes that were encoded once; `coalesce`
//! lets all messages that a room got in one turn of the loop leave in one `send` per socket. They are for measuring
//! against, on loopback, and for nothing else.

mod client;
mod room;

use std::collections::HashMap;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use ws::{DecodeLimits, Event, Opcode};

use crate::cli::{self, FloorKind};
use crate::packet;
use client::{Client, Got, Stage};
use room::Room;

const LISTENER: Token = Token(usize::MAX);
const LIMITS: DecodeLimits = DecodeLimits { message_bytes: 1 << 24, message_fragments: 1_024 };
const READ_BYTES: usize = 64 << 10;
const EVENTS_PER_TURN: usize = 1_024;

/// Serves until the process is ended.
///
/// # Errors
/// If the address cannot be listened on, or epoll fails.
pub(crate) fn run(floor: &cli::Floor) -> anyhow::Result<ExitCode> {
    let listener = TcpListener::bind(floor.listen).with_context(|| format!("cannot listen on {}", floor.listen))?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?).context("cannot write to stdout")?;
    Floor::new(floor.kind, listener)?.serve()?;
    Ok(ExitCode::SUCCESS)
}

/// A floor, about to serve.
pub(crate) struct Floor {
    kind: FloorKind,
    poll: Poll,
    listener: TcpListener,
    clients: Slab<Client>,
    rooms: Vec<Room>,
    room_numbers: HashMap<String, usize>,
    last_id: u64,
    /// Rooms with messages of this turn (`coalesce`).
    talking: Vec<usize>,
    /// Clients with answers of this turn that are theirs alone (`coalesce`).
    answered: Vec<usize>,
    /// Clients that have left in this turn; their numbers are free only after it.
    gone: Vec<usize>,
    /// Where a frame, or what a speaker hears of a turn, is built.
    frame: Vec<u8>,
}

impl Floor {
    /// A floor on a listener that is not registered anywhere yet.
    pub(crate) fn new(kind: FloorKind, mut listener: TcpListener) -> io::Result<Self> {
        let poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Self {
            kind,
            poll,
            listener,
            clients: Slab::new(),
            rooms: Vec::new(),
            room_numbers: HashMap::new(),
            last_id: 0,
            talking: Vec::new(),
            answered: Vec::new(),
            gone: Vec::new(),
            frame: Vec::new(),
        })
    }

    /// Serves for ever.
    pub(crate) fn serve(&mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(EVENTS_PER_TURN);
        let mut buffer = vec![0; READ_BYTES];
        loop {
            if let Err(error) = self.poll.poll(&mut events, None)
                && error.kind() != io::ErrorKind::Interrupted
            {
                return Err(error);
            }
            for event in &events {
                match event.token() {
                    LISTENER => self.accept()?,
                    Token(number) => {
                        if event.is_writable() {
                            self.write_on(number);
                        }
                        if event.is_readable() || event.is_read_closed() {
                            self.read(number, &mut buffer, event.is_read_closed());
                        }
                    }
                }
            }
            self.flush();
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            match self.listener.accept() {
                Ok((mut stream, _)) => {
                    stream.set_nodelay(true)?;
                    let entry = self.clients.vacant_entry();
                    self.poll.registry().register(&mut stream, Token(entry.key()), Interest::READABLE)?;
                    entry.insert(Client::new(stream));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads until a read does not fill the buffer, or to the end if that has been told of.
    fn read(&mut self, number: usize, buffer: &mut [u8], to_the_end: bool) {
        while let Some(client) = self.clients.get_mut(number) {
            match client.read(buffer) {
                Got::Bytes(bytes) => {
                    if self.on_bytes(number, &mut buffer[..bytes]).is_none() {
                        return self.leave(number);
                    }
                    if bytes < READ_BYTES && !to_the_end {
                        return;
                    }
                }
                Got::Nothing => return,
                Got::End => return self.leave(number),
            }
        }
    }

    /// `None` if the client is to go.
    fn on_bytes(&mut self, number: usize, bytes: &mut [u8]) -> Option<()> {
        match &mut self.clients.get_mut(number)?.stage {
            Stage::Head(head) => {
                head.extend_from_slice(bytes);
                let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") else {
                    return (head.len() < 8_192).then_some(());
                };
                let head = std::mem::take(head);
                self.welcome(number, std::str::from_utf8(&head[..end]).ok()?)?;
                self.on_frames(number, &mut head[end + 4..].to_vec())
            }
            Stage::InRoom(_) | Stage::Echo => self.on_frames(number, bytes),
            Stage::Gone => Some(()),
        }
    }

    /// Answers the upgrade, and tells a client in a room its id.
    fn welcome(&mut self, number: usize, head: &str) -> Option<()> {
        let request = client::Request::read(head)?;
        let mut answer = request.answer();
        let client = self.clients.get_mut(number)?;
        match request.room {
            None => client.stage = Stage::Echo,
            Some(name) => {
                self.last_id += 1;
                client.id = self.last_id;
                let mut payload = Vec::new();
                packet::put_id(&mut payload, client.id);
                ws::put_frame(&mut answer, Opcode::Binary, &payload);
                let rooms = &mut self.rooms;
                let room = *self.room_numbers.entry(name.to_owned()).or_insert_with(|| {
                    rooms.push(Room::default());
                    rooms.len() - 1
                });
                client.stage = Stage::InRoom(room);
                client.place = self.rooms[room].members.len();
                self.rooms[room].members.push(number);
            }
        }
        self.clients[number].send(&answer, self.poll.registry(), Token(number));
        Some(())
    }

    fn on_frames(&mut self, number: usize, mut bytes: &mut [u8]) -> Option<()> {
        let mut decoder = self.clients.get_mut(number)?.take_decoder();
        while !bytes.is_empty() {
            let decoded = decoder.decode(LIMITS, bytes).ok()?;
            let used = decoded.used;
            match decoded.event {
                Some(Event::Message(_, payload)) => self.on_message(number, &payload)?,
                Some(Event::Ping(payload)) => self.answer(number, Opcode::Pong, &payload),
                Some(Event::Close(..)) => {
                    self.answer(number, Opcode::Close, &1_000_u16.to_be_bytes());
                    return None;
                }
                Some(Event::Pong) | None => {}
            }
            bytes = &mut bytes[used..];
        }
        self.clients[number].decoder = decoder;
        Some(())
    }

    /// A client's packet goes to everybody else in its room, under its id; or back, on the echo path.
    #[inline]
    fn on_message(&mut self, number: usize, payload: &[u8]) -> Option<()> {
        let client = &self.clients[number];
        let Stage::InRoom(room) = client.stage else {
            self.answer(number, Opcode::Binary, payload);
            return Some(());
        };
        let body = room::without_sender(payload)?;
        let frame = match self.kind {
            FloorKind::Write => {
                self.frame.clear();
                &mut self.frame
            }
            FloorKind::Coalesce => {
                if self.rooms[room].turn.is_empty() {
                    self.talking.push(room);
                }
                &mut self.rooms[room].turn
            }
        };
        let start = frame.len();
        ws::put_head(frame, Opcode::Binary, 1 + packet::varint_size(client.id) + body.len());
        packet::put_number(frame, 1, client.id);
        frame.extend_from_slice(body);
        match self.kind {
            FloorKind::Coalesce => {
                self.rooms[room].mark(number, start);
                self.clients[number].spoke = true;
            }
            FloorKind::Write => {
                for &member in &self.rooms[room].members {
                    if member != number {
                        self.clients[member].send(&self.frame, self.poll.registry(), Token(member));
                    }
                }
            }
        }
        Some(())
    }

    /// Something for this client alone.
    fn answer(&mut self, number: usize, opcode: Opcode, payload: &[u8]) {
        match self.kind {
            FloorKind::Write => {
                self.frame.clear();
                ws::put_frame(&mut self.frame, opcode, payload);
                self.clients[number].send(&self.frame, self.poll.registry(), Token(number));
            }
            FloorKind::Coalesce => {
                let out = &mut self.clients[number].out;
                if out.is_empty() {
                    self.answered.push(number);
                }
                ws::put_frame(out, opcode, payload);
            }
        }
    }

    /// Sends what this turn has gathered, and forgets those who have left.
    fn flush(&mut self) {
        while let Some(number) = self.answered.pop() {
            self.write_on(number);
        }
        while let Some(number) = self.talking.pop() {
            let room = &mut self.rooms[number];
            for &member in &room.members {
                let client = &mut self.clients[member];
                let bytes = if std::mem::take(&mut client.spoke) {
                    self.frame.clear();
                    room.put_without(member, &mut self.frame);
                    &self.frame
                } else {
                    &room.turn
                };
                if !bytes.is_empty() {
                    client.send(bytes, self.poll.registry(), Token(member));
                }
            }
            room.end_turn();
        }
        while let Some(number) = self.gone.pop() {
            self.clients.remove(number);
        }
    }

    fn write_on(&mut self, number: usize) {
        if let Some(client) = self.clients.get_mut(number) {
            client.write_on(self.poll.registry(), Token(number));
        }
    }

    /// The client's socket is closed at the end of the turn.
    fn leave(&mut self, number: usize) {
        let client = &mut self.clients[number];
        if matches!(client.stage, Stage::Gone) {
            return;
        }
        if let Stage::InRoom(room) = client.stage {
            let (place, room) = (client.place, &mut self.rooms[room]);
            room.members.swap_remove(place);
            if let Some(&moved) = room.members.get(place) {
                self.clients[moved].place = place;
            }
        }
        self.clients[number].stage = Stage::Gone;
        self.gone.push(number);
    }
}
