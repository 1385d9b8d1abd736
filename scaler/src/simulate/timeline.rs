//! The evaluations, gathered in so few stretches of time that they can be shown.

use std::time::Duration;

use simulation::Sample;

/// Stretches of time, each of the same number of evaluations. Where there are too many, two become one.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    stretches: Vec<Stretch>,
    most: usize,
    each: usize,
    in_last: usize,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// When it ended.
    pub(super) until: Duration,
    /// So many messages arrived.
    pub(super) arrived: u64,
    /// The work on so many ended.
    pub(super) done: u64,
    /// So many had waited longer than is acceptable.
    pub(super) missed: u64,
    /// The most that were visible at a time.
    pub(super) most_visible: u64,
    /// The highest age of a visible message.
    pub(super) highest_age: Duration,
    /// The lowest desired count.
    pub(super) least_desired: u32,
    /// The highest desired count.
    pub(super) most_desired: u32,
    /// The desired count at the end, before what was decided then.
    pub(super) desired: u32,
    /// The running count at the end.
    pub(super) running: u32,
    /// How often the desired count changed.
    pub(super) changes: u32,
}

impl Stretch {
    fn of(sample: &Sample<'_>) -> Self {
        Self {
            until: sample.at.0,
            arrived: sample.arrived,
            done: sample.done,
            missed: sample.missed,
            most_visible: sample.most_visible,
            highest_age: sample.highest_age,
            least_desired: sample.desired,
            most_desired: sample.desired,
            desired: sample.desired_before,
            running: sample.running,
            changes: u32::from(sample.change().is_some()),
        }
    }

    fn and(self, later: Self) -> Self {
        Self {
            until: later.until,
            arrived: self.arrived + later.arrived,
            done: self.done + later.done,
            missed: self.missed + later.missed,
            most_visible: self.most_visible.max(later.most_visible),
            highest_age: self.highest_age.max(later.highest_age),
            least_desired: self.least_desired.min(later.least_desired),
            most_desired: self.most_desired.max(later.most_desired),
            desired: later.desired,
            running: later.running,
            changes: self.changes + later.changes,
        }
    }
}

impl Timeline {
    /// At most so many stretches, an even number, at first of so many evaluations each.
    pub(super) fn new(most: usize, each: usize) -> Self {
        Self {
            stretches: Vec::new(),
            most,
            each: each.max(1),
            in_last: 0,
        }
    }

    /// Adds an evaluation.
    pub(super) fn push(&mut self, sample: &Sample<'_>) {
        self.add(Stretch::of(sample));
    }

    fn add(&mut self, stretch: Stretch) {
        match self.stretches.last_mut() {
            Some(last) if self.in_last < self.each => *last = last.and(stretch),
            _ => {
                if self.stretches.len() == self.most {
                    self.halve();
                }
                self.stretches.push(stretch);
                self.in_last = 0;
            }
        }
        self.in_last += 1;
    }

    fn halve(&mut self) {
        self.stretches = self
            .stretches
            .chunks(2)
            .map(|pair| pair.iter().copied().reduce(Stretch::and).unwrap_or(pair[0]))
            .collect();
        self.each *= 2;
    }

    /// The stretches, in order.
    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(n: u32) -> Stretch {
        Stretch {
            until: Duration::from_secs(n.into()),
            arrived: 1,
            done: 2,
            missed: 3,
            most_visible: n.into(),
            highest_age: Duration::from_secs((100 - n).into()),
            least_desired: n,
            most_desired: n,
            desired: n,
            running: n + 1,
            changes: 1,
        }
    }

    #[test]
    fn stretches_are_gathered_and_nothing_is_lost() {
        for (count, expected) in [(0, &[][..]), (3, &[1, 2, 3]), (4, &[1, 2, 3, 4]), (5, &[2, 4, 5])] {
            let mut timeline = Timeline::new(4, 1);
            (1..=count).for_each(|n| timeline.add(stretch(n)));
            let untils: Vec<u64> = timeline.stretches().iter().map(|it| it.until.as_secs()).collect();
            assert_eq!(untils, expected, "{count}");
        }
        let mut timeline = Timeline::new(4, 3);
        (1..=50).for_each(|n| timeline.add(stretch(n)));
        let stretches = timeline.stretches();
        let untils: Vec<u64> = stretches.iter().map(|it| it.until.as_secs()).collect();
        assert_eq!(untils, [24, 48, 50]);
        assert_eq!(
            stretches[1],
            Stretch {
                until: Duration::from_secs(48),
                arrived: 24,
                done: 48,
                missed: 72,
                most_visible: 48,
                highest_age: Duration::from_secs(75),
                least_desired: 25,
                most_desired: 48,
                desired: 48,
                running: 49,
                changes: 24,
            }
        );
    }
}
