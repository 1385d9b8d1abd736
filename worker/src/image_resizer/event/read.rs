//! Reading the body of a message.

use serde::Deserialize;
use serde_json::Value;

use super::key;
use crate::image_resizer::Place;

/// What a message's body says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// S3 tries the queue out, when the notification is configured. Nothing was uploaded.
    Test {
        /// The bucket, where it says so.
        bucket: Option<String>,
    },
    /// Objects were uploaded here, one or several; their keys are as they really are.
    Uploads(Vec<Place>),
}

/// Why a body is no event about uploads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// It is not JSON, or not an object.
    #[error("its body is no event of S3's: it is no JSON object{0}")]
    NoObject(String),
    /// There is no list of records.
    #[error("its body is no event of S3's: it has no `Records`")]
    NoRecords,
    /// The list is empty.
    #[error("its body is an event of S3's without a record")]
    Empty,
    /// A record is not as S3 documents them.
    #[error("record {number} of its body is no event of S3's: {problem}")]
    Record {
        /// Which, from 1.
        number: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A record is about something else than an upload.
    #[error("record {number} of its body tells of `{event}`, and only uploads (ObjectCreated) are resized")]
    NoUpload {
        /// Which, from 1.
        number: usize,
        /// The event's name.
        event: String,
    },
}

/// The version of the record's structure that this reads: S3 raises the first number where it changes incompatibly.
const MAJOR_VERSION: &str = "2";

/// S3's own name in its events.
const SOURCE: &str = "aws:s3";

impl Event {
    /// Reads the body of a message.
    ///
    /// # Errors
    /// It is neither an event about uploads nor `s3:TestEvent`. One record that is not fails them all: nothing is
    /// passed over in silence.
    pub fn read(body: &str) -> Result<Self, EventError> {
        let event: Value =
            serde_json::from_str(body).map_err(|error| EventError::NoObject(format!(" ({error})")))?;
        let Some(event) = event.as_object() else {
            return Err(EventError::NoObject(String::new()));
        };
        let Some(records) = event.get("Records") else {
            if event.get("Event").is_some_and(|event| event == "s3:TestEvent") {
                let bucket = event.get("Bucket").and_then(Value::as_str).map(str::to_owned);
                return Ok(Self::Test { bucket });
            }
            return Err(EventError::NoRecords);
        };
        let Some(records) = records.as_array() else {
            return Err(EventError::NoRecords);
        };
        if records.is_empty() {
            return Err(EventError::Empty);
        }
        let uploads = records
            .iter()
            .zip(1..)
            .map(|(record, number)| upload(record, number));
        Ok(Self::Uploads(uploads.collect::<Result<_, _>>()?))
    }
}

/// What of a record is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_version: Option<String>,
    event_source: String,
    event_name: String,
    s3: About,
}

#[derive(Deserialize)]
struct About {
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

fn upload(record: &Value, number: usize) -> Result<Place, EventError> {
    let fails = |problem: String| EventError::Record { number, problem };
    let record = Record::deserialize(record).map_err(|error| fails(error.to_string()))?;
    if record.event_source != SOURCE {
        return Err(fails(format!(
            "its `eventSource` is `{}` and not `{SOURCE}`",
            record.event_source
        )));
    }
    if let Some(version) = &record.event_version
        && version.split('.').next() != Some(MAJOR_VERSION)
    {
        return Err(fails(format!(
            "its `eventVersion` is `{version}`, and {MAJOR_VERSION}.x is what is understood"
        )));
    }
    // In a notification without, in EventBridge's words with the prefix.
    let name = record.event_name.trim_start_matches("s3:");
    if !name.starts_with("ObjectCreated:") {
        return Err(EventError::NoUpload {
            number,
            event: record.event_name,
        });
    }
    let bucket = record.s3.bucket.name;
    let key = key::decode(&record.s3.object.key).map_err(|error| {
        fails(format!(
            "its key `{}` is no UTF-8 ({error})",
            record.s3.object.key
        ))
    })?;
    if bucket.is_empty() || key.is_empty() {
        return Err(fails("it names no bucket, or no object".to_owned()));
    }
    Ok(Place { bucket, key })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn record(key: &str) -> Value {
        json!({
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": "us-east-1",
            "eventTime": "2026-11-21T12:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "testConfigRule",
                "bucket": {"name": "photos", "arn": "arn:aws:s3:::photos"},
                "object": {"key": key, "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"},
            },
        })
    }

    fn read(event: &Value) -> Result<Event, EventError> {
        Event::read(&event.to_string())
    }

    /// A copy of an event with something else at a place of it.
    fn with(event: &Value, pointer: &str, value: Value) -> Value {
        let mut event = event.clone();
        *event.pointer_mut(pointer).expect("there is such a place") = value;
        event
    }

    #[test]
    fn one_or_several_records_are_that_many_uploads() {
        let event = json!({"Records": [record("a+b.jpg"), record("c%2Bd.jpg")]});
        let place = |key: &str| Place {
            bucket: "photos".to_owned(),
            key: key.to_owned(),
        };
        assert_eq!(
            read(&event),
            Ok(Event::Uploads(vec![place("a b.jpg"), place("c+d.jpg")]))
        );
    }

    #[test]
    fn the_test_event_is_known_as_one() {
        let event = json!({
            "Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2014-10-13T15:57:02.089Z",
            "Bucket": "photos", "RequestId": "5582815E1AEA5ADF", "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR",
        });
        let bucket = Some("photos".to_owned());
        assert_eq!(read(&event), Ok(Event::Test { bucket }));
    }

    #[test]
    fn every_kind_of_upload_counts_and_nothing_else_does() {
        let event = json!({"Records": [record("a.jpg")]});
        let named = |name: &str| with(&event, "/Records/0/eventName", json!(name));
        for name in [
            "ObjectCreated:Post",
            "ObjectCreated:Copy",
            "ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectCreated:Put",
        ] {
            assert!(read(&named(name)).is_ok(), "{name}");
        }
        for name in [
            "ObjectRemoved:Delete",
            "ObjectTagging:Put",
            "ObjectCreatedOnce",
            "",
        ] {
            let event = name.to_owned();
            assert_eq!(read(&named(name)), Err(EventError::NoUpload { number: 1, event }));
        }
    }

    #[test]
    fn what_is_no_event_of_s3_is_told_apart() {
        let event = json!({"Records": [record("a.jpg"), record("b.jpg")]});
        let refused = |event: &str| Event::read(event).expect_err(event).to_string();
        for (body, problem) in [
            ("", "its body is no event of S3's: it is no JSON object (EOF"),
            ("hello", "it is no JSON object (expected value"),
            ("[]", "its body is no event of S3's: it is no JSON object"),
            ("{}", "it has no `Records`"),
            (r#"{"Records": {}}"#, "it has no `Records`"),
            (r#"{"Records": []}"#, "without a record"),
            (r#"{"Event": "s3:OtherEvent"}"#, "it has no `Records`"),
            (r#"{"Records": [7]}"#, "record 1 of its body is no event"),
        ] {
            let told = refused(body);
            assert!(told.contains(problem), "{body}: {told}");
        }
        for (pointer, value, problem) in [
            ("/Records/1/s3", json!(null), "record 2"),
            ("/Records/1/s3/bucket", json!({}), "missing field `name`"),
            ("/Records/1/s3/bucket/name", json!(""), "names no bucket"),
            ("/Records/1/s3/object/key", json!(7), "invalid type"),
            (
                "/Records/1/s3/object/key",
                json!(""),
                "names no bucket, or no object",
            ),
            ("/Records/1/s3/object/key", json!("%FF"), "is no UTF-8"),
            (
                "/Records/1/eventSource",
                json!("aws:sns"),
                "`eventSource` is `aws:sns`",
            ),
            ("/Records/1/eventVersion", json!("3.0"), "`eventVersion` is `3.0`"),
        ] {
            let told = refused(&with(&event, pointer, value).to_string());
            assert!(
                told.contains(problem) && told.contains("record 2"),
                "{pointer}: {told}"
            );
        }
    }

    /// Any JSON, built of the words that events are made of.
    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop::sample::select(vec![
            "Records",
            "Event",
            "s3",
            "bucket",
            "name",
            "object",
            "key",
            "eventSource",
            "eventName",
            "aws:s3",
            "ObjectCreated:Put",
            "s3:TestEvent",
            "2.1",
            "%FF",
            "+",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            word.clone().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((word.clone().prop_map(str::to_owned), inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic_or_name_nothing(body in any::<String>()) {
            if let Ok(Event::Uploads(uploads)) = Event::read(&body) {
                prop_assert!(!uploads.is_empty());
            }
        }

        #[test]
        fn nor_does_any_json(body in any_json()) {
            if let Ok(Event::Uploads(uploads)) = read(&body) {
                prop_assert!(uploads.iter().all(|place| !place.bucket.is_empty() && !place.key.is_empty()));
            }
        }

        #[test]
        fn a_whole_event_with_anything_in_one_place_of_it_is_read_or_refused(
            place in prop::sample::select(vec![
                "", "/Records", "/Records/0", "/Records/0/eventVersion", "/Records/0/eventSource", "/Records/0/eventName",
                "/Records/0/s3", "/Records/0/s3/bucket", "/Records/0/s3/bucket/name", "/Records/0/s3/object",
                "/Records/0/s3/object/key",
            ]),
            value in any_json(),
        ) {
            let _ = read(&with(&json!({"Records": [record("a.jpg")]}), place, value));
        }

        #[test]
        fn a_whole_event_that_is_cut_off_or_scratched_is_read_or_refused(
            at in 0..2000_usize,
            byte in any::<u8>(),
            cut in any::<bool>(),
        ) {
            let mut body = json!({"Records": [record("a.jpg")]}).to_string().into_bytes();
            let at = at % body.len();
            if cut {
                body.truncate(at);
            } else {
                body[at] = byte;
            }
            let outcome = Event::read(&String::from_utf8_lossy(&body));
            prop_assert!(!cut || outcome.is_err());
        }
    }
}
