//! Whatever is written as an expression: a formula or an error that says where, and finite numbers; never a panic.
//!
//! `METRIC_MATH_MUTATIONS_SECONDS` says how long to go on, some seconds by default, and `METRIC_MATH_MUTATIONS_SEED`
//! with which numbers: the one that a failure names.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use fastrand::Rng;

use super::{expression, metric, moment, returned};
use crate::Moment;
use crate::metric_math::{Formula, FormulaError, Part, Series};

const SEEDS: [&str; 18] = [
    "m1 / m2",
    "IF(m2 > 0, m1 / m2, m1)",
    "(m1 + FILL(m3, 0)) / m2",
    "m1 / FILL(m2, 1)",
    "MAX([m1, m2])",
    "e2 / 2 + e3",
    "SUM(METRICS()) * 1.5e3 ^ -2",
    "FIRST(FILL([m1, METRICS(\"2\")], LINEAR))",
    "LAST(FILL(METRICS('m'), REPEAT))",
    "m1 > 1 AND m2 <= 2 OR m3 != 3 && m1 == 1 || m2 >= .5",
    "STDDEV([m1, m2]) - STDDEV(m1)",
    "RATE(m1) + DIFF(m2) / DIFF_TIME(m3)",
    "RUNNING_SUM(ABS(CEIL(m1) - FLOOR(m2)))",
    "LOG(m1) * LOG10(m2) - -m3",
    "TIME_SERIES(AVG(m1) / PERIOD(m1)) * METRIC_COUNT(METRICS())",
    "DATAPOINT_COUNT([m1, m3]) + DATAPOINT_COUNT(m2) * m1",
    "MIN([m1, IF(m2, 5)]) ^ 2 ^ m3",
    "SORT(METRICS(), AVG, DESC, 10)",
];
const PIECES: [&str; 44] = [
    "(",
    ")",
    "[",
    "]",
    ",",
    "-",
    "+",
    "*",
    "/",
    "^",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "AND",
    "OR",
    "&&",
    "||",
    " ",
    "=",
    "m1",
    "m2",
    "m3",
    "m4",
    "e1",
    "e2",
    "e3",
    "1",
    "0",
    "1e308",
    "1e-308",
    ".5",
    "1e",
    "IF(",
    "FILL(",
    "METRICS()",
    "MAX(",
    "TIME_SERIES(",
    "REPEAT",
    "\"m\"",
    "'",
    "ü",
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn of_expressions_never_panic_and_give_finite_numbers() {
    let seconds = number("METRIC_MATH_MUTATIONS_SECONDS").unwrap_or(3);
    let first = number("METRIC_MATH_MUTATIONS_SEED").unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut formulas, mut datapoints, mut seed) = (0_u64, 0_u64, first);
    while Instant::now() < end {
        let made = std::panic::catch_unwind(|| one(&mut Rng::with_seed(seed)));
        let made = made.unwrap_or_else(|_| panic!("METRIC_MATH_MUTATIONS_SEED={seed} panicked"));
        formulas += u64::from(made.is_some());
        datapoints += u64::from(made.is_some_and(|points| points > 0));
        seed += 1;
    }
    let cases = seed - first;
    println!("{cases} cases, of which {formulas} formulas, of which {datapoints} with datapoints");
    assert!(cases > 100, "only {cases} cases in {seconds} s");
    // Mutations that are all refused at once would prove little.
    assert!(
        datapoints > cases / 50,
        "only {datapoints} of {cases} cases gave datapoints"
    );
}

/// How many datapoints there were, if there was a formula.
fn one(random: &mut Rng) -> Option<usize> {
    let text = some(random);
    let parts = [
        metric("m1"),
        metric("m2"),
        metric("m3"),
        expression("e2", ["m1 * 2", "[m1, m2]"][random.usize(..2)]),
        expression("e3", ["AVG(m1)", "[m2, m3]"][random.usize(..2)]),
        returned(expression("e1", &text)),
    ];
    let formula = match Formula::new(&parts) {
        Ok(formula) => formula,
        Err(error) => {
            check(&error, &parts);
            return None;
        }
    };
    let periods = if random.u8(..20) == 0 {
        &[0, 1, 60][..]
    } else {
        &[60]
    };
    let metrics = formula.metrics().filter(|_| random.u8(..10) > 0);
    let metrics: Vec<_> = metrics.map(str::to_owned).collect();
    let metrics: BTreeMap<_, _> = metrics
        .into_iter()
        .map(|id| (id, series(random, periods)))
        .collect();
    let time = moment(random.usize(..20))..moment(random.usize(..20));
    for result in [
        formula.evaluate(&metrics),
        formula.evaluate_between(&metrics, &time),
    ] {
        match result {
            Ok(series) => assert!(
                series.points.values().all(|value| value.is_finite()),
                "{text}: {series:?}"
            ),
            Err(FormulaError::Periods { .. } | FormulaError::TooManyPoints { .. }) => {}
            Err(error) => panic!("{text}: {error}"),
        }
    }
    // Evaluated twice, it is the same.
    let result = formula.evaluate(&metrics);
    assert_eq!(result, formula.clone().evaluate(&metrics), "{text}");
    Some(result.map_or(0, |series| series.points.len()))
}

/// An error names a part and a character that there are, or the first after the end.
fn check(error: &FormulaError, parts: &[Part]) {
    assert!(!error.to_string().is_empty());
    if let FormulaError::Expression { id, character, .. } = error {
        let part = parts.iter().find(|part| part.id == *id).unwrap();
        let length = part.expression.as_ref().unwrap().chars().count();
        assert!((1..=length + 1).contains(character), "{part:?}: {error}");
    }
}

/// A valid expression, changed or not, or anything.
fn some(random: &mut Rng) -> String {
    if random.u8(..10) == 0 {
        let length = random.usize(..40);
        return (0..length).map(|_| piece(random)).collect();
    }
    let mut text: Vec<char> = SEEDS[random.usize(..SEEDS.len())].chars().collect();
    for _ in 0..random.usize(..4) {
        let begin = random.usize(..=text.len());
        let end = (begin + random.usize(..4)).min(text.len());
        match random.u8(..6) {
            0 => drop(text.drain(begin..end)),
            1 => {
                let copy: Vec<_> = text[begin..end].to_vec();
                let count = if random.u8(..10) == 0 {
                    random.usize(..3000)
                } else {
                    2
                };
                let copies = std::iter::repeat_n(copy, count).flatten();
                let _: Vec<_> = text.splice(begin..begin, copies).collect();
            }
            2 => {
                let other = SEEDS[random.usize(..SEEDS.len())];
                let other = if random.bool() {
                    format!("({other})")
                } else {
                    other.to_owned()
                };
                let _: Vec<_> = text.splice(begin..end, other.chars()).collect();
            }
            _ => {
                let piece = piece(random);
                let _: Vec<_> = text.splice(begin..end, piece.chars()).collect();
            }
        }
    }
    text.into_iter().collect()
}

fn piece(random: &mut Rng) -> String {
    match random.u8(..12) {
        0 => random.char(..).to_string(),
        1 => char::from(random.u8(..128)).to_string(),
        _ => PIECES[random.usize(..PIECES.len())].to_owned(),
    }
}

/// Datapoints of all kinds, those that are no numbers too, and now and then far apart or between the periods.
fn series(random: &mut Rng, periods: &[u64]) -> Series {
    let period = Duration::from_secs(periods[random.usize(..periods.len())]);
    let points = (0..random.usize(..8)).map(|_| {
        let at = match random.u8(..200) {
            0 => Moment(Duration::MAX),
            1 => Moment(Duration::from_nanos(random.u64(..))),
            _ => moment(random.usize(..12)),
        };
        let value = match random.u8(..12) {
            0 => 0.0,
            1 => [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, -0.0][random.usize(..5)],
            _ => f64::from(random.i16(-40..40)) / 4.0,
        };
        (at, value)
    });
    Series {
        period,
        points: points.collect(),
    }
}
