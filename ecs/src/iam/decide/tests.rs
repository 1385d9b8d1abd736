//! AWS's documented evaluation logic, in tables.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const ROLE: &str = "arn:aws:iam::123456789012:role/service/worker";
const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:orders";

fn policy(statements: &Value) -> Policy {
    Policy::parse(&json!({"Version": "2012-10-17", "Statement": statements}).to_string()).expect("a policy")
}

fn request(action: &str, resource: &str) -> Request {
    Request {
        principal: Principal::aws(ROLE),
        action: action.to_owned(),
        resource: resource.to_owned(),
        context: Context::default(),
    }
}

fn allows(statements: &Value, request: &Request) -> bool {
    decide(&[policy(statements)], request).is_allowed()
}

#[test]
fn default_deny_allow_and_explicit_deny() {
    let allow = policy(&json!({"Sid": "Poll", "Effect": "Allow", "Action": "sqs:*", "Resource": QUEUE}));
    let deny = policy(&json!([
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "sqs:PurgeQueue", "Resource": "*"},
    ]));
    let receive = request("sqs:ReceiveMessage", QUEUE);
    let purge = request("sqs:PurgeQueue", QUEUE);

    assert_eq!(decide(&[], &receive), Decision::NotAllowed);
    let told = decide(&[deny.clone(), allow.clone()], &receive);
    assert_eq!(told.to_string(), "allowed by statement 1 (Poll) of policy 2");
    for policies in [[allow.clone(), deny.clone()], [deny.clone(), allow.clone()]] {
        assert!(
            matches!(decide(&policies, &purge), Decision::Denied(_)),
            "the order is of no matter"
        );
    }
    let told = decide(&[allow.named("inline"), deny.named("guard")], &purge);
    assert_eq!(told.to_string(), "denied by statement 2 of the policy guard");
    assert_eq!(
        decide(&[policy(&json!([]))], &receive).to_string(),
        "not allowed: no statement speaks of it"
    );
}

#[test]
fn actions_and_resources() {
    for (action, resource, asked, of, expected) in [
        ("sqs:ReceiveMessage", QUEUE, "sqs:ReceiveMessage", QUEUE, true),
        ("SQS:receivemessage", QUEUE, "sqs:ReceiveMessage", QUEUE, true),
        ("sqs:Receive*", QUEUE, "sqs:ReceiveMessage", QUEUE, true),
        ("sqs:?eceiveMessage", QUEUE, "sqs:ReceiveMessage", QUEUE, true),
        ("*", "*", "sqs:ReceiveMessage", QUEUE, true),
        ("sqs:SendMessage", QUEUE, "sqs:ReceiveMessage", QUEUE, false),
        ("sns:*", "*", "sqs:ReceiveMessage", QUEUE, false),
        (
            "sqs:*",
            "arn:aws:sqs:us-east-1:123456789012:ORDERS",
            "sqs:ReceiveMessage",
            QUEUE,
            false,
        ),
        (
            "sqs:*",
            "arn:aws:sqs:*:*:orders",
            "sqs:ReceiveMessage",
            QUEUE,
            true,
        ),
        ("sqs:*", "arn:aws:sqs:*", "sqs:ReceiveMessage", QUEUE, true),
        (
            "sqs:*",
            "arn:aws:sqs:us-east-1:123456789012:order",
            "sqs:ReceiveMessage",
            QUEUE,
            false,
        ),
        ("sqs:*", QUEUE, "sqs:ListQueues", "*", false),
    ] {
        let statement = json!({"Effect": "Allow", "Action": action, "Resource": resource});
        assert_eq!(
            allows(&statement, &request(asked, of)),
            expected,
            "{asked} on {of} by {action} on {resource}"
        );
    }
}

#[test]
fn the_opposites() {
    let all_but = json!({"Effect": "Allow", "NotAction": ["sqs:Delete*", "iam:*"], "NotResource": [QUEUE]});
    assert!(allows(
        &all_but,
        &request("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:123456789012:other")
    ));
    assert!(!allows(&all_but, &request("sqs:ReceiveMessage", QUEUE)));
    assert!(!allows(
        &all_but,
        &request("sqs:DeleteQueue", "arn:aws:sqs:us-east-1:123456789012:other")
    ));
}

#[test]
fn principals_of_a_resource_policy() {
    let session = Principal::aws("arn:aws:sts::123456789012:assumed-role/worker/a-task");
    let elsewhere = Principal::aws("arn:aws:iam::999999999999:role/worker");
    let topic = Principal::service("sns.amazonaws.com");
    let role = Principal::aws(ROLE);
    for (named, who, expected) in [
        (json!("*"), &Principal::Anonymous, true),
        (json!({"AWS": "*"}), &elsewhere, true),
        (json!({"AWS": "123456789012"}), &role, true),
        (json!({"AWS": "123456789012"}), &elsewhere, false),
        (json!({"AWS": "arn:aws:iam::123456789012:root"}), &session, true),
        (json!({"AWS": ROLE}), &role, true),
        (json!({"AWS": ROLE}), &session, true),
        (
            json!({"AWS": ["arn:aws:iam::123456789012:role/other", ROLE]}),
            &role,
            true,
        ),
        (
            json!({"AWS": "arn:aws:iam::123456789012:role/work"}),
            &session,
            false,
        ),
        (json!({"AWS": "arn:aws:iam::123456789012:role/*"}), &role, false),
        (json!({"AWS": ROLE}), &elsewhere, false),
        (json!({"Service": "sns.amazonaws.com"}), &topic, true),
        (json!({"Service": "sns.amazonaws.com"}), &role, false),
        (json!({"AWS": "123456789012"}), &topic, false),
        (json!({"CanonicalUser": "x"}), &role, false),
    ] {
        let statement =
            |element: &str| json!({"Effect": "Allow", element: named, "Action": "sqs:*", "Resource": QUEUE});
        let asked = Request {
            principal: who.clone(),
            ..request("sqs:SendMessage", QUEUE)
        };
        assert_eq!(
            allows(&statement("Principal"), &asked),
            expected,
            "{named} for {who:?}"
        );
        assert_eq!(
            allows(&statement("NotPrincipal"), &asked),
            !expected,
            "all but {named} for {who:?}"
        );
    }
}

/// Conditions: the operator's name, the policy's values, the request's values if the key is there, and whether it
/// holds.
#[allow(clippy::too_many_lines, reason = "a table")]
#[test]
fn conditions() {
    let absent: Option<&[&str]> = None;
    for (operator, policy, given, expected) in [
        ("StringEquals", json!("a"), Some(&["a"][..]), true),
        ("StringEquals", json!(["b", "a"]), Some(&["a"]), true),
        ("StringEquals", json!("A"), Some(&["a"]), false),
        ("StringEquals", json!("a*"), Some(&["ab"]), false),
        ("StringEquals", json!("a"), absent, false),
        ("StringEqualsIfExists", json!("a"), absent, true),
        ("StringEqualsIfExists", json!("a"), Some(&["b"]), false),
        ("StringNotEquals", json!("a"), Some(&["b"]), true),
        ("StringNotEquals", json!(["a", "b"]), Some(&["b"]), false),
        ("StringNotEquals", json!("a"), absent, true),
        ("StringEqualsIgnoreCase", json!("A"), Some(&["a"]), true),
        ("StringNotEqualsIgnoreCase", json!("A"), Some(&["a"]), false),
        ("StringLike", json!("a*c?"), Some(&["abcd"]), true),
        ("StringNotLike", json!("a*"), Some(&["abcd"]), false),
        ("StringNotLike", json!("a*"), absent, true),
        (
            "ArnEquals",
            json!("arn:aws:sns:*:*:topic"),
            Some(&["arn:aws:sns:us-east-1:1:topic"]),
            true,
        ),
        (
            "ArnLike",
            json!("arn:aws:sns:us-east-1:1:t*"),
            Some(&["arn:aws:sns:us-east-1:1:topic"]),
            true,
        ),
        (
            "ArnLike",
            json!("arn:aws:sns:us-east-1:1:t*"),
            Some(&["arn:aws:sns:us-east-1:2:topic"]),
            false,
        ),
        (
            "ArnLike",
            json!("*"),
            Some(&["arn:aws:sns:us-east-1:2:topic"]),
            false,
        ),
        (
            "ArnNotLike",
            json!("arn:aws:sns:*:1:*"),
            Some(&["arn:aws:sns:us-east-1:2:topic"]),
            true,
        ),
        ("Bool", json!("true"), Some(&["true"]), true),
        ("Bool", json!(true), Some(&["TRUE"]), true),
        ("Bool", json!("false"), Some(&["true"]), false),
        ("Bool", json!("yes"), Some(&["yes"]), false),
        ("Bool", json!("false"), absent, false),
        ("BoolIfExists", json!("false"), absent, true),
        ("Null", json!("true"), absent, true),
        ("Null", json!(true), Some(&["a"]), false),
        ("Null", json!("false"), Some(&["a"]), true),
        ("Null", json!("false"), absent, false),
        ("NumericEquals", json!(5), Some(&["5.0"]), true),
        ("NumericNotEquals", json!(5), Some(&["6"]), true),
        ("NumericLessThan", json!("10"), Some(&["9"]), true),
        ("NumericLessThan", json!("10"), Some(&["10"]), false),
        ("NumericLessThanEquals", json!("10"), Some(&["10"]), true),
        ("NumericGreaterThan", json!("10"), Some(&["10"]), false),
        ("NumericGreaterThanEquals", json!("10"), Some(&["10"]), true),
        ("NumericEquals", json!("ten"), Some(&["ten"]), false),
        (
            "DateLessThan",
            json!("2026-01-02T00:00:00Z"),
            Some(&["2026-01-01T23:59:59Z"]),
            true,
        ),
        (
            "DateLessThan",
            json!("2026-01-02"),
            Some(&["2026-01-01T23:59:59Z"]),
            true,
        ),
        (
            "DateGreaterThan",
            json!("2026-01-02"),
            Some(&["2026-01-01T23:59:59Z"]),
            false,
        ),
        (
            "DateEquals",
            json!("1767225600"),
            Some(&["2026-01-01T00:00:00Z"]),
            true,
        ),
        (
            "DateEquals",
            json!("2026"),
            Some(&["2026-01-01T01:00:00+01:00"]),
            true,
        ),
        (
            "DateNotEquals",
            json!("2026-01"),
            Some(&["2026-01-01T00:00:00Z"]),
            false,
        ),
        (
            "IpAddress",
            json!("203.0.113.0/24"),
            Some(&["203.0.113.77"]),
            true,
        ),
        ("IpAddress", json!("203.0.113.7"), Some(&["203.0.113.77"]), false),
        (
            "IpAddress",
            json!(["10.0.0.0/8", "2001:db8::/32"]),
            Some(&["2001:db8::1"]),
            true,
        ),
        (
            "NotIpAddress",
            json!("203.0.113.0/24"),
            Some(&["203.0.114.1"]),
            true,
        ),
        (
            "NotIpAddress",
            json!("203.0.113.0/24"),
            Some(&["203.0.113.1"]),
            false,
        ),
        (
            "ForAllValues:StringEquals",
            json!(["a", "b"]),
            Some(&["a", "b"]),
            true,
        ),
        (
            "ForAllValues:StringEquals",
            json!(["a", "b"]),
            Some(&["a", "c"]),
            false,
        ),
        ("ForAllValues:StringEquals", json!(["a", "b"]), Some(&[]), true),
        ("ForAllValues:StringEquals", json!(["a", "b"]), absent, true),
        (
            "ForAnyValue:StringEquals",
            json!(["a", "b"]),
            Some(&["c", "b"]),
            true,
        ),
        ("ForAnyValue:StringEquals", json!(["a", "b"]), Some(&["c"]), false),
        ("ForAnyValue:StringEquals", json!(["a", "b"]), absent, false),
        ("ForAnyValue:StringLike", json!("a*"), Some(&["b", "ab"]), true),
        (
            "ForAllValues:StringNotEquals",
            json!(["a"]),
            Some(&["b", "c"]),
            true,
        ),
        (
            "ForAllValues:StringNotEquals",
            json!(["a"]),
            Some(&["b", "a"]),
            false,
        ),
        (
            "ForAnyValue:StringNotEquals",
            json!(["a"]),
            Some(&["b", "a"]),
            true,
        ),
        ("BinaryEquals", json!("QmluYXJ5"), Some(&["QmluYXJ5"]), true),
    ] {
        let statement = json!({
            "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"aws:Key": policy}},
        });
        let mut asked = request("a:b", "*");
        if let Some(given) = given {
            // The case of a key's name is of no matter.
            asked.context = Context::default().with_all("AWS:key", given.iter().copied());
        }
        assert_eq!(
            allows(&statement, &asked),
            expected,
            "{operator} {policy} of {given:?}"
        );
    }
}

#[test]
fn all_conditions_must_hold() {
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"a": "1", "b": "2"}, "Bool": {"c": "true"}},
    });
    let context = Context::default().with("a", "1").with("b", "2");
    let mut asked = request("a:b", "*");
    asked.context = context.clone().with("c", "true");
    assert!(allows(&statement, &asked));
    asked.context = context.clone().with("c", "false");
    assert!(!allows(&statement, &asked));
    asked.context = context;
    assert!(!allows(&statement, &asked));
}

#[test]
fn variables_take_the_requests_values() {
    let statement =
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"});
    let mut asked = request("s3:GetObject", "arn:aws:s3:::b/ann/x");
    assert!(!allows(&statement, &asked), "no value");
    asked.context = Context::default().with("aws:username", "ann");
    assert!(allows(&statement, &asked));
    asked.context = Context::default().with("aws:username", "bob");
    assert!(!allows(&statement, &asked));

    // In the first version of the language it is text.
    let first = Policy::parse(&json!({"Statement": statement}).to_string()).expect("a policy");
    asked.context = Context::default().with("aws:username", "ann");
    assert_eq!(decide(&[first], &asked), Decision::NotAllowed);

    let opposite =
        json!({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/${aws:userid}/*"});
    assert!(
        !allows(&opposite, &asked),
        "a statement with a variable that has no value does not apply"
    );
}

/// What the template of the worker's service grants, and nothing beside it.
#[test]
fn a_queue_that_lets_only_its_topic_send() {
    let topic = "arn:aws:sns:us-east-1:123456789012:ping";
    let queue_policy = json!({
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": QUEUE, "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    });
    let by = |principal: Principal, source: &str| Request {
        principal,
        context: Context::default().with("aws:SourceArn", source),
        ..request("sqs:SendMessage", QUEUE)
    };
    assert!(allows(
        &queue_policy,
        &by(Principal::service("sns.amazonaws.com"), topic)
    ));
    assert!(!allows(
        &queue_policy,
        &by(Principal::service("sns.amazonaws.com"), &format!("{topic}-2"))
    ));
    assert!(!allows(
        &queue_policy,
        &by(Principal::service("events.amazonaws.com"), topic)
    ));
    assert!(!allows(&queue_policy, &by(Principal::aws(ROLE), topic)));
}

fn statements() -> impl Strategy<Value = Vec<(bool, String, String)>> {
    proptest::collection::vec((any::<bool>(), "(\\*|a:[bc*?]{1,2})", "[xy*?]{1,3}"), 0..6)
}

fn document(statements: &[(bool, String, String)]) -> Value {
    statements
        .iter()
        .map(|(allow, action, resource)| {
            json!({"Effect": if *allow { "Allow" } else { "Deny" }, "Action": action, "Resource": resource})
        })
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_statements_is_of_no_matter(
        (given, shuffled) in statements().prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle())),
        action in "a:[bc]{1,2}", resource in "[xy]{1,3}",
    ) {
        let asked = request(&action, &resource);
        let one = decide(&[policy(&document(&given))], &asked);
        let other = decide(&[policy(&document(&shuffled))], &asked);
        prop_assert_eq!(std::mem::discriminant(&one), std::mem::discriminant(&other));
    }

    #[test]
    fn more_statements_that_deny_never_allow_more(
        given in statements(), denied in "(\\*|a:[bc*?]{1,2})", action in "a:[bc]{1,2}", resource in "[xy]{1,3}",
    ) {
        let asked = request(&action, &resource);
        let before = decide(&[policy(&document(&given))], &asked);
        let mut more = given.clone();
        more.push((false, denied, "*".to_owned()));
        let after = decide(&[policy(&document(&more))], &asked);
        prop_assert!(before.is_allowed() || !after.is_allowed());
        // It is allowed exactly if one that allows applies and none that denies.
        let applies = |wanted: bool| given.iter().any(|(allow, action, resource)| {
            *allow == wanted && allows(&json!({"Effect": "Allow", "Action": action, "Resource": resource}), &asked)
        });
        prop_assert_eq!(before.is_allowed(), applies(true) && !applies(false));
    }
}
