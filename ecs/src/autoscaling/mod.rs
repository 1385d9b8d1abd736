//! Application Auto Scaling, as far as it is about services of ECS: scalable targets, scaling policies and scaling
//! activities, stored and validated. Deciding is the scaler's work.

mod call;
mod store;

pub(crate) use call::call;
pub(crate) use store::Store;
