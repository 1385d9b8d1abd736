//! The opening handshake of RFC 6455, the server's side.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CONNECTION, HeaderMap, HeaderName, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use hyper::{Method, Request, Version};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// The only version there is.
pub(super) const VERSION: &str = "13";

/// What a request for `/` asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// No upgrade: the page.
    Page,
    /// A WebSocket, to be answered with this `Sec-WebSocket-Accept`.
    WebSocket(String),
    /// A WebSocket of another version.
    OtherVersion,
    /// A WebSocket, in a way that is none.
    Unusable(&'static str),
}

/// Reads a request for `/`.
pub(super) fn read<B>(request: &Request<B>) -> Asked {
    let headers = request.headers();
    if !has_token(headers, &UPGRADE, "websocket") {
        return Asked::Page;
    }
    if request.method() != Method::GET || request.version() < Version::HTTP_11 {
        return Asked::Unusable("an upgrade to a WebSocket is a GET of HTTP/1.1");
    }
    if !has_token(headers, &CONNECTION, "upgrade") {
        return Asked::Unusable("an upgrade to a WebSocket says so in its header Connection");
    }
    if headers
        .get(SEC_WEBSOCKET_VERSION)
        .is_none_or(|version| version != VERSION)
    {
        return Asked::OtherVersion;
    }
    match headers.get(SEC_WEBSOCKET_KEY) {
        Some(key) if STANDARD.decode(key).is_ok_and(|key| key.len() == 16) => {
            Asked::WebSocket(derive_accept_key(key.as_bytes()))
        }
        _ => Asked::Unusable("Sec-WebSocket-Key has to be 16 bytes in base64"),
    }
}

/// Whether a header that is a list has the token, in capitals or not.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: [(&str, &str); 4] = [
        ("Connection", "keep-alive, Upgrade"),
        ("Upgrade", "WebSocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];

    /// The usual request with one header set, or left out.
    fn with(name: &str, value: Option<&str>) -> Asked {
        let mut request = Request::builder();
        for (usual, its) in USUAL {
            match value {
                _ if usual != name => request = request.header(usual, its),
                Some(value) => request = request.header(usual, value),
                None => {}
            }
        }
        read(&request.body(()).expect("a request"))
    }

    #[test]
    fn the_usual_request_is_accepted_with_its_key() {
        // RFC 6455, 1.3.
        assert_eq!(
            with("", None),
            Asked::WebSocket("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".to_owned())
        );
    }

    #[test]
    fn without_upgrade_the_page_is_asked_for() {
        assert_eq!(with("Upgrade", None), Asked::Page);
        assert_eq!(with("Upgrade", Some("h2c")), Asked::Page);
    }

    #[test]
    fn what_is_missing_is_told() {
        assert!(matches!(with("Connection", Some("close")), Asked::Unusable(_)));
        assert_eq!(with("Sec-WebSocket-Version", Some("8")), Asked::OtherVersion);
        assert_eq!(with("Sec-WebSocket-Version", None), Asked::OtherVersion);
        for key in [None, Some("short"), Some("!"), Some("YWFh")] {
            assert!(
                matches!(with("Sec-WebSocket-Key", key), Asked::Unusable(_)),
                "{key:?}"
            );
        }
    }
}
