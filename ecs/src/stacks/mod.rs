//! Stack completion: LocalStack's free CloudFormation leaves `AWS::ECS::*` and `AWS::ApplicationAutoScaling::*` as empty
//! placeholders; they are made here, from the same template.
//!
//! The gateway asks [`Stacks`] about each call of CloudFormation. A template that has resources of ours is rewritten on
//! its way to LocalStack ([`plan`], [`rewrite`]); when LocalStack has made its part, ours is made by calls of the APIs
//! that are answered here ([`deploy`], [`make`]); and meanwhile LocalStack's answers are changed to what is so
//! ([`overlay`]). All other stacks pass untouched.

mod apis;
mod cidr;
mod deploy;
mod evaluate;
mod fetch;
#[cfg(test)]
mod fixtures;
mod form;
mod graph;
mod intercept;
mod kind;
mod leaves;
mod make;
mod overlay;
mod parameters;
mod plan;
mod properties;
mod rewrite;
mod stack;
mod sub;
mod template;
mod text;
mod tree;
mod upstream;

pub(crate) use apis::Apis;
pub(crate) use intercept::{Stacks, Step};
