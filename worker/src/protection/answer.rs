//! What the agent answers, read strictly: HTTP 200 alone says nothing.
//!
//! The forms are those of the ECS agent's task protection endpoint: `protection`, `failure` (with HTTP 200 as well)
//! and `error`.

use serde_json::Value;

use super::{Rejection, Wanted};

/// Of a text that is not ours, so much is told, in characters.
const EXCERPT: usize = 200;

/// Whether an answer confirms what was wanted.
///
/// # Errors
/// It says anything else.
pub(super) fn read(status: u16, body: &[u8], wanted: Wanted) -> Result<(), Rejection> {
    // Looked up by name, never by position: an array is no answer.
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let failure = &answer["failure"];
    let error = &answer["error"];
    if let Some(code) = text(&error["Code"]) {
        let message = text(&error["Message"]).unwrap_or_else(|| "no message".to_owned());
        return Err(Rejection::Failed {
            status,
            code,
            message,
        });
    }
    if let Some(reason) = text(&failure["Reason"]) {
        let detail = text(&failure["Detail"]);
        return Err(Rejection::Refused { reason, detail });
    }
    let confirmed = answer["protection"]["ProtectionEnabled"] == matches!(wanted, Wanted::Protected { .. });
    if status == 200 && confirmed && failure.is_null() && error.is_null() {
        return Ok(());
    }
    let excerpt = excerpt(&String::from_utf8_lossy(body)).unwrap_or_else(|| "an empty body".to_owned());
    Err(Rejection::Unusable { status, excerpt })
}

/// A text in an answer, if there is one that says something.
fn text(value: &Value) -> Option<String> {
    value.as_str().and_then(excerpt)
}

/// The beginning of a text, on one line; nothing if there is nothing to be seen.
fn excerpt(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let excerpt: String = line
        .chars()
        .filter(|sign| !sign.is_control())
        .take(EXCERPT)
        .collect();
    (!excerpt.is_empty()).then_some(excerpt)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROTECT: Wanted = Wanted::Protected { minutes: 5 };

    fn told(status: u16, body: &str, wanted: Wanted) -> String {
        match read(status, body.as_bytes(), wanted) {
            Ok(()) => "confirmed".to_owned(),
            Err(rejection) => rejection.to_string(),
        }
    }

    #[test]
    fn only_what_was_asked_for_is_confirmed() {
        let on = r#"{"protection":{"ExpirationDate":"2026-01-01T00:00:00Z","ProtectionEnabled":true,"TaskArn":"arn:t"}}"#;
        let off = r#"{"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"arn:t"}}"#;
        assert_eq!(told(200, on, PROTECT), "confirmed");
        assert_eq!(told(200, off, Wanted::Unprotected), "confirmed");
        assert!(told(200, off, PROTECT).contains("cannot be used"));
        assert!(told(200, on, Wanted::Unprotected).contains("cannot be used"));
        assert!(told(500, on, PROTECT).contains("answers 500"));
    }

    #[test]
    fn a_failure_with_http_200_is_a_refusal() {
        let body =
            r#"{"failure":{"Arn":"arn:t","Detail":"a deployment waits","Reason":"DEPLOYMENT_BLOCKED"}}"#;
        assert_eq!(
            told(200, body, PROTECT),
            "ECS refuses: DEPLOYMENT_BLOCKED: a deployment waits"
        );
        let body = r#"{"failure":{"Arn":"arn:t","Detail":null,"Reason":"TASK_NOT_VALID"}}"#;
        assert_eq!(told(200, body, PROTECT), "ECS refuses: TASK_NOT_VALID");
    }

    #[test]
    fn an_error_is_told_with_its_code() {
        let body = r#"{"error":{"Arn":"arn:t","Code":"ThrottlingException","Message":"Rate exceeded"},"requestID":"1"}"#;
        assert_eq!(
            told(400, body, PROTECT),
            "the ECS agent answers 400 ThrottlingException: Rate exceeded"
        );
    }

    #[test]
    fn garbage_is_told_on_one_line_and_not_whole() {
        assert_eq!(
            told(502, "<html>\n<body>Bad\tGateway\u{7}</body>", PROTECT),
            "the ECS agent answers 502 with something that cannot be used: <html> <body>Bad Gateway</body>"
        );
        assert!(told(200, "", PROTECT).ends_with("an empty body"));
        assert!(told(200, "{}", PROTECT).ends_with("{}"));
        assert!(told(200, "[1", PROTECT).len() < 300);
        assert!(told(200, &"x".repeat(10_000), PROTECT).len() < 300);
    }

    #[test]
    fn an_error_or_a_failure_is_told_on_one_line_and_not_whole() {
        let body = r#"{"error":{"Code":"ServerException","Message":"first\nsecond"}}"#;
        assert_eq!(
            told(500, body, PROTECT),
            "the ECS agent answers 500 ServerException: first second"
        );
        let body = format!(
            r#"{{"failure":{{"Reason":"R","Detail":"{}"}}}}"#,
            "x".repeat(10_000)
        );
        assert!(told(200, &body, PROTECT).len() < 300);
    }

    #[test]
    fn what_only_resembles_a_confirmation_is_none() {
        for body in [
            r#"[{"ProtectionEnabled":true},null,null]"#,
            r#"{"protection":[true]}"#,
            r#"{"protection":{"ProtectionEnabled":"true"}}"#,
            r#"{"protection":{"ProtectionEnabled":1}}"#,
            r#"{"protection":{"protectionEnabled":true}}"#,
            r#"{"protection":null}"#,
            r#"{"protection":{"ProtectionEnabled":true},"failure":{}}"#,
            r#"{"protection":{"ProtectionEnabled":true},"error":"denied"}"#,
            r#"{"protection":{"ProtectionEnabled":true}} and more"#,
            r#"{"protection":{"ProtectionEnabled":true}"#,
        ] {
            assert!(told(200, body, PROTECT).contains("cannot be used"), "{body}");
        }
    }

    /// Any JSON, with the names and the values that matter more often than others.
    fn json() -> impl Strategy<Value = Value> {
        let names = prop::sample::select(vec![
            "protection",
            "failure",
            "error",
            "ProtectionEnabled",
            "Reason",
            "Detail",
            "Code",
            "Message",
        ]);
        let leaf = prop_oneof![
            4 => any::<bool>().prop_map(Value::from),
            1 => Just(Value::Null),
            1 => any::<i32>().prop_map(Value::from),
            1 => ".{0,300}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                4 => prop::collection::hash_map(names.clone(), inner, 0..4).prop_map(|fields| {
                    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_confirm_anything(status: u16, body in prop::collection::vec(any::<u8>(), 0..300), on: bool) {
            let wanted = if on { PROTECT } else { Wanted::Unprotected };
            prop_assert!(read(status, &body, wanted).is_err());
        }

        #[test]
        fn only_a_protection_that_says_so_confirms(status in prop::sample::select(vec![200_u16, 200, 200, 400, 500]), body in json(), on: bool) {
            let wanted = if on { PROTECT } else { Wanted::Unprotected };
            let says_so = body.pointer("/protection/ProtectionEnabled") == Some(&Value::Bool(on))
                && body.get("failure").is_none_or(Value::is_null)
                && body.get("error").is_none_or(Value::is_null);
            let outcome = read(status, body.to_string().as_bytes(), wanted);
            prop_assert_eq!(outcome.is_ok(), status == 200 && says_so);
            if let Err(rejection) = outcome {
                let line = rejection.to_string();
                prop_assert!(!line.contains('\n') && line.chars().count() < 500, "{}", line);
            }
        }
    }
}
