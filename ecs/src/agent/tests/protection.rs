//! Task protection, by the bytes of every answer.

use std::time::Duration;

use http::Method;

use super::bench::{Around, Bench, ID, KEY, launch};
use super::fake::Reply;
use crate::agent::Unanswered;

const ENABLE: &str = r#"{"ProtectionEnabled":true,"ExpiresInMinutes":60}"#;
const PATH: &str = "/task-protection/v1/state";

/// A PUT with that body to a task, with ECS answering so.
struct Case {
    around: Around,
    body: String,
    role: bool,
}

fn put(body: &str) -> Case {
    Case {
        around: Around::default(),
        body: body.to_owned(),
        role: true,
    }
}

impl Case {
    fn ecs(mut self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.around.ecs = replies.into_iter().collect();
        self
    }

    fn sts(mut self, reply: Reply) -> Self {
        self.around.sts = vec![reply];
        self
    }

    fn iam(mut self, answer: Result<bool, Unanswered>) -> Self {
        self.around.iam = Some(answer);
        self
    }

    fn limit(mut self, milliseconds: u64) -> Self {
        self.around.limit = Duration::from_millis(milliseconds);
        self
    }

    fn without_role(mut self) -> Self {
        self.role = false;
        self
    }

    async fn run(self) -> (String, Bench) {
        let bench = self.around.bench().await;
        let mut task = launch(ID);
        task.task_role_arn = task.task_role_arn.filter(|_| self.role);
        let url = bench.open(&task)["ECS_AGENT_URI"].clone() + PATH;
        let answer = bench.send(Method::PUT, &url, None, &self.body).await;
        (answer, bench)
    }

    async fn answer(self) -> String {
        self.run().await.0
    }
}

fn answer(status: u16, body: &str) -> Reply {
    Reply::Answer(status, body.to_owned())
}

fn protected() -> Reply {
    answer(
        200,
        r#"{"protectedTasks":[{"taskArn":"arn:t","protectionEnabled":true,"expirationDate":1667841078.593}],"failures":[]}"#,
    )
}

fn refused(code: &str, message: &str) -> Reply {
    answer(
        400,
        &format!(r#"{{"__type":"com.amazonaws.ecs#{code}","message":"{message}"}}"#),
    )
}

#[tokio::test]
async fn what_ecs_grants_is_answered_in_the_agents_form() {
    let (answer, bench) = put(ENABLE).ecs([protected()]).run().await;
    insta::assert_snapshot!(answer, @r#"200 {"protection":{"ExpirationDate":"2022-11-07T17:11:18.593Z","ProtectionEnabled":true,"TaskArn":"arn:t"}}"#);
    let seen = bench.ecs.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        seen[0].header("x-amz-target"),
        "AmazonEC2ContainerServiceV20141113.UpdateTaskProtection"
    );
    assert_eq!(seen[0].header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(seen[0].header("x-amz-security-token"), "session");
    let authorization = seen[0].header("authorization");
    assert!(
        authorization.starts_with(&format!("AWS4-HMAC-SHA256 Credential={KEY}/"))
            && authorization.contains("/eu-west-1/ecs/aws4_request"),
        "{authorization}"
    );
    insta::assert_snapshot!(seen[0].body, @r#"{"cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/work","tasks":["arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef"],"protectionEnabled":true,"expiresInMinutes":60}"#);
    assert_eq!(bench.callers.name(KEY), Some(format!("task/{ID}")));
}

#[tokio::test]
async fn a_task_may_ask_for_its_protection() {
    let unprotected = answer(
        200,
        r#"{"protectedTasks":[{"taskArn":"arn:t","protectionEnabled":false}]}"#,
    );
    let around = Around {
        ecs: vec![unprotected],
        ..Around::default()
    };
    let bench = around.bench().await;
    let url = bench.open(&launch(ID))["ECS_AGENT_URI"].clone() + PATH;
    insta::assert_snapshot!(bench.get(&url).await, @r#"200 {"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"arn:t"}}"#);
    let seen = bench.ecs.seen();
    assert_eq!(
        seen[0].header("x-amz-target"),
        "AmazonEC2ContainerServiceV20141113.GetTaskProtection"
    );
    insta::assert_snapshot!(seen[0].body, @r#"{"cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/work","tasks":["arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef"]}"#);
}

#[tokio::test]
async fn a_failure_of_ecs_comes_with_status_200() {
    let failure = answer(
        200,
        r#"{"protectedTasks":[],"failures":[{"arn":"arn:t","reason":"TASK_NOT_VALID"}]}"#,
    );
    insta::assert_snapshot!(put(ENABLE).ecs([failure]).answer().await, @r#"200 {"failure":{"Arn":"arn:t","Detail":null,"Reason":"TASK_NOT_VALID"}}"#);
    let blocked = answer(
        200,
        r#"{"failures":[{"arn":"arn:t","reason":"DEPLOYMENT_BLOCKED","detail":"a < b"}]}"#,
    );
    insta::assert_snapshot!(put(ENABLE).ecs([blocked]).answer().await, @r#"200 {"failure":{"Arn":"arn:t","Detail":"a \u003c b","Reason":"DEPLOYMENT_BLOCKED"}}"#);
}

#[tokio::test]
async fn what_the_agent_refuses_itself_never_reaches_ecs() {
    for (body, expected) in [
        ("{", "failed to decode"),
        (r#"{"ProtectionEnabled":true,"Expires":1}"#, "failed to decode"),
        (
            r#"{"ProtectionEnabled":true,"ExpiresInMinutes":"1"}"#,
            "failed to decode",
        ),
        ("{}", "does not contain"),
        (&" ".repeat(100_000), "failed to decode"),
    ] {
        let (answer, bench) = put(body).ecs([protected()]).run().await;
        assert!(
            answer.starts_with("400 ") && answer.contains(expected),
            "{answer}"
        );
        assert_eq!(bench.ecs.seen().len(), 0);
    }
    insta::assert_snapshot!(put("{").answer().await, @r#"400 {"error":{"Code":"InvalidParameterException","Message":"UpdateTaskProtection: failed to decode request"}}"#);
    insta::assert_snapshot!(put("{}").answer().await, @r#"400 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"InvalidParameterException","Message":"Invalid request: does not contain 'ProtectionEnabled' field"}}"#);
    let (answer, bench) = put(ENABLE).without_role().run().await;
    insta::assert_snapshot!(answer, @r#"403 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"AccessDeniedException","Message":"Invalid Request: no task IAM role credentials available for task"}}"#);
    assert_eq!(bench.ecs.seen().len() + bench.sts.seen().len(), 0);
}

#[tokio::test]
async fn numbers_out_of_range_are_ecss_to_refuse() {
    let message = "expiresInMinutes must be between 1 and 2880";
    let (answer, bench) = put(r#"{"ProtectionEnabled":true,"ExpiresInMinutes":4294967297}"#)
        .ecs([refused("InvalidParameterException", message)])
        .run()
        .await;
    insta::assert_snapshot!(answer, @r#"400 {"requestID":"1234","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"InvalidParameterException","Message":"expiresInMinutes must be between 1 and 2880"}}"#);
    assert!(
        bench.ecs.seen()[0]
            .body
            .contains(r#""expiresInMinutes":2147483647"#)
    );
}

#[tokio::test]
async fn ids_and_methods_that_are_not_there_are_refused() {
    let bench = Around::default().bench().await;
    let task = launch(ID);
    let url = bench.open(&task)["ECS_AGENT_URI"].clone() + PATH;
    assert_eq!(bench.send(Method::POST, &url, None, ENABLE).await, "405 ");
    bench.agent.close(&task.task);
    let gone = bench.send(Method::PUT, &url, None, ENABLE).await;
    insta::assert_snapshot!(gone, @r#"404 {"error":{"Code":"ResourceNotFoundException","Message":"Failed to find a task for the request"}}"#);
    assert_eq!(
        bench.get("http://x/api/nobody/task-protection/v1/state").await,
        gone
    );
}

#[tokio::test]
async fn errors_of_ecs_are_passed_on_with_their_status() {
    let (answer, bench) = put(ENABLE)
        .ecs([refused("ThrottlingException", "Rate exceeded")])
        .run()
        .await;
    insta::assert_snapshot!(answer, @r#"400 {"requestID":"1234","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ThrottlingException","Message":"Rate exceeded"}}"#);
    assert_eq!(
        bench.ecs.seen().len(),
        3,
        "the SDK in the agent tries three times"
    );

    let (answer, bench) = put(ENABLE)
        .ecs([refused("ClusterNotFoundException", "Cluster not found.")])
        .run()
        .await;
    insta::assert_snapshot!(answer, @r#"400 {"requestID":"1234","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ClusterNotFoundException","Message":"Cluster not found."}}"#);
    assert_eq!(bench.ecs.seen().len(), 1);

    let (answer, bench) = put(ENABLE)
        .ecs([answer_of_trouble(), Reply::Disconnect, protected()])
        .run()
        .await;
    assert!(answer.starts_with("200 "), "{answer}");
    assert_eq!(bench.ecs.seen().len(), 3);
}

fn answer_of_trouble() -> Reply {
    answer(503, r#"{"__type":"ServerException","message":"try again"}"#)
}

#[tokio::test]
async fn an_ecs_in_trouble_is_told_as_it_is() {
    insta::assert_snapshot!(put(ENABLE).ecs([answer_of_trouble()]).answer().await, @r#"503 {"requestID":"1234","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"try again"}}"#);
    insta::assert_snapshot!(put(ENABLE).ecs([answer(500, "")]).answer().await, @r#"500 {"requestID":"1234","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"UnknownError","Message":"UnknownError"}}"#);
    insta::assert_snapshot!(put(ENABLE).ecs([answer(200, "<html>")]).answer().await, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"ECS's answer cannot be read: expected value at line 1 column 1"}}"#);
    insta::assert_snapshot!(put(ENABLE).ecs([answer(502, "<html>")]).answer().await, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"ECS's answer of status 502 cannot be read: expected value at line 1 column 1"}}"#);
    insta::assert_snapshot!(put(ENABLE).ecs([answer(200, "{}")]).answer().await, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"Unexpected error occurred"}}"#);
    let (answer, bench) = put(ENABLE).ecs([Reply::Disconnect]).run().await;
    let answer = answer.replace(&bench.ecs.url(), "<url>");
    insta::assert_snapshot!(answer, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"ECS cannot be reached at <url>/: connection closed before message completed"}}"#);
}

#[tokio::test]
async fn an_ecs_that_hangs_is_given_up() {
    insta::assert_snapshot!(put(ENABLE).ecs([Reply::Hang]).limit(2000).answer().await, @r#"504 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"RequestCanceled","Message":"Timed out calling ECS Task Protection API"}}"#);
}

#[tokio::test]
async fn a_role_must_have_the_permission() {
    let (answer, bench) = put(ENABLE).ecs([protected()]).iam(Ok(true)).run().await;
    assert!(answer.starts_with("200 "), "{answer}");
    insta::assert_snapshot!(bench.permissions.asked.lock().expect("no panic")[0], @r#"arn:aws:iam::111122223333:role/worker ecs:UpdateTaskProtection arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef [("ecs:cluster", "arn:aws:ecs:eu-west-1:111122223333:cluster/work")]"#);

    let (answer, bench) = put(ENABLE).ecs([protected()]).iam(Ok(false)).run().await;
    let id = answer.split('"').nth(3).expect("a request id").to_owned();
    insta::assert_snapshot!(answer.replace(&id, "<id>"), @r#"400 {"requestID":"<id>","error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"AccessDeniedException","Message":"User: arn:aws:sts::111122223333:assumed-role/worker/0123456789abcdef0123456789abcdef is not authorized to perform: ecs:UpdateTaskProtection on resource: arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef because no identity-based policy allows the ecs:UpdateTaskProtection action"}}"#);
    assert_eq!(bench.ecs.seen().len(), 0);
}

#[tokio::test]
async fn an_iam_that_does_not_answer_allows_nothing() {
    let down = Unanswered("LocalStack cannot be reached".to_owned());
    let (answer, bench) = put(ENABLE).ecs([protected()]).iam(Err(down)).run().await;
    insta::assert_snapshot!(answer, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"IAM cannot be asked whether arn:aws:iam::111122223333:role/worker may do ecs:UpdateTaskProtection: LocalStack cannot be reached"}}"#);
    assert_eq!(bench.ecs.seen().len(), 0);
}

#[tokio::test]
async fn without_credentials_nothing_is_asked_of_ecs() {
    let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>\
                  </ErrorResponse>";
    let (answer, bench) = put(ENABLE)
        .ecs([protected()])
        .sts(Reply::Answer(403, denied.to_owned()))
        .run()
        .await;
    insta::assert_snapshot!(answer, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"there are no credentials for the task's role arn:aws:iam::111122223333:role/worker: STS refused AssumeRole: no (AccessDenied)"}}"#);
    assert_eq!(bench.ecs.seen().len(), 0);
    let (answer, _) = put(ENABLE).sts(Reply::Hang).limit(300).run().await;
    insta::assert_snapshot!(answer, @r#"500 {"error":{"Arn":"arn:aws:ecs:eu-west-1:111122223333:task/work/0123456789abcdef0123456789abcdef","Code":"ServerException","Message":"STS did not answer in time for the task's role arn:aws:iam::111122223333:role/worker"}}"#);
}

#[tokio::test(start_paused = true)]
async fn more_than_sixty_at_once_are_too_many() {
    let bench = Around::default().bench().await;
    let task = bench.open(&launch(ID));
    let url = task["ECS_AGENT_URI"].clone() + PATH;
    for _ in 0..60 {
        assert!(bench.send(Method::PUT, &url, None, "{").await.starts_with("400 "));
    }
    insta::assert_snapshot!(bench.send(Method::PUT, &url, None, "{").await, @"429 You have reached maximum request limit.");
    let other = bench.open(&launch("ffff456789abcdef0123456789abcdef"))["ECS_AGENT_URI"].clone() + PATH;
    assert!(
        bench
            .send(Method::PUT, &other, None, "{")
            .await
            .starts_with("400 ")
    );
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(bench.send(Method::PUT, &url, None, "{").await.starts_with("400 "));
}
