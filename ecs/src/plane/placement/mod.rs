//! On which container instance a task goes.

mod expression;
mod needs;
mod place;

pub(crate) use expression::Expression;
pub(crate) use needs::needs;
pub(crate) use place::{Placing, Rules, Unplaced};
