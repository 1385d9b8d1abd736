//! `image-resizer`, beside a queue and an S3 that answer as a test scripts them.

use std::process::{Command, Output};
use std::time::Instant;

use serde_json::json;
use testing::{FakeAws, PATIENCE, Reply, Running, lines};

use super::{assert_names_each, told, worker};

/// A job on a queue of the endpoint, with settings that make tests quick.
fn image_resizer(aws: &FakeAws) -> Command {
    let mut command = worker();
    command
        .arg("image-resizer")
        .env("AWS_ENDPOINT_URL", &aws.url)
        .env("PIPELINE_UNPROCESSED_SQS_URL", aws.queue("unprocessed"))
        .env("PIPELINE_S3_DEST_BUCKET", "thumbnails")
        .env("PIPELINE_S3_DEST_PREFIX", "small")
        .env("PIPELINE_ECS_JOB_MODE", "1")
        .env("STOP_TIMEOUT", "10s");
    command
}

/// A GIF of two pixels by one.
const IMAGE: &[u8] = b"GIF89a\x02\0\x01\0\x80\0\0\xff\0\0\0\0\xff,\0\0\0\0\x02\0\x01\0\0\x02\x02D\x0a\0;";

/// What S3 tells of an upload under this key, as it encodes it.
fn event(key: &str) -> String {
    json!({"Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "photos"}, "object": {"key": key}},
    }]})
    .to_string()
}

/// An endpoint whose queue brings these messages in its first receive, and whose S3 answers so; else as usual.
fn with_messages(
    bodies: &[&str],
    s3: impl Fn(&str, usize) -> Option<Reply> + Send + Sync + 'static,
) -> FakeAws {
    let messages: Vec<(String, String)> = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| (format!("message-{n}"), (*body).to_owned()))
        .collect();
    FakeAws::start(move |call, before| match call.operation.as_str() {
        "ReceiveMessage" if before == 0 => {
            let messages: Vec<(&str, &str)> = messages
                .iter()
                .map(|(id, body)| (id.as_str(), body.as_str()))
                .collect();
            Some(Reply::messages(&messages))
        }
        operation => s3(operation, before),
    })
}

/// S3 has the image, whatever it is asked for.
fn image(operation: &str) -> Option<Reply> {
    (operation == "GetObject").then(|| Reply::object("image/gif", "\"version-1\"", IMAGE))
}

fn run(aws: &FakeAws) -> Output {
    image_resizer(aws).output().expect("run")
}

/// The message is back in the queue for another try, the job ended all the same, and its log tells why.
fn assert_retried(aws: &FakeAws, output: &Output, reason: &str) {
    let told = told(output);
    assert!(told.contains(reason), "`{reason}` is not told: {told}");
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(aws.calls("DeleteMessageBatch").is_empty(), "deleted as if done");
    let change = &aws.calls("ChangeMessageVisibilityBatch")[0].input["Entries"][0];
    assert_eq!(change["VisibilityTimeout"], 1, "{change}");
}

#[test]
fn every_setting_that_is_missing_or_unusable_is_named() {
    let aws = FakeAws::start(|_, _| None);
    let settings = [
        ("PIPELINE_UNPROCESSED_SQS_URL", None),
        ("PIPELINE_UNPROCESSED_SQS_URL", Some("unprocessed")),
        ("PIPELINE_S3_DEST_BUCKET", None),
        ("PIPELINE_S3_DEST_BUCKET", Some("s3://thumbnails")),
        ("PIPELINE_ECS_JOB_MODE", Some("true")),
        ("IMAGE_SIZE", Some("0")),
        ("IMAGE_SIZE", Some("224x224")),
        ("IMAGE_QUALITY", Some("101")),
        ("IMAGES_AT_ONCE", Some("65")),
        ("IMAGE_MEGAPIXELS", Some("0")),
        ("IMAGE_MEMORY_MIB", Some("8")),
        ("AWS_REGION", Some("here")),
    ];
    assert_names_each(|| image_resizer(&aws), &settings);
}

#[test]
fn a_job_resizes_what_there_is_and_ends_when_the_queue_is_empty() {
    let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"photos"}"#;
    let aws = with_messages(&[&event("ecsproc/a+b%2B%C3%BC.gif"), test], |operation, _| {
        image(operation)
    });
    // By a name: S3's own way of putting the bucket in front of it would lead nowhere.
    let endpoint = aws.url.replace("127.0.0.1", "localhost");
    let output = image_resizer(&aws)
        .env("AWS_ENDPOINT_URL", endpoint)
        .output()
        .expect("run");
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));

    let read = &aws.calls("GetObject")[0].input;
    assert_eq!(read["Path"], "/photos/ecsproc/a%20b%2B%C3%BC.gif");
    let put = &aws.calls("PutObject")[0];
    assert_eq!(put.input["Path"], "/thumbnails/small/ecsproc/a%20b%2B%C3%BC.gif");
    assert_eq!(put.input["content-type"], "image/gif");
    assert_eq!(put.input["if-none-match"], "*");
    assert_eq!(put.input["x-amz-meta-thumbnail-of"], "\"version-1\" 224 90");
    assert!(put.body.starts_with(b"GIF89a\x02\0\x01\0"), "{:?}", put.body);

    let deleted: usize = aws
        .calls("DeleteMessageBatch")
        .iter()
        .map(|call| call.input["Entries"].as_array().expect("entries").len())
        .sum();
    assert_eq!(deleted, 2, "the image's message and S3's test");
    let line = "Resized s3://photos/ecsproc/a b+ü.gif to s3://thumbnails/small/ecsproc/a b+ü.gif, 2x1";
    assert_eq!(lines(&output.stdout), [line]);
    assert!(told(&output).contains("1 images resized, 0 attempts failed"));
    assert!(!told(&output).contains('\r'), "no terminal, no line at its foot");
}

#[test]
fn a_batch_is_received_together_and_deleted_together() {
    let bodies: Vec<String> = (0..10).map(|n| event(&n.to_string())).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let aws = with_messages(&bodies, |operation, _| image(operation));
    assert_eq!(run(&aws).status.code(), Some(0));
    assert_eq!(aws.calls("ReceiveMessage")[0].input["MaxNumberOfMessages"], 10);
    assert_eq!(aws.calls("PutObject").len(), 10);
    // How many are done within a moment of each other depends on the machine.
    let deletes = aws.calls("DeleteMessageBatch").len();
    assert!(deletes < 10, "{deletes} calls for ten messages");
}

#[test]
fn a_thumbnail_that_lies_there_already_is_left_as_it_is() {
    let aws = with_messages(&[&event("a")], |operation, _| match operation {
        "PutObject" => Some(Reply::s3_error(412, "PreconditionFailed")),
        "HeadObject" => Some(
            Reply::object("image/gif", "\"thumbnail\"", b"")
                .with("x-amz-meta-thumbnail-of", "\"version-1\" 224 90"),
        ),
        operation => image(operation),
    });
    let output = run(&aws);
    assert_eq!(
        lines(&output.stdout),
        ["s3://photos/a is resized already: s3://thumbnails/small/a"]
    );
    assert_eq!(aws.calls("PutObject").len(), 1);
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
}

#[test]
fn the_thumbnail_of_another_version_is_replaced_if_nobody_else_does_first() {
    let aws = with_messages(&[&event("a")], |operation, before| match (operation, before) {
        ("PutObject", 0) => Some(Reply::s3_error(412, "PreconditionFailed")),
        // First the thumbnail, then the image.
        ("HeadObject", 0) => Some(Reply::object("image/gif", "\"old\"", b"")),
        ("HeadObject", _) => Some(Reply::object("image/gif", "\"version-1\"", b"")),
        (operation, _) => image(operation),
    });
    assert_eq!(run(&aws).status.code(), Some(0));
    let puts = aws.calls("PutObject");
    assert_eq!(puts.len(), 2);
    assert_eq!(puts[1].input["if-match"], "\"old\"");
    assert_eq!(puts[1].input.get("if-none-match"), None);
}

#[test]
fn what_goes_wrong_is_told_and_the_message_is_not_deleted() {
    type Answer = fn(&str) -> Option<Reply>;
    let text: Answer = |operation| {
        (operation == "GetObject")
            .then(|| Reply::object("image/jpeg", "\"t\"", b"this is only called a photograph"))
    };
    let scratched: Answer = |operation| {
        let object = Reply::object("image/gif", "\"t\"", IMAGE).with("x-amz-checksum-crc32", "AAAAAA==");
        (operation == "GetObject").then_some(object)
    };
    let cases: [(&str, Answer); 7] = [
        (
            "s3://photos/a could not be read: NoSuchKey: says the test",
            |_| None,
        ),
        ("s3://photos/a could not be read: AccessDenied", |operation| {
            (operation == "GetObject").then(|| Reply::s3_error(403, "AccessDenied"))
        }),
        (
            "s3://thumbnails/small/a could not be written: NoSuchBucket",
            |operation| match operation {
                "PutObject" => Some(Reply::s3_error(404, "NoSuchBucket")),
                operation => image(operation),
            },
        ),
        (
            "s3://thumbnails/small/a could not be written: InsufficientStorage",
            |operation| match operation {
                "PutObject" => Some(Reply::s3_error(507, "InsufficientStorage")),
                operation => image(operation),
            },
        ),
        (
            "s3://thumbnails/small/a could not be looked at: HTTP 403",
            |operation| match operation {
                "PutObject" => Some(Reply::s3_error(412, "PreconditionFailed")),
                "HeadObject" => Some(Reply::text(403, "")),
                operation => image(operation),
            },
        ),
        (
            "no thumbnail of s3://photos/a: the file is no JPEG, PNG, WebP or GIF image",
            text,
        ),
        (
            "no thumbnail of s3://photos/a: the image could not be read: ",
            scratched,
        ),
    ];
    for (reason, answer) in cases {
        let aws = with_messages(&[&event("a")], move |operation, _| answer(operation));
        assert_retried(&aws, &run(&aws), reason);
    }
}

#[test]
fn a_body_that_is_no_event_of_s3_is_told_and_not_deleted() {
    let aws = with_messages(&["hello"], |operation, _| image(operation));
    assert_retried(&aws, &run(&aws), "its body is no event of S3's");
    let removed = event("a").replace("ObjectCreated:Put", "ObjectRemoved:Delete");
    let aws = with_messages(&[&removed], |operation, _| image(operation));
    assert_retried(&aws, &run(&aws), "only uploads (ObjectCreated) are resized");
}

#[test]
fn a_store_that_is_busy_for_a_moment_fails_nothing() {
    let aws = with_messages(&[&event("a")], |operation, before| match (operation, before) {
        ("PutObject" | "GetObject", 0) => Some(Reply::s3_error(503, "SlowDown")),
        (operation, _) => image(operation),
    });
    let output = run(&aws);
    assert_eq!(lines(&output.stdout).len(), 1, "{}", told(&output));
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
}

#[test]
fn a_stop_gives_back_what_it_cannot_finish() {
    let aws = with_messages(&[&event("a")], |operation, _| {
        let late = |reply: Reply| reply.after(PATIENCE);
        image(operation).map(late)
    });
    let mut command = image_resizer(&aws);
    let running = Running::start(&mut command);
    aws.wait_for("GetObject", 1);
    let begun = Instant::now();
    let output = running.stop();
    // To the second this is tested in virtual time.
    assert!(begun.elapsed() < PATIENCE / 2, "{:?}", begun.elapsed());
    assert_eq!(output.status.code(), Some(0));
    let change = &aws.calls("ChangeMessageVisibilityBatch")[0].input["Entries"][0];
    assert_eq!(change["VisibilityTimeout"], 0);
    assert!(aws.calls("DeleteMessageBatch").is_empty());
}

#[test]
fn a_service_goes_on_when_the_queue_is_empty() {
    let aws = with_messages(&[&event("a")], |operation, _| image(operation));
    let mut command = image_resizer(&aws);
    command.env("PIPELINE_ECS_JOB_MODE", "0");
    let running = Running::start(&mut command);
    aws.wait_for("ReceiveMessage", 4);
    assert_eq!(running.stop().status.code(), Some(0));
    assert_eq!(aws.calls("DeleteMessageBatch").len(), 1);
}
