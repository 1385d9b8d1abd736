//! The messages that an SQS call is about, and taking some of them out of it.
//!
//! In both of SQS's protocols. What is not taken out stays as it was, byte for byte; an answer gets the failed
//! entries as AWS answers them (`BatchResultErrorEntry`).

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::form;
use super::messages::Messages;

/// The messages that a call is about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    pub(super) entries: Vec<Entry>,
    /// Whether the call is one for a batch.
    pub(crate) batch: bool,
}

/// One of these messages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) receipt_handle: Option<String>,
    pub(super) body: Option<String>,
    pub(super) place: Place,
}

/// Where an entry stands in the request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// The request is about one message.
    #[default]
    Whole,
    /// A range of the JSON body.
    Json(Range<usize>),
    /// The number in the form's field names.
    Form(String),
}

/// An entry that is answered as failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FailedEntry {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) sender_fault: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch<'a> {
    #[serde(borrow, default)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    #[serde(default)]
    id: String,
    receipt_handle: Option<String>,
    message_body: Option<String>,
}

impl Targets {
    /// Reads them from a request's body; none from one that is no request of that operation.
    pub(crate) fn of(operation: &str, is_form: bool, body: &[u8]) -> Self {
        if is_form {
            return form::targets(operation, body);
        }
        let entries = if operation.ends_with("Batch") {
            json_batch(body)
        } else {
            json_single(body)
        };
        Self {
            entries: entries.unwrap_or_default(),
            batch: operation.ends_with("Batch"),
        }
    }

    /// The places, in the batch, of the entries that the conditions choose.
    pub(crate) fn choose(
        &self,
        containing: Option<&str>,
        indexes: Option<&[usize]>,
        messages: &Messages,
    ) -> Vec<usize> {
        let about = |entry: &Entry, text: &str| match (&entry.body, &entry.receipt_handle) {
            (Some(body), _) => body.contains(text),
            (None, Some(handle)) => messages.contains(handle, text),
            (None, None) => false,
        };
        (0..self.entries.len())
            .filter(|index| indexes.is_none_or(|indexes| indexes.contains(index)))
            .filter(|index| containing.is_none_or(|text| about(&self.entries[*index], text)))
            .collect()
    }

    /// The chosen entries as failed ones.
    pub(crate) fn failed(
        &self,
        chosen: &[usize],
        code: &str,
        message: &str,
        sender_fault: bool,
    ) -> Vec<FailedEntry> {
        chosen
            .iter()
            .filter_map(|index| self.entries.get(*index))
            .map(|entry| FailedEntry {
                id: entry.id.clone(),
                code: code.to_owned(),
                message: message.to_owned(),
                sender_fault,
            })
            .collect()
    }

    /// The request without the chosen entries; `None` if none would be left.
    pub(crate) fn without(&self, chosen: &[usize], body: &[u8]) -> Option<Vec<u8>> {
        if chosen.is_empty() {
            return Some(body.to_vec());
        }
        let kept: Vec<&Entry> = (0..self.entries.len())
            .filter(|index| !chosen.contains(index))
            .map(|index| &self.entries[index])
            .collect();
        match (
            &kept.first()?.place,
            &self.entries.first()?.place,
            &self.entries.last()?.place,
        ) {
            (Place::Json(_), Place::Json(first), Place::Json(last)) => {
                let mut rest = body.get(..first.start)?.to_vec();
                for (place, entry) in kept.iter().enumerate() {
                    if place > 0 {
                        rest.push(b',');
                    }
                    if let Place::Json(range) = &entry.place {
                        rest.extend_from_slice(body.get(range.clone())?);
                    }
                }
                rest.extend_from_slice(body.get(last.end..)?);
                Some(rest)
            }
            (Place::Form(_), ..) => {
                let numbers: Vec<&str> = kept
                    .iter()
                    .filter_map(|entry| match &entry.place {
                        Place::Form(number) => Some(number.as_str()),
                        _ => None,
                    })
                    .collect();
                Some(form::keep(body, &numbers))
            }
            _ => None,
        }
    }
}

fn json_batch(body: &[u8]) -> Option<Vec<Entry>> {
    let batch: Batch<'_> = serde_json::from_slice(body).ok()?;
    batch
        .entries
        .iter()
        .map(|raw| {
            let about: About = serde_json::from_str(raw.get()).ok()?;
            // The raw value borrows from the body: the distance of their beginnings is where it stands.
            let start = (raw.get().as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
            Some(about.entry(Place::Json(start..start + raw.get().len())))
        })
        .collect()
}

fn json_single(body: &[u8]) -> Option<Vec<Entry>> {
    let about: About = serde_json::from_slice(body).ok()?;
    (about.receipt_handle.is_some() || about.message_body.is_some()).then(|| vec![about.entry(Place::Whole)])
}

impl About {
    fn entry(self, place: Place) -> Entry {
        Entry {
            id: self.id,
            receipt_handle: self.receipt_handle,
            body: self.message_body,
            place,
        }
    }
}

/// The JSON answer to a batch, of which nothing was forwarded if `answer` is `None`, with the failed entries.
pub(crate) fn json_answer(answer: Option<&[u8]>, failed: &[FailedEntry]) -> Vec<u8> {
    let mut answer = answer
        .and_then(|answer| serde_json::from_slice::<Value>(answer).ok())
        .filter(Value::is_object)
        .unwrap_or_else(|| serde_json::json!({ "Successful": [] }));
    let added = failed.iter().filter_map(|entry| serde_json::to_value(entry).ok());
    match answer.get_mut("Failed").and_then(Value::as_array_mut) {
        Some(list) => list.extend(added),
        None => answer["Failed"] = added.collect(),
    }
    answer.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const BATCH: &str = r#"{"QueueUrl":"q","Entries":[ {"Id":"a","ReceiptHandle":"h1"} ,
        {"Id":"b","ReceiptHandle":"h2","X":1e2}, {"ReceiptHandle":"h3","Id":"c"} ] ,"Y":1.0}"#;

    fn received() -> Messages {
        let messages = Messages::default();
        messages.learn(&json!({"Messages": [
            {"ReceiptHandle": "h1", "Body": "good"},
            {"ReceiptHandle": "h2", "Body": "poison"},
        ]}));
        messages
    }

    #[test]
    fn entries_are_chosen_by_body_and_by_place() {
        let targets = Targets::of("DeleteMessageBatch", false, BATCH.as_bytes());
        let messages = received();
        assert_eq!(targets.choose(Some("poison"), None, &messages), [1]);
        assert_eq!(targets.choose(None, Some(&[0, 2, 9]), &messages), [0, 2]);
        assert_eq!(
            targets.choose(Some("good"), Some(&[1]), &messages),
            Vec::<usize>::new()
        );
        assert_eq!(targets.choose(None, None, &messages), [0, 1, 2]);
        let targets = Targets::of("DeleteMessage", false, br#"{"ReceiptHandle":"h2"}"#);
        assert_eq!(targets.choose(Some("poison"), None, &messages), [0]);
        let targets = Targets::of(
            "SendMessageBatch",
            false,
            br#"{"Entries":[{"Id":"a","MessageBody":"poison"}]}"#,
        );
        assert_eq!(targets.choose(Some("poison"), None, &messages), [0]);
    }

    #[test]
    fn the_rest_of_a_batch_stays_byte_for_byte() {
        let targets = Targets::of("DeleteMessageBatch", false, BATCH.as_bytes());
        let without = |chosen: &[usize]| {
            targets
                .without(chosen, BATCH.as_bytes())
                .map(|rest| String::from_utf8(rest).expect("UTF-8"))
        };
        assert_eq!(without(&[]).as_deref(), Some(BATCH));
        assert_eq!(
            without(&[0]).as_deref(),
            Some(
                r#"{"QueueUrl":"q","Entries":[ {"Id":"b","ReceiptHandle":"h2","X":1e2},{"ReceiptHandle":"h3","Id":"c"} ] ,"Y":1.0}"#
            )
        );
        assert_eq!(
            without(&[1, 2]).as_deref(),
            Some(r#"{"QueueUrl":"q","Entries":[ {"Id":"a","ReceiptHandle":"h1"} ] ,"Y":1.0}"#)
        );
        assert_eq!(without(&[0, 1, 2]), None);
    }

    #[test]
    fn failed_entries_join_the_answer() {
        let targets = Targets::of("DeleteMessageBatch", false, BATCH.as_bytes());
        let failed = targets.failed(&[1], "InternalError", "m", false);
        let answer = json_answer(
            Some(br#"{"Successful":[{"Id":"a"}],"Failed":[{"Id":"c"}]}"#),
            &failed,
        );
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!(
            answer,
            json!({"Successful": [{"Id": "a"}], "Failed": [
                {"Id": "c"}, {"Id": "b", "Code": "InternalError", "Message": "m", "SenderFault": false}
            ]})
        );
        let answer: Value = serde_json::from_slice(&json_answer(None, &failed)).expect("JSON");
        assert_eq!(answer["Successful"], json!([]));
        assert_eq!(answer["Failed"][0]["Id"], "b");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_out_leaves_the_others(
            bodies in prop::collection::vec("\\PC{0,20}", 1..10), chosen in prop::collection::btree_set(0_usize..10, 0..10)
        ) {
            let entries: Vec<Value> = bodies
                .iter()
                .enumerate()
                .map(|(index, body)| json!({"Id": index.to_string(), "MessageBody": body}))
                .collect();
            let request = json!({"Entries": entries, "QueueUrl": "q"}).to_string();
            let targets = Targets::of("SendMessageBatch", false, request.as_bytes());
            prop_assert_eq!(targets.entries.len(), bodies.len());
            let chosen: Vec<usize> = chosen.into_iter().collect();
            let kept: Vec<&Value> = entries
                .iter()
                .enumerate()
                .filter(|(index, _)| !chosen.contains(index))
                .map(|(_, entry)| entry)
                .collect();
            match targets.without(&chosen, request.as_bytes()) {
                None => prop_assert!(kept.is_empty()),
                Some(rest) => {
                    let expected = json!({"Entries": kept, "QueueUrl": "q"}).to_string();
                    prop_assert_eq!(String::from_utf8(rest).expect("UTF-8"), expected);
                }
            }
        }

        #[test]
        fn any_body_is_read_without_a_panic(
            body in "[\\[\\]{}\",:a-z0-9 ]{0,120}", chosen in prop::collection::vec(0_usize..5, 0..5), is_form: bool
        ) {
            let body = format!("{{\"Entries\":{body}");
            for operation in ["DeleteMessageBatch", "DeleteMessage"] {
                let targets = Targets::of(operation, is_form, body.as_bytes());
                targets.without(&chosen, body.as_bytes());
                targets.failed(&chosen, "C", "m", true);
            }
        }
    }
}
