//! However long or deep an expression is, it is evaluated or refused; nothing overflows the stack.

use std::time::{Duration, Instant};

use super::{expression, formula, metric, metrics, returned, text};
use crate::metric_math::{ExpressionError, Formula, FormulaError, MAX_DEPTH, MAX_LENGTH};

fn error(text: &str) -> ExpressionError {
    match formula(text) {
        Err(FormulaError::Expression { error, .. }) => error,
        other => panic!("{other:?}"),
    }
}

fn nested(open: &str, depth: usize, close: &str) -> String {
    format!("{}m1{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("(", ")"), ("-", ""), ("2^", ""), ("ABS(", ")"), ("-(", ")")] {
        let each = open.trim_matches('2').len().min(if open == "-(" { 2 } else { 1 });
        let most = (MAX_DEPTH - 1) / each;
        let formula = formula(&nested(open, most, close));
        assert!(formula.is_ok(), "{open}: {formula:?}");
        assert!(formula.unwrap().evaluate(&metrics(&[("m1", "1")])).is_ok());
        assert_eq!(
            error(&nested(open, most + 1, close)),
            ExpressionError::TooDeep,
            "{open}"
        );
    }
    assert_eq!(error(&nested("FIRST([", 60, "])")), ExpressionError::TooDeep);
    assert_eq!(error(&nested("-", 2000, "")), ExpressionError::TooDeep);
    assert_eq!(error(&nested("2^", 1000, "")), ExpressionError::TooDeep);
    assert_eq!(error(&nested("(", 1000, ")")), ExpressionError::TooDeep);
    assert_eq!(error(&"(".repeat(MAX_LENGTH)), ExpressionError::TooDeep);
}

#[test]
fn length_has_a_limit() {
    let long = |length: usize| format!("m1{}", " ".repeat(length - 2));
    assert!(formula(&long(MAX_LENGTH)).is_ok());
    assert_eq!(error(&long(MAX_LENGTH + 1)), ExpressionError::TooLong);
    // Characters, not bytes.
    let text = format!("SUM(METRICS('{}'))", "ü".repeat(MAX_LENGTH - 16));
    assert!(matches!(error(&text), ExpressionError::NoMetrics { .. }));
    for open in ["(", "-", "1^", "[", "ABS(", "m1+", "IF(m1,"] {
        assert_eq!(error(&nested(open, 100_000, "")), ExpressionError::TooLong);
    }
}

#[test]
fn what_is_long_but_not_deep_is_evaluated() {
    let sum = format!("m1{}", "+m1".repeat((MAX_LENGTH - 2) / 3));
    let result = formula(&sum)
        .unwrap()
        .evaluate(&metrics(&[("m1", "1 2")]))
        .unwrap();
    assert_eq!(text(&result, 2), "683 1366");
}

#[test]
fn so_are_many_expressions_in_a_row() {
    let count = 20_000;
    let mut parts: Vec<_> = (1..count)
        .map(|at| expression(&format!("e{at}"), &format!("-e{}", at + 1)))
        .collect();
    parts.push(expression(&format!("e{count}"), "m1"));
    parts[0] = returned(parts[0].clone());
    parts.push(metric("m1"));
    let result = Formula::new(&parts)
        .unwrap()
        .evaluate(&metrics(&[("m1", "1 2")]))
        .unwrap();
    assert_eq!(text(&result, 2), "-1 -2");
}

#[test]
fn arrays_of_arrays_stay_short() {
    let mut parts = vec![returned(metric("m1")), expression("e0", "[m1, m1]")];
    parts.extend((1..40).map(|at| expression(&format!("e{at}"), &format!("[e{0}, e{0}]", at - 1))));
    let begin = Instant::now();
    let error = Formula::new(&parts).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expression \"e8\", character 1: this array has 512 time series, more than 500: make it of fewer"
    );
    assert!(begin.elapsed() < Duration::from_secs(10));
}
