//! Where LocalStack is.

use http::uri::Authority;
use url::Url;

/// The address of LocalStack: `http://<host>:<port>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    pub(crate) authority: Authority,
}

impl Upstream {
    /// Reads the URL.
    ///
    /// # Errors
    /// A sentence that says what a usable URL is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "write it like http://127.0.0.1:4566";
        let url = Url::parse(text).map_err(|error| format!("it is no URL ({error}); {example}"))?;
        if url.scheme() != "http" {
            return Err(format!(
                "LocalStack is spoken to by http, not {}; {example}",
                url.scheme()
            ));
        }
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(format!("only a host and a port are of use; {example}"));
        }
        let host = url.host_str().unwrap_or_default();
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        authority
            .parse()
            .map(|authority| Self { authority })
            .map_err(|error| format!("its host cannot be used ({error}); {example}"))
    }
}

impl std::fmt::Display for Upstream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "http://{}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_a_port_are_read() {
        for (text, shown) in [
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
            ("http://localstack/", "http://localstack"),
            ("http://[::1]:4566", "http://[::1]:4566"),
        ] {
            assert_eq!(
                Upstream::parse(text)
                    .map(|upstream| upstream.to_string())
                    .as_deref(),
                Ok(shown)
            );
        }
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in [
            "",
            "localhost:4566",
            "https://localhost",
            "http://a/b",
            "http://a:b@c",
            "http://a?b",
            "http://",
        ] {
            assert!(
                Upstream::parse(text).is_err_and(|error| error.contains("127.0.0.1")),
                "{text}"
            );
        }
    }
}
