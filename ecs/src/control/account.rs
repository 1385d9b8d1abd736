//! An account: its clock, and its regions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Region;
use super::driver::Driver;
use crate::clock::Clock;

/// A region, and what drives it.
type Driven = (Arc<Region>, Arc<Driver>);

/// An account that has used ECS, or whose clock was moved.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) clock: Arc<Clock>,
    regions: Mutex<BTreeMap<String, Driven>>,
}

impl Account {
    /// The region, made by `make` where it is new.
    pub(super) fn region(&self, name: &str, make: impl FnOnce(Arc<Clock>) -> Driven) -> Arc<Region> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((region, _)) = regions.get(name) {
            return region.clone();
        }
        let (region, driver) = make(self.clock.clone());
        regions.insert(name.to_owned(), (region.clone(), driver));
        region
    }

    /// The regions that there are.
    pub(super) fn regions(&self) -> Vec<Arc<Region>> {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        regions.values().map(|(region, _)| region.clone()).collect()
    }

    /// Ends all regions: their tasks are killed, their state is dropped.
    pub(super) async fn end(&self) {
        let regions = std::mem::take(&mut *self.regions.lock().unwrap_or_else(PoisonError::into_inner));
        futures::future::join_all(regions.values().map(|(_, driver)| driver.end())).await;
    }
}
