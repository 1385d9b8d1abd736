//! The shapes of Application Auto Scaling's API (2016-02-06), under the service model's own names.
//!
//! Requests are read into them after [`super::schema`] has held them against the service model, so a member that is
//! required there is simply there.

// The names are the service model's.
#![allow(clippy::enum_variant_names, clippy::struct_field_names)]

pub(crate) mod activity;
pub(crate) mod policy;
pub(crate) mod tag;
pub(crate) mod target;
pub(crate) mod tracking;
