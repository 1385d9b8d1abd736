//! What the parts of an expression are, and whether what stands around them takes it.

use std::collections::BTreeMap;

use super::MAX_ARRAY;
use super::aggregate::Aggregate;
use super::change;
use super::error::{ExpressionError, Kind};
use super::evaluate::Node;
use super::function::Function;
use super::operator::Operator;
use super::read::{Shape, Syntax};
use super::value::{Points, map};

/// What ids stand for.
pub(super) struct Check<'p> {
    /// The ids of all parts.
    pub(super) ids: Vec<&'p str>,
    /// Those of the metrics.
    pub(super) metrics: Vec<&'p str>,
    /// What each is, of those that have been checked.
    pub(super) kinds: BTreeMap<&'p str, Kind>,
    /// The most series that are filled at once; 0 if none are.
    pub(super) filled: usize,
}

type Checked = Result<(Node, Kind), (usize, ExpressionError)>;

impl Check<'_> {
    /// What is evaluated, and what it gives.
    pub(super) fn check(&mut self, syntax: &Syntax<'_>) -> Checked {
        let at = syntax.at;
        match &syntax.shape {
            Shape::Number(value) => Ok((Node::Number(*value), Kind::Scalar)),
            Shape::Id(id) => match self.kinds.get(id) {
                Some(kind) => Ok((Node::Part((*id).to_owned()), *kind)),
                None => Err((at, self.unknown(id))),
            },
            Shape::Text(_) => Err((at, alone(Kind::Text, "METRICS"))),
            Shape::Way(_) => Err((at, alone(Kind::Way, "FILL"))),
            Shape::Array(elements) => self.array(at, elements),
            Shape::Negation(of) => {
                let (node, kind) = self.check(of)?;
                Ok((Node::Negation(Box::new(node)), kind))
            }
            Shape::Chain(first, rest) => self.chain(first, rest),
            Shape::Call(function, arguments) => self.call(at, *function, arguments),
        }
    }

    fn unknown(&self, id: &str) -> ExpressionError {
        let known = self.ids.iter().map(|id| (*id).to_owned()).collect();
        let id = id.to_owned();
        ExpressionError::UnknownId { id, known }
    }

    fn array(&mut self, at: usize, elements: &[Syntax<'_>]) -> Checked {
        let mut nodes = Vec::new();
        let mut length = 0;
        for element in elements {
            let (node, kind) = self.check(element)?;
            length += match kind {
                Kind::Series => 1,
                Kind::Array(length) => length,
                given => return Err((element.at, ExpressionError::Element { given })),
            };
            nodes.push(node);
        }
        match length {
            0 => Err((at, ExpressionError::EmptyArray)),
            1..=MAX_ARRAY => Ok((Node::Array(nodes), Kind::Array(length))),
            _ => Err((at, ExpressionError::LongArray { length })),
        }
    }

    fn chain(&mut self, first: &Syntax<'_>, rest: &[(Operator, usize, Syntax<'_>)]) -> Checked {
        let (node, mut kind) = self.check(first)?;
        let mut nodes = Vec::new();
        for (operator, at, right) in rest {
            let (node, other) = self.check(right)?;
            let refused = match (kind, other) {
                (Kind::Array(_), Kind::Array(_)) => Some(other),
                (array @ Kind::Array(_), _) | (_, array @ Kind::Array(_)) if !operator.takes_arrays() => {
                    Some(array)
                }
                _ => None,
            };
            if let Some(given) = refused {
                let (operator, arrays) = (operator.text(), operator.takes_arrays());
                let error = ExpressionError::Operand {
                    operator,
                    arrays,
                    given,
                };
                return Err((*at, error));
            }
            kind = match (kind, other) {
                (array @ Kind::Array(_), _) | (_, array @ Kind::Array(_)) => array,
                (Kind::Scalar, Kind::Scalar) => Kind::Scalar,
                _ => Kind::Series,
            };
            nodes.push((*operator, node));
        }
        Ok((Node::Chain(Box::new(node), nodes), kind))
    }

    fn call(&mut self, at: usize, function: Function, arguments: &[Syntax<'_>]) -> Checked {
        let given = arguments.len();
        let wrong_number = Err((at, ExpressionError::Arguments { function, given }));
        match (function, arguments) {
            (Function::Metrics, []) => self.metrics(at, ""),
            (Function::Metrics, [one]) => match &one.shape {
                Shape::Text(text) => self.metrics(one.at, text),
                _ => Err(wrong(function, 1, one, self.kind(one)?)),
            },
            (Function::Period, [one]) => match &one.shape {
                Shape::Id(id) if self.metrics.contains(id) => {
                    Ok((Node::Period((*id).to_owned()), Kind::Scalar))
                }
                _ => Err(wrong(function, 1, one, self.kind(one)?)),
            },
            (Function::Fill, [of, with]) => self.fill(of, with),
            (Function::If, [condition, then]) => self.condition(condition, then, None),
            (Function::If, [condition, then, otherwise]) => self.condition(condition, then, Some(otherwise)),
            (Function::Metrics | Function::Period | Function::Fill | Function::If, _) => wrong_number,
            (_, [one]) => self.of_one(function, one),
            _ => wrong_number,
        }
    }

    /// Of an argument: a text and a way to fill are refused where they stand, not for standing alone.
    fn kind(&mut self, argument: &Syntax<'_>) -> Result<Kind, (usize, ExpressionError)> {
        self.argument(argument).map(|(_, kind)| kind)
    }

    fn argument(&mut self, argument: &Syntax<'_>) -> Checked {
        match &argument.shape {
            Shape::Text(_) => Ok((Node::Number(0.0), Kind::Text)),
            Shape::Way(_) => Ok((Node::Number(0.0), Kind::Way)),
            _ => self.check(argument),
        }
    }

    fn metrics(&mut self, at: usize, text: &str) -> Checked {
        let ids: Vec<_> = self
            .metrics
            .iter()
            .filter(|id| id.contains(text))
            .map(|id| (*id).to_owned())
            .collect();
        match ids.len() {
            0 => {
                let known = self.metrics.iter().map(|id| (*id).to_owned()).collect();
                let text = text.to_owned();
                Err((at, ExpressionError::NoMetrics { text, known }))
            }
            length @ 1..=MAX_ARRAY => Ok((
                Node::Array(ids.into_iter().map(Node::Part).collect()),
                Kind::Array(length),
            )),
            length => Err((at, ExpressionError::LongArray { length })),
        }
    }

    fn fill(&mut self, of: &Syntax<'_>, with: &Syntax<'_>) -> Checked {
        let (node, kind) = self.argument(of)?;
        let series = match kind {
            Kind::Series => 1,
            Kind::Array(length) => length,
            _ => return Err(wrong(Function::Fill, 1, of, kind)),
        };
        self.filled = self.filled.max(series);
        if let Shape::Way(way) = with.shape {
            return Ok((Node::FillBy(way, Box::new(node)), kind));
        }
        let (value, of_value) = self.argument(with)?;
        match of_value {
            Kind::Scalar | Kind::Series => Ok((Node::FillWith(Box::new(node), Box::new(value)), kind)),
            other => Err(wrong(Function::Fill, 2, with, other)),
        }
    }

    fn condition(
        &mut self,
        condition: &Syntax<'_>,
        then: &Syntax<'_>,
        otherwise: Option<&Syntax<'_>>,
    ) -> Checked {
        let (node, of_condition) = self.argument(condition)?;
        if !matches!(of_condition, Kind::Scalar | Kind::Series) {
            return Err(wrong(Function::If, 1, condition, of_condition));
        }
        let mut branch = |argument, syntax| {
            let (node, kind) = self.argument(syntax)?;
            match (of_condition, kind) {
                (Kind::Series, Kind::Scalar) | (_, Kind::Series) => Ok(Box::new(node)),
                _ => Err(wrong(Function::If, argument, syntax, kind)),
            }
        };
        let then = branch(2, then)?;
        let otherwise = otherwise.map(|otherwise| branch(3, otherwise)).transpose()?;
        Ok((Node::If(Box::new(node), then, otherwise), Kind::Series))
    }

    /// A function that takes one argument.
    fn of_one(&mut self, function: Function, argument: &Syntax<'_>) -> Checked {
        let (node, kind) = self.argument(argument)?;
        let node = Box::new(node);
        let is_series = matches!(kind, Kind::Series | Kind::Array(_));
        if let Some(of) = each(function).filter(|_| is_series) {
            return Ok((Node::Each(of, node), kind));
        }
        if let Some(of) = aggregate(function).filter(|_| is_series) {
            let of_array = matches!(kind, Kind::Array(_));
            return Ok((
                Node::Aggregate(of, node),
                if of_array { Kind::Series } else { Kind::Scalar },
            ));
        }
        match (function, kind) {
            (Function::First, Kind::Array(_)) => Ok((Node::First(node), Kind::Series)),
            (Function::Last, Kind::Array(_)) => Ok((Node::Last(node), Kind::Series)),
            // There are no more than MAX_ARRAY.
            #[allow(clippy::cast_precision_loss)]
            (Function::MetricCount, Kind::Array(length)) => Ok((Node::Number(length as f64), Kind::Scalar)),
            (Function::TimeSeries, Kind::Scalar) => {
                self.filled = self.filled.max(1);
                Ok((Node::TimeSeries(node), Kind::Series))
            }
            _ => Err(wrong(function, 1, argument, kind)),
        }
    }
}

fn alone(given: Kind, function: &'static str) -> ExpressionError {
    ExpressionError::Alone { given, function }
}

fn wrong(function: Function, argument: usize, syntax: &Syntax<'_>, given: Kind) -> (usize, ExpressionError) {
    let error = ExpressionError::Argument {
        function,
        argument,
        given,
    };
    (syntax.at, error)
}

/// Those that make a series of each series.
fn each(function: Function) -> Option<fn(&Points) -> Points> {
    Some(match function {
        Function::Abs => |points| map(points, f64::abs),
        Function::Ceil => |points| map(points, f64::ceil),
        Function::Floor => |points| map(points, f64::floor),
        Function::Log => |points| map(points, f64::ln),
        Function::Log10 => |points| map(points, f64::log10),
        Function::Diff => change::difference,
        Function::DiffTime => change::difference_in_time,
        Function::Rate => change::rate,
        Function::RunningSum => change::running_sum,
        _ => return None,
    })
}

fn aggregate(function: Function) -> Option<Aggregate> {
    Some(match function {
        Function::Avg => Aggregate::Average,
        Function::DatapointCount => Aggregate::Count,
        Function::Max => Aggregate::Max,
        Function::Min => Aggregate::Min,
        Function::Stddev => Aggregate::Deviation,
        Function::Sum => Aggregate::Sum,
        _ => return None,
    })
}
