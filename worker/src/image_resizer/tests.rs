//! Resizing as a whole, against a store in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::fake::FakeStore;
use super::handler::ImageResizer;
use super::progress::Progress;
use super::resize::{ResizeError, Resized, Resizer};
use super::{Destination, Place};
use crate::output::Output;
use crate::polling::{Handler, Message, Receipt};

/// A GIF of one pixel of this colour.
fn image(colour: u8) -> Vec<u8> {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    gif.extend([colour, 0, 0, 0, 0, 0]);
    gif.extend(b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;");
    gif
}

fn photo(key: &str) -> Place {
    Place {
        bucket: "photos".to_owned(),
        key: key.to_owned(),
    }
}

fn thumbnail(key: &str) -> Place {
    Place {
        bucket: "thumbnails".to_owned(),
        key: format!("small/{key}"),
    }
}

fn options() -> thumbnail::Options {
    thumbnail::Options {
        size: 224,
        quality: 85,
        limits: thumbnail::Limits {
            pixels: 1_000_000,
            memory: 100_000_000,
        },
    }
}

fn resizer(store: &FakeStore) -> Resizer<FakeStore> {
    Resizer::new(
        store.clone(),
        Destination::new("thumbnails", "small"),
        options(),
        2,
    )
}

fn handler(store: &FakeStore) -> ImageResizer<FakeStore> {
    let output = Output::to(std::io::sink()).expect("a thread");
    ImageResizer::new(resizer(store), output, Arc::new(Progress::start()))
}

fn message(body: String) -> Message {
    Message {
        receipt: Receipt {
            message_id: Arc::from("id"),
            handle: Arc::from("handle"),
        },
        queue_url: Arc::from("http://sqs/000000000000/q"),
        body,
        receive_count: 1,
        sent_at_millis: None,
        group_id: None,
    }
}

/// An event about uploads of these.
fn event(keys: &[&str]) -> Message {
    let records: Vec<_> = keys
        .iter()
        .map(|key| {
            json!({
                "eventSource": "aws:s3",
                "eventName": "ObjectCreated:Put",
                "s3": {"bucket": {"name": "photos"}, "object": {"key": key}},
            })
        })
        .collect();
    message(json!({"Records": records}).to_string())
}

#[tokio::test]
async fn a_thumbnail_lies_in_the_destination_with_the_images_type() {
    let store = FakeStore::default();
    store.upload(&photo("a b.gif"), "image/gif", &image(1));
    let resized = resizer(&store).resize(&photo("a b.gif")).await.expect("resized");
    let place = thumbnail("a b.gif");
    let size = Some((1, 1));
    assert_eq!(
        resized,
        Resized {
            place: place.clone(),
            size
        }
    );
    let stored = store.get(&place).expect("it lies there");
    assert_eq!(stored.content_type.as_deref(), Some("image/gif"));
    assert!(stored.bytes.starts_with(b"GIF8"));
    assert_eq!(store.calls(), ["open a b.gif", "put small/a b.gif"]);
}

#[tokio::test]
async fn a_second_delivery_changes_nothing() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    let worker = resizer(&store);
    worker.resize(&photo("a")).await.expect("resized");
    let first = store.get(&thumbnail("a"));
    let again = worker.resize(&photo("a")).await.expect("there already");
    assert_eq!(again.size, None);
    assert_eq!(store.get(&thumbnail("a")), first);
    assert_eq!(store.calls()[2..], ["open a", "put small/a", "look small/a"]);
}

#[tokio::test]
async fn two_at_the_same_time_store_it_once() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    let worker = resizer(&store);
    let image = photo("a");
    let (first, second) = tokio::join!(worker.resize(&image), worker.resize(&image));
    let made = [first, second].map(|outcome| outcome.expect("resized").size.is_some());
    assert!(made[0] != made[1], "one of them made it: {made:?}");
}

#[tokio::test]
async fn a_new_version_of_the_image_replaces_the_thumbnail() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    let worker = resizer(&store);
    worker.resize(&photo("a")).await.expect("resized");
    let old = store.get(&thumbnail("a")).expect("stored");
    store.upload(&photo("a"), "image/gif", &image(200));
    let resized = worker.resize(&photo("a")).await.expect("resized");
    assert!(resized.size.is_some());
    let new = store.get(&thumbnail("a")).expect("stored");
    assert_ne!(new.made_of, old.made_of);
    assert_ne!(new.bytes, old.bytes);
}

#[tokio::test]
async fn other_settings_replace_it_too() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    resizer(&store).resize(&photo("a")).await.expect("resized");
    let larger = thumbnail::Options {
        size: 299,
        ..options()
    };
    let larger = Resizer::new(store.clone(), Destination::new("thumbnails", "small"), larger, 1);
    let resized = larger.resize(&photo("a")).await.expect("resized");
    assert!(resized.size.is_some());
}

/// A slow worker has read the image's first version; before it stores, another has stored the second one's thumbnail.
#[tokio::test]
async fn an_outdated_thumbnail_never_replaces_a_newer_one() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    let mut done = false;
    store.meanwhile(move |store, call| {
        if call == "put small/a" && !std::mem::replace(&mut done, true) {
            store.upload(&photo("a"), "image/gif", &image(200));
            store.upload(&thumbnail("a"), "image/gif", b"of the second version");
        }
    });
    resizer(&store).resize(&photo("a")).await.expect("resized");
    let stored = store.get(&thumbnail("a")).expect("stored");
    let etag = store.get(&photo("a")).expect("there").etag;
    assert_eq!(stored.made_of, Some(format!("{etag} 224 85")));
    assert_eq!(store.calls().iter().filter(|call| *call == "open a").count(), 2);
}

#[tokio::test]
async fn a_thumbnail_that_is_removed_meanwhile_is_stored_all_the_same() {
    let store = FakeStore::default();
    store.upload(&photo("a"), "image/gif", &image(1));
    store.upload(&thumbnail("a"), "image/gif", b"something else");
    store.meanwhile(|store, call| {
        if call == "look small/a" {
            store.remove(&thumbnail("a"));
        }
    });
    resizer(&store).resize(&photo("a")).await.expect("resized");
    assert!(store.get(&thumbnail("a")).is_some());
}

#[tokio::test]
async fn what_never_comes_to_rest_is_given_up() {
    let store = FakeStore::default();
    let version = AtomicUsize::new(0);
    store.upload(&photo("a"), "image/gif", &image(1));
    store.meanwhile(move |store, call| {
        if call == "put small/a" {
            let version = u8::try_from(version.fetch_add(1, Ordering::SeqCst)).expect("few");
            store.upload(&photo("a"), "image/gif", &image(version));
            store.upload(&thumbnail("a"), "image/gif", &[version]);
        }
    });
    let error = resizer(&store).resize(&photo("a")).await.expect_err("given up");
    assert!(matches!(error, ResizeError::Restless(_)), "{error}");
}

#[tokio::test]
async fn an_image_that_is_gone_or_none_is_told_by_its_place() {
    let store = FakeStore::default();
    let told = async |key: &str| {
        let outcome = resizer(&store).resize(&photo(key)).await;
        outcome.expect_err("it fails").to_string()
    };
    assert_eq!(
        told("gone").await,
        "s3://photos/gone could not be open: NoSuchKey"
    );
    store.upload(
        &photo("text"),
        "image/jpeg",
        b"this is no image at all, whatever its name",
    );
    let text = told("text").await;
    assert!(text.starts_with("no thumbnail of s3://photos/text: "), "{text}");
    store.upload(&photo("a"), "image/gif", &image(1));
    store.fail("put");
    assert_eq!(
        told("a").await,
        "s3://thumbnails/small/a could not be put: AccessDenied"
    );
    assert_eq!(store.count("thumbnails"), 0);
}

#[tokio::test]
async fn every_record_is_seen_to_and_one_that_fails_fails_the_message() {
    let store = FakeStore::default();
    for (key, colour) in [("a+b", 1), ("a b", 2), ("c", 3)] {
        store.upload(&photo(key), "image/gif", &image(colour));
    }
    let handler = handler(&store);
    handler
        .handle(&event(&["a%2Bb", "a+b", "c", "c"]))
        .await
        .expect("all done");
    assert_eq!(store.count("thumbnails"), 3);
    // The same object twice in a message is one image.
    assert_eq!(store.calls().iter().filter(|call| *call == "open c").count(), 1);

    store.upload(&photo("d"), "image/gif", &image(4));
    let error = handler
        .handle(&event(&["gone", "d", "lost"]))
        .await
        .expect_err("two are gone");
    let told = error.to_string();
    assert!(
        told.contains("s3://photos/gone") && told.contains("s3://photos/lost"),
        "{told}"
    );
    assert!(
        store.get(&thumbnail("d")).is_some(),
        "one that fails stops no other"
    );
}

#[tokio::test]
async fn the_test_event_is_done_with_and_what_is_no_event_fails() {
    let store = FakeStore::default();
    let handler = handler(&store);
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "photos"}).to_string();
    handler.handle(&message(test)).await.expect("done with");
    let error = handler
        .handle(&message("hello".to_owned()))
        .await
        .expect_err("no event");
    assert!(
        error.to_string().starts_with("its body is no event of S3's"),
        "{error}"
    );
    assert!(store.calls().is_empty());
}

#[tokio::test]
async fn no_more_are_read_at_once_than_there_is_room_for() {
    let store = FakeStore::default();
    let keys: Vec<String> = (0..30).map(|n| n.to_string()).collect();
    for key in &keys {
        store.upload(&photo(key), "image/gif", &image(7));
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let handler = handler(&store);
    handler.handle(&event(&keys)).await.expect("all done");
    assert_eq!(store.count("thumbnails"), 30);
    assert_eq!(store.most_reading(), 2);
}
