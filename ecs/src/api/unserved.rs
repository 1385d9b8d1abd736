//! The members of the service model's requests that are not served, by operation.

/// Operation, and where its request has such members.
pub(super) const UNSERVED: &[(&str, &[&str])] = &[];
