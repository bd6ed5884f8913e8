//! Numbered places that are used again, in pages: memory grows without copying and is given back without a tidy-up.

use std::collections::BTreeSet;

/// How many places a page has: as many as an integer has bits.
const PAGE: u32 = u128::BITS;

/// A slab. Unlike one in a single growing vector it never holds twice what it needs while it grows, never moves what
/// it holds, and frees each page with its last entry.
#[derive(Debug)]
pub struct Slots<T> {
    pages: Vec<Option<Page<T>>>,
    /// Pages that exist and have room, so that low places are filled first and high pages can end.
    open: BTreeSet<u32>,
    count: usize,
}

#[derive(Debug)]
struct Page<T> {
    used: u128,
    entries: Box<[Option<T>]>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), open: BTreeSet::new(), count: 0 }
    }
}

impl<T> Slots<T> {
    /// How many places are taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether no place is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes a free place, the lowest page first. Gives its number.
    pub fn insert(&mut self, value: T) -> u32 {
        let page = self.open.first().copied().unwrap_or_else(|| self.first_missing_page());
        let used = self.pages.get(page as usize).and_then(Option::as_ref).map_or(0, |page| page.used);
        let slot = page * PAGE + used.trailing_ones();
        self.insert_at(slot, value);
        slot
    }

    /// Takes this place; gives back what stood there.
    pub fn insert_at(&mut self, slot: u32, value: T) -> Option<T> {
        let (number, at) = (slot / PAGE, slot % PAGE);
        if self.pages.len() <= number as usize {
            self.pages.resize_with(number as usize + 1, || None);
        }
        let page = self.pages[number as usize].get_or_insert_with(|| {
            self.open.insert(number);
            Page { used: 0, entries: (0..PAGE).map(|_| None).collect() }
        });
        page.used |= 1 << at;
        if page.used == u128::MAX {
            self.open.remove(&number);
        }
        let before = page.entries[at as usize].replace(value);
        self.count += usize::from(before.is_none());
        before
    }

    /// Frees a place; gives what stood there.
    pub fn remove(&mut self, slot: u32) -> Option<T> {
        let (number, at) = (slot / PAGE, slot % PAGE);
        let page = self.pages.get_mut(number as usize)?.as_mut()?;
        let value = page.entries[at as usize].take()?;
        page.used &= !(1 << at);
        self.count -= 1;
        self.open.insert(number);
        if page.used == 0 {
            self.pages[number as usize] = None;
            self.open.remove(&number);
            while self.pages.last().is_some_and(Option::is_none) {
                self.pages.pop();
            }
            // A small block that stays where it grew can pin all the memory below it.
            if self.pages.is_empty() {
                self.pages = Vec::new();
            }
        }
        Some(value)
    }

    /// What stands at a place.
    #[inline]
    #[must_use]
    pub fn get(&self, slot: u32) -> Option<&T> {
        self.pages.get((slot / PAGE) as usize)?.as_ref()?.entries[(slot % PAGE) as usize].as_ref()
    }

    /// What stands at a place, to be changed.
    #[inline]
    #[must_use]
    pub fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        self.pages.get_mut((slot / PAGE) as usize)?.as_mut()?.entries[(slot % PAGE) as usize].as_mut()
    }

    /// Every place that is taken, from the lowest up.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let pages = (0..).zip(&self.pages).filter_map(|(number, page)| Some((number, page.as_ref()?)));
        pages.flat_map(|(number, page)| {
            let places = (number * PAGE..).zip(&page.entries);
            places.filter_map(|(slot, entry)| Some((slot, entry.as_ref()?)))
        })
    }

    fn first_missing_page(&self) -> u32 {
        let missing = self.pages.iter().position(Option::is_none).unwrap_or(self.pages.len());
        u32::try_from(missing).unwrap_or(u32::MAX / PAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again_from_below() {
        let mut slots = Slots::default();
        let taken: Vec<u32> = (0..300).map(|value| slots.insert(value)).collect();
        assert_eq!(taken, (0..300).collect::<Vec<_>>());
        assert_eq!(slots.remove(7), Some(7));
        assert_eq!(slots.remove(7), None);
        assert_eq!(slots.remove(299), Some(299));
        assert_eq!([slots.insert(1000), slots.insert(1001)], [7, 299]);
        assert_eq!((slots.len(), slots.get(7), slots.get(9999)), (300, Some(&1000), None));
    }

    #[test]
    fn a_page_ends_with_its_last_entry() {
        let mut slots = Slots::default();
        for value in 0..1000 {
            slots.insert(value);
        }
        for slot in 128..256 {
            slots.remove(slot);
        }
        assert!(slots.pages[1].is_none());
        assert_eq!(slots.insert(5), 896 + 104, "a page that exists comes first");
        for slot in (0..128).chain(256..1001) {
            slots.remove(slot);
        }
        assert!(slots.is_empty() && slots.pages.is_empty() && slots.open.is_empty());
    }

    #[test]
    fn places_can_be_chosen_and_walked() {
        let mut slots = Slots::default();
        assert_eq!(slots.insert_at(500, 'a'), None);
        assert_eq!(slots.insert_at(3, 'b'), None);
        assert_eq!(slots.insert_at(500, 'c'), Some('a'));
        assert_eq!(slots.iter().collect::<Vec<_>>(), [(3, &'b'), (500, &'c')]);
        *slots.get_mut(3).unwrap() = 'd';
        assert_eq!(slots.remove(3), Some('d'));
        assert_eq!(slots.len(), 1);
    }
}
