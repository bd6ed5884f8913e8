//! Luck as an argument.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Numbers that nobody can foresee who does not know the seed, and that are the same again for whoever does. It has no
/// `Debug`: what it holds is a secret.
#[derive(Clone)]
pub struct Luck(ChaCha12Rng);

impl Luck {
    /// The luck of a seed: the host takes 32 bytes from the system, a test any.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ChaCha12Rng::from_seed(seed))
    }

    /// The luck of a number, for tests.
    #[must_use]
    pub fn of(number: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(number))
    }

    /// Luck of its own, of which nothing can be said from what this one gives later.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        let mut seed = [0; 32];
        self.0.fill_bytes(&mut seed);
        Self::from_seed(seed)
    }

    /// A number below `end`, each as likely as any other. Zero if `end` is zero.
    pub fn below(&mut self, end: u32) -> u32 {
        if end == 0 {
            return 0;
        }
        // Numbers of the last, incomplete round would favour the small ones.
        let fair = u32::MAX - u32::MAX % end;
        loop {
            let number = self.0.next_u32();
            if number < fair {
                return number % end;
            }
        }
    }

    /// One of the items, `None` if there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let end = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items.get(self.below(end) as usize)
    }

    /// Brings the items into any order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let end = u32::try_from(last + 1).unwrap_or(u32::MAX);
            items.swap(last, self.below(end) as usize);
        }
    }

    /// Sixteen bytes, for an id that nobody can guess.
    pub fn id(&mut self) -> [u8; 16] {
        let mut id = [0; 16];
        self.0.fill_bytes(&mut id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_luck_and_every_number_comes() {
        let draw = |number| {
            let mut luck = Luck::of(number);
            (0..50).map(|_| luck.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        for face in 0..6 {
            assert!(draw(1).contains(&face));
        }
    }

    #[test]
    fn each_order_comes_about_as_often_as_any_other() {
        let mut luck = Luck::of(7);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut items = [1, 2, 3];
            luck.shuffle(&mut items);
            *seen.entry(items).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1_150).contains(count)), "{seen:?}");
    }
}
