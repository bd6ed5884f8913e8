//! What is answered. Times are milliseconds since 1970 by the node's clock, unless a field says otherwise.

use std::net::IpAddr;

use auth::{Secret, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use types::Realm;

use crate::{Base64, Conn, Text};

/// A place in a realm's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Of which count.
    pub epoch: u64,
    /// The last view.
    pub offset: u64,
}

impl From<types::Place> for Place {
    fn from(place: types::Place) -> Self {
        Self { epoch: place.epoch.0, offset: place.offset.0 }
    }
}

/// Something was said in a realm.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// Its place; missing if the realm keeps no history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// To whom something was passed on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reached {
    /// Conns of this node.
    pub conns: u64,
    /// Whether it went to the other nodes of the fleet as well; whom it finds there is not known here.
    pub fleet: bool,
}

/// One page of realms.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Realms {
    /// By name.
    pub realms: Vec<RealmInfo>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Text<Realm>>,
}

/// A realm with members at this node.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RealmInfo {
    /// Its name.
    pub realm: Text<Realm>,
    /// Conns of this node that are in it.
    pub members: u64,
    /// Conns of the whole fleet that are in it, as far as this node knows.
    pub fleet_members: u64,
    /// How far its stream has come; missing if it keeps no history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Place>,
    /// The number of the node that counts its stream; missing if none does, or it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<u16>,
}

/// One page of a realm's members.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Members {
    /// By conn id.
    pub members: Vec<Member>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Conn>,
}

/// Who is in a realm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// The conn.
    pub conn: Conn,
    /// Whose it is; missing if it has not logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Text<UserId>>,
}

/// One page of what a realm keeps.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// How far its stream has come.
    pub head: Place,
    /// By offset.
    pub views: Vec<View>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// Something that was said in a realm with history.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct View {
    /// Its place in the stream.
    pub offset: u64,
    /// When this node heard it.
    pub at_ms: i64,
    /// Which conn said it; missing if a service did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conn: Option<Conn>,
    /// Whose conn that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Text<UserId>>,
    /// For people.
    pub text: String,
    /// For programs.
    #[serde(default)]
    pub body: Base64,
}

impl std::fmt::Debug for View {
    /// What players say is no business of a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "view {} of {} bytes", self.offset, self.text.len() + self.body.0.len())
    }
}

/// One page of conns.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Conns {
    /// By id.
    pub conns: Vec<ConnInfo>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Conn>,
}

/// One conn.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConnInfo {
    /// Its id.
    pub conn: Conn,
    /// Whose it is; missing if it has not logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Text<UserId>>,
    /// Where it comes from, as far as trusted proxies tell.
    pub address: IpAddr,
    /// When it was opened.
    pub since_ms: i64,
    /// The number of its node.
    pub node: u16,
    /// Which of the node's shards holds it.
    pub shard: u16,
    /// What it speaks.
    pub dialect: Dialect,
    /// Whether it has said `hello`.
    pub hello: bool,
    /// The realms that it is in.
    pub realms: Vec<Text<Realm>>,
    /// Bytes that wait to be sent to it.
    pub outbox_bytes: u64,
    /// How long the oldest of them has waited, in milliseconds.
    pub lag_ms: u64,
}

/// What a conn speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Protobuf.
    Protobuf,
    /// JSON.
    Json,
}

/// The fleet.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Nodes {
    /// By number.
    pub nodes: Vec<Node>,
}

/// A node of the fleet.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// Its number in the fleet; 0 for a node that is alone.
    pub node: u16,
    /// What it calls itself.
    pub name: String,
    /// Conns that it holds.
    pub conns: u64,
    /// Whether it is the one that answers.
    pub here: bool,
    /// Whether it drains.
    pub draining: bool,
    /// How long ago it was heard, in milliseconds.
    pub heard_ms_ago: u64,
}

/// How far everything may grow.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// In the order of the settings file.
    pub limits: Vec<Limit>,
}

/// One limit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// The setting, as in `limits.outbox_bytes`.
    pub name: String,
    /// Its value, as the settings file has it.
    pub value: String,
    /// What is limited.
    pub meaning: String,
    /// What happens when it is reached.
    pub when_full: String,
    /// How often that has happened; missing where it is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<u64>,
}

/// How far draining is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Drained {
    /// Whether the node drains.
    pub draining: bool,
    /// Conns that are still there.
    pub left: u64,
    /// Conns when it began; missing while it does not drain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at_ms: Option<i64>,
    /// When what is left then is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<i64>,
}

/// What stands for a login in one URL, once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ticket {
    /// To be given as `?ticket=` when connecting.
    #[serde(serialize_with = "exposed")]
    #[schemars(with = "String")]
    pub ticket: Secret,
    /// How long it is good, in milliseconds.
    pub good_for_ms: u64,
}

fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
