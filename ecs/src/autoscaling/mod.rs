//! Application Auto Scaling, as far as it is about services of ECS: scalable targets, scaling policies and scaling
//! activities, stored and validated. Deciding is the scaler's work.

mod activities;
mod alarms;
mod call;
mod constraints;
mod errors;
mod ids;
mod metric_math;
mod page;
mod policies;
mod resource;
mod schema;
pub(crate) mod shapes;
mod step_scaling;
mod store;
mod tags;
mod target_tracking;
mod targets;

#[cfg(test)]
mod tests;

pub(crate) use call::call;
pub(crate) use store::Store;
