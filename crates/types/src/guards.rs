//! Which checks of a crate are in force.

use std::marker::PhantomData;

/// The checks that keep a promise, of which the simulation can take some away (with the feature `sabotage`), to see that it
/// would notice. In every other build all are in force, and asking costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Guards<G: 'static> {
    #[cfg(feature = "sabotage")]
    without: &'static [G],
    guard: PhantomData<G>,
}

impl<G> Default for Guards<G> {
    fn default() -> Self {
        Self {
            #[cfg(feature = "sabotage")]
            without: &[],
            guard: PhantomData,
        }
    }
}

impl<G: PartialEq> Guards<G> {
    /// All but these.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub const fn without(without: &'static [G]) -> Self {
        Self { without, guard: PhantomData }
    }

    /// Whether this one is in force.
    #[cfg(feature = "sabotage")]
    #[must_use]
    pub fn has(&self, guard: G) -> bool {
        !self.without.contains(&guard)
    }

    /// Whether this one is in force.
    #[cfg(not(feature = "sabotage"))]
    #[must_use]
    pub const fn has(&self, guard: G) -> bool
    where
        G: Copy,
    {
        let _ = guard;
        true
    }
}
