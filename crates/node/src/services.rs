//! Services behind the gateways: what they are told and what they say, as JSON. `docs/write-a-service.md` has it all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bus::Subject;
use bytes::Bytes;
use desk::{No, NodeNumber, Publication, Said, View, What, Whom};
use serde::{Deserialize, Serialize};
use types::{CloseCode, ConnId, Epoch, Name, Offset, Place, Realm};
use wire::{ErrorCode, Fault};

/// A conn, as services are told of it.
#[derive(Serialize)]
struct Caller<'a> {
    user: &'a str,
    conn: u64,
    /// Where to publish what is for this conn alone.
    to_conn: String,
}

/// Asks which realms a name means for a user: on `ipc.request.registerRealm`.
#[derive(Serialize)]
struct RegisterRealm<'a> {
    realm: String,
    #[serde(flatten)]
    caller: Caller<'a>,
}

/// The answer: the realms that the conn is let into.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Registered {
    realms: Vec<String>,
}

/// What a client calls: on `ipc.pb.<kind>.<user>`.
#[derive(Serialize)]
struct Call<'a> {
    kind: &'a str,
    #[serde(flatten)]
    caller: Caller<'a>,
    text: &'a str,
    /// Base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    body: String,
}

/// A conn has come into a realm of the service, or gone: on `ipc.pb.joined.<user>` and `ipc.pb.left.<user>`.
#[derive(Serialize)]
struct Moved<'a> {
    realm: String,
    #[serde(flatten)]
    caller: Caller<'a>,
}

/// What a service says: in a realm, to one conn, or in answer to a call.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Word {
    view: Option<ViewWord>,
    epoch: u64,
    offset: u64,
    put_out: Option<PutOutWord>,
    kick: Option<KickWord>,
    error: Option<ErrorWord>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ViewWord {
    kind: String,
    text: String,
    /// Base64.
    body: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PutOutWord {
    conn: u64,
    user: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct KickWord {}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ErrorWord {
    text: String,
}

/// What a service says to one conn.
pub(crate) enum ToConn {
    View(View),
    Close(CloseCode),
    Error(Fault),
    /// An answer without anything in it.
    Nothing,
}

/// Somebody of this node, to be told to services.
#[derive(Clone, Copy)]
pub(crate) struct Who<'a> {
    pub(crate) node: NodeNumber,
    pub(crate) conn: ConnId,
    pub(crate) user: &'a Name,
}

impl<'a> Who<'a> {
    fn caller(self) -> Caller<'a> {
        let to_conn = Subject::conn(&node_name(self.node), self.conn).to_string();
        Caller { user: self.user.as_str(), conn: self.conn.get(), to_conn }
    }
}

/// What a node is called in subjects.
pub(crate) fn node_name(node: NodeNumber) -> Name {
    format!("node_{}", node.0).parse().unwrap_or_else(|_| unreachable!("letters and digits are a name"))
}

pub(crate) fn register_realm(who: Who<'_>, realm: &Realm) -> Bytes {
    json(&RegisterRealm { realm: realm.to_string(), caller: who.caller() })
}

/// The realms that a service names; those that are none, or open to everybody, or a user's own, are left out.
pub(crate) fn registered(answer: &[u8]) -> Result<Vec<Realm>, No> {
    let read: Registered = serde_json::from_slice(answer).map_err(|error| {
        tracing::warn!(%error, "a service answers registerRealm with what is no {{\"realms\":[…]}}");
        No::Unavailable
    })?;
    let realms = read.realms.iter().filter_map(|realm| realm.parse::<Realm>().ok());
    Ok(realms.filter(|realm| matches!(realm, Realm::Game(_) | Realm::GameTv(_))).collect())
}

pub(crate) fn call(who: Who<'_>, kind: &Name, text: &str, body: &[u8]) -> Bytes {
    json(&Call { kind: kind.as_str(), caller: who.caller(), text, body: BASE64.encode(body) })
}

/// Where services hear that a conn has come into a realm, or gone, and what.
pub(crate) fn moved(who: Who<'_>, realm: &Realm, is_in: bool) -> Option<(Subject, Bytes)> {
    let kind: Name = if is_in { "joined" } else { "left" }.parse().ok()?;
    let bytes = json(&Moved { realm: realm.to_string(), caller: who.caller() });
    Some((Subject::backend(&kind, who.user), bytes))
}

/// Whether these bytes are a service's JSON, and no protobuf of a node: that never begins so.
pub(crate) fn is_word(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'{')
}

/// What a service publishes in a realm.
pub(crate) fn published(bytes: &[u8], realm: &Realm) -> Option<Publication> {
    match word(bytes)? {
        Word { view: Some(view), epoch, offset, .. } => {
            let place = Place { epoch: Epoch(epoch), offset: Offset(offset) };
            let what = What::View(view_of(view)?);
            Some(Publication::Said(place, Said { offset: place.offset, from: None, user: None, what }.into()))
        }
        Word { put_out: Some(PutOutWord { conn, user }), .. } => match (ConnId::new(conn), user.as_str()) {
            (None, "") => Some(Publication::PutOut(Whom::Everybody)),
            (Some(conn), "") => Some(Publication::PutOut(Whom::Conn(conn))),
            (_, user) => user.parse().ok().map(|user| Publication::PutOut(Whom::User(user))),
        },
        Word { kick: Some(_), .. } if matches!(realm, Realm::User(_)) => Some(Publication::Kick(CloseCode::Removed)),
        _ => None,
    }
}

/// What a service says to one conn, on its subject or in answer to a call.
pub(crate) fn to_conn(bytes: &[u8]) -> Option<ToConn> {
    if bytes.is_empty() {
        return Some(ToConn::Nothing);
    }
    match word(bytes)? {
        Word { view: Some(view), .. } => view_of(view).map(ToConn::View),
        Word { kick: Some(_), .. } => Some(ToConn::Close(CloseCode::Removed)),
        Word { error: Some(ErrorWord { text }), .. } => {
            let text: String = text.chars().take(ERROR_CHARS_MAX).collect();
            Some(ToConn::Error(Fault::new(ErrorCode::NotAllowed, text)))
        }
        Word { .. } => Some(ToConn::Nothing),
    }
}

/// The most of a service's words about an error that a client is told.
const ERROR_CHARS_MAX: usize = 512;

fn word(bytes: &[u8]) -> Option<Word> {
    serde_json::from_slice(bytes).inspect_err(|error| tracing::warn!(%error, "a service says what cannot be read")).ok()
}

fn view_of(word: ViewWord) -> Option<View> {
    let body = BASE64.decode(&word.body);
    let body = body.inspect_err(|error| tracing::warn!(%error, "the body of a service's view is no base64")).ok()?;
    if word.kind.len() + word.text.len() + body.len() > VIEW_BYTES_MAX {
        tracing::warn!(kind = %word.kind, "a service's view is over {VIEW_BYTES_MAX} bytes and is told to nobody");
        return None;
    }
    Some(View { kind: word.kind, text: word.text, body })
}

/// So much of a view fits one message to a client, in either dialect.
const VIEW_BYTES_MAX: usize = 40_000;

fn json(value: &impl Serialize) -> Bytes {
    let bytes = serde_json::to_vec(value);
    debug_assert!(bytes.is_ok(), "texts and numbers always have a JSON form");
    bytes.unwrap_or_default().into()
}
