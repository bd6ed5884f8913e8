//! A JSON Web Token in its parts (RFC 7515 section 3.1, RFC 7519), before anything in it is believed.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{Why, base64url};

/// What the header says of the signature. Everything else that may stand there is not looked at: above all no key, and
/// no address of one.
#[derive(Deserialize)]
pub(crate) struct Header {
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
    /// What must be understood (RFC 7515 section 4.1.11). Nothing of the sort is.
    crit: Option<IgnoredAny>,
}

/// A token in its parts. It has no `Debug`.
pub(crate) struct Jwt<'t> {
    pub(crate) header: Header,
    /// The text over which the signature goes.
    pub(crate) signed: &'t [u8],
    /// Not decoded, for nobody has vouched for it yet.
    pub(crate) claims: &'t [u8],
    pub(crate) signature: Vec<u8>,
}

impl<'t> Jwt<'t> {
    pub(crate) fn read(token: &'t [u8], bytes_max: usize) -> Result<Self, Why> {
        if token.len() > bytes_max {
            return Err(Why::TooLong);
        }
        let dots: Vec<_> = (0..token.len()).filter(|at| token[*at] == b'.').collect();
        let [first, second] = dots[..] else {
            return Err(Why::Shape);
        };
        let (signed, signature) = (&token[..second], &token[second + 1..]);
        let signature = base64url::read(signature).ok_or(Why::Shape)?;
        let header: Header = object(&token[..first], Why::Header)?;
        if header.crit.is_some() {
            return Err(Why::Header);
        }
        Ok(Self { header, signed, claims: &token[first + 1..second], signature })
    }
}

/// The JSON object that a part of a token stands for. Only an object: serde would take an array for a struct, too.
pub(crate) fn object<T: DeserializeOwned>(part: &[u8], otherwise: Why) -> Result<T, Why> {
    let json = base64url::read(part).ok_or(Why::Shape)?;
    let is_object = json.trim_ascii_start().starts_with(b"{");
    serde_json::from_slice(&json).ok().filter(|_| is_object).ok_or(otherwise)
}
