//! What was asked for a task's protection, read from the calls: whether and when the task was protected.

use local_ecs::Call;
use serde_json::Value;
use time::OffsetDateTime;

/// One `UpdateTaskProtection`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectionCall {
    /// When it arrived.
    pub begun: OffsetDateTime,
    /// When it was answered; nothing while it is in flight.
    pub ended: Option<OffsetDateTime>,
    /// Whether protection was asked for, and not its end.
    pub enable: bool,
    /// For how many minutes, if that was said.
    pub minutes: Option<i64>,
    /// Whether ECS did as it was asked: a `failure` with HTTP 200 is none.
    pub granted: bool,
}

/// A caller's calls, in the order in which they arrived.
pub fn protection_calls(calls: &[Call], caller: &str) -> Vec<ProtectionCall> {
    calls
        .iter()
        .filter(|call| call.caller == caller && call.operation == "UpdateTaskProtection")
        .map(|call| ProtectionCall {
            begun: call.started,
            ended: call.ended,
            enable: call.parameters.get("protectionEnabled").and_then(Value::as_bool) == Some(true),
            minutes: call.parameters.get("expiresInMinutes").and_then(Value::as_i64),
            granted: call.succeeded() && protected_any(call.result.as_ref()),
        })
        .collect()
}

fn protected_any(result: Option<&Value>) -> bool {
    let tasks = result.and_then(|result| result.get("protectedTasks"));
    tasks
        .and_then(Value::as_array)
        .is_some_and(|tasks| !tasks.is_empty())
}

/// The polls of a caller that began while its task was not known to be protected: before protection was confirmed, or
/// after its end was asked for.
pub fn unprotected_polls(calls: &[Call], caller: &str) -> Vec<OffsetDateTime> {
    let protection = protection_calls(calls, caller);
    let polls = calls
        .iter()
        .filter(|call| call.caller == caller && call.operation == "ReceiveMessage");
    polls
        .map(|poll| poll.started)
        .filter(|at| {
            // What was rejected changes nothing.
            let last = protection.iter().rfind(|call| {
                call.granted
                    && if call.enable {
                        call.ended < Some(*at)
                    } else {
                        call.begun < *at
                    }
            });
            !last.is_some_and(|call| call.enable)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::Duration;

    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    /// A call of a task that took a second.
    #[expect(clippy::needless_pass_by_value, reason = "reads better with json!")]
    fn call(begun: i64, operation: &str, parameters: Value, result: Value) -> Call {
        let text = |time: OffsetDateTime| {
            time.format(&time::format_description::well_known::Rfc3339)
                .expect("text")
        };
        serde_json::from_value(json!({
            "id": begun, "revision": begun, "account": "000000000001", "caller": "task/1", "region": "us-east-1",
            "service": "ecs", "operation": operation, "parameters": parameters, "result": result,
            "started": text(at(begun)), "ended": text(at(begun + 1)),
            "status": 200, "upstream": null, "error": null, "trouble": null, "fault": null
        }))
        .expect("a call")
    }

    fn update(begun: i64, enable: bool) -> Call {
        let result = json!({"protectedTasks": [{"taskArn": "arn"}], "failures": []});
        call(
            begun,
            "UpdateTaskProtection",
            json!({"protectionEnabled": enable}),
            result,
        )
    }

    fn refused(begun: i64) -> Call {
        let result = json!({"protectedTasks": [], "failures": [{"reason": "TASK_NOT_VALID"}]});
        call(
            begun,
            "UpdateTaskProtection",
            json!({"protectionEnabled": true}),
            result,
        )
    }

    fn poll(begun: i64) -> Call {
        call(begun, "ReceiveMessage", json!({}), json!({}))
    }

    #[test]
    fn polls_between_protection_and_its_end_are_protected() {
        let calls = [
            update(0, true),
            poll(5),
            poll(8),
            update(10, false),
            update(20, true),
            poll(25),
        ];
        assert!(unprotected_polls(&calls, "task/1").is_empty());
    }

    #[test]
    fn a_poll_before_protection_is_confirmed_or_after_its_end_is_not() {
        let mut early = poll(0);
        early.started = at(0) + Duration::milliseconds(500);
        let calls = [
            update(0, true),
            early.clone(),
            poll(5),
            update(10, false),
            poll(12),
        ];
        assert_eq!(unprotected_polls(&calls, "task/1"), [early.started, at(12)]);
        assert_eq!(unprotected_polls(&[poll(3)], "task/1"), [at(3)]);
    }

    #[test]
    fn a_refusal_with_http_200_protects_nothing() {
        assert!(!protection_calls(&[refused(0)], "task/1")[0].granted);
        assert_eq!(unprotected_polls(&[refused(0), poll(5)], "task/1"), [at(5)]);
        // And takes nothing away that is in force.
        assert!(unprotected_polls(&[update(0, true), refused(5), poll(8)], "task/1").is_empty());
    }

    #[test]
    fn others_do_not_count() {
        assert!(protection_calls(&[update(0, true)], "task/2").is_empty());
        assert!(unprotected_polls(&[poll(0)], "task/2").is_empty());
    }
}
