//! Rooms of Godot's own multiplayer in a fleet: which node owns which, and the way to the others.
//!
//! A room's owner serves `ipc.relay.room.<room>`; who finds nobody there claims the room. Where two own one, for they
//! claimed at once or could not hear each other, the older claim wins, and the other's peers come back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use buffa::Message as _;
use bus::{Bus, Delivery, Message, Pattern, ReplyTo, RequestFailed, Subject, Subscription};
use bytes::Bytes;
use desk::NodeNumber;
use gateway::Relayed;
use relay::{Fleet, FleetInput, FleetOutput, Line, Node, Sought};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};
use types::Name;
use wire::bus::{RoomClaim, RoomOwner};

use crate::backend::Answers;
use crate::clerk::{Clerk, Event};
use crate::desk_bus::{AbortOnDrop, subscribe};
use crate::room_words;
use crate::services::node_name;

/// How long a room's owner may take to say that it is, and how often it is asked.
const SEEK_TIME: Duration = Duration::from_millis(500);
const SEEKS_MAX: usize = 3;

/// How long the fleet may take to say that a room is somebody else's.
const CLAIM_TIME: Duration = Duration::from_millis(300);

/// How often an owner claims its room again: of two that could not hear each other, one ends then.
const CLAIM_EVERY: Duration = Duration::from_secs(10);

/// Questions about a room that wait for its claim. Of more, the last get no answer, and their peers come back.
const PUT_OFF_MAX: usize = 64;

/// What this node knows of such rooms; nothing, where it is alone.
pub(crate) struct RelayedRooms {
    fleet: Fleet,
    owning: BTreeMap<Name, AbortOnDrop>,
    /// Whether this node hears what others have to say about rooms; before, it asks for none.
    hears: watch::Receiver<bool>,
    is_draining: bool,
}

impl RelayedRooms {
    /// Begins to hear the others, if there may be any.
    pub(crate) fn start(answers: &Answers) -> Self {
        let node = answers.node;
        let (live, hears) = watch::channel(false);
        if node != NodeNumber::default() {
            tokio::spawn(listen(Arc::clone(&answers.bus), node, live, answers.events.clone()));
        }
        let fleet = Fleet::new(Node(node.0), rand::random(), answers.config.limits);
        Self { fleet, owning: BTreeMap::new(), hears, is_draining: false }
    }
}

impl Clerk {
    /// Something has happened to a room.
    pub(crate) fn give_rooms(&mut self, input: FleetInput) {
        if let FleetInput::Sought(room, Sought::By(_)) = &input {
            // If it was claimed as well, another was first.
            self.rooms.owning.remove(room);
        }
        let mut out = Vec::new();
        self.rooms.fleet.handle(self.now().mono, input, &mut out);
        for output in out {
            match output {
                FleetOutput::Admit(line) => self.tell_relayed(line.shard, Relayed::Admit(line)),
                FleetOutput::Send(lines, message) => self.send_to_peers(lines, &message),
                FleetOutput::Close(line, code) => self.tell_relayed(line.shard, Relayed::Close(line, code)),
                FleetOutput::Seek(room) => self.seek_room(room),
                FleetOutput::Claim(room) => self.claim_room(room),
                FleetOutput::Disclaim(room) => drop(self.rooms.owning.remove(&room)),
                FleetOutput::Tell(node, numbered) => {
                    let bytes = room_words::encode(self.node, numbered);
                    // What is shed here is counted by the bus, and found by the other node as a gap.
                    let _ = self.peers.publish(&Subject::relay(&node_name(NodeNumber(node.0))), bytes.into());
                }
            }
        }
    }

    /// A second has passed.
    pub(crate) fn look_at_rooms(&mut self) {
        if !self.rooms.is_draining && self.fleet.own().draining {
            self.rooms.is_draining = true;
            self.give_rooms(FleetInput::Draining);
        }
        self.give_rooms(FleetInput::Ticked);
    }

    fn send_to_peers(&mut self, mut lines: Vec<Line>, message: &[u8]) {
        while let Some(shard) = lines.first().map(|line| line.shard) {
            let there = lines.extract_if(.., |line| line.shard == shard).collect();
            self.tell_relayed(shard, Relayed::Send(there, message.to_vec()));
        }
    }

    fn seek_room(&mut self, room: Name) {
        let (bus, mut hears) = (Arc::clone(&self.peers), self.rooms.hears.clone());
        self.begin(async move {
            if hears.wait_for(|hears| *hears).await.is_err() {
                return Event::Rooms(FleetInput::Sought(room, Sought::Unknown));
            }
            let sought = seek(&*bus, &Subject::relay_room(&room)).await;
            Event::Rooms(FleetInput::Sought(room, sought))
        });
    }

    fn claim_room(&mut self, room: Name) {
        let claim = Claim { since: self.now().unix.0, node: self.node.0 };
        let task = tokio::spawn(own(Arc::clone(&self.peers), room.clone(), claim, self.sender.clone()));
        self.rooms.owning.insert(room, AbortOnDrop(task.abort_handle()));
    }
}

/// Hears what other nodes have to say about rooms, until the bus is closed.
async fn listen(bus: Arc<dyn Bus>, node: NodeNumber, live: watch::Sender<bool>, events: mpsc::Sender<Event>) {
    let pattern = Pattern::exactly(&Subject::relay(&node_name(node)));
    let Some(mut words) = subscribe(&*bus, &pattern).await else { return };
    live.send_replace(true);
    while let Some(delivery) = words.next().await {
        // What is lost is found by the next number.
        let Delivery::Message(message) = delivery else { continue };
        let Some((from, numbered)) = room_words::decode(&message.payload) else {
            tracing::debug!("somebody says of a room what no node says");
            continue;
        };
        if events.send(Event::Rooms(FleetInput::Heard(from, numbered))).await.is_err() {
            return;
        }
    }
}

/// Since when a node wants a room: the least wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    since: i64,
    node: u16,
}

/// What is asked about a room.
enum Asked {
    /// Who owns it.
    Who(ReplyTo),
    /// Whether another may own it.
    May(Claim, ReplyTo),
}

fn asked(message: Message) -> Option<Asked> {
    let RoomClaim { since, node, .. } = RoomClaim::decode_from_slice(&message.payload).ok()?;
    let claim = Claim { since, node: u16::try_from(node).ok()? };
    Some(if since == 0 { Asked::Who(message.reply?) } else { Asked::May(claim, message.reply?) })
}

fn owner_in(answer: &[u8]) -> Option<Node> {
    RoomOwner::decode_from_slice(answer).ok().and_then(|owner| u16::try_from(owner.node).ok()).map(Node)
}

fn owner_out(node: u16) -> Bytes {
    RoomOwner { node: node.into() }.encode_to_vec().into()
}

/// Who owns a room.
async fn seek(bus: &dyn Bus, subject: &Subject) -> Sought {
    let mut answer = Err(RequestFailed::TimedOut);
    // Whoever was the owner until now may not have let go of the subject yet.
    for _ in 0..SEEKS_MAX {
        if answer == Err(RequestFailed::TimedOut) {
            answer = bus.request(subject, RoomClaim::default().encode_to_vec().into(), SEEK_TIME).await;
        }
    }
    match answer {
        Ok(answer) => owner_in(&answer).map_or(Sought::Unknown, Sought::By),
        Err(RequestFailed::NoResponders) => Sought::Nobody,
        Err(RequestFailed::TimedOut | RequestFailed::Disconnected | RequestFailed::NotSent(_)) => Sought::Unknown,
    }
}

/// Claims a room, and answers for it from then on, until it is stopped or somebody's claim is older.
async fn own(bus: Arc<dyn Bus>, room: Name, claim: Claim, events: mpsc::Sender<Event>) {
    let subject = Subject::relay_room(&room);
    let Some(mut questions) = subscribe(&*bus, &Pattern::exactly(&subject)).await else { return };
    let (mut is_owner, mut put_off) = (false, Vec::new());
    while settle(&*bus, &subject, claim, &mut questions, &mut put_off).await {
        is_owner = true;
        // First, for who is told who the owner is sends its peers at once.
        if events.send(Event::Rooms(FleetInput::Claimed(room.clone()))).await.is_err() {
            return;
        }
        put_off.drain(..).for_each(|reply| answer(&*bus, &reply, claim.node));
        if !serve(&*bus, claim, &mut questions).await {
            return;
        }
    }
    drop(questions);
    let outcome = if is_owner {
        FleetInput::Ceded(room)
    } else {
        let sought = seek(&*bus, &subject).await;
        if let Sought::By(owner) = sought {
            put_off.drain(..).for_each(|reply| answer(&*bus, &reply, owner.0));
        }
        FleetInput::Sought(room, sought)
    };
    // If nobody hears it, the node has ended.
    let _ = events.send(Event::Rooms(outcome)).await;
}

/// Asks the others whether one of them has an older claim. Whether the room is this node's; who asked for the owner
/// meanwhile is put off, because an owner that is not settled yet takes no peers.
async fn settle(
    bus: &dyn Bus,
    subject: &Subject,
    claim: Claim,
    questions: &mut Subscription,
    put_off: &mut Vec<ReplyTo>,
) -> bool {
    let ask = RoomClaim { since: claim.since, node: claim.node.into() }.encode_to_vec();
    let mut asking = bus.request(subject, ask.into(), CLAIM_TIME);
    loop {
        tokio::select! {
            answer = &mut asking => return answer.is_err(),
            delivery = questions.next() => match delivery {
                Some(Delivery::Message(message)) => match asked(message) {
                    Some(Asked::Who(reply)) if put_off.len() < PUT_OFF_MAX => put_off.push(reply),
                    Some(Asked::May(other, _)) if other < claim => return false,
                    Some(Asked::May(other, reply)) if other > claim => answer(bus, &reply, claim.node),
                    Some(Asked::Who(_) | Asked::May(..)) | None => {}
                },
                Some(Delivery::Lost) => {}
                None => return false,
            },
        }
    }
}

/// Answers as the owner, for a while. Whether all is to be settled anew: time has passed, something was lost, or somebody's
/// claim is older.
async fn serve(bus: &dyn Bus, claim: Claim, questions: &mut Subscription) -> bool {
    let until = Instant::now() + CLAIM_EVERY;
    while let Ok(delivery) = timeout_at(until, questions.next()).await {
        let message = match delivery {
            Some(Delivery::Message(message)) => message,
            Some(Delivery::Lost) => return true,
            None => return false,
        };
        match asked(message) {
            Some(Asked::Who(reply)) => answer(bus, &reply, claim.node),
            Some(Asked::May(other, reply)) if other > claim => answer(bus, &reply, claim.node),
            Some(Asked::May(other, _)) if other < claim => return true,
            Some(Asked::May(..)) | None => {}
        }
    }
    true
}

/// What is shed here is asked again.
fn answer(bus: &dyn Bus, to: &ReplyTo, owner: u16) {
    let _ = bus.respond(to, owner_out(owner));
}
