//! The same in SQS's query protocol: entries are numbered form fields, answers are XML.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::entries::{Entry, FailedEntry, Place, Targets};
use crate::xml::escape;

/// The namespace of SQS's XML answers.
const NAMESPACE: &str = "http://queue.amazonaws.com/doc/2012-11-05/";

/// Reads the messages that a form is about: `<Operation>RequestEntry.<n>.<Field>` in a batch.
pub(super) fn targets(operation: &str, body: &[u8]) -> Targets {
    let batch = operation.ends_with("Batch");
    // By number, not by text: 10 follows 9.
    let mut entries: BTreeMap<(u64, String), Entry> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        let (number, field) = match split(&name) {
            Some((_, number, field)) if batch => (number.to_owned(), field.to_owned()),
            None if !batch => (String::new(), name.into_owned()),
            _ => continue,
        };
        if !matches!(field.as_str(), "Id" | "ReceiptHandle" | "MessageBody") {
            continue;
        }
        let key = (number.parse().unwrap_or_default(), number);
        let entry = entries.entry(key).or_default();
        match field.as_str() {
            "Id" => entry.id = value.into_owned(),
            "ReceiptHandle" => entry.receipt_handle = Some(value.into_owned()),
            _ => entry.body = Some(value.into_owned()),
        }
    }
    let entries = entries
        .into_iter()
        .map(|((_, number), entry)| Entry {
            place: if batch { Place::Form(number) } else { Place::Whole },
            ..entry
        })
        .collect();
    Targets { entries, batch }
}

/// The form with these entries alone, numbered anew from 1; all other fields as they stand.
pub(super) fn keep(body: &[u8], numbers: &[&str]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(body.len());
    let mut first = true;
    for pair in body.split(|byte| *byte == b'&') {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(end);
        let decoded = decode(name);
        let renamed: Cow<'_, [u8]> = match split(&decoded) {
            None => Cow::Borrowed(name),
            Some((list, number, field)) => {
                let Some(place) = numbers.iter().position(|kept| *kept == number) else {
                    continue;
                };
                Cow::Owned(format!("{list}.{}.{field}", place + 1).into_bytes())
            }
        };
        if !std::mem::take(&mut first) {
            kept.push(b'&');
        }
        kept.extend_from_slice(&renamed);
        kept.extend_from_slice(value);
    }
    kept
}

/// `DeleteMessageBatchRequestEntry.2.Id` in its three parts.
fn split(name: &str) -> Option<(&str, &str, &str)> {
    let (list, rest) = name.split_once('.')?;
    let (number, field) = rest.split_once('.')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (list.ends_with("BatchRequestEntry") && is_number).then_some((list, number, field))
}

fn decode(name: &[u8]) -> String {
    form_urlencoded::parse(name)
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

/// The XML answer to a batch, of which nothing was forwarded if `answer` is `None`, with the failed entries.
pub(crate) fn xml_answer(operation: &str, answer: Option<&[u8]>, failed: &[FailedEntry]) -> Vec<u8> {
    let mut added = String::new();
    for entry in failed {
        let _ = write!(
            added,
            "<BatchResultErrorEntry><Id>{}</Id><Code>{}</Code><Message>{}</Message>\
             <SenderFault>{}</SenderFault></BatchResultErrorEntry>",
            escape(&entry.id),
            escape(&entry.code),
            escape(&entry.message),
            entry.sender_fault
        );
    }
    let close = format!("</{operation}Result>");
    if let Some(answer) = answer.and_then(|answer| std::str::from_utf8(answer).ok())
        && let Some(at) = answer.find(&close)
    {
        return format!("{}{added}{}", &answer[..at], &answer[at..]).into_bytes();
    }
    format!(
        "<?xml version=\"1.0\"?><{operation}Response xmlns=\"{NAMESPACE}\"><{operation}Result>{added}{close}\
         <ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>\
         </{operation}Response>"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::messages::Messages;
    use super::*;

    const BATCH: &str = "Action=DeleteMessageBatch&QueueUrl=http%3A%2F%2Fq\
        &DeleteMessageBatchRequestEntry.1.Id=a&DeleteMessageBatchRequestEntry.1.ReceiptHandle=h%2B1\
        &DeleteMessageBatchRequestEntry.2.Id=b&DeleteMessageBatchRequestEntry.2.ReceiptHandle=h2&Version=2012-11-05";

    #[test]
    fn the_rest_of_a_batch_stays_and_is_numbered_anew() {
        let targets = targets("DeleteMessageBatch", BATCH.as_bytes());
        let rest = targets.without(&[0], BATCH.as_bytes()).expect("one is left");
        assert_eq!(
            String::from_utf8(rest).expect("UTF-8"),
            "Action=DeleteMessageBatch&QueueUrl=http%3A%2F%2Fq&DeleteMessageBatchRequestEntry.1.Id=b\
             &DeleteMessageBatchRequestEntry.1.ReceiptHandle=h2&Version=2012-11-05"
        );
        assert_eq!(targets.without(&[0, 1], BATCH.as_bytes()), None);
        assert_eq!(targets.failed(&[1], "C", "m", true)[0].id, "b");
    }

    #[test]
    fn a_single_message_is_chosen_by_its_handle() {
        let messages = Messages::default();
        messages.learn(&serde_json::json!({"Messages": [{"ReceiptHandle": "h+1", "Body": "poison"}]}));
        let targets = targets("DeleteMessage", b"Action=DeleteMessage&ReceiptHandle=h%2B1");
        assert_eq!(targets.choose(Some("poison"), None, &messages), [0]);
        assert!(!targets.batch);
    }

    #[test]
    fn failed_entries_join_the_answer() {
        let failed = targets("DeleteMessageBatch", BATCH.as_bytes()).failed(&[0], "C<", "m", false);
        let answer = "<DeleteMessageBatchResponse><DeleteMessageBatchResult><DeleteMessageBatchResultEntry>\
            <Id>b</Id></DeleteMessageBatchResultEntry></DeleteMessageBatchResult></DeleteMessageBatchResponse>";
        let text = |answer: Vec<u8>| String::from_utf8(answer).expect("UTF-8");
        insta::assert_snapshot!(
            text(xml_answer("DeleteMessageBatch", Some(answer.as_bytes()), &failed)),
            @"<DeleteMessageBatchResponse><DeleteMessageBatchResult><DeleteMessageBatchResultEntry><Id>b</Id></DeleteMessageBatchResultEntry><BatchResultErrorEntry><Id>a</Id><Code>C&lt;</Code><Message>m</Message><SenderFault>false</SenderFault></BatchResultErrorEntry></DeleteMessageBatchResult></DeleteMessageBatchResponse>"
        );
        let whole = text(xml_answer("DeleteMessageBatch", None, &failed));
        assert!(
            whole.contains("<DeleteMessageBatchResult><BatchResultErrorEntry><Id>a</Id>"),
            "{whole}"
        );
    }

    proptest! {
        #[test]
        fn any_form_is_read_without_a_panic(body in "[a-zA-Z0-9.=&%+é]{0,120}") {
            let body = format!("DeleteMessageBatchRequestEntry.{body}");
            let targets = targets("DeleteMessageBatch", body.as_bytes());
            targets.without(&[0], body.as_bytes());
        }

        #[test]
        fn a_form_without_entries_is_kept_as_it_stands(body in "[a-zA-Z0-9=%+]{0,20}(&[a-zA-Z0-9=%+]{0,20}){0,5}") {
            prop_assert_eq!(keep(body.as_bytes(), &[]), body.as_bytes());
        }
    }
}
