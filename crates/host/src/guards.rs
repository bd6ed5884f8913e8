//! What keeps a game whole here, besides the guards of the store. The simulation must fail without any one of these; to see
//! that it does, a build with the feature `sabotage` can take one away. In every other build all are in force.

/// A check that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sabotage"), expect(unreachable_pub, reason = "only who takes one away names it"))]
pub enum Guard {
    /// A command is acknowledged only when the store has it.
    Ack,
    /// After a fence, a conflict or a lost answer the copy in memory is thrown away.
    Copy,
    /// Only a game whose commands are worked off stays this node's.
    Progress,
    /// An owner does nothing with a lease that may be over. It saves work that the store would not keep.
    Lease,
    /// The owner tells how far a game's stream has come.
    Head,
    /// An owner that is asked for more than it has asks the store whether the game is its own still.
    Beyond,
    /// A conn's commands to one game are asked one after the other.
    Order,
}

/// Which of them are in force.
pub(crate) type Guards = types::Guards<Guard>;

#[cfg(feature = "sabotage")]
impl crate::Host {
    /// The same host, without some guards.
    #[must_use]
    pub fn without(mut self, guards: &'static [Guard]) -> Self {
        self.guards = Guards::without(guards);
        self
    }
}
