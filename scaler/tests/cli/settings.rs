//! Settings: where they come from, and what is told of those that are missing or unusable.

use testing::FakeAws;

use super::pipeline::{PARAMETERS, Pipeline, assert_not_called, counts, run_tasks};
use super::process::{Ended as _, assert_code, assert_refused, scaler, told};

const EVERY_CALL: [&str; 4] = ["GetParameters", "GetQueueAttributes", "ListTasks", "RunTask"];

const FLAGS: [&str; 9] = [
    "--queue-url",
    "--enabled",
    "--max-tasks",
    "--cluster",
    "--container",
    "--task-definition",
    "--subnets",
    "--security-groups",
    "--dest-prefix",
];

fn asked(aws: &FakeAws) -> Vec<String> {
    aws.calls("GetParameters")
        .iter()
        .flat_map(|call| call.input["Names"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn help_tells_every_variable_and_every_default() {
    let output = scaler().args(["run-tasks", "--help"]).ended();
    assert_code(&output, 0);
    let help = String::from_utf8_lossy(&output.stdout);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let others = [
        "EVERY",
        "PIPELINE_BATCH_SIZE",
        "PIPELINE_CAPACITY_PROVIDER_STRATEGY",
        "PIPELINE_PARAMETERS_PREFIX",
        "PASS_TIMEOUT",
        "AWS_REGION",
        "AWS_ENDPOINT_URL",
        "LOG",
    ];
    for variable in PARAMETERS.iter().map(|(name, _)| *name).chain(others) {
        assert!(
            help.contains(&format!("[env: {variable}=")),
            "{variable} in {help}"
        );
    }
    for flag in FLAGS {
        assert!(help.contains(&format!("{flag} <")), "{flag} in {help}");
    }
    for text in [
        "[default: one pass]",
        "[default: 10]",
        "[default: 60s]",
        "[default: capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=4]",
        "stdout: the ARN of each task",
    ] {
        assert!(help.contains(text), "{text} in {help}");
    }
}

#[test]
fn what_is_given_as_flags_or_in_the_environment_is_not_asked_for() {
    let aws = Pipeline::new(27, 0).start();
    let mut command = run_tasks(&aws);
    for ((_, value), flag) in PARAMETERS.iter().zip(FLAGS) {
        command.args([flag, value]);
    }
    let output = command.ended();
    assert_code(&output, 0);
    assert_not_called(&aws, &["GetParameters"]);
    assert_eq!(counts(&aws), [3]);

    let aws = Pipeline::new(27, 0).start();
    let output = run_tasks(&aws).envs(PARAMETERS).ended();
    assert_code(&output, 0);
    assert_not_called(&aws, &["GetParameters"]);
    assert_eq!(counts(&aws), [3]);
}

#[test]
fn a_flag_wins_over_the_environment_and_the_environment_over_ssm() {
    let aws = Pipeline::new(1000, 0)
        .with("PIPELINE_ECS_MAX_TASKS", "2")
        .with("PIPELINE_ECS_CLUSTER", "of-ssm")
        .start();
    let output = run_tasks(&aws)
        .args(["--max-tasks", "4"])
        .env("PIPELINE_ECS_MAX_TASKS", "3")
        .env("PIPELINE_ECS_CLUSTER", "of-the-environment")
        // Left empty, as container definitions often have it: not given.
        .env("PIPELINE_S3_DEST_PREFIX", "")
        .ended();
    assert_code(&output, 0);
    assert_eq!(counts(&aws), [4]);
    let run = &aws.calls("RunTask")[0].input;
    assert_eq!(run["cluster"], "of-the-environment");
    assert_eq!(
        run["overrides"]["containerOverrides"][0]["environment"][1]["value"],
        "resized/224"
    );
    let asked = asked(&aws);
    assert_eq!(asked.len(), 7, "{asked:?}");
    for given in ["PIPELINE_ECS_MAX_TASKS", "PIPELINE_ECS_CLUSTER"] {
        assert!(!asked.iter().any(|name| name == given), "{given} in {asked:?}");
    }
}

#[test]
fn a_prefix_stands_before_the_names_in_ssm() {
    let mut pipeline = Pipeline::new(27, 0);
    pipeline.parameters = pipeline
        .parameters
        .into_iter()
        .map(|(name, value)| (format!("/queue-processing/{name}"), value))
        .collect();
    let aws = pipeline.start();
    let output = run_tasks(&aws)
        .env("PIPELINE_PARAMETERS_PREFIX", "/queue-processing/")
        .ended();
    assert_code(&output, 0);
    assert_eq!(counts(&aws), [3]);
}

#[test]
fn each_parameter_that_is_missing_is_named() {
    for (name, _) in PARAMETERS {
        let aws = Pipeline::new(27, 0).without(name).start();
        let output = run_tasks(&aws).ended();
        assert_refused(&output, &format!("{name} is missing:"));
        assert_not_called(&aws, &["GetQueueAttributes", "ListTasks", "RunTask"]);
    }
}

#[test]
fn all_parameters_that_are_missing_are_named_in_one_line() {
    let mut pipeline = Pipeline::new(27, 0);
    pipeline.parameters.clear();
    let aws = pipeline.start();
    let output = run_tasks(&aws)
        .args(["--parameters-prefix", "/p/", "--cluster", "here"])
        .ended();
    assert_refused(
        &output,
        "PIPELINE_UNPROCESSED_SQS_URL, PIPELINE_ENABLED, PIPELINE_ECS_MAX_TASKS,",
    );
    let told = told(&output);
    for ((name, _), flag) in PARAMETERS.iter().zip(FLAGS) {
        let expected = *name != "PIPELINE_ECS_CLUSTER";
        assert_eq!(told.contains(&format!("/p/{name}")), expected, "{name} in {told}");
        assert_eq!(told.contains(flag), expected, "{flag} in {told}");
    }
}

#[test]
fn an_unusable_parameter_is_named_with_where_it_comes_from() {
    let source = |output: &std::process::Output| {
        let told = told(output);
        let (_, source) = told.split_once("; it comes from ").expect("a source");
        source.split(';').next().unwrap_or_default().to_owned()
    };
    let aws = Pipeline::new(27, 0).with("PIPELINE_ECS_MAX_TASKS", "ten").start();
    let output = run_tasks(&aws).ended();
    assert_refused(
        &output,
        "PIPELINE_ECS_MAX_TASKS is 'ten', which is no whole number;",
    );
    assert_eq!(source(&output), "the SSM parameter PIPELINE_ECS_MAX_TASKS");
    assert_not_called(&aws, &["GetQueueAttributes", "ListTasks", "RunTask"]);

    let aws = Pipeline::new(27, 0).start();
    let output = run_tasks(&aws).args(["--max-tasks", "-1"]).ended();
    assert_code(&output, 2);
    let output = run_tasks(&aws).args(["--max-tasks=ten"]).ended();
    assert_refused(&output, "PIPELINE_ECS_MAX_TASKS is 'ten',");
    assert_eq!(source(&output), "the flag --max-tasks");
    let output = run_tasks(&aws).env("PIPELINE_ECS_MAX_TASKS", "ten").ended();
    assert_refused(&output, "PIPELINE_ECS_MAX_TASKS is 'ten',");
    assert_eq!(source(&output), "the environment");
    assert_not_called(&aws, &EVERY_CALL);
}

#[test]
fn every_unusable_setting_is_named_before_anything_is_called() {
    let aws = Pipeline::new(27, 0).start();
    for (setting, value) in [
        ("PIPELINE_UNPROCESSED_SQS_URL", "images"),
        ("PIPELINE_ECS_MAX_TASKS", "1e3"),
        ("PIPELINE_ECS_CLUSTER", "two words"),
        ("PIPELINE_ECS_TASK_CONTAINER", "a/b"),
        ("PIPELINE_ECS_TASK_DEFINITION", "resizer:latest"),
        ("PIPELINE_ECS_TASK_SUBNET", "sg-1"),
        ("PIPELINE_ECS_TASK_SECURITYGROUP", "subnet-1"),
        ("PIPELINE_PARAMETERS_PREFIX", "queue/"),
        ("PIPELINE_BATCH_SIZE", "0"),
        ("PIPELINE_CAPACITY_PROVIDER_STRATEGY", "FARGATE"),
        ("EVERY", "50ms"),
        ("PASS_TIMEOUT", "0"),
        ("AWS_REGION", "mars"),
        ("AWS_ENDPOINT_URL", "localhost"),
        ("LOG", "scaler=loud"),
    ] {
        let output = run_tasks(&aws).env(setting, value).ended();
        assert_refused(&output, &format!("{setting} is '{value}', which"));
    }
    for (setting, without) in [
        ("AWS_REGION", "AWS_REGION"),
        ("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"),
        ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"),
    ] {
        let output = run_tasks(&aws).env_remove(without).ended();
        assert_refused(&output, &format!("{setting} is missing;"));
    }
    assert_not_called(&aws, &EVERY_CALL);
}
