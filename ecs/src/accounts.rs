//! The accounts whose calls pass, each with its trace, its faults and the messages it has received.
//!
//! The gateway asks to [`Accounts::admit`] a call's account; the admin API registers and forgets accounts.
//! Everything that belongs to an account goes when it is forgotten; calls still in flight end unrecorded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::agent::Callers;
use crate::faults::{Messages, Rules};
use crate::trace::Trace;

/// The account under which unsigned calls are kept, where they are let through.
pub const UNSIGNED: &str = "unsigned";

/// LocalStack's account for access key ids that name none.
pub(crate) const DEFAULT_ACCOUNT: &str = "000000000000";

/// Whose calls are let through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AccountsMode {
    /// Everybody's, unsigned ones included.
    #[default]
    Any,
    /// Those of registered accounts.
    Registered,
}

/// An account and what it owns here.
#[derive(Debug)]
pub struct Account {
    /// The account's id, 12 digits, or [`UNSIGNED`].
    pub(crate) name: String,
    owner: Mutex<Option<String>>,
    pub(crate) trace: Trace,
    pub(crate) rules: Rules,
    pub(crate) messages: Messages,
}

impl Account {
    fn new(name: &str, owner: Option<String>, trace_calls: usize) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            owner: Mutex::new(owner),
            trace: Trace::new(trace_calls),
            rules: Rules::default(),
            messages: Messages::default(),
        })
    }

    fn owner(&self) -> Option<String> {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        self.rules.clear();
        self.trace.close();
    }
}

/// An account as the admin API lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountStatus {
    /// The account's id.
    pub account: String,
    /// Who registered it; `None` for one that has only been seen.
    pub owner: Option<String>,
    /// Calls that have arrived.
    pub calls: u64,
    /// Faults that are set.
    pub faults: usize,
}

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// The account is new, or had no owner.
    New,
    /// The same owner had registered it already; nothing changed.
    Again,
    /// Another owner has it.
    Owned(String),
}

/// All accounts.
#[derive(Debug)]
pub struct Accounts {
    mode: AccountsMode,
    trace_calls: usize,
    /// Whose the access keys are that were issued to tasks.
    pub(crate) callers: Arc<Callers>,
    by_name: RwLock<BTreeMap<String, Arc<Account>>>,
}

impl Accounts {
    /// No accounts yet. Each will keep its last `trace_calls` calls.
    pub fn new(mode: AccountsMode, trace_calls: usize) -> Self {
        Self {
            mode,
            trace_calls,
            callers: Arc::default(),
            by_name: RwLock::default(),
        }
    }

    /// The account, if its calls are let through.
    pub(crate) fn admit(&self, name: &str) -> Option<Arc<Account>> {
        if let Some(account) = self.get(name) {
            return Some(account);
        }
        (self.mode == AccountsMode::Any).then(|| {
            self.write()
                .entry(name.to_owned())
                .or_insert_with(|| Account::new(name, None, self.trace_calls))
                .clone()
        })
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Account>> {
        self.by_name
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    pub(crate) fn register(&self, name: &str, owner: &str) -> Registration {
        let mut accounts = self.write();
        let account = accounts
            .entry(name.to_owned())
            .or_insert_with(|| Account::new(name, None, self.trace_calls));
        let mut registered = account.owner.lock().unwrap_or_else(PoisonError::into_inner);
        match registered.as_deref() {
            Some(other) if other != owner => Registration::Owned(other.to_owned()),
            Some(_) => Registration::Again,
            None => {
                *registered = Some(owner.to_owned());
                Registration::New
            }
        }
    }

    /// Empties the account: its calls, faults and messages go, its owner stays. Whether there was such an account.
    pub(crate) fn reset(&self, name: &str) -> bool {
        let mut accounts = self.write();
        let Some(account) = accounts.get(name).cloned() else {
            return false;
        };
        let owner = account.owner();
        accounts.insert(name.to_owned(), Account::new(name, owner, self.trace_calls));
        drop(accounts);
        account.forget();
        true
    }

    /// Whether there was such an account.
    pub(crate) fn forget(&self, name: &str) -> bool {
        let account = self.write().remove(name);
        account.inspect(|account| account.forget()).is_some()
    }

    pub(crate) fn list(&self) -> Vec<AccountStatus> {
        self.by_name
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .map(|account| AccountStatus {
                account: account.name.clone(),
                owner: account.owner(),
                calls: account.trace.arrived(),
                faults: account.rules.list().len(),
            })
            .collect()
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, BTreeMap<String, Arc<Account>>> {
        self.by_name.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the text is an account's id: 12 digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account that LocalStack takes an access key id for: the id itself if it has 12 digits, the account that is
/// encoded in a key that LocalStack's STS or IAM handed out (`LSIA...`, `LKIA...`), else 000000000000.
pub fn account_of(key_id: &str) -> String {
    if is_account_id(key_id) {
        return key_id.to_owned();
    }
    encoded_account(key_id).unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned())
}

/// AWS and LocalStack alike put half the account's number, plus 2^39, into the five bytes that the characters 5
/// to 12 are in base 32, and its lowest bit into the 13th character.
fn encoded_account(key_id: &str) -> Option<String> {
    const OFFSET: u64 = 1 << 39;
    let bytes = key_id.as_bytes();
    if bytes.len() < 20 || !(key_id.starts_with("LSIA") || key_id.starts_with("LKIA")) {
        return None;
    }
    let digit = |byte: &u8| match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    };
    let mut number = 0_u64;
    for byte in bytes.get(4..12)? {
        number = number << 5 | digit(byte)?;
    }
    let odd = u64::from(digit(bytes.get(12)?)? >= 16);
    let account = 2 * number.checked_sub(OFFSET)? + odd;
    (account <= 999_999_999_999).then(|| format!("{account:012}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_account_is_the_one_that_localstack_takes() {
        for (key_id, account) in [
            ("111122223333", "111122223333"),
            ("test", "000000000000"),
            ("LSIAQAAAAAAAGMKEM7X5", "000000000000"),
            ("LKIARZPUZDIKGB2VALC4", "123456789012"),
            ("AKIARZPUZDIKGB2VALC4", "000000000000"),
            ("LKIARZPUZDI!GB2VALC4", "000000000000"),
            ("LKIAAAAAAAAAGB2VALC4", "000000000000"),
            ("1111222233334", "000000000000"),
        ] {
            assert_eq!(account_of(key_id), account, "{key_id}");
        }
    }

    #[test]
    fn only_registered_accounts_are_admitted_where_that_is_asked_for() {
        let accounts = Accounts::new(AccountsMode::Registered, 10);
        assert!(accounts.admit("111122223333").is_none());
        assert_eq!(accounts.register("111122223333", "a"), Registration::New);
        assert_eq!(accounts.register("111122223333", "a"), Registration::Again);
        assert_eq!(
            accounts.register("111122223333", "b"),
            Registration::Owned("a".to_owned())
        );
        assert!(accounts.admit("111122223333").is_some());
        assert!(accounts.forget("111122223333") && !accounts.forget("111122223333"));
        assert!(accounts.admit("111122223333").is_none());
    }

    #[test]
    fn any_account_is_admitted_by_default_and_may_be_registered_later() {
        let accounts = Accounts::new(AccountsMode::Any, 10);
        let seen = accounts.admit("111122223333").expect("admitted");
        assert_eq!(accounts.register("111122223333", "a"), Registration::New);
        assert!(Arc::ptr_eq(&seen, &accounts.get("111122223333").expect("kept")));
        assert_eq!(accounts.list()[0].owner.as_deref(), Some("a"));
    }

    proptest! {
        #[test]
        fn every_key_id_has_an_account_of_twelve_digits(key_id in "(LSIA|LKIA|)[A-Z2-7é]{0,24}") {
            prop_assert!(is_account_id(&account_of(&key_id)));
        }
    }
}
