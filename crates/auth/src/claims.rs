//! What a token says of its user, once its signature is known to be good (RFC 7519 section 4).

use serde::Deserialize;
use serde_json::{Number, Value};
use types::UnixMs;

use crate::leeway::later;
use crate::{Expects, Refused, UserId, Why, jwt};

/// The most characters of a display name; what is over is cut off.
const NAME_CHARS_MAX: usize = 32;

/// Somebody whom a login service vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Who, made from `sub` by [`UserId::of_subject`].
    pub user: UserId,
    /// How he is called, from `name`: at most 32 characters, none of them a control character. Only the login service
    /// says that nobody else is called so.
    pub name: Option<String>,
    /// When the login ends: the leeway after `exp`, from when on the token is not taken any more. `None` is never.
    pub expires: Option<UnixMs>,
    /// When the token was issued (`iat`), if it says so.
    pub issued: Option<UnixMs>,
}

/// The claims that mean something here, as RFC 7519 has them.
#[derive(Deserialize)]
pub(crate) struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<Number>,
    nbf: Option<Number>,
    iat: Option<Number>,
    name: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

impl Claims {
    /// Reads the second part of a token.
    pub(crate) fn read(part: &[u8]) -> Result<Self, Why> {
        jwt::object(part, Why::Claims)
    }

    /// The login, if it is one for us and now. Age is looked at last: who is told that a token is expired may conclude
    /// that nothing else is wrong with it.
    pub(crate) fn login(self, expects: &Expects, now: UnixMs) -> Result<Login, Refused> {
        if expects.issuer.is_some() && expects.issuer != self.iss {
            return Err(Why::Issuer.into());
        }
        if !self.is_for(expects.audience.as_deref()) {
            return Err(Why::Audience.into());
        }
        let latest = later(now, expects.leeway);
        if [&self.nbf, &self.iat].into_iter().flatten().any(|begins| time(begins) > latest) {
            return Err(Why::NotYet.into());
        }
        let subject = self.sub.filter(|subject| !subject.is_empty()).ok_or(Why::Subject)?;
        let expires = self.exp.as_ref().map(|expires| later(time(expires), expects.leeway));
        if expires.is_some_and(|expires| expires <= now) {
            return Err(Refused::Expired);
        }
        Ok(Login {
            user: UserId::of_subject(self.iss.as_deref().unwrap_or_default(), &subject),
            name: self.name.as_ref().and_then(Value::as_str).and_then(display_name),
            expires,
            issued: self.iat.as_ref().map(time),
        })
    }

    /// Who is not named in a token's audience must not take it, and so must not who has no name (RFC 7519 section 4.1.3).
    fn is_for(&self, audience: Option<&str>) -> bool {
        match (&self.aud, audience) {
            (Some(named), Some(ours)) => named.has(ours),
            (None, Some(_)) | (Some(_), None) => false,
            (None, None) => true,
        }
    }
}

/// Seconds since 1970, whole or not. What is beyond all time counts as its end.
fn time(seconds: &Number) -> UnixMs {
    match (seconds.as_i64(), seconds.as_f64()) {
        (Some(whole), _) => UnixMs(whole.saturating_mul(1000)),
        // `as` stops at the ends, and JSON has no "not a number".
        (None, Some(part)) => UnixMs((part * 1000.0) as i64),
        (None, None) => UnixMs(i64::MAX),
    }
}

fn display_name(name: &str) -> Option<String> {
    let name: String = name.trim().chars().take(NAME_CHARS_MAX).collect();
    (!name.is_empty() && !name.contains(char::is_control)).then_some(name)
}
