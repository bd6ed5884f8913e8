//! What can happen in a run.

use std::borrow::Cow;

use wire::{Dialect, FromClient, Hello};

/// One thing that happens. A script of steps means something with any step left out: conns are named by number, a step
/// for a conn that is not open does nothing, and texts come from the position in the script.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A conn is opened.
    Open {
        /// Which: its hub is `conn % hubs`, its slot there `conn / hubs`.
        conn: u32,
        /// How it speaks.
        dialect: Dialect,
        /// Where it starts, an index into the plan's places.
        home: u8,
    },
    /// A conn says something.
    Say(u32, Words),
    /// A conn says something that cannot be read.
    Garble(u32),
    /// A client closes.
    Close(u32),
    /// A client stops reading: what it is sent stays in its outbox.
    Stall(u32),
    /// A client reads again.
    Read(u32),
    /// A hub's turn ends.
    EndTurn(u8),
    /// A second has passed for a hub.
    Tick(u8),
    /// Milliseconds pass.
    Wait(u32),
    /// The oldest message on the way between two hubs arrives.
    Carry(u8, u8),
    /// Everything on its way arrives, and what must hold then is checked.
    Quiet,
    /// Every client closes, and nothing may be left.
    LeaveAll,
}

/// What a conn says; places are indices into the plan's.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are those of `wire::FromClient`")]
pub enum Words {
    /// A text of so many characters.
    Chat { place: u8, chars: u32 },
    /// A direct to another conn, or to id 0.
    Direct { to: Option<u32>, chars: u32, body_bytes: u32 },
    /// A greeting.
    Hello { version: u32, name_chars: u32 },
    /// Asks to enter.
    Join(u8),
    /// Asks to leave.
    Leave(u8),
    /// Asks for a pong.
    Ping,
}

/// Fills texts: one to four bytes a character, and what JSON escapes.
const LETTERS: [char; 12] = ['a', ' ', '"', '\\', 'é', '\n', '{', '€', '\u{1}', '[', '😀', 'z'];

/// Writes a text of exactly `chars` characters, begun with `number` as far as it fits.
pub(crate) fn write_text(text: &mut String, number: usize, chars: u32) {
    text.clear();
    text.push_str(&number.to_string());
    text.truncate(chars as usize);
    let missing = chars as usize - text.len();
    text.extend(LETTERS.iter().cycle().take(missing));
}

impl Words {
    /// The words as the hub takes them. `to` is the id of the receiver, `place` the place's name.
    pub(crate) fn spoken<'a>(self, number: usize, place: &'a str, to: u64, text: &'a mut String) -> FromClient<'a> {
        match self {
            Self::Chat { chars, .. } => {
                write_text(text, number, chars);
                FromClient::Chat { realm: place.into(), text: text.as_str().into() }
            }
            Self::Direct { chars, body_bytes, .. } => {
                write_text(text, number, chars);
                let body: Cow<'_, [u8]> = vec![number as u8; body_bytes as usize].into();
                FromClient::Direct { to, text: text.as_str().into(), body }
            }
            Self::Hello { version, name_chars } => FromClient::Hello(Box::new(Hello {
                version,
                token: None,
                session: None,
                client: "n".repeat(name_chars as usize),
                resume: Vec::new(),
            })),
            Self::Join(_) => FromClient::Join { realm: place.to_owned(), cursor: None },
            Self::Leave(_) => FromClient::Leave(place.to_owned()),
            Self::Ping => FromClient::Ping { client_time: number as u64 },
        }
    }

    /// The place that the words are about.
    pub(crate) fn place(self) -> u8 {
        match self {
            Self::Chat { place, .. } | Self::Join(place) | Self::Leave(place) => place,
            Self::Direct { .. } | Self::Hello { .. } | Self::Ping => 0,
        }
    }
}
