//! What a game is made from.

use game::Refusal;
use lexicon::Language;
use serde::{Deserialize, Serialize};

use crate::Side;

/// What a challenge costs whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Challenges {
    /// There are none: a play with a word that is none is refused, and the word named.
    #[default]
    Void,
    /// A wrong challenge costs nothing.
    Single,
    /// A wrong challenge costs the challenger his turn.
    Double,
    /// A wrong challenge gives the challenged player 5 points.
    Five,
    /// A wrong challenge gives the challenged player 10 points.
    Ten,
    /// Whoever is wrong loses the game.
    Triple,
}

/// How long players may think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Pace {
    /// A clock for each, for the whole game. Increment or overtime, not both.
    Live {
        /// 15 s to 5 h.
        initial_s: u32,
        /// What a finished turn gives back, up to 60 s.
        #[serde(default)]
        increment_s: u32,
        /// How far a clock may run below zero, up to 10 min, at 10 points for each begun minute.
        #[serde(default)]
        overtime_min: u32,
    },
    /// So long for each turn, and a bank for the whole game that is used up after it.
    Correspondence {
        /// 5 min to 14 days.
        turn_s: u32,
        /// Up to 30 days.
        #[serde(default)]
        bank_s: u32,
    },
}

impl Default for Pace {
    fn default() -> Self {
        Self::Live { initial_s: 25 * 60, increment_s: 5, overtime_min: 0 }
    }
}

/// Options of a new game. What is left out is as in [`Setup::default`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// Which challenges there are.
    pub rules: Challenges,
    /// The clocks.
    pub clock: Pace,
    /// The language of tiles and words: `english` or `dutch`.
    pub language: String,
    /// The word list, by name; without one that of the language.
    pub lexicon: Option<String>,
    /// Who begins; without it luck says.
    pub first: Option<Side>,
    /// Whether nobody's rating depends on it. Only then may one give the opponent time.
    pub casual: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            rules: Challenges::default(),
            clock: Pace::default(),
            language: Language::English.name().to_owned(),
            lexicon: None,
            first: None,
            casual: false,
        }
    }
}

impl Setup {
    /// As a JSON object.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

const DAY_S: u32 = 24 * 60 * 60;

impl Pace {
    /// Refuses what nobody may play with.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        match self {
            Self::Live { initial_s, increment_s, overtime_min } => {
                within("initial_s", initial_s, 15, 5 * 60 * 60)?;
                within("increment_s", increment_s, 0, 60)?;
                within("overtime_min", overtime_min, 0, 10)?;
                if increment_s > 0 && overtime_min > 0 {
                    let text = "a clock has an increment or overtime, not both: set increment_s or overtime_min to 0";
                    return Err(Refusal::new("bad_setup", text));
                }
            }
            Self::Correspondence { turn_s, bank_s } => {
                within("turn_s", turn_s, 5 * 60, 14 * DAY_S)?;
                within("bank_s", bank_s, 0, 30 * DAY_S)?;
            }
        }
        Ok(self)
    }

    /// What such a game is called, by about how many seconds it gives each player.
    #[must_use]
    pub fn speed(self) -> &'static str {
        match self {
            Self::Correspondence { .. } => "correspondence",
            Self::Live { initial_s, increment_s, overtime_min } => {
                match initial_s + 60 * overtime_min + 16 * increment_s {
                    0..=120 => "ultra_blitz",
                    121..=360 => "blitz",
                    361..=840 => "rapid",
                    841.. => "regular",
                }
            }
        }
    }
}

fn within(name: &str, value: u32, least: u32, most: u32) -> Result<(), Refusal> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Refusal::new("bad_setup", format!("{name} is {value}, and must be from {least} to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_have_names() {
        let live = |initial_s, increment_s, overtime_min| Pace::Live { initial_s, increment_s, overtime_min }.speed();
        assert_eq!([live(60, 0, 1), live(61, 0, 1), live(120, 15, 0)], ["ultra_blitz", "blitz", "blitz"]);
        assert_eq!([live(841, 0, 0), live(840, 0, 0)], ["regular", "rapid"]);
        assert_eq!(Pace::Correspondence { turn_s: 300, bank_s: 0 }.speed(), "correspondence");
    }

    #[test]
    fn a_clock_that_nobody_may_play_with_is_refused() {
        let refused = |text: &str| serde_json::from_str::<Pace>(text).unwrap().checked().unwrap_err().text;
        assert_eq!(refused(r#"{"kind":"live","initial_s":14}"#), "initial_s is 14, and must be from 15 to 18000");
        let both = r#"{"kind":"live","initial_s":60,"increment_s":1,"overtime_min":1}"#;
        assert!(refused(both).contains("not both"));
        assert!(refused(r#"{"kind":"correspondence","turn_s":300,"bank_s":2592001}"#).contains("bank_s"));
        assert!(serde_json::from_str::<Setup>(r#"{"pace":1}"#).is_err());
    }
}
