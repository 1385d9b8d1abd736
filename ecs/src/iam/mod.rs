//! What a policy of IAM allows: documents, and the evaluation of a request against them, as AWS documents both.
//!
//! [`decide`] is a pure function: it knows the documents and the request, and calls nobody. So tests use it as well,
//! on the documents of a template.
//!
//! ```
//! use local_ecs::iam::{Context, Policy, Principal, Request, decide};
//!
//! let policy = Policy::parse(
//!     r#"{
//!         "Version": "2012-10-17",
//!         "Statement": {"Effect": "Allow", "Action": "sqs:Receive*", "Resource": "arn:aws:sqs:*:*:orders"}
//!     }"#,
//! )?;
//! let mut request = Request {
//!     principal: Principal::aws("arn:aws:iam::123456789012:role/worker"),
//!     action: "sqs:ReceiveMessage".to_owned(),
//!     resource: "arn:aws:sqs:us-east-1:123456789012:orders".to_owned(),
//!     context: Context::default(),
//! };
//! assert!(decide(&[policy.clone()], &request).is_allowed());
//! request.action = "sqs:SendMessage".to_owned();
//! assert!(!decide(&[policy], &request).is_allowed());
//! # Ok::<(), local_ecs::iam::PolicyError>(())
//! ```

mod condition;
mod context;
mod decide;
mod document;
mod operator;
mod pattern;
mod policy;
mod principal;
pub(crate) mod roles;

pub use context::Context;
pub use decide::{Decision, Request, StatementId, decide};
pub use policy::{Policy, PolicyError};
pub use principal::Principal;
