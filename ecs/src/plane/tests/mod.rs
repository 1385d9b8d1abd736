//! The plane as its callers see it, under virtual time.

mod histories;
mod scaling;
