//! Where a request goes: the handshake's decisions, without a socket.

use types::{Name, Realm, Secret};
use wire::Dialect;
use ws::{accept_key, is_key};

use crate::{Head, Policy, Refusal, Status};

/// The subprotocol that stands for the JSON dialect.
const JSON_PROTOCOL: &str = "hubbub.v1.json";

/// Before the name of a room of Godot's own multiplayer.
const GODOT: &str = "/godot/";

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// It becomes a conn.
    Upgrade(Upgrade),
    /// It is for the HTTP side.
    Http,
}

/// A conn to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// How it will speak.
    pub dialect: Dialect,
    /// Where it starts.
    pub home: Realm,
    /// Who it is, by its `Authorization` header or a ticket in its URL.
    pub token: Option<Secret>,
    /// The room of Godot's own multiplayer of which it is a peer, instead of a player.
    pub room: Option<Name>,
    /// Whether it is the conformance test's echo instead of a player.
    pub is_echo: bool,
    accept: String,
    protocol: Option<&'static str>,
}

impl Upgrade {
    /// The whole response. Native Godot accepts `Connection: Upgrade` alone and no protocol that it did not ask for.
    #[must_use]
    pub fn response(&self) -> Vec<u8> {
        let mut response = Vec::with_capacity(192);
        response.extend_from_slice(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ",
        );
        response.extend_from_slice(self.accept.as_bytes());
        if let Some(protocol) = self.protocol {
            response.extend_from_slice(b"\r\nSec-WebSocket-Protocol: ");
            response.extend_from_slice(protocol.as_bytes());
        }
        response.extend_from_slice(b"\r\n\r\n");
        response
    }
}

/// Decides about a request.
///
/// # Errors
/// What it is told instead.
pub fn route(head: &Head<'_>, policy: &Policy) -> Result<Route, Refusal> {
    let host = policy.host(head)?;
    let (path, query) = head.target.split_once('?').unwrap_or((head.target, ""));
    let is_upgrade = head.values("upgrade").any(|value| has_token(value, "websocket"));
    if !is_upgrade {
        return plain(head, path, policy);
    }
    policy.check_origin(head, host)?;
    let offers_json = head.values("sec-websocket-protocol").any(|value| has_exact_token(value, JSON_PROTOCOL));
    let (dialect, is_echo) = match path {
        "/ws" if !offers_json => (Dialect::Protobuf, false),
        "/ws" | "/" => (Dialect::Json, false),
        "/conformance/echo" if policy.has_conformance_echo() => (Dialect::Protobuf, true),
        path if path.starts_with(GODOT) => (Dialect::Protobuf, false),
        _ => return Err(Refusal::new(Status::NotFound, "there is no WebSocket here: players connect to /ws")),
    };
    let accept = check_upgrade(head)?;
    let room = godot_room(path)?;
    Ok(Route::Upgrade(Upgrade {
        dialect,
        home: home(query)?,
        token: token(head, query)?,
        protocol: (offers_json && !is_echo && room.is_none()).then_some(JSON_PROTOCOL),
        room,
        is_echo,
        accept,
    }))
}

fn plain(head: &Head<'_>, path: &str, policy: &Policy) -> Result<Route, Refusal> {
    let is_socket =
        path == "/ws" || path.starts_with(GODOT) || (path == "/conformance/echo" && policy.has_conformance_echo());
    if !is_socket {
        return Ok(Route::Http);
    }
    check_method(head)?;
    Err(Refusal::new(
        Status::UpgradeRequired,
        "this is where players connect: open it as a WebSocket (ws://…/ws), not as a page",
    ))
}

/// RFC 6455 section 4.2.1. Gives the accept key.
fn check_upgrade(head: &Head<'_>) -> Result<String, Refusal> {
    check_method(head)?;
    let bad = |text: &'static str| Refusal::new(Status::BadRequest, text);
    let has_body = head.values("transfer-encoding").next().is_some()
        || head.single("content-length")?.is_some_and(|length| length != "0");
    if has_body {
        return Err(bad("a WebSocket handshake has no body"));
    }
    if !head.values("connection").any(|value| has_token(value, "upgrade")) {
        return Err(bad("a WebSocket handshake has `Connection: Upgrade`; does a proxy on the way drop it?"));
    }
    if head.single("sec-websocket-version")? != Some("13") {
        return Err(Refusal::new(Status::UpgradeRequired, "only version 13 of the WebSocket protocol is spoken here"));
    }
    match head.single("sec-websocket-key")? {
        Some(key) if is_key(key.as_bytes()) => Ok(accept_key(key.as_bytes())),
        Some(_) => Err(bad("`Sec-WebSocket-Key` is not the base64 of 16 bytes")),
        None => Err(bad("a WebSocket handshake has a `Sec-WebSocket-Key`")),
    }
}

fn check_method(head: &Head<'_>) -> Result<(), Refusal> {
    match head.method {
        "GET" => Ok(()),
        _ => Err(Refusal::new(Status::MethodNotAllowed, "a WebSocket handshake is a GET")),
    }
}

/// The realm that the query asks for. What is not ours is ignored, but for a token: it would stand in logs and
/// histories.
fn home(query: &str) -> Result<Realm, Refusal> {
    let mut home = Realm::Lobby;
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match key {
            // A room of that name would be apart from the lobby that everybody means.
            "room" if value == "lobby" => home = Realm::Lobby,
            "room" => {
                let name: Name = value.parse().map_err(|_| {
                    Refusal::new(Status::BadRequest, "`room` is not a name: expected 1 to 64 of A-Z a-z 0-9 _")
                })?;
                home = Realm::Room(name);
            }
            "token" | "access_token" => {
                return Err(Refusal::new(
                    Status::BadRequest,
                    "a token never goes into the URL: it goes into `hello`, into `Authorization`, or is exchanged for a ticket",
                ));
            }
            _ => {}
        }
    }
    Ok(home)
}

/// The room that the path names, if it is one of Godot's own multiplayer.
fn godot_room(path: &str) -> Result<Option<Name>, Refusal> {
    let Some(name) = path.strip_prefix(GODOT) else { return Ok(None) };
    let room = name.parse().map_err(|_| {
        Refusal::new(Status::BadRequest, "`/godot/` is followed by the name of a room: 1 to 64 of A-Z a-z 0-9 _")
    })?;
    Ok(Some(room))
}

/// A login that the handshake brings (RFC 6750 section 2.1), or a ticket: a token that is good for longer than a ticket
/// would stand in logs and histories.
fn token(head: &Head<'_>, query: &str) -> Result<Option<Secret>, Refusal> {
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("ticket="));
    // Another scheme is a proxy's business.
    let bearer = head.single("authorization")?.and_then(|authorization| authorization.split_once(' '));
    let bearer = bearer.filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
    let Some((_, token)) = bearer else { return Ok(ticket.map(Secret::new)) };
    if ticket.is_some() {
        return Err(Refusal::new(
            Status::BadRequest,
            "the request has a ticket and an `Authorization` header: send one",
        ));
    }
    Ok(Some(Secret::new(token.trim())))
}

fn has_token(value: &str, token: &str) -> bool {
    value.split(',').any(|part| part.trim().eq_ignore_ascii_case(token))
}

fn has_exact_token(value: &str, token: &str) -> bool {
    value.split(',').any(|part| part.trim() == token)
}

#[cfg(test)]
mod tests;
