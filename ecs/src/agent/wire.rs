//! Answers as the agent, a Go program, writes them.

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::shapes::Timestamp;

/// A JSON answer. Go's encoder writes `<`, `>` and `&` as escapes, and no newline at the end.
pub(super) fn json<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Response<Body> {
    // Only maps with keys that are no strings cannot be written, and there are none.
    let text = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
    let text = text
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e");
    respond(status, "application/json", text)
}

/// An answer of plain text, as Go's own handlers give it.
pub(super) fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", text)
}

fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A time in Go's form of RFC 3339: as many digits of the second's fraction as are not zero at the end.
pub(super) fn time(at: Timestamp) -> String {
    let text = at.to_string();
    match text.strip_suffix('Z').and_then(|text| text.split_once('.')) {
        Some((seconds, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{seconds}{point}{fraction}Z")
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_no_zeros_at_the_end_of_the_fraction() {
        for (millis, text) in [
            (1_667_841_078_593, "2022-11-07T17:11:18.593Z"),
            (1_667_841_078_590, "2022-11-07T17:11:18.59Z"),
            (1_667_841_080_000, "2022-11-07T17:11:20Z"),
        ] {
            assert_eq!(time(Timestamp::from_millis(millis)), text);
        }
    }
}
