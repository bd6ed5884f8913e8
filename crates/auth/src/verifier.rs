//! The tokens of login services: JSON Web Tokens (RFC 7519) as signed by HS256, EdDSA or RS256.

use std::time::Duration;

use types::UnixMs;

use crate::claims::Claims;
use crate::jwt::Jwt;
use crate::{Algorithm, Keys, LEEWAY, Login, Refused, Why};

/// What a token must be to be taken. The default takes every token that one of the keys has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expects {
    /// What `iss` must be. `None`: anything, or nothing. Default `None`.
    pub issuer: Option<String>,
    /// What must be in `aud`. `None`: tokens with an audience are for somebody else. Default `None`.
    pub audience: Option<String>,
    /// Which algorithms are taken, whatever keys there are. Default all.
    pub algorithms: Vec<Algorithm>,
    /// How far the login service's clock may be from ours. Default [`LEEWAY`], 60 s.
    pub leeway: Duration,
    /// The most bytes of a token. Default 8 KiB.
    pub token_bytes: usize,
}

impl Default for Expects {
    fn default() -> Self {
        Self { issuer: None, audience: None, algorithms: Algorithm::ALL.to_vec(), leeway: LEEWAY, token_bytes: 8 << 10 }
    }
}

/// Checks the tokens of login services.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Keys,
    expects: Expects,
}

impl Verifier {
    /// Believes the holders of these keys.
    #[must_use]
    pub fn new(keys: Keys, expects: Expects) -> Self {
        Self { keys, expects }
    }

    /// From now on believes the holders of these keys and no others: after a rotation.
    pub fn replace_keys(&mut self, keys: Keys) {
        self.keys = keys;
    }

    /// Whom a token vouches for. Whatever is wrong with it before its signature is looked at, one signature is checked
    /// all the same, so that the time tells little of how far it came.
    pub fn verify(&self, token: &str, now: UnixMs) -> Result<Login, Refused> {
        match self.believe(token.as_bytes()) {
            Ok(claims) => claims.login(&self.expects, now),
            Err(why) => Err(why.into()),
        }
    }

    /// The claims of a token that one of the keys has signed.
    fn believe(&self, token: &[u8]) -> Result<Claims, Why> {
        let read = Jwt::read(token, self.expects.token_bytes);
        let found = read.and_then(|jwt| Ok((self.keys.candidates(&jwt.header, &self.expects.algorithms)?, jwt)));
        let (keys, jwt) = found.inspect_err(|_| {
            self.keys.check_in_vain(&token[..token.len().min(self.expects.token_bytes)]);
        })?;
        match keys.iter().any(|key| key.material.has_signed(jwt.signed, &jwt.signature)) {
            true => Claims::read(jwt.claims),
            false => Err(Why::Signature),
        }
    }
}
