//! Stack completion: LocalStack's free CloudFormation leaves `AWS::ECS::*` and `AWS::ApplicationAutoScaling::*` as empty
//! placeholders; they are made here, from the same template.

mod apis;
mod cidr;
mod evaluate;
#[cfg(test)]
mod fixtures;
mod graph;
mod kind;
mod leaves;
mod make;
mod parameters;
mod plan;
mod properties;
mod rewrite;
mod sub;
mod template;
mod text;
