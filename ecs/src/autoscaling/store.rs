//! What is registered in one account and region.

use crate::place::Place;

/// The scalable targets, policies and activities of one account and region.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) place: Place,
}

impl Store {
    /// Nothing yet.
    pub(crate) fn new(place: Place) -> Self {
        Self { place }
    }
}
