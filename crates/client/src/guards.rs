//! What keeps a stream whole here. The simulation must fail without any one of these; to see that it does, a build
//! with the feature `sabotage` can take one away. In every other build all are in force.

/// A check that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sabotage"), expect(unreachable_pub, reason = "only who takes one away names it"))]
pub enum Guard {
    /// A view is taken only if its offset is the next.
    Offset,
    /// Offsets of different epochs are not compared.
    Epoch,
    /// Whoever is behind a `head` asks again.
    Head,
}

/// Which of them are in force.
pub(crate) type Guards = types::Guards<Guard>;
