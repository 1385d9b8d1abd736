//! What is calculated, and what is refused.

mod depth;
mod errors;
mod formulas;
mod mutations;
mod oracle;
mod tables;

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Formula, FormulaError, Part, Series};
use crate::Moment;

const PERIOD: Duration = Duration::from_secs(60);

/// The moment of a column of the tables here.
fn moment(column: usize) -> Moment {
    Moment(Duration::from_secs(600) + PERIOD * u32::try_from(column).unwrap())
}

/// Of values such as `30 - 0`: a series that has no second datapoint.
fn series(values: &str) -> Series {
    let values = values.split_whitespace().enumerate();
    let points = values.filter(|(_, value)| *value != "-");
    Series {
        period: PERIOD,
        points: points
            .map(|(column, value)| (moment(column), value.parse().unwrap()))
            .collect(),
    }
}

/// The other way round, of so many columns.
fn text(series: &Series, columns: usize) -> String {
    let of = |column| {
        series
            .points
            .get(&moment(column))
            .map_or("-".to_owned(), f64::to_string)
    };
    assert!(
        series
            .points
            .keys()
            .all(|at| (0..columns).any(|column| moment(column) == *at)),
        "{series:?}"
    );
    (0..columns).map(of).collect::<Vec<_>>().join(" ")
}

fn metric(id: &str) -> Part {
    Part {
        id: id.to_owned(),
        expression: None,
        returned: false,
    }
}

fn expression(id: &str, expression: &str) -> Part {
    Part {
        id: id.to_owned(),
        expression: Some(expression.to_owned()),
        returned: false,
    }
}

fn returned(part: Part) -> Part {
    Part {
        returned: true,
        ..part
    }
}

/// A formula of the expression, over the metrics m1, m2 and m3.
fn formula(text: &str) -> Result<Formula, FormulaError> {
    Formula::new(&[
        metric("m1"),
        metric("m2"),
        metric("m3"),
        returned(expression("e1", text)),
    ])
}

fn metrics(all: &[(&str, &str)]) -> BTreeMap<String, Series> {
    all.iter()
        .map(|(id, values)| ((*id).to_owned(), series(values)))
        .collect()
}

/// What the expression makes of the metrics m1, m2 and m3.
fn evaluated(text: &str, values: [&str; 3]) -> Series {
    let [m1, m2, m3] = values;
    let metrics = metrics(&[("m1", m1), ("m2", m2), ("m3", m3)]);
    let formula = formula(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    formula
        .evaluate(&metrics)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}
