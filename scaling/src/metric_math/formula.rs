//! Expressions that refer to metrics and to each other, as one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use super::check::Check;
use super::error::{ExpressionError, FormulaError, Kind};
use super::evaluate::{Node, Scene};
use super::order::{self, Expression};
use super::value::{Points, Value};
use super::{MAX_ID_LENGTH, MAX_LENGTH, Part, Series, fill, read};
use crate::Moment;

/// The metrics and expressions of a policy or an alarm, understood.
#[derive(Debug, Clone)]
pub struct Formula {
    /// The metrics that are needed, in the order of the parts.
    metrics: Vec<String>,
    /// The expressions that are needed, each after those that it refers to.
    expressions: Vec<(String, Node)>,
    /// The id of what is followed.
    returned: String,
    /// The most series that are filled at once; 0 if none are.
    filled: usize,
}

impl Formula {
    /// Reads and checks all expressions, those that are not needed too; each error names the part and says what is
    /// wrong where.
    pub fn new(parts: &[Part]) -> Result<Self, FormulaError> {
        let returned = returned(parts)?;
        check_ids(parts)?;
        let mut expressions = Vec::new();
        for part in parts {
            if let Some(expression) = &part.expression {
                let id = part.id.as_str();
                let syntax = within_length(expression).and_then(|()| read::read(expression));
                let syntax = syntax.map_err(|error| placed(id, error))?;
                expressions.push(Expression { id, syntax });
            }
        }
        let metrics = parts.iter().filter(|part| part.expression.is_none());
        let metrics: Vec<_> = metrics.map(|part| part.id.as_str()).collect();
        let mut check = Check {
            ids: parts.iter().map(|part| part.id.as_str()).collect(),
            kinds: metrics.iter().map(|id| (*id, Kind::Series)).collect(),
            metrics,
            filled: 0,
        };
        let mut checked = Vec::new();
        for expression in order::sorted(expressions)? {
            let id = expression.id;
            check.filled = 0;
            let (node, kind) = check
                .check(&expression.syntax)
                .map_err(|error| placed(id, error))?;
            check.kinds.insert(id, kind);
            checked.push((id, node, check.filled));
        }
        let given = check.kinds.get(returned).copied().unwrap_or(Kind::Series);
        if given != Kind::Series {
            return Err(placed(returned, (1, ExpressionError::NotOneSeries { given })));
        }
        Ok(Self::of_needed(returned, &check.metrics, checked))
    }

    /// Of what the returned part takes, in which the expressions are sorted.
    fn of_needed(returned: &str, metrics: &[&str], expressions: Vec<(&str, Node, usize)>) -> Self {
        let mut ids = BTreeSet::from([returned.to_owned()]);
        let mut needed = Vec::new();
        let mut filled = 0;
        for (id, node, of_node) in expressions.into_iter().rev() {
            if ids.contains(id) {
                node.collect_ids(&mut ids);
                filled = filled.max(of_node);
                needed.push((id.to_owned(), node));
            }
        }
        needed.reverse();
        let metrics = metrics.iter().filter(|id| ids.contains(**id));
        Self {
            metrics: metrics.map(|id| (*id).to_owned()).collect(),
            expressions: needed,
            returned: returned.to_owned(),
            filled,
        }
    }

    /// The ids of the metrics whose series are needed, in the order of the parts.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(String::as_str)
    }

    /// What the formula makes of the metrics' series, by id. A metric that has no series has no datapoints; series
    /// that are not needed change nothing.
    ///
    /// The result has the period that the series have, of which those without datapoints count too; none is 0.
    pub fn evaluate(&self, metrics: &BTreeMap<String, Series>) -> Result<Series, FormulaError> {
        self.evaluate_in(metrics, None)
    }

    /// The same, where `FILL` and `TIME_SERIES` give a value for each period of a time too, even if no metric has a
    /// datapoint in it. The time begins with a period.
    pub fn evaluate_between(
        &self,
        metrics: &BTreeMap<String, Series>,
        time: &Range<Moment>,
    ) -> Result<Series, FormulaError> {
        self.evaluate_in(metrics, Some(time))
    }

    fn evaluate_in(
        &self,
        metrics: &BTreeMap<String, Series>,
        time: Option<&Range<Moment>>,
    ) -> Result<Series, FormulaError> {
        let given: BTreeMap<_, _> = self
            .metrics()
            .filter_map(|id| Some((id, metrics.get(id)?)))
            .collect();
        let period = common_period(&given)?;
        let finite = |series: &Series| -> Points {
            let points = series.points.iter().map(|(at, value)| (*at, *value));
            points.filter(|(_, value)| value.is_finite()).collect()
        };
        let mut scene = Scene {
            values: given
                .iter()
                .map(|(id, series)| (*id, Value::Series(finite(series))))
                .collect(),
            period,
            moments: BTreeSet::new(),
        };
        if self.filled > 0 {
            scene.moments = fill::moments(&given, period.unwrap_or_default(), time, self.filled)?;
        }
        for (id, node) in &self.expressions {
            let value = scene.value(node);
            scene.values.insert(id, value);
        }
        Ok(Series {
            period: period.unwrap_or_default(),
            points: scene.part(&self.returned).into_series(),
        })
    }
}

fn placed(id: &str, (character, error): (usize, ExpressionError)) -> FormulaError {
    FormulaError::Expression {
        id: id.to_owned(),
        character,
        error,
    }
}

/// The id of the one part that is returned.
fn returned(parts: &[Part]) -> Result<&str, FormulaError> {
    let ids: Vec<_> = parts
        .iter()
        .filter(|part| part.returned)
        .map(|part| part.id.as_str())
        .collect();
    match &ids[..] {
        [] => Err(FormulaError::NoneReturned),
        [id] => Ok(id),
        _ => {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            Err(FormulaError::SeveralReturned { ids })
        }
    }
}

fn check_ids(parts: &[Part]) -> Result<(), FormulaError> {
    let mut ids = BTreeSet::new();
    for part in parts {
        let id = &part.id;
        let begins = id.starts_with(|first: char| first.is_ascii_lowercase());
        let goes_on = id
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_');
        if !begins || !goes_on || id.len() > MAX_ID_LENGTH {
            return Err(FormulaError::Id { id: id.clone() });
        }
        if !ids.insert(id) {
            return Err(FormulaError::Duplicate { id: id.clone() });
        }
    }
    Ok(())
}

fn within_length(expression: &str) -> Result<(), (usize, ExpressionError)> {
    match expression.chars().nth(MAX_LENGTH) {
        None => Ok(()),
        Some(_) => Err((MAX_LENGTH + 1, ExpressionError::TooLong)),
    }
}

/// The period of the series, if there are any.
fn common_period(series: &BTreeMap<&str, &Series>) -> Result<Option<Duration>, FormulaError> {
    let mut all = series.iter();
    let Some((first, of_first)) = all.next() else {
        return Ok(None);
    };
    match all.find(|(_, other)| other.period != of_first.period) {
        None => Ok(Some(of_first.period)),
        Some((other, of_other)) => Err(FormulaError::Periods {
            ids: ((*first).to_owned(), (*other).to_owned()),
            periods: (of_first.period, of_other.period),
        }),
    }
}
