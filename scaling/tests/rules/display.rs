//! Decisions in words.

use std::time::Duration;

use scaling::{
    Comparison, Datapoint, Decision, Memory, NotScaled, Outcome, Stay, Step, StepScaling, Verdict, Wish,
};

use crate::given::*;

fn on(tasks: u32, value: f64) -> Datapoint {
    Datapoint {
        at: now(),
        value,
        tasks,
    }
}

#[test]
fn a_change_says_from_where_to_where_and_by_what() {
    let decision = decided(&service(2), &policy(12.2), &metric(&[30.5; 3], 2));
    assert_eq!(
        decision.to_string(),
        "sets the desired count from 2 to 5: backlog asks for 5 by 30.5 on 2 tasks"
    );
    let decision = decided(&service(5), &policy(10.0), &metric(&[2.0; 15], 5));
    assert_eq!(
        decision.to_string(),
        "sets the desired count from 5 to 1: backlog agrees to 1 by 2 on 5 tasks"
    );
    let steps = vec![Step {
        lower: Some(0.0),
        upper: None,
        adjustment: 40,
    }];
    let policy = StepScaling {
        adjustment: scaling::Adjustment::ChangeInCapacity,
        steps,
        cooldown: MINUTE,
    };
    let alarms = [(alarm(Comparison::Greater, 1.0), metric(&[7.0], 1))];
    assert_eq!(
        stepped(&Memory::default(), &service(1), &policy, &alarms).to_string(),
        "sets the desired count from 1 to 10: steps asks for 41 by 7 on 1 task, alarm 0"
    );
}

#[test]
fn no_change_says_why_and_what_each_policy_says() {
    let verdict = |policy: &str, wish| Verdict {
        policy: policy.to_owned(),
        wish,
    };
    let because = on(4, 2.0);
    let said = |why| {
        let outcome = Outcome::NotScaled(why);
        let first = verdict(
            "first",
            Wish::ScaleIn {
                to: 1,
                because,
                alarm: None,
            },
        );
        let second = verdict("second", Wish::Stay(Stay::MissingData { there: 2, needed: 15 }));
        Decision {
            outcome,
            verdicts: vec![first, second],
        }
        .to_string()
    };
    let verdicts = "; first agrees to 1 by 2 on 4 tasks; second has 2 of 15 datapoints";
    for (why, words) in [
        (NotScaled::NoWish, "no policy wishes for a change"),
        (
            NotScaled::AlreadyAtMaxCapacity(0),
            "it is at the maximum capacity already",
        ),
        (
            NotScaled::AlreadyAtMinCapacity(0),
            "it is at the minimum capacity already",
        ),
        (
            NotScaled::AlreadyAtDesiredCapacity(0),
            "it is what the metric calls for already",
        ),
        (NotScaled::NotAgreed(1), "second does not agree to scale in"),
        (NotScaled::NotAgreed(9), "not all policies agree to scale in"),
        (NotScaled::Deploying, "nothing is scaled in during a deployment"),
        (NotScaled::Suspended, "scaling in that direction is suspended"),
    ] {
        assert_eq!(
            said(why),
            format!("leaves the desired count as it is: {words}{verdicts}")
        );
    }
    let decision = Decision {
        outcome: Outcome::NotScaled(NotScaled::NoWish),
        verdicts: vec![],
    };
    assert_eq!(
        decision.to_string(),
        "leaves the desired count as it is: no policy wishes for a change"
    );
}

#[test]
fn every_reason_to_stay_has_its_numbers() {
    let newest = on(1, 10.25);
    for (stay, words) in [
        (Stay::Within { newest: Some(newest) }, "stays at 10.25 on 1 task"),
        (Stay::Within { newest: None }, "stays, with nothing to go by"),
        (
            Stay::NotForLongEnough {
                newest,
                so_far: 2,
                needed: 3,
            },
            "waits at 10.25 on 1 task, for 2 of 3 datapoints so far",
        ),
        (Stay::MissingData { there: 0, needed: 1 }, "has 0 of 1 datapoint"),
        (Stay::Enough { newest }, "has enough at 10.25 on 1 task"),
        (
            Stay::CoolingDown {
                left: Duration::from_secs(59),
            },
            "cools down for 59 s more",
        ),
        (
            Stay::CoolingDown {
                left: Duration::from_millis(59_001),
            },
            "cools down for 60 s more",
        ),
        (Stay::ScaleInDisabled, "would scale in, which it has disabled"),
    ] {
        assert_eq!(stay.to_string(), words);
    }
}

#[test]
fn values_are_as_short_as_they_may_be() {
    for (value, words) in [
        (0.0, "0"),
        (100.0 / 3.0, "33.333"),
        (-2.5, "-2.5"),
        (0.000_25, "2.5e-4"),
        (1e300, "1e300"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
    ] {
        let stay = Stay::Enough { newest: on(0, value) };
        assert_eq!(stay.to_string(), format!("has enough at {words} on 0 tasks"));
    }
}
