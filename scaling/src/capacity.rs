//! How many tasks a metric calls for.

use crate::Datapoint;

/// By how much, relatively, a quotient may exceed a whole number and still be that number: what is left of decimal
/// fractions in binary, which must not cost a task.
const NOISE: f64 = 1e-9;

/// The tasks that bring the metric to `target` or below: `ceil(tasks x value / target)`, as many as there are for each
/// time that the value exceeds the target (Application Auto Scaling User Guide, Target tracking: in proportion to the
/// metric, and rounded so that there is enough capacity).
///
/// Without tasks the value counts as that of one: a value for each task has nothing to divide by. Anything above 0
/// needs a task at least. What is too large to count is [`u32::MAX`].
pub(crate) fn needed(datapoint: Datapoint, target: f64) -> u32 {
    // The quotient first: the product of two large numbers may be infinite where what is asked for is not.
    let tasks = f64::from(datapoint.tasks.max(1)) * (datapoint.value / target);
    let whole = tasks.round();
    let up = if (tasks - whole).abs() <= NOISE * tasks {
        whole
    } else {
        tasks.ceil()
    };
    let least = if datapoint.value > 0.0 { 1.0 } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, which is wanted"
    )]
    let needed = up.max(least) as u32;
    needed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Moment;

    fn on(tasks: u32, value: f64) -> Datapoint {
        Datapoint {
            at: Moment::default(),
            value,
            tasks,
        }
    }

    #[test]
    fn whole_numbers_stay_and_all_others_are_rounded_up() {
        assert_eq!(needed(on(10, 150.0), 100.0), 15);
        assert_eq!(needed(on(10, 150.1), 100.0), 16);
        assert_eq!(needed(on(3, 0.1), 0.3), 1);
        assert_eq!(needed(on(1, 4.000_000_001), 1.0), 4);
        assert_eq!(needed(on(1, 4.000_001), 1.0), 5);
        assert_eq!(needed(on(1, 3_000_000_000.0), 1.0), 3_000_000_000);
    }

    #[test]
    fn without_tasks_there_is_one_to_count_by() {
        assert_eq!(needed(on(0, 25.0), 10.0), 3);
        assert_eq!(needed(on(0, 0.0), 10.0), 0);
    }

    #[test]
    fn whatever_waits_needs_a_task_and_no_number_is_too_large() {
        assert_eq!(needed(on(5, 0.0), 10.0), 0);
        assert_eq!(needed(on(5, f64::MIN_POSITIVE), f64::MAX), 1);
        assert_eq!(needed(on(5, 1e-12), 10.0), 1);
        assert_eq!(needed(on(u32::MAX, f64::MAX), f64::MIN_POSITIVE), u32::MAX);
        assert_eq!(
            needed(on(10, f64::MAX), f64::MAX),
            10,
            "the product alone would be infinite"
        );
    }

    proptest! {
        /// By whole numbers: so many messages, each of so many milliseconds, and so many milliseconds that a message
        /// may wait. Few enough that no fraction is as small as noise.
        #[test]
        fn there_are_as_many_as_arithmetic_says(
            messages in 0_u64..10_000, tasks in 1_u32..1000, work in 1_u32..50_000, wait in 1_u32..1_000_000
        ) {
            let target = (f64::from(wait) / 1000.0) / (f64::from(work) / 1000.0);
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let value = messages as f64 / f64::from(tasks);
            let exact = (messages * u64::from(work)).div_ceil(u64::from(wait));
            prop_assert_eq!(u64::from(needed(on(tasks, value), target)), exact);
        }
    }
}
