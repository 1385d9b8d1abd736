//! A random expression, printed and read again, is what a simple evaluator makes of its tree.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{formula, moment};
use crate::metric_math::{MAX_LENGTH, Series};

const COLUMNS: usize = 5;

/// By column.
type Row = [Option<f64>; COLUMNS];

/// A tree of an expression that gives a scalar or one series.
#[derive(Debug, Clone)]
enum Tree {
    Number(f64),
    Metric(usize),
    Minus(Box<Tree>),
    Binary(Box<Tree>, &'static str, Box<Tree>),
    /// A function of one series.
    Each(&'static str, Box<Tree>),
    /// Of series, to a scalar if there is one, without brackets.
    Scalar(&'static str, Box<Tree>),
    /// Of an array.
    Array(&'static str, Vec<Tree>),
    Fill(Box<Tree>, f64),
    If(Box<Tree>, Box<Tree>, Option<Box<Tree>>),
}

/// As they bind, the loosest first.
const LEVELS: [&[&str]; 6] = [
    &["OR", "||"],
    &["AND", "&&"],
    &["==", "!=", "<", "<=", ">", ">="],
    &["+", "-"],
    &["*", "/"],
    &["^"],
];

fn level(operator: &str) -> usize {
    LEVELS.iter().position(|level| level.contains(&operator)).unwrap()
}

/// As text, in parentheses only where they are needed: where it binds less tightly than at that level. The unary
/// minus is at that of `^`, as its operand is.
fn print(tree: &Tree, least: usize) -> String {
    let (own, text) = match tree {
        Tree::Number(number) => (9, format!("{number}")),
        Tree::Metric(metric) => (9, format!("m{}", metric + 1)),
        Tree::Minus(of) => (5, format!("-{}", print(of, 5))),
        Tree::Binary(left, operator, right) => {
            let own = level(operator);
            let (left_least, right_least) = match own {
                // From the right: the left operand must not be a minus or another power.
                5 => (6, 5),
                2 => (3, 3),
                own => (own, own + 1),
            };
            let (left, right) = (print(left, left_least), print(right, right_least));
            (own, format!("{left} {operator} {right}"))
        }
        Tree::Each(function, of) | Tree::Scalar(function, of) => (9, format!("{function}({})", print(of, 0))),
        Tree::Array(function, all) => {
            let all: Vec<_> = all.iter().map(|one| print(one, 0)).collect();
            (9, format!("{function}([{}])", all.join(",")))
        }
        Tree::Fill(of, value) => (9, format!("FILL({}, {value})", print(of, 0))),
        Tree::If(condition, then, otherwise) => {
            let otherwise = otherwise
                .as_ref()
                .map_or(String::new(), |tree| format!(", {}", print(tree, 0)));
            (
                9,
                format!("IF({}, {}{otherwise})", print(condition, 0), print(then, 0)),
            )
        }
    };
    if own < least { format!("({text})") } else { text }
}

/// What a tree gives: a scalar, if there is one, or a row.
#[derive(Debug, Clone, Copy)]
enum Is {
    One(Option<f64>),
    Many(Row),
}

fn number(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

#[allow(clippy::float_cmp)]
fn calculate(operator: &str, a: f64, b: f64) -> Option<f64> {
    let truth = |truth| Some(if truth { 1.0 } else { 0.0 });
    match operator {
        "+" => number(a + b),
        "-" => number(a - b),
        "*" => number(a * b),
        "/" => number(a / b),
        "^" => number(a.powf(b)),
        "==" => truth(a == b),
        "!=" => truth(a != b),
        "<" => truth(a < b),
        "<=" => truth(a <= b),
        ">" => truth(a > b),
        ">=" => truth(a >= b),
        "AND" | "&&" => truth(a != 0.0 && b != 0.0),
        _ => truth(a != 0.0 || b != 0.0),
    }
}

fn row(of: impl Fn(usize) -> Option<f64>) -> Row {
    std::array::from_fn(of)
}

fn aggregate(function: &str, values: &[f64], all: usize) -> Option<f64> {
    let count = u32::try_from(values.len()).unwrap();
    let sum = |values: &[f64]| values.iter().fold(0.0, |sum, value| sum + value);
    match function {
        "SUM" => number(sum(values)),
        "DATAPOINT_COUNT" => Some(f64::from(count)),
        _ if values.is_empty() => None,
        "AVG" => number(sum(values) / f64::from(u32::try_from(all).unwrap())),
        "MIN" => values.iter().copied().min_by(f64::total_cmp),
        "MAX" => values.iter().copied().max_by(f64::total_cmp),
        _ => {
            let mean = sum(values) / f64::from(count);
            let squares: Vec<_> = values
                .iter()
                .map(|value| (value - mean) * (value - mean))
                .collect();
            number((sum(&squares) / f64::from(count)).sqrt())
        }
    }
}

fn each(function: &str, of: &Row) -> Row {
    let before = |column: usize| (0..column).rev().find(|before| of[*before].is_some());
    row(|column| {
        let value = of[column]?;
        match function {
            "ABS" => Some(value.abs()),
            "CEIL" => number(value.ceil()),
            "FLOOR" => number(value.floor()),
            "LOG" => number(value.ln()),
            "LOG10" => number(value.log10()),
            "RUNNING_SUM" => number(of[..=column].iter().flatten().sum()),
            _ => {
                let before = before(column)?;
                let seconds = f64::from(u32::try_from(column - before).unwrap()) * 60.0;
                let difference = value - of[before].unwrap();
                match function {
                    "DIFF" => number(difference),
                    "DIFF_TIME" => Some(seconds),
                    _ => number(difference / seconds),
                }
            }
        }
    })
}

/// The filled columns: from the first to the last of the metrics that the expression takes.
fn evaluate(tree: &Tree, metrics: &[Row; 3], filled: [bool; COLUMNS]) -> Is {
    let is = |tree: &Tree| evaluate(tree, metrics, filled);
    let many = |tree: &Tree| match is(tree) {
        Is::Many(row) => row,
        Is::One(_) => panic!("a scalar: {tree:?}"),
    };
    match tree {
        Tree::Number(value) => Is::One(Some(*value)),
        Tree::Metric(metric) => Is::Many(metrics[*metric]),
        Tree::Minus(of) => match is(of) {
            Is::One(value) => Is::One(value.map(|value| -value)),
            Is::Many(values) => Is::Many(values.map(|value| value.map(|value| -value))),
        },
        Tree::Binary(left, operator, right) => match (is(left), is(right)) {
            (Is::One(a), Is::One(b)) => Is::One(a.zip(b).and_then(|(a, b)| calculate(operator, a, b))),
            (Is::One(a), Is::Many(b)) => Is::Many(row(|at| calculate(operator, a?, b[at]?))),
            (Is::Many(a), Is::One(b)) => Is::Many(row(|at| calculate(operator, a[at]?, b?))),
            (Is::Many(a), Is::Many(b)) => Is::Many(row(|at| {
                a[at].or(b[at])?;
                calculate(operator, a[at].unwrap_or(0.0), b[at].unwrap_or(0.0))
            })),
        },
        Tree::Each(function, of) => Is::Many(each(function, &many(of))),
        Tree::Scalar(function, of) => {
            let values: Vec<_> = many(of).into_iter().flatten().collect();
            Is::One(aggregate(function, &values, values.len()))
        }
        Tree::Array(function, all) => {
            let rows: Vec<_> = all.iter().map(many).collect();
            Is::Many(match *function {
                "FIRST" => rows[0],
                "LAST" => rows[rows.len() - 1],
                _ => row(|at| {
                    let values: Vec<_> = rows.iter().filter_map(|row| row[at]).collect();
                    let any = !values.is_empty();
                    any.then(|| aggregate(function, &values, rows.len())).flatten()
                }),
            })
        }
        Tree::Fill(of, value) => {
            let of = many(of);
            Is::Many(row(|at| of[at].or(filled[at].then_some(*value))))
        }
        Tree::If(condition, then, otherwise) => {
            let otherwise = otherwise.as_ref().map(|otherwise| is(otherwise));
            let at = |is: Is, column: usize| match is {
                Is::One(value) => value,
                Is::Many(row) => row[column],
            };
            let (condition, then) = (is(condition), is(then));
            Is::Many(row(|column| match condition {
                Is::One(holds) if holds? != 0.0 => at(then, column),
                Is::Many(holds) if holds[column]? != 0.0 => match then {
                    Is::One(value) => value,
                    Is::Many(row) => Some(row[column].unwrap_or(0.0)),
                },
                _ => at(otherwise?, column),
            }))
        }
    }
}

/// Of the metrics that an expression takes: `METRICS` is not among what is printed.
fn filled(text: &str, metrics: &[Row; 3]) -> [bool; COLUMNS] {
    let taken = (0..3).filter(|metric| text.contains(&format!("m{}", metric + 1)));
    let rows: Vec<_> = taken.map(|metric| metrics[metric]).collect();
    let any = |column: usize| rows.iter().any(|row| row[column].is_some());
    let (first, last) = (
        (0..COLUMNS).find(|at| any(*at)),
        (0..COLUMNS).rev().find(|at| any(*at)),
    );
    std::array::from_fn(|at| first.is_some_and(|first| at >= first) && last.is_some_and(|last| at <= last))
}

fn values() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0_i8..8).prop_map(f64::from),
        2 => (-40_i8..40).prop_map(|value| f64::from(value) / 4.0),
        1 => prop::sample::select(vec![1e300, 1e-300, 1e9, 0.1]),
    ]
}

fn operators() -> impl Strategy<Value = &'static str> {
    prop::sample::select(LEVELS.concat())
}

const AGGREGATES: [&str; 6] = ["AVG", "DATAPOINT_COUNT", "MAX", "MIN", "STDDEV", "SUM"];
const EACH: [&str; 9] = [
    "ABS",
    "CEIL",
    "FLOOR",
    "LOG",
    "LOG10",
    "DIFF",
    "DIFF_TIME",
    "RATE",
    "RUNNING_SUM",
];

/// Expressions that give a scalar, or a series, no deeper than that.
fn trees(depth: usize) -> (BoxedStrategy<Tree>, BoxedStrategy<Tree>) {
    let number = values().prop_map(|value| Tree::Number(value.abs())).boxed();
    let metric = (0..3_usize).prop_map(Tree::Metric).boxed();
    if depth == 0 {
        return (number, metric);
    }
    let (one, many) = trees(depth - 1);
    let any = prop_oneof![one.clone(), many.clone()].boxed();
    let minus = |of: &BoxedStrategy<Tree>| of.clone().prop_map(|of| Tree::Minus(Box::new(of)));
    let binary = |left: &BoxedStrategy<Tree>, right: &BoxedStrategy<Tree>| {
        let parts = (left.clone(), operators(), right.clone());
        parts.prop_map(|(left, operator, right)| Tree::Binary(Box::new(left), operator, Box::new(right)))
    };
    let scalar = (prop::sample::select(&AGGREGATES[..]), many.clone())
        .prop_map(|(function, of)| Tree::Scalar(function, Box::new(of)));
    let each = (prop::sample::select(&EACH[..]), many.clone())
        .prop_map(|(function, of)| Tree::Each(function, Box::new(of)));
    let of_array = [&AGGREGATES[..], &["FIRST", "LAST"]].concat();
    let array = (
        prop::sample::select(of_array),
        prop::collection::vec(many.clone(), 1..4),
    )
        .prop_map(|(function, all)| Tree::Array(function, all));
    let fill = (many.clone(), values()).prop_map(|(of, value)| Tree::Fill(Box::new(of), value.abs()));
    let by_point = (many.clone(), any.clone(), prop::option::of(any));
    let at_all = (one.clone(), many.clone(), prop::option::of(many.clone()));
    let condition = prop_oneof![by_point, at_all]
        .prop_map(|(a, b, c)| Tree::If(Box::new(a), Box::new(b), c.map(Box::new)));
    let ones = prop_oneof![number, minus(&one), binary(&one, &one), scalar];
    let manys = prop_oneof![
        2 => metric,
        1 => minus(&many),
        4 => binary(&many, &many),
        1 => binary(&one, &many),
        1 => binary(&many, &one),
        2 => each,
        1 => array,
        1 => fill,
        2 => condition,
    ];
    (ones.boxed(), manys.boxed())
}

fn rows() -> impl Strategy<Value = [Row; 3]> {
    let value = prop_oneof![1 => Just(None), 3 => values().prop_map(Some)];
    let row = prop::array::uniform5(value);
    prop::array::uniform3(prop_oneof![9 => row, 1 => Just([None; COLUMNS])])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_and_read_is_what_the_tree_is(tree in trees(4).1, metrics in rows(), spaces in any::<bool>()) {
        let text = print(&tree, 0);
        // `AND` and `OR` stand alone.
        let text = if spaces || text.contains("AND") || text.contains("OR") { text } else { text.replace(' ', "") };
        prop_assume!(text.chars().count() <= MAX_LENGTH);
        let Is::Many(expected) = evaluate(&tree, &metrics, filled(&text, &metrics)) else {
            panic!("a scalar: {text}");
        };
        let series = |row: &Row| Series {
            period: super::PERIOD,
            points: row.iter().enumerate().filter_map(|(at, value)| Some((moment(at), (*value)?))).collect(),
        };
        let given: BTreeMap<_, _> =
            (0..3).map(|metric| (format!("m{}", metric + 1), series(&metrics[metric]))).collect();
        let result = formula(&text).unwrap_or_else(|error| panic!("{text}: {error}")).evaluate(&given).unwrap();
        prop_assert_eq!(&result.points, &series(&expected).points, "{}", text);
    }
}
