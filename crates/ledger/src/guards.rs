//! What keeps a log whole. The simulation must fail without any one of these; to see that it does, a build with the
//! feature `sabotage` can take some away from the model. In every other build all are in force.

/// A check that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sabotage"), expect(unreachable_pub, reason = "only who takes one away names it"))]
pub enum Guard {
    /// A command that was carried out is not carried out again.
    Known,
    /// Only who has the last term may write.
    Fence,
    /// Only who knows the whole log may write.
    Offset,
}

/// Which of them are in force.
pub(crate) type Guards = types::Guards<Guard>;
