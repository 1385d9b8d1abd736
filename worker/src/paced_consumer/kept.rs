//! Measurements that are not published yet.

use std::collections::VecDeque;

use super::measured::Measured;

/// As many as are kept while CloudWatch takes none: nearly three hours of one a second. CloudWatch takes what is up to
/// two weeks old.
pub(super) const ROOM: usize = 10_000;

/// Those that wait, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Kept(VecDeque<Measured>);

impl Kept {
    /// Adds one. Where there is no room the oldest goes: true if that was so.
    pub(super) fn add(&mut self, measured: Measured) -> bool {
        self.0.push_back(measured);
        let over = self.0.len() > ROOM;
        if over {
            self.0.pop_front();
        }
        over
    }

    /// Takes the oldest, so many at most.
    pub(super) fn take(&mut self, most: usize) -> Vec<Measured> {
        let count = most.min(self.0.len());
        self.0.drain(..count).collect()
    }

    /// Puts back what was taken. How many of the oldest there was no room for.
    pub(super) fn put_back(&mut self, taken: Vec<Measured>) -> usize {
        for measured in taken.into_iter().rev() {
            self.0.push_front(measured);
        }
        let over = self.0.len().saturating_sub(ROOM);
        self.0.drain(..over);
        over
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn measured(seconds: f64) -> Measured {
        Measured {
            seconds,
            at: SystemTime::UNIX_EPOCH,
        }
    }

    fn seconds(batch: &[Measured]) -> Vec<f64> {
        batch.iter().map(|measured| measured.seconds).collect()
    }

    #[test]
    fn what_is_put_back_comes_first_again() {
        let mut kept = Kept::default();
        for number in [1.0, 2.0, 3.0] {
            assert!(!kept.add(measured(number)));
        }
        let taken = kept.take(2);
        assert_eq!(seconds(&taken), [1.0, 2.0]);
        assert_eq!(kept.put_back(taken), 0);
        assert_eq!(seconds(&kept.take(9)), [1.0, 2.0, 3.0]);
        assert!(kept.is_empty());
    }

    #[test]
    fn where_there_is_no_room_the_oldest_go() {
        let mut kept = Kept::default();
        assert!(!kept.add(measured(1.0)));
        let taken = kept.take(1);
        for _ in 0..ROOM {
            assert!(!kept.add(measured(2.0)));
        }
        assert!(kept.add(measured(3.0)));
        assert_eq!(kept.put_back(taken), 1);
        let all = seconds(&kept.take(usize::MAX));
        assert_eq!((all.len(), all[0], all[ROOM - 1]), (ROOM, 2.0, 3.0));
    }
}
