//! Parts that make no formula.

use super::super::{expression, metric, returned};
use crate::metric_math::{Formula, Part};

fn error(parts: &[Part]) -> String {
    Formula::new(parts).unwrap_err().to_string()
}

#[test]
fn parts() {
    assert_eq!(
        error(&[]),
        "no metric or expression is returned: set ReturnData to true for the one to follow"
    );
    assert_eq!(error(&[metric("m1")]), error(&[]));
    assert_eq!(
        error(&[
            returned(metric("m1")),
            metric("m2"),
            returned(expression("e1", "m1"))
        ]),
        "\"m1\", \"e1\" are returned: set ReturnData to false for all but the one to follow"
    );
    assert_eq!(
        error(&[returned(metric("m1")), metric("m2"), expression("m1", "m2")]),
        "several metrics or expressions have the id \"m1\": give each its own"
    );
    let long = "m".repeat(256);
    for id in ["", "M1", "1m", "_m", "m-1", "m 1", "mü", "m\n", &long] {
        assert_eq!(
            error(&[returned(metric(id))]),
            format!(
                "{id:?} is no id: take a lowercase letter, then letters, digits and underscores, 255 characters in all"
            )
        );
    }
    for id in ["m", "queueDepth_1", &long[1..]] {
        assert!(Formula::new(&[returned(metric(id))]).is_ok(), "{id}");
    }
    // Those that nobody needs are checked too.
    assert_eq!(
        error(&[returned(metric("m1")), expression("e1", "m1 +")]),
        "expression \"e1\", character 5: the end stands where a number, an id, a function, -, ( or [ should"
    );
    assert_eq!(
        error(&[returned(expression("e1", "SUM(METRICS())"))]),
        "expression \"e1\", character 5: no metric has \"\" in its id: there are none"
    );
    assert_eq!(
        error(&[
            returned(metric("m1")),
            expression("e1", "m1 * 2"),
            expression("e2", "m1 / PERIOD(e1)")
        ]),
        "expression \"e2\", character 13: PERIOD takes the id of one metric; argument 1 is a time series"
    );
}

#[test]
fn circles() {
    let parts = |expressions: &[&str]| {
        let mut parts = vec![returned(metric("m1"))];
        parts.extend(
            expressions
                .iter()
                .enumerate()
                .map(|(at, text)| expression(&format!("e{}", at + 1), text)),
        );
        parts
    };
    let circle =
        |ids: &str| format!("{ids} refer to each other in a circle: let one of them do without the others");
    assert_eq!(
        error(&parts(&["m1 + e1"])),
        "the expression \"e1\" refers to itself: let it do without"
    );
    assert_eq!(error(&parts(&["-e2", "ABS(e1)"])), circle("\"e1\", \"e2\""));
    assert_eq!(
        error(&parts(&["IF(m1, e2)", "IF(m1, 1, e3)", "SUM([e4])", "e2 ^ 2"])),
        circle("\"e2\", \"e3\", \"e4\"")
    );
    assert!(Formula::new(&parts(&["e2 + e3", "e4 + e3", "e4 + e4", "m1"])).is_ok());
}
