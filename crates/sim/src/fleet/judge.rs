//! What must hold, whatever goes wrong: one place names one view for ever; what a conn is sent has no gap, no double and
//! no step back; an app is told of whatever it misses, with a reason that is true.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::{Said, What, Why};
use types::{LoginPolicy, Millis, Place, Realm};
use wire::packets::{Packet, packet::Msg};
use wire::{Dialect, FromClient, Lane};

use super::plan::Plan;
use super::seen::Seen;
use crate::Checked;
use crate::frame::{self, show};

/// A view is in a ring a moment longer than it is by the clock of the run.
const TRIM_EVERY: Duration = Duration::from_millis(100);

/// Knows everything.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(crate) now: Millis,
    pub(crate) seen: Seen,
    /// How many packets conns have been sent, and views apps have been told.
    pub(crate) sent: u64,
    pub(crate) viewed: u64,
    /// By realm, every view that was given a place.
    views: BTreeMap<String, BTreeMap<(u64, u64), Body>>,
    history: BTreeMap<String, u64>,
    history_age: Duration,
    is_order_kept: bool,
}

#[derive(Debug)]
struct Body {
    from: u64,
    text: String,
    at: Millis,
}

/// What a conn has been sent.
#[derive(Debug)]
pub(crate) struct Ear {
    pub(crate) conn: u64,
    lane: Lane,
    has_id: bool,
    is_welcome: bool,
    /// Whether it is to hear nothing before the node knows who it is.
    is_closed: bool,
    /// Where it starts, until it is told from which place on it hears it.
    home: Option<String>,
    /// By realm, the last place; [`Place::NONE`] without a stream.
    pub(crate) places: BTreeMap<String, Place>,
}

/// What an app has been told.
#[derive(Debug, Default)]
pub(crate) struct App {
    /// By realm that it is in.
    pub(crate) tracks: BTreeMap<String, Track>,
    /// In realms without a stream: by realm and speaker, the number of the last line.
    lines: BTreeMap<(String, String), u64>,
}

/// Where an app is in a realm.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) place: Place,
    pub(crate) since: Millis,
    /// It has come back to another place: the very next thing that it is told must be that it has missed something.
    owes_gap: bool,
    pub(crate) is_doubted: bool,
    /// It has not lost its conn since.
    pub(crate) is_in: bool,
}

impl Ear {
    pub(crate) fn new(conn: u64, dialect: Dialect, home: &Realm, login: LoginPolicy) -> Self {
        let is_closed = login != LoginPolicy::Open;
        let lane = Lane::plain(dialect);
        let home = Some(home.to_string());
        Self { conn, lane, has_id: false, is_welcome: false, is_closed, home, places: BTreeMap::new() }
    }

    /// The conn says something: from `hello` on it is sent everything.
    pub(crate) fn says(&mut self, said: &FromClient<'_>) {
        if let FromClient::Hello(_) = said {
            self.lane = self.lane.with_hello();
        }
    }
}

impl Judge {
    pub(crate) fn new(plan: &Plan) -> Self {
        let history = |realm: &Realm| match realm {
            Realm::Lobby => plan.lobby_history,
            _ => plan.room_history,
        };
        let kept = |realm| (history(realm).min(plan.gap_views)) as u64;
        Self {
            now: Millis(0),
            seen: Seen::default(),
            sent: 0,
            viewed: 0,
            views: BTreeMap::new(),
            history: plan.realms.iter().map(|realm| (realm.to_string(), kept(realm))).collect(),
            history_age: plan.history_age,
            is_order_kept: plan.has_good_bus(),
        }
    }

    /// The greatest offset of an epoch.
    pub(crate) fn head(&self, realm: &str, epoch: u64) -> u64 {
        let views = self.views.get(realm);
        let last = views.and_then(|views| views.range((epoch, 0)..=(epoch, u64::MAX)).next_back());
        last.map_or(0, |((_, offset), _)| *offset)
    }

    /// An owner gives a view its place.
    pub(crate) fn placed(&mut self, realm: &str, place: Place, said: &Said) -> Checked {
        let What::Chat(text) = &said.what else { return Err(format!("nobody said {said:?}")) };
        let body = Body { from: said.from.map_or(0, types::ConnId::get), text: text.clone(), at: self.now };
        let views = self.views.entry(realm.to_owned()).or_default();
        match views.insert((place.epoch.0, place.offset.0), body) {
            None => Ok(()),
            Some(before) => Err(format!("{realm} {place} is {:?} and {text:?}", before.text)),
        }
    }

    fn check_body(&self, realm: &str, place: Place, from: u64, text: Option<&str>) -> Checked {
        let body = self.views.get(realm).and_then(|views| views.get(&(place.epoch.0, place.offset.0)));
        match body {
            Some(body) if body.from == from && text.is_none_or(|text| text == body.text) => Ok(()),
            body => Err(format!("{realm} {place} is {body:?}, not {text:?} of {from}")),
        }
    }

    /// Reads what a conn is sent.
    pub(crate) fn read(&mut self, ear: &mut Ear, mut frames: &[u8]) -> Checked<Vec<Packet>> {
        let mut packets = Vec::new();
        while !frames.is_empty() {
            let (packet, size) = frame::read(ear.lane, frames)?;
            self.sent += 1;
            self.sent_to(ear, &packet).map_err(|wrong| format!("conn {}: {wrong}: {}", ear.conn, show(&packet)))?;
            packets.push(packet);
            frames = &frames[size..];
        }
        Ok(packets)
    }

    fn sent_to(&mut self, ear: &mut Ear, packet: &Packet) -> Checked {
        let Some(msg) = &packet.msg else { return Err("a packet of no kind".to_owned()) };
        if !ear.has_id {
            ear.has_id = matches!(msg, Msg::Id(id) if id.id == ear.conn);
            return ear.has_id.then_some(()).ok_or_else(|| "the first thing is not the conn's id".to_owned());
        }
        if !ear.is_welcome {
            return before_welcome(ear, msg);
        }
        if ear.home.is_some() && ear.home.as_deref() == realm_of(packet, msg) {
            return Ok(());
        }
        match msg {
            Msg::Chat(chat) if packet.offset > 0 => {
                let place = next(ear, &packet.realm, packet.offset)?;
                self.check_body(&packet.realm, place, packet.sender_id, Some(&chat.msg))
            }
            Msg::Chat(_) => match ear.places.get(&packet.realm) {
                Some(place) if place.is_numbered() => Err("a view without a place in a stream".to_owned()),
                Some(_) | None => Ok(()),
            },
            Msg::Placed(placed) => {
                self.seen.note("said: found its place");
                let place = next(ear, &placed.realm, placed.offset)?;
                self.check_body(&placed.realm, place, ear.conn, None)
            }
            Msg::Joined(joined) => {
                let is_recovered =
                    joined.why.is_empty() || Why::ALL.iter().any(|why| why.name() == joined.why && why.is_recovered());
                if !joined.why.is_empty() {
                    self.seen.note(&format!("joined: {}", joined.why));
                }
                ear.home.take_if(|home| *home == joined.realm);
                ear.places.insert(joined.realm.clone(), place(joined.epoch, joined.offset));
                let is_true = joined.why.is_empty() || is_recovered == joined.recovered;
                is_true.then_some(()).ok_or_else(|| "recovered and why do not fit".to_owned())
            }
            Msg::Left(left) => {
                ear.places.remove(&left.realm);
                Ok(())
            }
            Msg::Head(head) => match ear.places.get(&head.realm) {
                Some(own) if *own != place(head.epoch, head.offset) => Err(format!("a head for a conn at {own}")),
                Some(_) | None => Ok(()),
            },
            Msg::Resync(resync) => {
                self.seen.note(&format!("resync: {}", resync.why));
                let (Some(own), to) = (ear.places.get_mut(&resync.realm), place(resync.epoch, resync.offset)) else {
                    return Ok(());
                };
                let is_back = to.epoch < own.epoch || to.epoch == own.epoch && to.offset < own.offset;
                if is_back {
                    return Err(format!("a resync back to {to} from {own}"));
                }
                *own = to;
                Ok(())
            }
            Msg::Error(error) => {
                self.seen.note(&format!("error: {}", error.code));
                Ok(())
            }
            Msg::Presence(_) | Msg::Pong(_) | Msg::Doubt(_) => Ok(()),
            Msg::Id(_) | Msg::Welcome(_) => Err("a second time".to_owned()),
            Msg::Hello(_)
            | Msg::Join(_)
            | Msg::Leave(_)
            | Msg::Ping(_)
            | Msg::Direct(_)
            | Msg::Who(_)
            | Msg::Members(_)
            | Msg::Came(_)
            | Msg::Went(_)
            | Msg::Call(_)
            | Msg::View(_)
            | Msg::Move(_) => Err("nobody caused this".to_owned()),
        }
    }

    /// An app is told something.
    pub(crate) fn told(&mut self, app: &mut App, event: &client::Event) -> Checked {
        use client::Event;
        if let Some((realm, _)) = app.tracks.iter().find(|(_, track)| track.owes_gap)
            && !matches!(event, Event::Gap { realm: of, .. } if of == realm)
        {
            return Err(format!(
                "the app is in {realm} again, at another place, and not told that it missed something"
            ));
        }
        match event {
            Event::Joined { realm, place, .. } => {
                let track = app.tracks.entry(realm.clone());
                let track = track.or_insert(Track {
                    place: *place,
                    since: self.now,
                    owes_gap: false,
                    is_doubted: false,
                    is_in: true,
                });
                (track.since, track.is_in, track.is_doubted) = (self.now, true, false);
                track.owes_gap = track.place != *place;
                Ok(())
            }
            Event::View { realm, place, from, text } if place.is_numbered() => {
                self.viewed += 1;
                step(app, realm, *place)?;
                self.check_body(realm, *place, *from, Some(text))
            }
            Event::View { realm, text, .. } => {
                self.viewed += 1;
                if self.is_order_kept { line(app, realm, text) } else { Ok(()) }
            }
            Event::Placed { realm, place } => step(app, realm, *place),
            Event::Gap { realm, place, why } => {
                self.seen.note(&format!("gap: {why}"));
                let Some(track) = app.tracks.get_mut(realm) else { return Err(format!("a gap in {realm}")) };
                let from = std::mem::replace(&mut track.place, *place);
                (track.owes_gap, track.is_doubted) = (false, false);
                self.check_gap(realm, from, *place, why)
            }
            Event::Left { realm } => {
                app.tracks.remove(realm);
                Ok(())
            }
            Event::Doubt { realm } => {
                self.seen.note("client: hears a doubt");
                doubt(app, realm, true)
            }
            Event::Sure { realm, .. } => {
                self.seen.note("client: is sure again");
                doubt(app, realm, false)
            }
            Event::Closed { .. } => {
                for track in app.tracks.values_mut() {
                    (track.is_in, track.is_doubted) = (false, false);
                }
                Ok(())
            }
            Event::Welcome { .. }
            | Event::NotJoined { .. }
            | Event::Unsaid { .. }
            | Event::Presence { .. }
            | Event::Direct { .. }
            | Event::Error { .. }
            | Event::Service { .. }
            | Event::Members { .. }
            | Event::Moved { .. }
            | Event::Pong { .. } => Ok(()),
        }
    }

    /// Whether what lies between these places really could not be had.
    fn check_gap(&self, realm: &str, from: Place, to: Place, why: &str) -> Checked {
        let is_true = match why {
            "epoch" => from.epoch != to.epoch,
            "open" => !to.is_numbered(),
            "trimmed" => {
                let first = self.views.get(realm).and_then(|views| views.get(&(from.epoch.0, from.offset.0 + 1)));
                let is_old = first.is_some_and(|body| self.now.since(body.at) + TRIM_EVERY >= self.history_age);
                // The owner may be ahead of the node that asked it.
                let missing = self.head(realm, from.epoch.0).saturating_sub(from.offset.0);
                from.epoch == to.epoch && (is_old || missing > self.history.get(realm).copied().unwrap_or(0))
            }
            _ => false,
        };
        is_true.then_some(()).ok_or_else(|| format!("{realm}: from {from} to {to} something is lost, and why is {why}"))
    }
}

/// A conn of which the node does not know yet who it is: what it hears has no place.
fn before_welcome(ear: &mut Ear, msg: &Msg) -> Checked {
    match msg {
        Msg::Welcome(_) => {
            ear.is_welcome = true;
            Ok(())
        }
        _ if ear.is_closed => Err("something goes out before the login".to_owned()),
        Msg::Chat(_) | Msg::Error(_) | Msg::Presence(_) | Msg::Head(_) | Msg::Resync(_) | Msg::Doubt(_) => Ok(()),
        _ => Err("not before `welcome`".to_owned()),
    }
}

/// The realm in which something has a place.
fn realm_of<'a>(packet: &'a Packet, msg: &'a Msg) -> Option<&'a str> {
    match msg {
        Msg::Chat(_) => Some(&packet.realm),
        Msg::Placed(placed) => Some(&placed.realm),
        Msg::Head(head) => Some(&head.realm),
        Msg::Resync(resync) => Some(&resync.realm),
        _ => None,
    }
}

/// A conn is sent the view of this offset.
fn next(ear: &mut Ear, realm: &str, offset: u64) -> Checked<Place> {
    let Some(own) = ear.places.get_mut(realm) else { return Err("a view where it is no member".to_owned()) };
    if !own.is_numbered() || offset != own.offset.0 + 1 {
        return Err(format!("a view for a conn at {own}"));
    }
    own.offset = own.offset.next();
    Ok(*own)
}

/// An app is told the view of this place.
fn step(app: &mut App, realm: &str, place: Place) -> Checked {
    let Some(track) = app.tracks.get_mut(realm) else { return Err(format!("the app is not in {realm}")) };
    let from = std::mem::replace(&mut track.place, place);
    let is_next = from.epoch == place.epoch && from.offset.next() == place.offset;
    is_next.then_some(()).ok_or_else(|| format!("in {realm} the app is told {place} after {from}, and of no gap"))
}

fn doubt(app: &mut App, realm: &str, is_doubted: bool) -> Checked {
    let Some(track) = app.tracks.get_mut(realm) else { return Err(format!("the app is not in {realm}")) };
    track.is_doubted = is_doubted;
    Ok(())
}

/// An app is told a line without a place. Lines are `speaker-number`.
fn line(app: &mut App, realm: &str, text: &str) -> Checked {
    let Some((speaker, number)) = text.split_once('-') else { return Err(format!("nobody said {text:?}")) };
    let number = number.parse().map_err(|_| format!("nobody said {text:?}"))?;
    match app.lines.insert((realm.to_owned(), speaker.to_owned()), number) {
        Some(before) if before >= number => Err(format!("{realm}: after line {before} of {speaker} comes {number}")),
        Some(_) | None => Ok(()),
    }
}

fn place(epoch: u64, offset: u64) -> Place {
    Place { epoch: types::Epoch(epoch), offset: types::Offset(offset) }
}
