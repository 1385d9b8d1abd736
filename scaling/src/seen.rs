//! What a policy goes by besides its metric.

use crate::memory::Activities;
use crate::{Moment, Service};

/// The service, what was done for the policy, and the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) service: &'a Service,
    pub(crate) activities: Activities,
    pub(crate) now: Moment,
}
