//! Tasks that are processes.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::client::{Definition, LocalEcs};
use crate::compare;
use crate::figures::section;

const ROUNDS: usize = 60;
/// Above by hand, in milliseconds.
const BOUND: f64 = 20.0;

const SCRIPT: &str = "echo started; exec sleep 600";

pub(crate) async fn measure(localstack: SocketAddr) {
    let program = format!("app=sh -c '{SCRIPT}'");
    let arguments = ["--runtime", "process", "--program", &program];
    let local_ecs = LocalEcs::start(&arguments, Some(localstack)).await;
    for logs in [false, true] {
        let with = if logs { "with" } else { "without" };
        section(&format!(
            "a task of a process, {with} awslogs, the median of {ROUNDS}"
        ));
        let definition = Definition::new("app", logs);
        local_ecs.register(&definition).await;
        let by_hand = async || {
            let began = Instant::now();
            let mut child = Command::new("sh")
                .args(["-c", SCRIPT])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let time = began.elapsed();
            child.kill().unwrap();
            child.wait().unwrap();
            time
        };
        compare(&local_ecs, &definition, ROUNDS, BOUND, by_hand).await;
    }
    local_ecs.end();
}
