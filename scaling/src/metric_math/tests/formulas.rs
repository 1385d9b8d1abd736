//! Formulas of several expressions, and what metrics they take.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{PERIOD, expression, formula, metric, metrics, moment, returned, series, text};
use crate::Moment;
use crate::metric_math::{Formula, FormulaError, MAX_POINTS, Series};

#[test]
fn expressions_refer_to_each_other_in_any_order() {
    let formula = Formula::new(&[
        returned(expression("e1", "e2 / e3 - LAST(e4)")),
        expression("e4", "METRICS()"),
        expression("e3", "MAX(e2)"),
        expression("e2", "m1 * 2"),
        metric("m1"),
        metric("m2"),
    ]);
    let result = formula
        .unwrap()
        .evaluate(&metrics(&[("m1", "1 4"), ("m2", "1 1")]));
    assert_eq!(text(&result.unwrap(), 2), "-0.75 0");
}

#[test]
fn a_metric_is_returned_as_it_is() {
    let formula = Formula::new(&[returned(metric("m1")), metric("m2")]).unwrap();
    let all = metrics(&[("m1", "1 - 4 NaN inf"), ("m2", "1 1 1 1 1")]);
    assert_eq!(formula.evaluate(&all).unwrap(), series("1 - 4"));
    assert_eq!(formula.metrics().collect::<Vec<_>>(), ["m1"]);
}

#[test]
fn needed_metrics_are_told_in_the_order_of_the_parts() {
    let needed = |returned_id: &str| {
        let parts = [
            metric("m2"),
            expression("e1", "e2 + FILL(m3, REPEAT)"),
            metric("m4"),
            expression("e2", "IF(m2, 1, SUM([-m1, m2]))"),
            expression("e3", "FILL(FIRST([m5]), MIN(TIME_SERIES(1 + PERIOD(m4))))"),
            expression("e4", "SUM(METRICS('5'))"),
            metric("m1"),
            metric("m3"),
            metric("m5"),
        ];
        let parts = parts.map(|part| {
            if part.id == returned_id {
                returned(part)
            } else {
                part
            }
        });
        let formula = Formula::new(&parts).unwrap();
        formula.metrics().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(needed("e1"), "m2 m1 m3");
    assert_eq!(needed("e2"), "m2 m1");
    assert_eq!(needed("e3"), "m4 m5");
    assert_eq!(needed("e4"), "m5");
}

#[test]
fn a_metric_without_a_series_has_no_datapoints() {
    let formula = formula("m1 + m2").unwrap();
    let result = formula.evaluate(&metrics(&[("m2", "1 2")])).unwrap();
    assert_eq!(result, series("1 2"));
    let nothing = formula.evaluate(&BTreeMap::new()).unwrap();
    assert_eq!((nothing.period, nothing.points.len()), (Duration::ZERO, 0));
}

fn with_period(values: &str, seconds: u64) -> Series {
    let period = Duration::from_secs(seconds);
    Series {
        period,
        ..series(values)
    }
}

#[test]
fn periods_must_be_the_same() {
    let formula = formula("m1 + m2").unwrap();
    let mut all = BTreeMap::from([
        ("m1".to_owned(), with_period("1", 60)),
        ("m2".to_owned(), with_period("", 10)),
        ("m3".to_owned(), with_period("1", 300)),
    ]);
    let error = formula.evaluate(&all).unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"m1\" has a period of 60 s and \"m2\" one of 10 s: give all metrics of an expression the same"
    );
    // That of the metric that is not needed does not matter.
    all.insert("m2".to_owned(), with_period("1", 60));
    assert_eq!(formula.evaluate(&all).unwrap(), with_period("2", 60));
    all.insert("m1".to_owned(), with_period("1", 10));
    all.insert("m2".to_owned(), with_period("1", 10));
    assert_eq!(formula.evaluate(&all).unwrap(), with_period("2", 10));
}

#[test]
fn a_time_is_filled_where_no_metric_has_a_datapoint() {
    let filled = |expression: &str, values: &str, columns: std::ops::Range<usize>| {
        let time = moment(columns.start)..moment(columns.end);
        let result = formula(expression)
            .unwrap()
            .evaluate_between(&metrics(&[("m1", values)]), &time);
        text(&result.unwrap(), 6)
    };
    assert_eq!(filled("FILL(m1, 0)", "", 1..4), "- 0 0 0 - -");
    assert_eq!(filled("TIME_SERIES(PERIOD(m1))", "", 1..4), "- 60 60 60 - -");
    assert_eq!(filled("FILL(m1, 0)", "- - 5", 1..4), "- 0 5 0 - -");
    assert_eq!(filled("FILL(m1, 0)", "- - - - 5", 1..3), "- 0 0 0 5 -");
    assert_eq!(filled("FILL(m1, 0)", "5 - - - -", 2..4), "5 0 0 0 - -");
    assert_eq!(filled("FILL(m1, REPEAT)", "- - 5", 1..6), "- - 5 5 5 5");
    assert_eq!(filled("FILL(m1, LINEAR)", "- 2 - 5", 0..6), "- 2 3.5 5 - -");
    // A time that is none changes nothing.
    assert_eq!(filled("FILL(m1, 0)", "- - 5 - 6", 1..1), "- - 5 0 6 -");
    assert_eq!(filled("m1 + 1", "- - 5", 1..4), "- - 6 - - -");
}

#[test]
#[allow(clippy::reversed_empty_ranges)]
fn a_time_that_ends_before_it_begins_is_none() {
    let time = moment(4)..moment(1);
    let result = formula("FILL(m1, 0)")
        .unwrap()
        .evaluate_between(&metrics(&[("m1", "5 - 6")]), &time);
    assert_eq!(result.unwrap(), series("5 0 6"));
}

#[test]
fn without_a_period_nothing_is_between() {
    let all = BTreeMap::from([("m1".to_owned(), with_period("1 - 2", 0))]);
    let result = formula("FILL(m1, 0)").unwrap().evaluate(&all).unwrap();
    assert_eq!(result, with_period("1 - 2", 0));
}

#[test]
fn no_more_is_filled_than_a_request_returns() {
    let evaluate = |expression: &str, periods: usize| {
        let time = moment(0)..moment(periods);
        formula(expression)
            .unwrap()
            .evaluate_between(&metrics(&[("m1", "1")]), &time)
    };
    let length = |expression, periods| evaluate(expression, periods).map(|series| series.points.len());
    assert_eq!(length("FILL(m1, 0)", MAX_POINTS), Ok(MAX_POINTS));
    assert_eq!(
        length("SUM(FILL([m1, m2], 0))", MAX_POINTS / 2),
        Ok(MAX_POINTS / 2)
    );
    assert_eq!(length("m1 + 0", MAX_POINTS + 1), Ok(1));
    let too_many = |series| Err(FormulaError::TooManyPoints { series });
    assert_eq!(length("FILL(m1, 0)", MAX_POINTS + 1), too_many(1));
    assert_eq!(length("TIME_SERIES(1) * PERIOD(m1)", MAX_POINTS + 1), too_many(1));
    assert_eq!(length("SUM(FILL([m1, m2], 0))", MAX_POINTS / 2 + 1), too_many(2));
    assert_eq!(
        evaluate("FILL(m1, 0)", 200_000).unwrap_err().to_string(),
        "FILL and TIME_SERIES would make more than 100800 datapoints of 1 time series: ask for less time, fewer \
        metrics or a longer period"
    );
    // A part of a period counts as one.
    let time = moment(0)..moment(MAX_POINTS) + PERIOD / 2;
    let result = formula("FILL(m1, 0)")
        .unwrap()
        .evaluate_between(&metrics(&[("m1", "1")]), &time);
    assert_eq!(result, Err(FormulaError::TooManyPoints { series: 1 }));
    // Far apart, this would be without end.
    let mut far = series("1");
    far.points.insert(Moment(Duration::MAX), 2.0);
    let all = BTreeMap::from([("m1".to_owned(), far)]);
    assert_eq!(
        formula("FILL(m1, 0)")
            .unwrap()
            .evaluate(&all)
            .map(|all| all.points.len()),
        too_many(1)
    );
    assert_eq!(formula("m1").unwrap().evaluate(&all).unwrap().period, PERIOD);
}

#[test]
fn the_most_series_that_any_needed_expression_fills_count() {
    let evaluate = |followed: &str| {
        let parts = [
            expression("e1", "e2 + FILL(m1, 0)"),
            expression("e2", "SUM(FILL([m1, m1], 0)) + FILL(m1, 0)"),
            expression("e3", "m1 + 0"),
            expression("e4", "FILL(m1, 0)"),
            expression("e5", "e4 + LAST(FILL([m1, m1], 0))"),
            metric("m1"),
        ];
        let parts = parts.map(|part| if part.id == followed { returned(part) } else { part });
        let time = moment(0)..moment(MAX_POINTS);
        let result = Formula::new(&parts)
            .unwrap()
            .evaluate_between(&metrics(&[("m1", "1")]), &time);
        result.map(|series| series.points.len())
    };
    for followed in ["e1", "e2", "e5"] {
        assert_eq!(
            evaluate(followed),
            Err(FormulaError::TooManyPoints { series: 2 }),
            "{followed}"
        );
    }
    assert_eq!(evaluate("e3"), Ok(1));
    assert_eq!(evaluate("e4"), Ok(MAX_POINTS));
}
