//! The credentials of the tasks' roles: `AWS_CONTAINER_CREDENTIALS_FULL_URI`.

mod handler;
mod issuer;

pub(super) use handler::answer;
pub(super) use issuer::{Issued, Issuer};
