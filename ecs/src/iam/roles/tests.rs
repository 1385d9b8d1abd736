use std::sync::Arc;

use super::*;
use crate::agent::{Permissions, Question};
use crate::aws_fake::{Asked, AwsFake, at};

const ROLE: &str = "arn:aws:iam::123456789012:role/service/worker";
const TASK: &str = "arn:aws:ecs:eu-west-1:123456789012:task/prod/1234";

/// An IAM with the role `worker`: it has one policy in it, and one of two versions attached.
fn iam(asked: &Asked) -> (u16, String) {
    let operation = asked.parameter("Action");
    if !asked.parameter("RoleName").is_empty() && asked.parameter("RoleName") != "worker" {
        let error = "<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>No role</Message></Error>";
        return (404, format!("<ErrorResponse>{error}</ErrorResponse>"));
    }
    let more = asked.parameter("Marker").is_empty();
    let encoded = |json: &str| {
        form_urlencoded::byte_serialize(json.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let result = match operation.as_str() {
        // Two pages, of which the first has nothing.
        "ListRolePolicies" if more => {
            "<PolicyNames/><IsTruncated>true</IsTruncated><Marker>2</Marker>".to_owned()
        }
        "ListRolePolicies" => {
            "<PolicyNames><member>inline</member></PolicyNames><IsTruncated>false</IsTruncated>".to_owned()
        }
        "GetRolePolicy" => format!(
            "<RoleName>worker</RoleName><PolicyName>inline</PolicyName><PolicyDocument>{}</PolicyDocument>",
            encoded(
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ecs:*TaskProtection",
                "Resource": "*", "Condition": {"StringEquals": {"ecs:cluster": "a+b c"}}}}"#
            )
        ),
        "ListAttachedRolePolicies" => {
            "<AttachedPolicies><member><PolicyName>guard</PolicyName><PolicyArn>arn:aws:iam::123456789012:\
             policy/guard</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>"
                .to_owned()
        }
        "GetPolicy" => "<Policy><DefaultVersionId>v2</DefaultVersionId></Policy>".to_owned(),
        "GetPolicyVersion" if asked.parameter("VersionId") == "v2" => format!(
            "<PolicyVersion><Document>{}</Document></PolicyVersion>",
            encoded(
                r#"{"Statement": [{"Effect": "Deny", "Action": "ecs:GetTaskProtection", "Resource": "*"}]}"#
            )
        ),
        other => panic!("{other}"),
    };
    let answer =
        format!("<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>");
    (200, answer)
}

async fn ask(roles: &Roles, role: &str, action: &str) -> Result<String, RoleError> {
    let context = Context::default().with("ecs:cluster", "a+b c");
    let decision = roles.may(role, action, TASK, context).await;
    decision.map(|decision| decision.to_string())
}

#[tokio::test]
async fn a_role_may_what_its_inline_and_attached_policies_say() {
    let fake = AwsFake::start(|asked, _| iam(asked)).await;
    let roles = Roles::new(fake.localstack.clone(), KEPT);
    let told = ask(&roles, ROLE, "ecs:UpdateTaskProtection").await;
    assert_eq!(
        told.expect("an answer"),
        "allowed by statement 1 of the policy inline"
    );
    let told = ask(&roles, ROLE, "ecs:GetTaskProtection").await;
    assert_eq!(
        told.expect("an answer"),
        "denied by statement 1 of the policy arn:aws:iam::123456789012:policy/guard"
    );
    let told = ask(&roles, ROLE, "sqs:ReceiveMessage").await;
    assert_eq!(told.expect("an answer"), "not allowed: no statement speaks of it");
    assert!(fake.asked().iter().all(|asked| asked.account == "123456789012"));

    // As the agent asks.
    let permissions: Arc<dyn Permissions> = Arc::new(roles);
    for (cluster, expected) in [("a+b c", true), ("other", false)] {
        let question = Question {
            role_arn: ROLE,
            action: "ecs:UpdateTaskProtection",
            resource: TASK,
            context: &[("ecs:cluster", cluster)],
        };
        assert_eq!(permissions.may(question).await, Ok(expected));
    }
}

#[tokio::test]
async fn a_role_is_read_once_for_all_who_ask_and_again_when_it_is_old() {
    let fake = AwsFake::start(|asked, _| iam(asked)).await;
    let roles = Roles::new(fake.localstack.clone(), Duration::from_secs(3600));
    let all = futures::future::join_all((0..10).map(|_| ask(&roles, ROLE, "ecs:UpdateTaskProtection"))).await;
    assert!(all.iter().all(Result::is_ok));
    let once = fake.asked().len();
    assert_eq!(once, 6, "{:?}", fake.asked());

    let forgetful = Roles::new(fake.localstack.clone(), Duration::ZERO);
    for times in 2..4 {
        ask(&forgetful, ROLE, "ecs:UpdateTaskProtection")
            .await
            .expect("an answer");
        assert_eq!(fake.asked().len(), times * once);
    }
}

#[tokio::test]
async fn not_to_know_is_not_to_deny() {
    let fake = AwsFake::start(|asked, _| iam(asked)).await;
    let roles = Roles::new(fake.localstack.clone(), KEPT);
    let nobody = "arn:aws:iam::123456789012:role/nobody";
    let told = ask(&roles, nobody, "ecs:GetTaskProtection")
        .await
        .expect_err("no such role");
    assert!(matches!(told, RoleError::NoSuchRole(_)), "{told}");
    for text in [
        "worker",
        "arn:aws:iam::123456789012:user/x",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam:::role/x",
    ] {
        let told = ask(&roles, text, "ecs:GetTaskProtection")
            .await
            .expect_err("no role");
        assert!(matches!(told, RoleError::NotARole(_)), "{told}");
    }

    let broken = AwsFake::start(|_, _| (500, "<ErrorResponse/>".to_owned())).await;
    let roles = Roles::new(broken.localstack.clone(), KEPT);
    let told = ask(&roles, ROLE, "ecs:GetTaskProtection")
        .await
        .expect_err("trouble");
    assert!(matches!(told, RoleError::Unanswered { .. }), "{told}");
    let tried = broken.asked().len();
    // Side by side, and all is over when one of them is.
    assert!((2..=4).contains(&tried), "each is tried twice at most: {tried}");

    // Nobody listens on the discard port.
    let roles = Roles::new(at("127.0.0.1:9"), KEPT);
    let told = ask(&roles, ROLE, "ecs:GetTaskProtection")
        .await
        .expect_err("nobody there");
    assert!(matches!(told, RoleError::Unanswered { .. }), "{told}");
}

#[tokio::test]
async fn a_policy_that_is_none_is_named() {
    let fake = AwsFake::start(|asked, _| match asked.parameter("Action").as_str() {
        "GetRolePolicy" => (
            200,
            "<GetRolePolicyResponse><GetRolePolicyResult><RoleName>worker</RoleName><PolicyName>inline</PolicyName>\
             <PolicyDocument>%7B%7D</PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>"
                .to_owned(),
        ),
        _ => iam(asked),
    })
    .await;
    let roles = Roles::new(fake.localstack.clone(), KEPT);
    let told = ask(&roles, ROLE, "ecs:GetTaskProtection")
        .await
        .expect_err("no policy");
    assert!(
        told.to_string().starts_with(&format!(
            "the policy inline of the role {ROLE}: the policy cannot be read"
        )),
        "{told}"
    );
}
