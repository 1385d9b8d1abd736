//! The page, embedded in the binary, and the policy that keeps anything else from running in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::HeaderValue;
use sha2::{Digest, Sha256};

/// The page: everything in one file.
const TEXT: &str = include_str!("page.html");

/// The page and its policy.
#[derive(Debug)]
pub(super) struct Page {
    policy: HeaderValue,
}

impl Page {
    /// Nothing runs or is fetched but the page's own style and script, known by their hashes, and its own server.
    pub(super) fn new() -> Self {
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; img-src data:; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
            hash(element("style")),
            hash(element("script")),
        );
        Self {
            // A policy is ASCII; were it not, the strictest is safe.
            policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        }
    }

    pub(super) fn text() -> &'static str {
        TEXT
    }

    /// The value of `Content-Security-Policy`.
    pub(super) fn policy(&self) -> &HeaderValue {
        &self.policy
    }
}

/// What stands in the page's only element of that name.
fn element(name: &str) -> &'static str {
    TEXT.split_once(&format!("<{name}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")))
        .map_or("", |(content, _)| content)
}

fn hash(content: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_in_the_page_and_the_policy_knows_it() {
        for name in ["style", "script"] {
            assert_eq!(TEXT.matches(&format!("<{name}")).count(), 1, "{name}");
            assert!(element(name).len() > 1000, "{name}");
        }
        for outside in [
            "http://",
            "https://",
            "src=",
            "@import",
            "url(",
            "style=",
            "onclick",
            "innerHTML",
        ] {
            assert!(!TEXT.contains(outside), "{outside}");
        }
        let policy = Page::new();
        let policy = policy.policy().to_str().expect("ASCII");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn a_hash_is_as_browsers_reckon_it() {
        assert_eq!(
            hash("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }
}
