//! What happened, written down: as text, as a hash of that text, or not at all.

/// Where the lines go.
#[derive(Clone, Debug)]
pub enum Transcript {
    /// Nowhere.
    Off,
    /// Into 64 bits (FNV-1a), the same on every machine and for every version of the compiler.
    Hash(u64),
    /// Into a text.
    Text(String),
}

impl Transcript {
    /// The hash of no line.
    pub const EMPTY_HASH: Self = Self::Hash(0xcbf2_9ce4_8422_2325);

    pub(crate) fn line(&mut self, line: impl FnOnce() -> String) {
        match self {
            Self::Off => {}
            Self::Hash(hash) => {
                for byte in line().bytes().chain([b'\n']) {
                    *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
            Self::Text(text) => *text += &(line() + "\n"),
        }
    }
}
