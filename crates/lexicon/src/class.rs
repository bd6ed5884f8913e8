//! How common a word is.

/// How common a word is, after the sizes of dictionary in which it would first appear (those of SCOWL).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// In a small dictionary (size 35). Every word of a list that says nothing of this.
    #[default]
    Everyday,
    /// In a medium one (50).
    Common,
    /// In a spelling checker's (60).
    Known,
    /// In a large one (70).
    Uncommon,
    /// In a huge one (80).
    Rare,
}

impl Class {
    /// Every class, the most common first.
    pub const ALL: [Self; 5] = [Self::Everyday, Self::Common, Self::Known, Self::Uncommon, Self::Rare];

    /// The size of dictionary, as a number.
    #[must_use]
    pub const fn size(self) -> u8 {
        match self {
            Self::Everyday => 35,
            Self::Common => 50,
            Self::Known => 60,
            Self::Uncommon => 70,
            Self::Rare => 80,
        }
    }

    /// How it is written in files: the first digit of its size.
    #[must_use]
    pub const fn digit(self) -> char {
        (b'0' + self.size() / 10) as char
    }

    /// The class that is written as `digit`.
    #[must_use]
    pub fn of_digit(digit: char) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.digit() == digit)
    }
}
