//! Which expression comes before which.

use std::collections::{BTreeMap, BTreeSet};

use super::error::FormulaError;
use super::read::{Shape, Syntax};

/// An expression that has been read.
pub(super) struct Expression<'p> {
    pub(super) id: &'p str,
    pub(super) syntax: Syntax<'p>,
}

/// Sorts the expressions so that each comes after those that it refers to.
///
/// Without recursion: nothing limits how many refer to each other in a row.
pub(super) fn sorted(expressions: Vec<Expression<'_>>) -> Result<Vec<Expression<'_>>, FormulaError> {
    let mut left: BTreeMap<&str, Expression<'_>> = expressions
        .into_iter()
        .map(|expression| (expression.id, expression))
        .collect();
    // Of each expression that is left, those left that it refers to; and the other way round.
    let mut refers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut referred: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, expression) in &left {
        let mut ids = BTreeSet::new();
        collect_ids(&expression.syntax, &mut ids);
        ids.retain(|other| left.contains_key(other));
        for other in &ids {
            referred.entry(*other).or_default().push(*id);
        }
        refers.insert(*id, ids);
    }
    let mut ready: Vec<_> = refers
        .iter()
        .filter(|(_, ids)| ids.is_empty())
        .map(|(id, _)| *id)
        .collect();
    let mut sorted = Vec::new();
    while let Some(id) = ready.pop() {
        refers.remove(id);
        sorted.extend(left.remove(id));
        for other in referred.remove(id).unwrap_or_default() {
            if let Some(ids) = refers.get_mut(other) {
                ids.remove(id);
                if ids.is_empty() {
                    ready.push(other);
                }
            }
        }
    }
    match refers.keys().next() {
        None => Ok(sorted),
        Some(first) => Err(circle(first, &refers)),
    }
}

/// The circle that one gets into from an expression: all that are left refer to another that is.
fn circle(first: &str, refers: &BTreeMap<&str, BTreeSet<&str>>) -> FormulaError {
    let mut path: Vec<&str> = Vec::new();
    let mut places = BTreeMap::new();
    let mut id = first;
    while places.insert(id, path.len()).is_none() {
        path.push(id);
        id = refers.get(id).and_then(|ids| ids.first()).unwrap_or(&id);
    }
    let begin = path.iter().position(|other| *other == id).unwrap_or(0);
    let ids: Vec<_> = path.drain(begin..).map(str::to_owned).collect();
    match &ids[..] {
        [id] => FormulaError::SelfReference { id: id.clone() },
        _ => FormulaError::Cycle { ids },
    }
}

fn collect_ids<'s>(syntax: &Syntax<'s>, ids: &mut BTreeSet<&'s str>) {
    match &syntax.shape {
        Shape::Number(_) | Shape::Text(_) | Shape::Way(_) => {}
        Shape::Id(id) => {
            ids.insert(id);
        }
        Shape::Array(all) | Shape::Call(_, all) => all.iter().for_each(|one| collect_ids(one, ids)),
        Shape::Negation(of) => collect_ids(of, ids),
        Shape::Chain(first, rest) => {
            collect_ids(first, ids);
            for (_, _, one) in rest {
                collect_ids(one, ids);
            }
        }
    }
}
