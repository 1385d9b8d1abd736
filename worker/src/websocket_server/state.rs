//! What the page shows beside the log, as JSON.

use serde::Serialize;
use tokio::time::Instant;

use super::server::Server;
use crate::protection::Protection;

/// `GET /state`.
#[derive(Debug, Serialize)]
pub(super) struct State {
    connections: usize,
    protection: Shown,
}

#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Shown {
    state: &'static str,
    /// Of the protection that is in force, rejected renewals notwithstanding.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u64>,
    /// For how long it is set at a time.
    seconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl State {
    pub(super) fn of(server: &Server) -> Self {
        Self {
            connections: server.clients.connected(),
            protection: shown(
                *server.protection.borrow(),
                server.protected_for.as_secs(),
                server.clients.rejection().map(|rejection| rejection.to_string()),
            ),
        }
    }
}

fn shown(protection: Protection, seconds: u64, rejection: Option<String>) -> Shown {
    let seconds_left = match protection {
        Protection::Protected { until } => Some((until - Instant::now()).as_secs()),
        Protection::Unprotected => None,
    };
    Shown {
        state: match (&rejection, seconds_left) {
            (Some(_), _) => "rejected",
            (None, Some(_)) => "protected",
            (None, None) => "unprotected",
        },
        seconds_left,
        seconds,
        reason: rejection,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rejection_is_shown_beside_what_is_still_in_force() {
        let as_json = |protection, rejection: Option<&str>| {
            serde_json::to_value(shown(protection, 300, rejection.map(str::to_owned))).expect("JSON")
        };
        let protected = Protection::Protected {
            until: Instant::now() + Duration::from_secs(200),
        };
        assert_eq!(
            as_json(protected, None),
            json!({"state": "protected", "secondsLeft": 200, "seconds": 300})
        );
        assert_eq!(
            as_json(protected, Some("no")),
            json!({"state": "rejected", "secondsLeft": 200, "seconds": 300, "reason": "no"})
        );
        assert_eq!(
            as_json(Protection::Unprotected, None),
            json!({"state": "unprotected", "seconds": 300})
        );
    }
}
