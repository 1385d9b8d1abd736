//! All accounts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use futures::future::join_all;

use super::Region;
use super::account::Account;
use super::driver::{Driver, Endpoints};
use crate::clock::Clock;
use crate::place::Place;
use crate::runtime::Runtime;

/// The control planes of all accounts and regions.
#[derive(Debug)]
pub(crate) struct Control {
    runtime: Arc<dyn Runtime>,
    endpoints: Arc<dyn Endpoints>,
    accounts: RwLock<BTreeMap<String, Arc<Account>>>,
}

impl Control {
    /// Nothing yet. Tasks will run in `runtime`.
    pub(crate) fn new(runtime: Arc<dyn Runtime>, endpoints: Arc<dyn Endpoints>) -> Self {
        Self {
            runtime,
            endpoints,
            accounts: RwLock::default(),
        }
    }

    /// The region of an account; made at its first use.
    pub(crate) fn region(&self, place: &Place) -> Arc<Region> {
        self.account(&place.account).region(&place.region, |clock| {
            let region = Arc::new(Region::new(place.clone(), clock));
            let driver = Driver::start(region.clone(), self.runtime.clone(), self.endpoints.clone());
            (region, Arc::new(driver))
        })
    }

    /// The region, if it has been used.
    pub(crate) fn known_region(&self, place: &Place) -> Option<Arc<Region>> {
        let regions = self.known(&place.account)?.regions();
        regions.into_iter().find(|region| region.place == *place)
    }

    /// The regions that an account has used.
    pub(crate) fn regions(&self, account: &str) -> Vec<Arc<Region>> {
        self.known(account)
            .map(|account| account.regions())
            .unwrap_or_default()
    }

    /// The regions that have been used, of all accounts.
    pub(crate) fn all_regions(&self) -> Vec<Arc<Region>> {
        let accounts: Vec<_> = self.read().values().cloned().collect();
        accounts.iter().flat_map(|account| account.regions()).collect()
    }

    /// The clock of an account.
    pub(crate) fn clock(&self, account: &str) -> Arc<Clock> {
        self.account(account).clock.clone()
    }

    /// Kills all tasks of an account, and drops its state, its clock included.
    pub(crate) async fn forget(&self, account: &str) {
        let account = self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
        if let Some(account) = account {
            account.end().await;
        }
    }

    /// Kills all tasks of all accounts, and removes all that was made for them.
    pub(crate) async fn end(&self) {
        let accounts = std::mem::take(&mut *self.accounts.write().unwrap_or_else(PoisonError::into_inner));
        join_all(accounts.values().map(|account| account.end())).await;
        self.runtime.end().await;
    }

    fn known(&self, account: &str) -> Option<Arc<Account>> {
        self.read().get(account).cloned()
    }

    fn account(&self, name: &str) -> Arc<Account> {
        if let Some(account) = self.known(name) {
            return account;
        }
        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.entry(name.to_owned()).or_default().clone()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Account>>> {
        self.accounts.read().unwrap_or_else(PoisonError::into_inner)
    }
}
