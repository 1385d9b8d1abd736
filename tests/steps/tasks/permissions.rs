//! Roles, and what policies allow.

use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::then;
use serde_json::json;

use crate::world::{REGION, Scenario, World};

const ROLE: &str = "task-role";

/// What a worker has no business with: of its own queue, and of other services.
const MORE_ON_THE_QUEUE: [&str; 8] = [
    "sqs:SendMessage",
    "sqs:PurgeQueue",
    "sqs:DeleteQueue",
    "sqs:SetQueueAttributes",
    "sqs:AddPermission",
    "sqs:TagQueue",
    "sqs:StartMessageMoveTask",
    "sqs:CreateQueue",
];
const OF_OTHER_SERVICES: [&str; 7] = [
    "sns:Publish",
    "s3:GetObject",
    "iam:PassRole",
    "sts:AssumeRole",
    "ecs:RunTask",
    "ecs:UpdateTaskProtection",
    "logs:PutLogEvents",
];
