//! Where a PostgreSQL database is.

use std::fmt;
use std::str::FromStr;

/// The URL of a PostgreSQL database without a password: `postgres://hubbub@10.0.0.5/games`. One with a password stands in
/// a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl(Box<str>);

/// The text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDatabaseUrl;

impl DatabaseUrl {
    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DatabaseUrl {
    type Err = BadDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, BadDatabaseUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(BadDatabaseUrl)?;
        let place = rest.split(['/', '?']).next().unwrap_or_default();
        let login = place.rsplit_once('@').map_or("", |(login, _)| login);
        let has_password = login.contains(':') || rest.contains("password=");
        let is_right = matches!(scheme, "postgres" | "postgresql") && !rest.is_empty() && !has_password;
        if is_right { Ok(Self(text.into())) } else { Err(BadDatabaseUrl) }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_without_a_password() {
        for text in
            ["postgres://db/games", "postgresql://hubbub@10.0.0.5:5432/games?sslmode=require", "postgres:///games"]
        {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().as_str(), text);
        }
        for text in [
            "db/games",
            "mysql://db/games",
            "postgres://a:secret@db/games",
            "postgres://db/games?password=x",
            "postgres://",
        ] {
            assert!(text.parse::<DatabaseUrl>().is_err(), "{text}");
        }
    }
}
