//! The story of each message, read from the calls: who received it when, what was asked for its visibility, who
//! deleted it.

use std::collections::BTreeMap;

use local_ecs::Call;
use serde_json::Value;
use time::OffsetDateTime;

/// The stories of all messages that were received.
#[derive(Debug, Default)]
pub struct Ledger {
    messages: BTreeMap<String, Story>,
}

/// What happened to one message.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Story {
    /// Who received it, and when the answer had arrived; in this order.
    pub receives: Vec<(OffsetDateTime, String)>,
    /// What was asked for its visibility and granted.
    pub visibility: Vec<VisibilityChange>,
    /// Who deleted it, and when SQS had confirmed it.
    pub deletions: Vec<(OffsetDateTime, String)>,
    /// When those deletions were asked for.
    pub deletions_asked: Vec<OffsetDateTime>,
}

/// A change of visibility that SQS granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibilityChange {
    /// When it was asked for.
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
    /// For how long the message was to be hidden from then on, in seconds.
    pub seconds: i64,
}

impl Ledger {
    /// Reads the calls, in the order in which they arrived.
    pub fn read(calls: &[Call]) -> Self {
        let mut ledger = Self::default();
        // A receipt handle is known from the receive that gave it.
        let mut handles: BTreeMap<String, String> = BTreeMap::new();
        let mut ended: Vec<&Call> = calls
            .iter()
            .filter(|call| call.ended.is_some() && call.succeeded())
            .collect();
        ended.sort_by_key(|call| call.ended);
        for call in ended {
            let Some(at) = call.ended else { continue };
            if call.service != "sqs" {
                continue;
            }
            match call.operation.as_str() {
                "ReceiveMessage" => {
                    for message in list(call.result.as_ref(), "Messages") {
                        let (Some(id), Some(handle)) =
                            (text(message, "MessageId"), text(message, "ReceiptHandle"))
                        else {
                            continue;
                        };
                        handles.insert(handle.to_owned(), id.to_owned());
                        ledger.story(id).receives.push((at, call.caller.clone()));
                    }
                }
                "DeleteMessage" | "DeleteMessageBatch" => {
                    for (id, _) in granted(call, &handles) {
                        let story = ledger.story(&id);
                        story.deletions.push((at, call.caller.clone()));
                        story.deletions_asked.push(call.started);
                    }
                }
                "ChangeMessageVisibility" | "ChangeMessageVisibilityBatch" => {
                    for (id, entry) in granted(call, &handles) {
                        let seconds = entry
                            .get("VisibilityTimeout")
                            .and_then(Value::as_i64)
                            .unwrap_or_default();
                        let change = VisibilityChange {
                            at: call.started,
                            by: call.caller.clone(),
                            seconds,
                        };
                        ledger.story(&id).visibility.push(change);
                    }
                }
                _ => {}
            }
        }
        ledger
    }

    /// A message's story; an empty one where nothing happened to it.
    pub fn of(&self, message_id: &str) -> Story {
        self.messages.get(message_id).cloned().unwrap_or_default()
    }

    fn story(&mut self, message_id: &str) -> &mut Story {
        self.messages.entry(message_id.to_owned()).or_default()
    }
}

/// The entries of a call, single or batched, that SQS granted, each with its message's id.
fn granted<'call>(call: &'call Call, handles: &BTreeMap<String, String>) -> Vec<(String, &'call Value)> {
    let parameters = Some(&call.parameters);
    let entries = if call.operation.ends_with("Batch") {
        list(parameters, "Entries")
    } else {
        vec![&call.parameters]
    };
    let failed: Vec<&str> = list(call.result.as_ref(), "Failed")
        .into_iter()
        .filter_map(|entry| text(entry, "Id"))
        .collect();
    entries
        .into_iter()
        .filter(|entry| text(entry, "Id").is_none_or(|id| !failed.contains(&id)))
        .filter_map(|entry| Some((handles.get(text(entry, "ReceiptHandle")?)?.clone(), entry)))
        .collect()
}

fn list<'value>(value: Option<&'value Value>, field: &str) -> Vec<&'value Value> {
    value
        .and_then(|value| value.get(field))
        .and_then(Value::as_array)
        .map(|list| list.iter().collect())
        .unwrap_or_default()
}

fn text<'value>(value: &'value Value, field: &str) -> Option<&'value str> {
    value.get(field).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "reads better with json!")]
    fn call(at: i64, operation: &str, parameters: Value, result: Value) -> Call {
        let time = OffsetDateTime::from_unix_timestamp(at).expect("a time");
        serde_json::from_value(json!({
            "id": at, "revision": at, "account": "000000000001", "caller": "worker", "region": "us-east-1",
            "service": "sqs", "operation": operation, "parameters": parameters, "result": result,
            "started": time.format(&time::format_description::well_known::Rfc3339).expect("text"),
            "ended": time.format(&time::format_description::well_known::Rfc3339).expect("text"),
            "status": 200, "upstream": 200, "error": null, "trouble": null, "fault": null
        }))
        .expect("a call")
    }

    fn received(at: i64, id: &str, handle: &str) -> Call {
        call(
            at,
            "ReceiveMessage",
            json!({}),
            json!({"Messages": [{"MessageId": id, "ReceiptHandle": handle}]}),
        )
    }

    #[test]
    fn a_message_is_followed_across_its_receipt_handles() {
        let ledger = Ledger::read(&[
            received(1, "a", "h1"),
            call(
                2,
                "ChangeMessageVisibility",
                json!({"ReceiptHandle": "h1", "VisibilityTimeout": 4}),
                Value::Null,
            ),
            received(6, "a", "h2"),
            call(7, "DeleteMessage", json!({"ReceiptHandle": "h2"}), Value::Null),
        ]);
        let story = ledger.of("a");
        assert_eq!(story.receives.len(), 2);
        assert_eq!(story.visibility[0].seconds, 4);
        assert_eq!(story.deletions.len(), 1);
        assert_eq!(story.deletions_asked.len(), 1);
        assert_eq!(ledger.of("b"), Story::default());
    }

    #[test]
    fn an_entry_that_failed_was_not_deleted() {
        let entries =
            json!({"Entries": [{"Id": "0", "ReceiptHandle": "h1"}, {"Id": "1", "ReceiptHandle": "h2"}]});
        let ledger = Ledger::read(&[
            received(1, "a", "h1"),
            received(2, "b", "h2"),
            call(
                3,
                "DeleteMessageBatch",
                entries,
                json!({"Successful": [{"Id": "0"}], "Failed": [{"Id": "1"}]}),
            ),
        ]);
        assert_eq!(ledger.of("a").deletions.len(), 1);
        assert_eq!(ledger.of("b").deletions.len(), 0);
    }

    #[test]
    fn a_call_that_failed_or_has_not_ended_granted_nothing() {
        let mut failed = call(2, "DeleteMessage", json!({"ReceiptHandle": "h1"}), Value::Null);
        failed.status = Some(500);
        let mut in_flight = failed.clone();
        in_flight.status = None;
        in_flight.ended = None;
        let ledger = Ledger::read(&[received(1, "a", "h1"), failed, in_flight]);
        assert_eq!(ledger.of("a").deletions.len(), 0);
    }
}
