//! Whose a call is, and the refusal of calls that nobody owns.

use std::sync::Arc;

use http::StatusCode;
use http::request::Parts;

use super::answer::Problem;
use super::protocol::Protocol;
use super::scope::{Scope, Signature, session_token, signature};
use crate::accounts::{Account, Accounts, DEFAULT_ACCOUNT, UNSIGNED, account_of};
use crate::place::Place;

/// LocalStack's region where none is named.
const DEFAULT_REGION: &str = "us-east-1";
/// Callers without a session token.
const UNNAMED: &str = "unnamed";
/// Session tokens that AWS hands out are long; a name needs no more than this, in bytes.
const NAME: usize = 256;

/// Who calls.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) account: Arc<Account>,
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

impl Caller {
    /// Where the call is made. Unsigned calls, and signatures that name no region, are LocalStack's defaults.
    pub(crate) fn place(&self) -> Place {
        let region = if self.region.is_empty() {
            DEFAULT_REGION
        } else {
            &self.region
        };
        if self.account.name == UNSIGNED {
            Place::new(DEFAULT_ACCOUNT, region)
        } else {
            Place::new(&self.account.name, region)
        }
    }
}

/// A call that is not let through.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) problem: Problem,
    pub(crate) protocol: Protocol,
    pub(crate) service: String,
}

/// Finds the account that a request belongs to.
pub(crate) fn admit(request: &Parts, accounts: &Accounts) -> Result<Caller, Box<Refusal>> {
    let signature = signature(&request.headers, request.uri.query());
    let (account, scope) = match &signature {
        Signature::Signed(scope) => (account_of(&scope.key_id), scope.clone()),
        Signature::Unsigned | Signature::Unreadable(_) => (
            UNSIGNED.to_owned(),
            Scope {
                key_id: String::new(),
                region: String::new(),
                service: String::new(),
            },
        ),
    };
    if let Some(account) = accounts.admit(&account) {
        // A key that was issued to a task says more than the session token that came with it.
        let name = accounts.callers.name(&scope.key_id).unwrap_or_else(|| {
            session_token(&request.headers, request.uri.query())
                .map_or_else(|| UNNAMED.to_owned(), |token| shortened(&token))
        });
        return Ok(Caller {
            account,
            name,
            region: scope.region,
            service: scope.service,
        });
    }
    let protocol = Protocol::of(request, &scope.service);
    Err(Box::new(Refusal {
        problem: problem(&signature, &account, protocol),
        protocol,
        service: scope.service,
    }))
}

fn shortened(token: &str) -> String {
    token[..token.floor_char_boundary(NAME)].to_owned()
}

/// In the words that AWS has for it: each protocol has its own codes.
fn problem(signature: &Signature, account: &str, protocol: Protocol) -> Problem {
    let code = |json: &'static str, query: &'static str, s3: &'static str| match protocol {
        Protocol::Query => query,
        Protocol::RestXml => s3,
        Protocol::Json { .. } | Protocol::RestJson | Protocol::Cbor => json,
    };
    let sign = "sign it with the access key id of a registered account";
    let (code, message) = match signature {
        Signature::Signed(scope) => (
            code(
                "UnrecognizedClientException",
                "InvalidClientTokenId",
                "InvalidAccessKeyId",
            ),
            format!(
                "local-ecs lets only registered accounts through, and the access key id '{}' is that of account \
                 {account}, which is not registered; register it with PUT /_local-ecs/accounts/{account}, or use \
                 the key id of a registered account",
                scope.key_id
            ),
        ),
        Signature::Unsigned => (
            code(
                "MissingAuthenticationTokenException",
                "MissingAuthenticationToken",
                "AccessDenied",
            ),
            format!(
                "local-ecs lets only calls of registered accounts through, and this one has no signature; {sign}"
            ),
        ),
        Signature::Unreadable(why) => (
            code(
                "IncompleteSignatureException",
                "IncompleteSignature",
                "AuthorizationHeaderMalformed",
            ),
            format!("local-ecs lets only calls of registered accounts through, and {why}; {sign}"),
        ),
    };
    Problem::new(StatusCode::FORBIDDEN, code, message)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::accounts::AccountsMode;

    fn caller(accounts: &Accounts, key_id: &str) -> String {
        let (parts, ()) = Request::post("/")
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential={key_id}/20260101/eu-west-1/sqs/aws4_request"),
            )
            .header("x-amz-security-token", "FQoGZXIvYXdzEBYa")
            .body(())
            .expect("a request")
            .into_parts();
        admit(&parts, accounts).expect("admitted").name
    }

    #[test]
    fn a_call_with_a_key_that_was_issued_to_a_task_is_the_tasks() {
        let accounts = Accounts::new(AccountsMode::Any, 10);
        accounts.callers.add("LSIAQAAAAAAVNCBMPNSG", "0123");
        assert_eq!(caller(&accounts, "LSIAQAAAAAAVNCBMPNSG"), "task/0123");
        assert_eq!(caller(&accounts, "LSIAQAAAAAAVNCBMPNSH"), "FQoGZXIvYXdzEBYa");
        accounts.callers.forget("0123");
        assert_eq!(caller(&accounts, "LSIAQAAAAAAVNCBMPNSG"), "FQoGZXIvYXdzEBYa");
    }
}
