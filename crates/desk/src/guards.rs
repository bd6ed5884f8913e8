//! What keeps a stream whole here. The simulation must fail without any one of these; to see that it does, a build
//! with the feature `sabotage` can take one away. In every other build all are in force.

/// A check that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sabotage"), expect(unreachable_pub, reason = "only who takes one away names it"))]
pub enum Guard {
    /// A follower takes a view only if its offset is the next.
    Offset,
    /// What is said in an epoch that is over is not heard.
    Epoch,
    /// The owner tells how far its stream has come.
    Head,
    /// Nobody is let in before what is published is heard here.
    Live,
}

/// Which of them are in force.
pub(crate) type Guards = types::Guards<Guard>;
