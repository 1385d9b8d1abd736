//! The plane as its callers see it, under virtual time.

mod deployments;
mod histories;
mod running;
mod scaling;
