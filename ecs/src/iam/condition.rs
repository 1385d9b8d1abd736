//! Conditions: an operator, a key and values.

use super::context::Context;
use super::document::{OneOrMany, Scalar};
use super::operator::{Operator, Set, Test};
use super::pattern::{Reading, Unresolved};

/// A condition of a statement.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    operator: Operator,
    key: String,
    values: Vec<String>,
}

impl Condition {
    pub(super) fn new(operator: &str, key: String, values: OneOrMany<Scalar>) -> Result<Self, String> {
        Ok(Self {
            operator: operator.parse()?,
            key,
            values: values.into_vec().into_iter().map(Scalar::into_text).collect(),
        })
    }

    /// Whether it holds for a request: some value of the policy must fit, or with a negated operator none may.
    pub(super) fn holds(&self, reading: Reading<'_>) -> Result<bool, Unresolved> {
        let given = of(reading.context, &self.key);
        if self.operator.test == Test::Null {
            return Ok(self
                .values
                .iter()
                .any(|absent| absent.eq_ignore_ascii_case(if given.is_empty() { "true" } else { "false" })));
        }
        let negated = self.operator.negated;
        if given.is_empty() {
            let absent_fits = match self.operator.set {
                Some(Set::ForAllValues) => true,
                Some(Set::ForAnyValue) => false,
                None => negated,
            };
            return Ok(absent_fits || self.operator.if_exists);
        }
        let mut passed = 0;
        for value in given {
            let mut fits = false;
            for policy in &self.values {
                if self.operator.test.fits(policy, value, reading)? {
                    fits = true;
                    break;
                }
            }
            if fits != negated {
                passed += 1;
            }
        }
        // Without a word on how many, an operator is made for keys of one value; of several, one must fit, and with
        // a negated operator none may.
        let all = match self.operator.set {
            Some(set) => set == Set::ForAllValues,
            None => negated,
        };
        Ok(if all { passed == given.len() } else { passed > 0 })
    }
}

fn of<'a>(context: &'a Context, key: &str) -> &'a [String] {
    context.get(key).unwrap_or_default()
}
