//! Evaluating an expression that has been checked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::aggregate::Aggregate;
use super::fill;
use super::operator::Operator;
use super::read::Way;
use super::value::{Points, Value};
use crate::Moment;

/// An expression that has been checked.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Number(f64),
    /// What the metric or the expression with the id is.
    Part(String),
    Array(Vec<Node>),
    Negation(Box<Node>),
    /// Operators from the left to the right.
    Chain(Box<Node>, Vec<(Operator, Node)>),
    /// A function of each series by itself.
    Each(fn(&Points) -> Points, Box<Node>),
    Aggregate(Aggregate, Box<Node>),
    First(Box<Node>),
    Last(Box<Node>),
    /// The period of the metric with the id.
    Period(String),
    TimeSeries(Box<Node>),
    FillWith(Box<Node>, Box<Node>),
    FillBy(Way, Box<Node>),
    If(Box<Node>, Box<Node>, Option<Box<Node>>),
}

impl Node {
    /// Adds the ids of the metrics and expressions that it refers to.
    pub(super) fn collect_ids(&self, ids: &mut BTreeSet<String>) {
        match self {
            Self::Number(_) => {}
            Self::Part(id) | Self::Period(id) => {
                ids.insert(id.clone());
            }
            Self::Array(nodes) => nodes.iter().for_each(|node| node.collect_ids(ids)),
            Self::Chain(first, rest) => {
                first.collect_ids(ids);
                for (_, node) in rest {
                    node.collect_ids(ids);
                }
            }
            Self::Negation(of)
            | Self::Each(_, of)
            | Self::Aggregate(_, of)
            | Self::First(of)
            | Self::Last(of)
            | Self::TimeSeries(of)
            | Self::FillBy(_, of) => of.collect_ids(ids),
            Self::FillWith(of, with) => {
                of.collect_ids(ids);
                with.collect_ids(ids);
            }
            Self::If(condition, then, otherwise) => {
                condition.collect_ids(ids);
                then.collect_ids(ids);
                if let Some(otherwise) = otherwise {
                    otherwise.collect_ids(ids);
                }
            }
        }
    }
}

/// What an expression is evaluated on.
pub(super) struct Scene<'f> {
    /// What ids stand for.
    pub(super) values: BTreeMap<&'f str, Value>,
    /// The period of all metrics; none if none has a series.
    pub(super) period: Option<Duration>,
    /// The periods that `FILL` and `TIME_SERIES` know of.
    pub(super) moments: BTreeSet<Moment>,
}

impl Scene<'_> {
    pub(super) fn value(&self, node: &Node) -> Value {
        match node {
            Node::Number(value) => Value::Scalar(Some(*value)),
            Node::Part(id) => self.part(id),
            Node::Array(nodes) => {
                let series = nodes.iter().flat_map(|node| self.value(node).into_array());
                Value::Array(series.collect())
            }
            Node::Negation(of) => self.value(of).negated(),
            Node::Chain(first, rest) => rest.iter().fold(self.value(first), |left, (operator, right)| {
                left.operate(*operator, self.value(right))
            }),
            Node::Each(function, of) => self.value(of).each(|points| function(&points)),
            Node::Aggregate(function, of) => function.of(self.value(of)),
            Node::First(of) => Value::Series(self.value(of).into_series()),
            Node::Last(of) => Value::Series(self.value(of).into_array().pop().unwrap_or_default()),
            Node::Period(_) => Value::Scalar(self.period.map(|period| period.as_secs_f64())),
            Node::TimeSeries(of) => {
                let value = self.value(of);
                Value::Series(fill::with(Points::new(), &value, &self.moments))
            }
            Node::FillWith(of, with) => {
                let with = self.value(with);
                self.value(of)
                    .each(|points| fill::with(points, &with, &self.moments))
            }
            Node::FillBy(Way::Repeat, of) => self
                .value(of)
                .each(|points| fill::repeating(&points, &self.moments)),
            Node::FillBy(Way::Linear, of) => {
                self.value(of).each(|points| fill::linear(points, &self.moments))
            }
            Node::If(condition, then, otherwise) => {
                let otherwise = otherwise.as_ref().map(|otherwise| self.value(otherwise));
                choose(self.value(condition), self.value(then), otherwise)
            }
        }
    }

    pub(super) fn part(&self, id: &str) -> Value {
        self.values
            .get(id)
            .cloned()
            .unwrap_or_else(|| Value::Series(Points::new()))
    }
}

/// `IF`, as its section of the guide has it: where the condition holds, a datapoint that the series lacks is 0; where
/// it does not, it stays lacking.
fn choose(condition: Value, then: Value, otherwise: Option<Value>) -> Value {
    let nothing = || Value::Series(Points::new());
    let condition = match condition {
        Value::Scalar(None) => return nothing(),
        Value::Scalar(Some(0.0)) => return otherwise.unwrap_or_else(nothing),
        Value::Scalar(Some(_)) => return then,
        series => series.into_series(),
    };
    let lookup = |value: &Value, at: &Moment| match value {
        Value::Scalar(value) => *value,
        Value::Series(points) => points.get(at).copied(),
        Value::Array(_) => None,
    };
    let points = condition.into_iter().filter_map(|(at, holds)| {
        let value = match (&then, &otherwise) {
            (Value::Series(points), _) if holds != 0.0 => Some(points.get(&at).copied().unwrap_or(0.0)),
            (scalar, _) if holds != 0.0 => lookup(scalar, &at),
            (_, otherwise) => otherwise.as_ref().and_then(|otherwise| lookup(otherwise, &at)),
        };
        Some((at, value?))
    });
    Value::Series(points.collect())
}
