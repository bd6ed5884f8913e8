//! How many messages of a speaker are on the way: the next leaves when the oldest has reached everybody.

/// The windows of all speakers of an engine.
#[derive(Debug)]
pub(super) struct Windows {
    size: u32,
    hearers: u32,
    /// Deliveries of the messages on the way, by speaker and by sequence modulo `size`.
    deliveries: Vec<u32>,
    /// The oldest message of each speaker that has not reached everybody.
    oldest: Vec<u32>,
    /// Speakers that may say more.
    free: Vec<u32>,
}

impl Windows {
    /// Windows of `size` messages for each of `voices` speakers, whose messages `hearers` conns hear. A size of 0 means
    /// that nobody waits for deliveries.
    pub(super) fn new(voices: u32, size: u32, hearers: u32) -> Self {
        Self {
            size,
            hearers,
            deliveries: vec![0; (voices * size) as usize],
            oldest: vec![0; voices as usize],
            free: Vec::new(),
        }
    }

    /// How many speakers there are.
    pub(super) fn voices(&self) -> u32 {
        self.oldest.len() as u32
    }

    /// Lets every speaker fill its window.
    pub(super) fn open(&mut self) {
        if self.size > 0 {
            self.free.extend(0..self.oldest.len() as u32);
        }
    }

    /// A speaker that may say more.
    pub(super) fn take_free(&mut self) -> Option<u32> {
        self.free.pop()
    }

    /// How many messages a speaker may say now, having said `said`.
    pub(super) fn room(&self, voice: u32, said: u32) -> u32 {
        self.size - (said - self.oldest[voice as usize])
    }

    /// One conn has heard this message.
    #[inline]
    pub(super) fn heard(&mut self, voice: u32, sequence: u32) {
        if self.size == 0 {
            return;
        }
        let base = voice * self.size;
        let deliveries = &mut self.deliveries[base as usize..(base + self.size) as usize];
        let count = &mut deliveries[(sequence % self.size) as usize];
        *count += 1;
        if *count < self.hearers {
            return;
        }
        let oldest = &mut self.oldest[voice as usize];
        if sequence != *oldest {
            return;
        }
        while deliveries[(*oldest % self.size) as usize] == self.hearers {
            deliveries[(*oldest % self.size) as usize] = 0;
            *oldest += 1;
        }
        self.free.push(voice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_leaves_when_the_oldest_has_reached_everybody() {
        let mut windows = Windows::new(2, 2, 3);
        windows.open();
        assert_eq!((windows.take_free(), windows.take_free(), windows.take_free()), (Some(1), Some(0), None));
        assert_eq!(windows.room(1, 0), 2);
        for _ in 0..3 {
            windows.heard(1, 1);
        }
        assert_eq!((windows.take_free(), windows.room(1, 2)), (None, 0));
        for _ in 0..3 {
            windows.heard(1, 0);
        }
        assert_eq!((windows.take_free(), windows.room(1, 2)), (Some(1), 2));
    }
}
