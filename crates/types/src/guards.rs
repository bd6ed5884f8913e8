//! Which checks of a crate are in force.

/// The checks that keep a promise. The simulation must fail without any one of them; to see that it does, it takes some away.
/// Crates that have such checks let nobody do so but in a build with their feature `sabotage`: in every other all are in
/// force.
#[derive(Clone, Copy, Debug)]
pub struct Guards<G: 'static> {
    missing: &'static [G],
}

impl<G> Default for Guards<G> {
    fn default() -> Self {
        Self { missing: &[] }
    }
}

impl<G: PartialEq> Guards<G> {
    /// All but these.
    #[must_use]
    pub const fn without(missing: &'static [G]) -> Self {
        Self { missing }
    }

    /// Whether this one is in force.
    #[must_use]
    pub fn has(&self, guard: G) -> bool {
        !self.missing.contains(&guard)
    }
}
