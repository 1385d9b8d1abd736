//! What the tests of several binaries share. Only tests depend on it; it knows none of the binaries.
// A test that cannot go on says so by a panic: that is the documented behaviour of all that is here.
#![allow(clippy::missing_panics_doc)]

mod cbor;
mod fake_aws;
pub mod figures;
mod running;

pub use fake_aws::{Call, FakeAws, PATIENCE, PROTECTION, Reply};
pub use running::{Running, binary, lines};
