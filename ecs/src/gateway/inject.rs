//! Which faults hit a call, and the answers that they make.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::answer::Problem;
use super::protocol::Protocol;
use crate::accounts::Account;
use crate::faults::{Effect, FailedEntry, Rule, Targets};

/// The longest time that a call is held.
const HOLD: Duration = Duration::from_mins(2);

/// The faults that hit a call.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    postponing: Vec<Arc<Rule>>,
    /// The fault that decides the call, and the entries that it chooses.
    deciding: Option<(Arc<Rule>, Vec<usize>)>,
}

impl Hits {
    /// Counts the call at those of the candidates that it matches. Of faults that decide a call, the first that
    /// hits counts, and the later ones are left for later calls.
    pub(crate) fn of(candidates: Vec<Arc<Rule>>, account: &Account, targets: &Targets) -> Self {
        let mut hits = Self::default();
        for rule in candidates {
            let postpones = rule.fault.effect.postpones();
            if !postpones && hits.deciding.is_some() {
                continue;
            }
            let about = |text: &str| !targets.choose(Some(text), None, &account.messages).is_empty();
            if !rule.fault.containing.as_deref().is_none_or(about) {
                continue;
            }
            let mut chosen = Vec::new();
            if let Effect::FailEntries {
                containing, indexes, ..
            } = &rule.fault.effect
            {
                chosen = targets.choose(containing.as_deref(), indexes.as_deref(), &account.messages);
                if chosen.is_empty() {
                    continue;
                }
            }
            if !rule.hits() {
                continue;
            }
            if postpones {
                hits.postponing.push(rule);
            } else {
                hits.deciding = Some((rule, chosen));
            }
        }
        hits
    }

    /// As the trace names them; `None` without any.
    pub(crate) fn names(&self) -> Option<String> {
        let rules = self
            .postponing
            .iter()
            .chain(self.deciding.iter().map(|(rule, _)| rule));
        let names: Vec<String> = rules
            .map(|rule| format!("{} {}", rule.id, rule.fault.effect))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Lets the delays and holds pass.
    pub(crate) async fn postpone(&self) {
        for rule in &self.postponing {
            match rule.fault.effect {
                Effect::Delay { millis } => tokio::time::sleep(Duration::from_millis(millis)).await,
                // Held for as long as may be: then it goes on as if the fault had been deleted.
                _ => {
                    let _ = tokio::time::timeout(HOLD, rule.deleted()).await;
                }
            }
        }
    }

    /// What is to become of the call then.
    pub(crate) fn decision(&self, targets: &Targets, protocol: Protocol, service: &str) -> Decision {
        let Some((rule, chosen)) = &self.deciding else {
            return Decision::Forward;
        };
        match &rule.fault.effect {
            Effect::Throttle => Decision::Answer(throttled(protocol, service)),
            Effect::Error {
                status,
                code,
                message,
            } => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Decision::Answer(Problem::new(status, code.clone(), message.clone()))
            }
            Effect::Disconnect { after_forwarding } => Decision::Disconnect {
                after_forwarding: *after_forwarding,
            },
            Effect::FailEntries {
                code, sender_fault, ..
            } => {
                let message = format!("failed by fault {} of this account", rule.id);
                if targets.batch {
                    Decision::FailEntries {
                        failed: targets.failed(chosen, code, &message, *sender_fault),
                        chosen: chosen.clone(),
                    }
                } else {
                    let status = if *sender_fault {
                        StatusCode::BAD_REQUEST
                    } else {
                        StatusCode::INTERNAL_SERVER_ERROR
                    };
                    Decision::Answer(Problem::new(status, code.clone(), message))
                }
            }
            Effect::DeliverTwice => Decision::DeliverTwice(Arc::clone(rule)),
            Effect::Delay { .. } | Effect::Hold => Decision::Forward,
        }
    }
}

/// What is to become of a call.
#[derive(Debug)]
pub(crate) enum Decision {
    /// It goes its way.
    Forward,
    /// It is answered with an error.
    Answer(Problem),
    /// The connection is closed.
    Disconnect { after_forwarding: bool },
    /// Entries of its batch fail.
    FailEntries {
        failed: Vec<FailedEntry>,
        chosen: Vec<usize>,
    },
    /// What it receives comes again.
    DeliverTwice(Arc<Rule>),
}

/// As the services answer when they throttle; SDKs know these codes, and try again.
fn throttled(protocol: Protocol, service: &str) -> Problem {
    let (status, code, message) = match protocol {
        Protocol::RestXml => (
            StatusCode::SERVICE_UNAVAILABLE,
            "SlowDown",
            "Please reduce your request rate.",
        ),
        Protocol::Query => (StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
        Protocol::Json { .. } if service == "sqs" => (
            StatusCode::BAD_REQUEST,
            "RequestThrottled",
            "The request was denied due to request throttling.",
        ),
        Protocol::RestJson => (
            StatusCode::TOO_MANY_REQUESTS,
            "ThrottlingException",
            "Rate exceeded",
        ),
        Protocol::Json { .. } | Protocol::Cbor => {
            (StatusCode::BAD_REQUEST, "ThrottlingException", "Rate exceeded")
        }
    };
    Problem::new(status, code, message)
}
