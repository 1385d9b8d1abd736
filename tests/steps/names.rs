//! How features name the programs they start.

use std::convert::Infallible;
use std::str::FromStr;

/// `worker`, `second worker`, `publisher`, `scaler`.
#[derive(Debug, Clone, cucumber::Parameter)]
#[param(name = "program", regex = "worker|second worker|publisher|scaler")]
pub(crate) struct ProgramName(pub(crate) String);

impl FromStr for ProgramName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}
