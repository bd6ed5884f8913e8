//! What is asked about games, and answered. Times are milliseconds since 1970, by the clock of the store or, where a
//! field says so, of a game's owner.

use std::fmt;
use std::str::FromStr;

use auth::UserId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::Name;

use crate::requests::Checked;
use crate::{Code, Described, Error, PageLimit, Text};

/// The most seats of one game.
const SEATS_MAX: usize = 64;

/// What `as` says for those who do not sit at a game.
const WATCHER: &str = "watcher";

/// Begins a game.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreateGame {
    /// Which rules it is played by, such as `crossword`.
    pub rules: Text<Name>,
    /// Who sits where, from the first seat on.
    #[schemars(length(min = 1, max = 64))]
    pub seats: Vec<Text<UserId>>,
    /// The options of those rules.
    #[serde(default)]
    pub setup: serde_json::Map<String, serde_json::Value>,
}

/// A game that has begun.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Game {
    /// Its id: players join `game-` and this, watchers `gametv-` and this.
    pub game: Text<Name>,
}

/// Asks for games.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListGames {
    /// Only games of these rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Text<Name>>,
    /// Only games at which this user sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Text<UserId>>,
    /// Only games that are not over.
    #[serde(default)]
    pub live: bool,
    /// Only games behind this place: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Text<GamePlace>>,
    /// At most so many. A page may have fewer, even none, and still a `next`: where few of many games are asked for.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Asks for one game.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OneGame {
    /// Which.
    pub game: Text<Name>,
}

/// Asks what somebody was sent of a game.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReadViews {
    /// Which game.
    pub game: Text<Name>,
    /// Who: a user who sits at it, or `watcher`.
    #[serde(default, rename = "as")]
    pub viewpoint: Text<Viewpoint>,
    /// Only views behind this offset. Without it, from the first on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// At most so many; fewer if they are large.
    #[serde(default)]
    pub limit: PageLimit,
}

/// Whose view of a game.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Viewpoint {
    /// What everybody is sent who does not sit at it. It is meant also where a user of that name sits there.
    #[default]
    Watcher,
    /// What a user is sent who does.
    Of(UserId),
}

/// A place in the list of games.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GamePlace {
    /// When the game was made.
    pub made_ms: i64,
    /// Which it is.
    pub game: Name,
}

/// One page of games.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Games {
    /// The newest first.
    pub games: Vec<GameInfo>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Text<GamePlace>>,
}

/// A game that is kept.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GameInfo {
    /// Its id.
    pub game: Text<Name>,
    /// Which rules it is played by.
    pub rules: Text<Name>,
    /// Who sits at it, as it was begun.
    pub seats: Vec<Text<Name>>,
    /// How much has happened: the offset of the last view of each viewer.
    pub head: u64,
    /// Whether it is over.
    pub ended: bool,
    /// When it was made.
    pub made_ms: i64,
}

/// All that is known of one game.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KnownGame {
    /// What lists say, too.
    #[serde(flatten)]
    pub info: GameInfo,
    /// The node that runs it, by the name that it has in the store; missing if none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text<Name>>,
    /// When something is due in it by time alone; missing if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at_ms: Option<i64>,
}

/// One page of what a viewer was sent of a game.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GameViews {
    /// How much has happened.
    pub head: u64,
    /// Whether the game is over.
    pub ended: bool,
    /// By offset, without a hole.
    pub views: Vec<GameView>,
    /// What to ask for as `after` to get the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What one viewer was sent when something happened in a game.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GameView {
    /// Its place in the game.
    pub offset: u64,
    /// When it happened, by the clock of the game's owner.
    pub at_ms: i64,
    /// Which of the rules' views it is.
    pub kind: String,
    /// What was sent, byte for byte: a JSON object.
    pub text: String,
}

impl fmt::Debug for GameView {
    /// What players hold is no business of a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "view {} of {} bytes", self.offset, self.text.len())
    }
}

/// A game that is over, move by move.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct GameText {
    /// As crossword programs exchange it: GCG, in UTF-8.
    pub gcg: String,
}

impl fmt::Debug for GameText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a game in {} bytes", self.gcg.len())
    }
}

/// A crossword game that is over, and what would have been best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GameReview {
    /// The list of words with which it was played.
    pub words: String,
    /// One for each play, exchange, pass and challenge, in their order.
    pub turns: Vec<TurnReview>,
}

/// What would have been best at one turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TurnReview {
    /// The plays that would have scored most, the best first, at most 3. None where nothing could be played, or plays were
    /// not the question: at a challenge, and at a pass after the other had played out.
    pub best: Vec<BestPlay>,
}

/// A play that could have been made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BestPlay {
    /// The square of its first letter, as in H8.
    pub at: String,
    /// Whether it goes from left to right, not downwards.
    pub across: bool,
    /// Its tiles: capitals, small letters for blanks, `.` for those that lie there already.
    pub tiles: String,
    /// What it would have earned.
    pub score: i32,
}

impl Described for Viewpoint {
    const NAME: &'static str = "Viewpoint";
    const ABOUT: &'static str = "A user who sits at a game, or `watcher` for everybody else.";
    const EXPECTED: &'static str = "not a viewer: expected `watcher`, or a user: 1 to 64 of A-Z a-z 0-9 _";
    const PATTERN: &'static str = "^[A-Za-z0-9_]{1,64}$";
    const EXAMPLE: &'static str = WATCHER;
}

impl FromStr for Viewpoint {
    type Err = auth::BadUserId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == WATCHER { Ok(Self::Watcher) } else { text.parse().map(Self::Of) }
    }
}

impl fmt::Display for Viewpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watcher => f.write_str(WATCHER),
            Self::Of(user) => user.fmt(f),
        }
    }
}

/// The text is no place in the list of games.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list of games")]
pub struct BadGamePlace;

impl Described for GamePlace {
    const NAME: &'static str = "GamePlace";
    const ABOUT: &'static str = "A place in the list of games.";
    const EXPECTED: &'static str = "not a place in the list of games: expected the `next` of the page before";
    const PATTERN: &'static str = "^-?[0-9]+-[A-Za-z0-9_]{1,64}$";
    const EXAMPLE: &'static str = "1767225600000-g1";
}

impl FromStr for GamePlace {
    type Err = BadGamePlace;

    fn from_str(text: &str) -> Result<Self, BadGamePlace> {
        let (made, game) = text.rsplit_once('-').ok_or(BadGamePlace)?;
        let (made, game) = (made.parse().ok(), game.parse().ok());
        made.zip(game).map(|(made_ms, game)| Self { made_ms, game }).ok_or(BadGamePlace)
    }
}

impl fmt::Display for GamePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.made_ms, self.game)
    }
}

impl Checked for OneGame {}

impl Checked for CreateGame {
    fn check(&self) -> Result<(), Error> {
        let count = self.seats.len();
        if (1..=SEATS_MAX).contains(&count) {
            return Ok(());
        }
        Err(Error::new(Code::BadRequest, format!("`seats`: {count} of them; a game has 1 to {SEATS_MAX}")))
    }
}

impl Checked for ListGames {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}

impl Checked for ReadViews {
    fn check(&self) -> Result<(), Error> {
        self.limit.check()
    }
}
