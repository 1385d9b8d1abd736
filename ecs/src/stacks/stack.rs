//! A stack that has resources of ours: what was made for it, and how it stands.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tokio_util::sync::CancellationToken;

use super::make::Made;
use super::plan::Plan;
use crate::place::Place;

const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// The type of a stack among the types of resources.
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";

/// Something that happened to a resource, or to the stack as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// As CloudFormation writes it.
    pub(crate) at: String,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) type_name: String,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
}

/// A stack.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) place: Place,
    /// Its ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Events of the stack as a whole are told from then on; the earlier ones are LocalStack's.
    pub(crate) since: String,
    standing: Mutex<Standing>,
}

/// How a stack stands.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// `CREATE_IN_PROGRESS` and so on.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    /// What it was deployed from; `None` before the first time, and when nothing of ours is left.
    pub(crate) plan: Option<Arc<Plan>>,
    /// In the order in which they were made.
    pub(crate) made: Vec<(String, Made)>,
    /// The last event of each resource.
    pub(crate) last: BTreeMap<String, Event>,
    /// The oldest first.
    pub(crate) events: Vec<Event>,
    /// LocalStack has deleted its part, and the stack is still there for its reader: it was rolled back.
    pub(crate) rolled_back: bool,
    /// Ends what is under way.
    pub(crate) cancel: CancellationToken,
}

impl Stack {
    /// A stack of which nothing is known yet; `first` if it is being created.
    pub(crate) fn new(place: Place, id: &str, name: &str, first: bool) -> Self {
        Self {
            place,
            id: id.to_owned(),
            name: name.to_owned(),
            since: if first { String::new() } else { now() },
            standing: Mutex::default(),
        }
    }

    /// How it stands, to be looked at and changed.
    pub(crate) fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the name or the ARN is this stack's.
    pub(crate) fn is(&self, name_or_id: &str) -> bool {
        self.id == name_or_id || (self.name == name_or_id && !self.is_deleted())
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.standing().status == "DELETE_COMPLETE"
    }

    /// Begins something that lasts; what was under way is to end.
    pub(crate) fn begin(&self, status: &str) -> CancellationToken {
        let cancel = CancellationToken::new();
        let before = std::mem::replace(&mut self.standing().cancel, cancel.clone());
        before.cancel();
        self.turn(status, None);
        cancel
    }

    /// The stack as a whole has another status.
    pub(crate) fn turn(&self, status: &str, reason: Option<&str>) {
        let mut standing = self.standing();
        status.clone_into(&mut standing.status);
        standing.reason = reason.map(str::to_owned);
        standing.events.push(Event {
            id: event_id(),
            at: now(),
            logical_id: self.name.clone(),
            physical_id: self.id.clone(),
            type_name: STACK.to_owned(),
            status: status.to_owned(),
            reason: reason.map(str::to_owned),
        });
        tracing::debug!("stack {} of {} is {status}", self.name, self.place);
    }

    /// A resource has another status.
    pub(crate) fn note(
        &self,
        logical_id: &str,
        type_name: &str,
        physical_id: &str,
        status: &str,
        reason: Option<&str>,
    ) {
        let event = Event {
            id: event_id(),
            at: now(),
            logical_id: logical_id.to_owned(),
            physical_id: physical_id.to_owned(),
            type_name: type_name.to_owned(),
            status: status.to_owned(),
            reason: reason.map(str::to_owned),
        };
        let mut standing = self.standing();
        standing.last.insert(logical_id.to_owned(), event.clone());
        standing.events.push(event);
    }

    /// The physical ids of the resources that were made.
    pub(crate) fn physical_ids(&self) -> BTreeMap<String, String> {
        let standing = self.standing();
        let ids = standing.made.iter();
        ids.map(|(logical_id, made)| (logical_id.clone(), made.physical_id.clone()))
            .collect()
    }
}

impl Standing {
    /// Whether something is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS")
    }

    /// A resource that was made.
    pub(crate) fn made(&self, logical_id: &str) -> Option<&Made> {
        self.made
            .iter()
            .find(|(name, _)| name == logical_id)
            .map(|(_, made)| made)
    }

    /// Takes down a resource that was made or changed.
    pub(crate) fn keep(&mut self, logical_id: &str, made: Made) {
        match self.made.iter_mut().find(|(name, _)| name == logical_id) {
            Some((_, before)) => *before = made,
            None => self.made.push((logical_id.to_owned(), made)),
        }
    }

    /// Forgets a resource that is gone.
    pub(crate) fn forget(&mut self, logical_id: &str) {
        self.made.retain(|(name, _)| name != logical_id);
    }
}

/// The time, as CloudFormation writes it.
pub(crate) fn now() -> String {
    OffsetDateTime::now_utc().format(TIME).unwrap_or_default()
}

pub(crate) fn event_id() -> String {
    let number = fastrand::u128(..);
    let text = format!("{number:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..]
    )
}
