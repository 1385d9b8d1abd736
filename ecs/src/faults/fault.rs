//! A fault: which calls it hits, and what happens to them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A fault of one account. Faults are considered in the order in which they were set; of those that hit a call,
/// the delays and holds all take effect, then the first of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The service's signing name: `sqs`, `s3`, `logs`, `monitoring` ...
    pub service: String,
    /// The operation, such as `ReceiveMessage`; `None`: any.
    #[serde(default)]
    pub operation: Option<String>,
    /// Who must have called, by the name that the trace has: the session token, or `task/<id>`. A name that ends in `*`
    /// stands for all that begin so, `task/*` for every task. `None`: anyone.
    #[serde(default)]
    pub caller: Option<String>,
    /// Only SQS calls about a message whose body contains this text: the body sent, or the one that this account
    /// received with the receipt handle that the call names. In a batch, one such entry is enough.
    #[serde(default)]
    pub containing: Option<String>,
    /// Which of the matching calls are hit.
    #[serde(default)]
    pub calls: Calls,
    /// What happens to a call that is hit.
    pub effect: Effect,
}

/// Which of the calls that match a fault are hit. Calls are counted from when the fault was set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Calls {
    /// All of them.
    #[default]
    All,
    /// The first so many.
    First(u64),
    /// The n-th only, from 1.
    Nth(u64),
    /// A share of them, drawn with a seed: the same calls in every run.
    Share {
        /// How likely each call is hit, 0 to 1.
        of: f64,
        /// The seed of the draws.
        #[serde(default)]
        seed: u64,
    },
}

/// What happens to a call that a fault hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Answered as the service answers a caller that it throttles; not forwarded.
    Throttle,
    /// Answered with this error in the service's protocol; not forwarded.
    Error {
        /// The HTTP status, 400 to 599.
        status: u16,
        /// The AWS error code, such as `InternalError`.
        code: String,
        /// The message.
        message: String,
    },
    /// The client's connection is closed without an answer.
    Disconnect {
        /// Whether LocalStack carries the call out first.
        #[serde(default)]
        after_forwarding: bool,
    },
    /// Forwarded so much later.
    Delay {
        /// Milliseconds.
        millis: u64,
    },
    /// Forwarded when the fault is deleted, or after 120 s.
    Hold,
    /// Entries of an SQS batch are answered as failed, with HTTP 200, and not forwarded; the others are. A call
    /// about a single message fails as a whole.
    FailEntries {
        /// The entries about a message whose body contains this text, as in [`Fault::containing`]; `None`: any.
        #[serde(default)]
        containing: Option<String>,
        /// The entries at these places of the batch, from 0; `None`: any.
        #[serde(default)]
        indexes: Option<Vec<usize>>,
        /// The error code, such as `InternalError`.
        code: String,
        /// Whether the sender is to blame: `SenderFault`, and status 400 instead of 500 for a single message.
        #[serde(default)]
        sender_fault: bool,
    },
    /// What a `ReceiveMessage` of SQS brings is visible again at once: it is delivered a second time, with another
    /// receipt handle, while its first receiver has it in hand. Each message comes twice by such a fault and not more
    /// often; both times count as receives, so that `maxReceiveCount` has to leave room for it.
    DeliverTwice,
}

/// A fault that is set, and what it has done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultStatus {
    /// The number by which it is deleted.
    pub id: u64,
    /// The fault.
    pub fault: Fault,
    /// Calls that matched.
    pub matched: u64,
    /// Calls that were hit.
    pub hits: u64,
}

impl Fault {
    /// A fault of all calls of an operation; the fields narrow it.
    pub fn of(service: &str, operation: &str, effect: Effect) -> Self {
        Self {
            service: service.to_owned(),
            operation: Some(operation.to_owned()),
            caller: None,
            containing: None,
            calls: Calls::All,
            effect,
        }
    }

    /// Why the fault cannot be set, if so: in words for whoever set it.
    pub fn problem(&self) -> Option<String> {
        if self.service.is_empty() {
            return Some("service is empty; give the service's signing name, such as sqs".to_owned());
        }
        match self.calls {
            Calls::Nth(0) => return Some("nth is 0; calls are counted from 1".to_owned()),
            Calls::Share { of, .. } if !(0.0..=1.0).contains(&of) => {
                return Some(format!("the share is {of}; give a number from 0 to 1"));
            }
            _ => {}
        }
        match &self.effect {
            Effect::Error { status, .. } if !(400..600).contains(status) => Some(format!(
                "the error's status is {status}; give one from 400 to 599"
            )),
            Effect::FailEntries { .. } if self.service != "sqs" => Some(format!(
                "only calls of sqs have entries to fail, not those of {}",
                self.service
            )),
            Effect::DeliverTwice
                if self.service != "sqs" || self.operation.as_deref() != Some("ReceiveMessage") =>
            {
                Some("only what ReceiveMessage of sqs brings is delivered twice; name both".to_owned())
            }
            _ => None,
        }
    }
}

impl Effect {
    /// Whether the effect only postpones the call.
    pub(crate) fn postpones(&self) -> bool {
        matches!(self, Self::Delay { .. } | Self::Hold)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttle => formatter.write_str("throttle"),
            Self::Error { status, code, .. } => write!(formatter, "error {status} {code}"),
            Self::Disconnect {
                after_forwarding: false,
            } => formatter.write_str("disconnect"),
            Self::Disconnect {
                after_forwarding: true,
            } => formatter.write_str("disconnect after forwarding"),
            Self::Delay { millis } => write!(formatter, "delay {millis} ms"),
            Self::Hold => formatter.write_str("hold"),
            Self::FailEntries { code, .. } => write!(formatter, "fail entries {code}"),
            Self::DeliverTwice => formatter.write_str("deliver twice"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_left_out_takes_its_default() {
        let fault: Fault =
            serde_json::from_value(json!({"service": "sqs", "effect": "throttle"})).expect("a fault");
        assert_eq!(
            fault,
            Fault {
                operation: None,
                ..Fault::of("sqs", "", Effect::Throttle)
            }
        );
    }

    #[test]
    fn every_form_is_read_back() {
        for (calls, effect) in [
            (json!("all"), json!("throttle")),
            (
                json!({"first": 2}),
                json!({"error": {"status": 500, "code": "InternalError", "message": "m"}}),
            ),
            (
                json!({"nth": 3}),
                json!({"disconnect": {"after_forwarding": true}}),
            ),
            (
                json!({"share": {"of": 0.5, "seed": 7}}),
                json!({"delay": {"millis": 200}}),
            ),
            (json!("all"), json!("hold")),
            (
                json!("all"),
                json!({"fail_entries": {"containing": "x", "indexes": [0], "code": "C", "sender_fault": true}}),
            ),
            (json!("all"), json!("deliver_twice")),
        ] {
            let form = json!({
                "service": "sqs", "operation": "ReceiveMessage", "caller": "worker-1", "containing": null,
                "calls": calls, "effect": effect
            });
            let fault: Fault = serde_json::from_value(form.clone()).expect("a fault");
            assert_eq!(fault.problem(), None);
            assert_eq!(serde_json::to_value(&fault).expect("JSON"), form);
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let form = json!({"service": "sqs", "opreation": "DeleteMessage", "effect": "throttle"});
        let error = serde_json::from_value::<Fault>(form).expect_err("refused");
        assert!(error.to_string().contains("opreation"), "{error}");
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let throttle = Fault::of("sqs", "SendMessage", Effect::Throttle);
        let unusable = [
            Fault {
                service: String::new(),
                ..throttle.clone()
            },
            Fault {
                calls: Calls::Nth(0),
                ..throttle.clone()
            },
            Fault {
                calls: Calls::Share { of: 1.5, seed: 0 },
                ..throttle.clone()
            },
            Fault {
                effect: Effect::Error {
                    status: 200,
                    code: "C".to_owned(),
                    message: String::new(),
                },
                ..throttle.clone()
            },
            Fault {
                service: "s3".to_owned(),
                effect: Effect::FailEntries {
                    containing: None,
                    indexes: None,
                    code: "C".to_owned(),
                    sender_fault: false,
                },
                ..throttle.clone()
            },
            Fault::of("sqs", "SendMessage", Effect::DeliverTwice),
            Fault::of("sns", "ReceiveMessage", Effect::DeliverTwice),
        ];
        for fault in unusable {
            assert!(fault.problem().is_some(), "{fault:?}");
        }
    }
}
