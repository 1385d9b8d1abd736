//! The API as clients see it, without a server: requests and answers are JSON.

// Requests are written where they are sent, and rules in long lists.
#![allow(clippy::needless_pass_by_value, clippy::too_many_lines)]

mod bad_input;
mod clusters;
mod container_instances;
mod fuzz;
mod model;
mod task_definitions;

use std::cell::Cell;
use std::sync::Mutex;

use serde_json::Value;

use super::{ApiError, ecs};
use crate::place::Place;
use crate::plane::Plane;
use crate::shapes::Timestamp;

/// A control plane of one account, and the time there.
struct Api {
    plane: Mutex<Plane>,
    now: Cell<i64>,
}

impl Api {
    fn new() -> Self {
        Self {
            plane: Mutex::new(Plane::new(Place::new("123456789012", "eu-west-1"))),
            now: Cell::new(1_700_000_000_000),
        }
    }

    fn raw(&self, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
        let now = || {
            self.now.set(self.now.get() + 1);
            Timestamp::from_millis(self.now.get())
        };
        let answer = ecs::call(operation, body, &self.plane, now)?;
        Ok(serde_json::from_slice(&answer).expect("answers are JSON"))
    }

    fn call(&self, operation: &str, request: Value) -> Result<Value, ApiError> {
        self.raw(operation, request.to_string().as_bytes())
    }

    #[track_caller]
    fn ok(&self, operation: &str, request: Value) -> Value {
        self.call(operation, request)
            .unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    /// The code and the message of an error.
    #[track_caller]
    fn refused(&self, operation: &str, request: Value) -> String {
        match self.call(operation, request) {
            Ok(answer) => panic!("{operation} was answered: {answer}"),
            Err(error) => error.to_string(),
        }
    }
}

fn arn(resource: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:123456789012:{resource}")
}
