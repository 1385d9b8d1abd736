//! Real clients that nobody here wrote, as the judge: boto3 with its waiters and paginators, the AWS CLI, and
//! botocore's own service model, which every answer is held against.
//!
//! Each test runs the functions of one Python file beside this one against a local-ecs of its own, whose runtime
//! starts nothing. The Python environment is made once, from a locked set, under Cargo's folder for tests.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod local_ecs;
mod python;

use local_ecs::LocalEcs;

/// Runs a file's tests. What they print is shown where one fails.
#[track_caller]
fn run(file: &str) {
    let local_ecs = LocalEcs::start();
    let output = python::command()
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/run.py"))
        .arg(file)
        .env("ENDPOINT", local_ecs.url())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{file}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_reduced_model_is_botocores() {
    run("reduced_model");
}

#[test]
fn boto3_manages_clusters_task_definitions_and_container_instances() {
    run("records");
}

#[test]
fn boto3_runs_tasks_and_services_and_its_waiters_end() {
    run("waiters");
}

#[test]
fn boto3s_paginators_find_everything_once() {
    run("paginators");
}

#[test]
fn boto3_manages_scalable_targets_and_their_policies() {
    run("autoscaling");
}

#[test]
fn the_aws_cli_does_the_same_by_hand() {
    run("command_line");
}

#[test]
fn requests_made_from_the_model_are_answered_in_its_shapes_or_refused_in_its_errors() {
    run("requests_from_model");
}
