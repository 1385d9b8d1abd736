//! The binary with a runtime that starts nothing.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) struct LocalEcs {
    child: Child,
    url: String,
}

impl LocalEcs {
    /// Starts one on a free port. It ends with this value, and with this process.
    pub(crate) fn start() -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("local-ecs"));
        for (name, _) in std::env::vars() {
            if name.starts_with("LOCAL_ECS_") || name == "LOG" {
                command.env_remove(name);
            }
        }
        let mut child = command
            // No LocalStack is needed: nothing listens there.
            .args(["--listen", "127.0.0.1:0", "--localstack", "http://127.0.0.1:1"])
            .args(["--runtime", "nothing", "--exit-with-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{line}"))
            .trim_end()
            .to_owned();
        Self { child, url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for LocalEcs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
