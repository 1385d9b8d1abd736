//! The body of a PUT, read as Go reads it into a struct.
//!
//! So the names' case counts for nothing, the last of several members of a name holds, `null` is as good as nothing,
//! and what follows the first JSON value is not looked at.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// What a task asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ProtectionRequest {
    pub(super) protection_enabled: Option<bool>,
    pub(super) expires_in_minutes: Option<i64>,
}

impl ProtectionRequest {
    /// Reads the body; an error says nothing more than that it cannot be read, as the agent's answer does.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::Deserializer::from_slice(body)
            .into_iter::<Self>()
            .next()?
            .ok()
    }
}

impl<'de> Deserialize<'de> for ProtectionRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = ProtectionRequest;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(ProtectionRequest::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut request = ProtectionRequest::default();
        while let Some(name) = members.next_key::<String>()? {
            if name.eq_ignore_ascii_case("ProtectionEnabled") {
                request.protection_enabled = members.next_value()?;
            } else if name.eq_ignore_ascii_case("ExpiresInMinutes") {
                request.expires_in_minutes = members.next_value()?;
            } else {
                members.next_value::<IgnoredAny>()?;
                return Err(Error::custom("an unknown member"));
            }
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Option<(Option<bool>, Option<i64>)> {
        ProtectionRequest::read(body.as_bytes())
            .map(|request| (request.protection_enabled, request.expires_in_minutes))
    }

    #[test]
    fn bodies_are_read_as_go_reads_them() {
        for (body, request) in [
            (r#"{"ProtectionEnabled":true}"#, (Some(true), None)),
            (
                r#"{"protectionenabled":true,"EXPIRESINMINUTES":5}"#,
                (Some(true), Some(5)),
            ),
            (
                r#"{"ProtectionEnabled":false,"ExpiresInMinutes":-1}"#,
                (Some(false), Some(-1)),
            ),
            (
                r#"{"ProtectionEnabled":true,"ProtectionEnabled":false}"#,
                (Some(false), None),
            ),
            (
                r#"{"ProtectionEnabled":null,"ExpiresInMinutes":null}"#,
                (None, None),
            ),
            (r#"{"ProtectionEnabled":true} and more"#, (Some(true), None)),
            ("{}", (None, None)),
            ("null", (None, None)),
        ] {
            assert_eq!(read(body), Some(request), "{body}");
        }
        for body in [
            "",
            "{",
            "[]",
            "true",
            r#"{"ProtectionEnabled":"true"}"#,
            r#"{"ProtectionEnabled":1}"#,
            r#"{"ProtectionEnabled":true,"ExpiresInMinutes":"5"}"#,
            r#"{"ProtectionEnabled":true,"ExpiresInMinutes":1.5}"#,
            r#"{"ProtectionEnabled":true,"ExpiresInMinutes":1e2}"#,
            r#"{"ProtectionEnabled":true,"ExpiresInMinutes":9223372036854775808}"#,
            r#"{"ProtectionEnabled":true,"Expires":5}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            ProtectionRequest::read(&body);
        }
    }
}
