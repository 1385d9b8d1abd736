//! Loads as they are described on the command line, for those that produce one and those that simulate one.

pub mod duration_distribution;
pub mod profile;
pub mod rate;
