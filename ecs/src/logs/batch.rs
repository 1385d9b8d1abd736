//! The events of one request, within the limits of `PutLogEvents`.

use super::event::Event;

/// The most that a request may count: the texts and the overhead of each event.
const COST_LIMIT: usize = 1024 * 1024;
const EVENTS_LIMIT: usize = 10_000;
/// A request spans less than a day.
const SPAN_LIMIT_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Events in the order of their time.
#[derive(Debug)]
pub(super) struct Batch {
    events: Vec<Event>,
    cost: usize,
}

impl Batch {
    /// A batch of that event.
    pub(super) fn of(event: Event) -> Self {
        Self {
            cost: event.cost(),
            events: vec![event],
        }
    }

    /// Adds the event, which is no earlier than the last, or gives it back where it needs another request.
    pub(super) fn add(&mut self, event: Event) -> Result<(), Event> {
        let cost = self.cost + event.cost();
        let spans = self
            .events
            .first()
            .is_some_and(|first| event.at.saturating_sub(first.at) >= SPAN_LIMIT_MILLIS);
        if spans || cost > COST_LIMIT || self.events.len() >= EVENTS_LIMIT {
            return Err(event);
        }
        self.cost = cost;
        self.events.push(event);
        Ok(())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// What they count for together.
    pub(super) fn cost(&self) -> usize {
        self.cost
    }

    /// The events in their order.
    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::event::{OVERHEAD, TEXT_LIMIT};
    use super::*;

    /// All the requests that the events need.
    fn batches(events: Vec<Event>) -> Vec<Batch> {
        let mut batches: Vec<Batch> = Vec::new();
        for event in events {
            let refused = match batches.last_mut() {
                Some(batch) => batch.add(event).err(),
                None => Some(event),
            };
            batches.extend(refused.map(Batch::of));
        }
        batches
    }

    fn event(at: i64, length: usize) -> Event {
        Event {
            at,
            text: "x".repeat(length),
        }
    }

    #[test]
    fn each_limit_begins_another_request_just_beyond_it() {
        let lengths = |events| batches(events).iter().map(Batch::len).collect::<Vec<_>>();
        assert_eq!(lengths(vec![event(0, 1); EVENTS_LIMIT + 1]), [EVENTS_LIMIT, 1]);
        assert_eq!(lengths(vec![event(0, TEXT_LIMIT); 9]), [4, 4, 1]);
        let mut above = vec![event(0, TEXT_LIMIT); 4];
        above[0].text.pop();
        above.push(event(0, 1));
        assert_eq!(lengths(above), [4, 1], "a byte is left, but not for the overhead");
        let day = SPAN_LIMIT_MILLIS;
        assert_eq!(
            lengths(vec![event(5, 1), event(day + 4, 1), event(day + 5, 1)]),
            [2, 1]
        );
    }

    proptest! {
        #[test]
        fn requests_keep_the_limits_and_the_order_and_are_as_few_as_can_be(
            steps in prop::collection::vec(
                (
                    prop_oneof![9 => 0_i64..50, 1 => 0..2 * SPAN_LIMIT_MILLIS],
                    prop_oneof![9 => 1_usize..200, 1 => TEXT_LIMIT - 100..=TEXT_LIMIT],
                    prop_oneof![9 => Just(1_usize), 1 => 1_usize..4000],
                ),
                0..40,
            ),
        ) {
            let mut at = 0;
            let events: Vec<Event> = steps
                .into_iter()
                .flat_map(|(step, length, times)| {
                    at += step;
                    // Many large ones would only take memory.
                    let times = if length > 200 { 1 } else { times };
                    vec![event(at, length); times]
                })
                .collect();
            let made = batches(events.clone());
            for batch in &made {
                let cost: usize = batch.events().iter().map(|event| event.text.len() + OVERHEAD).sum();
                prop_assert!(cost <= 1_048_576 && cost == batch.cost());
                prop_assert!(batch.len() <= 10_000);
                let (first, last) = (&batch.events()[0], &batch.events()[batch.len() - 1]);
                prop_assert!(last.at - first.at < 86_400_000);
            }
            for pair in made.windows(2) {
                let (batch, next) = (&pair[0], &pair[1].events()[0]);
                prop_assert!(
                    batch.cost() + next.cost() > 1_048_576
                        || batch.len() == 10_000
                        || next.at - batch.events()[0].at >= 86_400_000,
                    "a request was begun too early"
                );
            }
            let all: Vec<Event> = made.into_iter().flat_map(|batch| batch.events).collect();
            prop_assert!(all == events);
        }
    }
}
