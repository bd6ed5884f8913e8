//! What keeps a log whole. The simulation must fail without any one of these; to see that it does, a build with the
//! feature `sabotage` can take some away from the model. In every other build all are in force, and asking costs nothing.

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

/// Which checks are in force.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Guards {
    #[cfg(feature = "sabotage")]
    without: &'static [Guard],
}

impl Guards {
    #[cfg(feature = "sabotage")]
    pub(crate) fn without(guards: &'static [Guard]) -> Self {
        Self { without: guards }
    }

    #[cfg(feature = "sabotage")]
    pub(crate) fn has(self, guard: Guard) -> bool {
        !self.without.contains(&guard)
    }

    #[cfg(not(feature = "sabotage"))]
    #[expect(clippy::unused_self, reason = "with the feature it is looked at")]
    pub(crate) fn has(self, _: Guard) -> bool {
        true
    }
}
