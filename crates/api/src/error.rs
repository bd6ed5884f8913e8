//! Why a request came to nothing.

use std::fmt;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of an error: stable, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be read, or asks for what is not allowed.
    BadRequest,
    /// The token is missing or wrong.
    Unauthorized,
    /// The login service's token is not believed.
    LoginFailed,
    /// A web page of somebody else asks.
    ForeignPage,
    /// Nothing is served at this path.
    NoSuchPath,
    /// The path takes other methods.
    WrongMethod,
    /// The request's body is too large.
    TooLarge,
    /// The body is not said to be JSON.
    WrongType,
    /// No conn has this id.
    NoSuchConn,
    /// The realm has no members here and keeps nothing.
    NoSuchRealm,
    /// The user has no conn or session.
    NoSuchUser,
    /// No game of this id is kept.
    NoSuchGame,
    /// The game is not over.
    NotOver,
    /// The realm keeps no history.
    NoHistory,
    /// What was asked for is not kept any more.
    HistoryGone,
    /// The node cannot do this as it is set up.
    NotSetUp,
    /// Too much is asked at a time.
    Busy,
    /// The bus or an owner cannot be reached now.
    Unavailable,
    /// A fault of the server.
    Failed,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 19] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::LoginFailed,
        Self::ForeignPage,
        Self::NoSuchPath,
        Self::WrongMethod,
        Self::TooLarge,
        Self::WrongType,
        Self::NoSuchConn,
        Self::NoSuchRealm,
        Self::NoSuchUser,
        Self::NoSuchGame,
        Self::NotOver,
        Self::NoHistory,
        Self::HistoryGone,
        Self::NotSetUp,
        Self::Busy,
        Self::Unavailable,
        Self::Failed,
    ];

    /// The status of the HTTP answer.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::LoginFailed => StatusCode::UNAUTHORIZED,
            Self::ForeignPage => StatusCode::FORBIDDEN,
            Self::NoSuchPath | Self::NoSuchConn | Self::NoSuchRealm | Self::NoSuchUser | Self::NoSuchGame => {
                StatusCode::NOT_FOUND
            }
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoHistory | Self::NotSetUp | Self::NotOver => StatusCode::CONFLICT,
            Self::HistoryGone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What helps.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::BadRequest => "GET /api/openapi.json says what every request looks like",
            Self::Unauthorized => "send `Authorization: Bearer TOKEN` with the token of `admin.token_file`",
            Self::LoginFailed => "send `Authorization: Bearer TOKEN` with a fresh token of the login service",
            Self::ForeignPage => "ask from a program, or from this server's own page at /admin",
            Self::NoSuchPath => "GET /api/openapi.json lists every path",
            Self::WrongMethod => "the Allow header names the methods that the path takes",
            Self::TooLarge => "send less at a time",
            Self::WrongType => "send JSON with `Content-Type: application/json`",
            Self::NoSuchConn => "GET /api/conns lists the conns of this node; a conn that has ended never comes back",
            Self::NoSuchRealm => "GET /api/realms lists the realms with members at this node",
            Self::NoSuchUser => "GET /api/conns lists who is here",
            Self::NoSuchGame => "GET /api/games lists the games that are kept",
            Self::NotOver => "until a game is over its text would show what players hold: ask again then",
            Self::NoHistory => "give the realm a history with `realms.lobby_history` or `realms.room_history`",
            Self::HistoryGone => "ask again without `after` for what is still kept",
            Self::NotSetUp => "`hubbub config show` explains the settings",
            Self::Busy => "try again in a second",
            Self::Unavailable => "try again; /readyz says when the node is whole again",
            Self::Failed => "the server's log says more",
        }
    }
}

/// The code as it stands in JSON.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// Why a request came to nothing: what was wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, JsonSchema)]
#[error("{text}; {todo}", todo = code.advice())]
pub struct Error {
    /// Which kind: stable, for programs.
    pub code: Code,
    /// What was wrong, for people. May change.
    pub text: String,
}

impl Error {
    /// `text` says what was wrong, in a fragment of a sentence, and shows no secret.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}
