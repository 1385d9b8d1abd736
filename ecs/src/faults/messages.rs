//! Which message a receipt handle stands for: what this account has received.
//!
//! Learned from the answers to `ReceiveMessage`; asked by faults that choose by a message's body.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// What the bodies and receipt handles may take in all, in bytes; the oldest are forgotten first.
const MEMORY: usize = 16 * 1024 * 1024;

/// The messages that an account has received.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bodies: HashMap<String, String>,
    order: VecDeque<String>,
    size: usize,
}

impl Messages {
    /// Learns the messages of an answer to `ReceiveMessage`.
    pub(crate) fn learn(&self, result: &Value) {
        let Some(messages) = result.get("Messages").and_then(Value::as_array) else {
            return;
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for message in messages {
            if let (Some(handle), Some(body)) = (
                message.get("ReceiptHandle").and_then(Value::as_str),
                message.get("Body").and_then(Value::as_str),
            ) {
                state.add(handle, body);
            }
        }
    }

    /// Whether the receipt handle is known to be that of a message whose body contains the text.
    pub(crate) fn contains(&self, handle: &str, text: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.bodies.get(handle).is_some_and(|body| body.contains(text))
    }
}

impl State {
    fn add(&mut self, handle: &str, body: &str) {
        self.size += handle.len() + body.len();
        match self.bodies.insert(handle.to_owned(), body.to_owned()) {
            Some(before) => self.size -= handle.len() + before.len(),
            None => self.order.push_back(handle.to_owned()),
        }
        while self.size > MEMORY && self.order.len() > 1 {
            let Some(oldest) = self.order.pop_front() else {
                return;
            };
            if let Some(body) = self.bodies.remove(&oldest) {
                self.size -= oldest.len() + body.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn received_messages_are_known_by_their_handles() {
        let messages = Messages::default();
        messages
            .learn(&json!({"Messages": [{"ReceiptHandle": "h1", "Body": "a poison pill"}, {"Body": "x"}]}));
        messages.learn(&json!({}));
        assert!(messages.contains("h1", "poison"));
        assert!(!messages.contains("h1", "cure") && !messages.contains("h2", "poison"));
    }

    #[test]
    fn the_oldest_are_forgotten_when_they_take_too_much() {
        let messages = Messages::default();
        for number in 0..100 {
            let body = "x".repeat(MEMORY / 50);
            messages.learn(&json!({"Messages": [{"ReceiptHandle": format!("h{number}"), "Body": body}]}));
        }
        assert!(messages.contains("h99", "x") && !messages.contains("h0", "x"));
        let state = messages.state.lock().expect("not poisoned");
        assert!(state.size <= MEMORY && state.bodies.len() == state.order.len());
    }
}
