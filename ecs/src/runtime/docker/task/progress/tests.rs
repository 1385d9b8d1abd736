use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn progress(waits: Vec<Vec<(usize, Condition)>>) -> Progress {
    Progress::new((0..waits.len()).map(|index| (format!("c{index}"), None)), waits)
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_takes_longer_than_the_start_timeout_is_given_up() {
    let timeout = Duration::from_secs(30);
    let mut progress = Progress::new(
        [("base".to_owned(), Some(timeout)), ("app".to_owned(), None)],
        vec![vec![], vec![(0, Condition::Healthy)]],
    );
    let began = Instant::now();
    assert_eq!(progress.next(began), [Step::Start(0)]);
    progress.started(0, began);
    assert_eq!(progress.next(began), []);
    assert_eq!(progress.next_look(began), Some(began + timeout));
    let steps = progress.next(began + timeout);
    let [Step::GiveUp(1, why), Step::Skip(1), Step::Stop(0)] = &steps[..] else {
        panic!("{steps:?}");
    };
    assert!(why.contains("base") && why.contains("30s"), "{why}");
}

#[tokio::test]
async fn a_kill_reaches_those_that_a_stop_has_not_come_to() {
    let mut progress = progress(vec![vec![], vec![(0, Condition::Start)]]);
    let now = Instant::now();
    assert_eq!(progress.next(now), [Step::Start(0)]);
    progress.started(0, now);
    assert_eq!(progress.next(now), [Step::Start(1)]);
    progress.started(1, now);
    progress.end(Ending::Stop);
    assert_eq!(progress.next(now), [Step::Stop(1)]);
    assert_eq!(progress.next(now), []);
    progress.end(Ending::Kill);
    progress.end(Ending::Stop);
    assert_eq!(progress.next(now), [Step::Kill(0), Step::Kill(1)]);
    progress.ended(0, Some(137));
    progress.ended(1, Some(137));
    assert!(progress.is_over());
}

#[tokio::test]
async fn one_that_is_still_being_started_is_stopped_when_it_runs() {
    let mut progress = progress(vec![vec![]]);
    let now = Instant::now();
    assert_eq!(progress.next(now), [Step::Start(0)]);
    progress.end(Ending::Stop);
    assert_eq!(progress.next(now), []);
    assert!(!progress.is_over());
    progress.started(0, now);
    assert_eq!(progress.next(now), [Step::Stop(0)]);
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        Just(Condition::Start),
        Just(Condition::Complete),
        Just(Condition::Success),
        Just(Condition::Healthy)
    ]
}

/// Up to six containers, each waiting for some of those before it.
fn waits() -> impl Strategy<Value = Vec<Vec<(usize, Condition)>>> {
    prop::collection::vec(
        prop::collection::vec((any::<prop::sample::Index>(), condition()), 0..3),
        1..6,
    )
    .prop_map(|slots| {
        slots
            .into_iter()
            .enumerate()
            .map(|(index, waits)| {
                waits
                    .into_iter()
                    .filter(|_| index > 0)
                    .map(|(other, condition)| (other.index(index), condition))
                    .collect()
            })
            .collect()
    })
}

proptest! {
    /// Whatever becomes of the containers: none starts before what it waits for, none is stopped before those that
    /// depend on it have ended, each is started, skipped and stopped at most once, and a task that is told to end does.
    #[test]
    fn containers_start_and_stop_in_the_order_of_their_dependencies(
        waits in waits(),
        choices in prop::collection::vec((any::<usize>(), 0_u8..6), 0..60),
        end_at in 0_usize..40,
    ) {
        let mut progress = progress(waits.clone());
        let now = Instant::now();
        let count = waits.len();
        let (mut starting, mut running, mut ended, mut healthy) =
            (BTreeSet::new(), BTreeSet::new(), vec![None::<Option<i32>>; count], BTreeSet::new());
        let (mut begun, mut stopped) = (BTreeSet::new(), BTreeSet::new());
        let mut choices = choices.into_iter();
        for round in 0..200 {
            if round == end_at {
                progress.end(Ending::Stop);
            }
            for step in progress.next(now) {
                match step {
                    Step::Start(index) => {
                        prop_assert!(!progress.is_ending(), "nothing is started at the end");
                        prop_assert!(begun.insert(index));
                        for (other, condition) in &waits[index] {
                            let met = match condition {
                                Condition::Start => running.contains(other) || ended[*other].is_some_and(|code| code.is_some()),
                                Condition::Complete => ended[*other].is_some_and(|code| code.is_some()),
                                Condition::Success => ended[*other] == Some(Some(0)),
                                Condition::Healthy => running.contains(other) && healthy.contains(other),
                            };
                            prop_assert!(met, "{index} was started before {condition:?} of {other}");
                        }
                        starting.insert(index);
                    }
                    Step::Stop(index) => {
                        prop_assert!(running.contains(&index));
                        prop_assert!(stopped.insert(index));
                        for (dependent, waits) in waits.iter().enumerate() {
                            if waits.iter().any(|(other, _)| *other == index) {
                                prop_assert!(ended[dependent].is_some(), "{dependent} still needs {index}");
                            }
                        }
                    }
                    Step::Kill(_) => prop_assert!(false, "nobody has asked for a kill"),
                    Step::GiveUp(index, _) => prop_assert!(!begun.contains(&index)),
                    Step::Skip(index) => {
                        prop_assert!(begun.insert(index));
                        ended[index] = Some(None);
                    }
                }
            }
            if progress.is_over() {
                break;
            }
            // Something becomes of a container; towards the end, those that were asked to end do.
            let (choice, what) = choices.next().unwrap_or((0, 9));
            if let Some(&index) = starting.iter().nth(choice % starting.len().max(1)) {
                starting.remove(&index);
                running.insert(index);
                progress.started(index, now);
            } else if let Some(&index) = running.iter().nth(choice % running.len().max(1)) {
                match what {
                    0 | 1 => {
                        healthy.insert(index);
                        progress.health(index, true);
                    }
                    2 | 3 => {
                        running.remove(&index);
                        ended[index] = Some(Some(i32::from(what == 2)));
                        progress.ended(index, Some(i32::from(what == 2)));
                    }
                    _ => {
                        let asked = stopped.iter().copied().find(|index| running.contains(index));
                        if let Some(index) = asked {
                            running.remove(&index);
                            ended[index] = Some(Some(143));
                            progress.ended(index, Some(143));
                        }
                    }
                }
            }
        }
        prop_assert!(progress.is_over(), "{progress:?}");
        prop_assert_eq!(begun.len(), count);
    }
}
