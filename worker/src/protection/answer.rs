//! What the agent answers, read strictly: HTTP 200 alone says nothing.
//!
//! The forms are those of the ECS agent's task protection endpoint: `protection`, `failure` (with HTTP 200 as well)
//! and `error`.

use serde::Deserialize;

use super::{Rejection, Wanted};

/// Of a body that cannot be used, so much is told, in characters.
const EXCERPT: usize = 200;

#[derive(Debug, Deserialize)]
struct Answer {
    protection: Option<Protection>,
    failure: Option<Failure>,
    error: Option<Error>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Protection {
    protection_enabled: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    reason: String,
    detail: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Error {
    code: String,
    #[serde(default)]
    message: String,
}

/// Whether an answer confirms what was wanted.
///
/// # Errors
/// It says anything else.
pub(super) fn read(status: u16, body: &[u8], wanted: Wanted) -> Result<(), Rejection> {
    let unusable = || Rejection::Unusable {
        status,
        excerpt: excerpt(body),
    };
    let answer: Answer = serde_json::from_slice(body).map_err(|_| unusable())?;
    match answer {
        Answer {
            error: Some(Error { code, message }),
            ..
        } => Err(Rejection::Failed {
            status,
            code,
            message,
        }),
        Answer {
            failure: Some(Failure { reason, detail }),
            ..
        } => Err(Rejection::Refused {
            reason,
            detail: detail.filter(|detail| !detail.is_empty()),
        }),
        Answer {
            protection: Some(Protection { protection_enabled }),
            ..
        } if status == 200 && protection_enabled == matches!(wanted, Wanted::Protected { .. }) => Ok(()),
        _ => Err(unusable()),
    }
}

/// The beginning of a body, on one line.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let mut excerpt: String = line
        .chars()
        .filter(|sign| !sign.is_control())
        .take(EXCERPT)
        .collect();
    if excerpt.is_empty() {
        excerpt = "an empty body".to_owned();
    }
    excerpt
}

#[cfg(test)]
mod tests {
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
}
