//! Which form of a message a conn hears.

/// How a conn's messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// One `Packet` in one binary frame.
    Protobuf,
    /// JSON; read from text and binary frames, sent as text.
    Json,
}

/// All conns of one lane hear the same bytes, so a message is encoded at most once per lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Protobuf, no `hello`: the tutorial's clients.
    PlainProtobuf,
    /// Protobuf, after `hello`.
    FullProtobuf,
    /// JSON, no `hello`.
    PlainJson,
    /// JSON, after `hello`.
    FullJson,
}

impl Lane {
    /// How many lanes there are; `lane as usize` is below it.
    pub const COUNT: usize = 4;

    /// Every lane, in the order of `lane as usize`.
    pub const ALL: [Self; Self::COUNT] = [Self::PlainProtobuf, Self::FullProtobuf, Self::PlainJson, Self::FullJson];

    /// The lane of a conn that has not said `hello`.
    #[must_use]
    pub fn plain(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Protobuf => Self::PlainProtobuf,
            Dialect::Json => Self::PlainJson,
        }
    }

    /// The lane of a conn of this lane once it has said `hello`.
    #[must_use]
    pub fn with_hello(self) -> Self {
        match self.dialect() {
            Dialect::Protobuf => Self::FullProtobuf,
            Dialect::Json => Self::FullJson,
        }
    }

    /// How this lane is written.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::PlainProtobuf | Self::FullProtobuf => Dialect::Protobuf,
            Self::PlainJson | Self::FullJson => Dialect::Json,
        }
    }

    /// Whether its conns have said `hello`, and so may be sent every kind.
    #[must_use]
    pub fn has_hello(self) -> bool {
        matches!(self, Self::FullProtobuf | Self::FullJson)
    }

    /// Whether its conns are told of their faults: the tutorial's protobuf clients have no kind for it.
    #[must_use]
    pub fn hears_errors(self) -> bool {
        self != Self::PlainProtobuf
    }
}
