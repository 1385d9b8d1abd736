//! Processes, known by a variable in their environment.

use std::fs;
use std::path::Path;

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

/// The running processes in whose environment the variable has that value: the id and the command of each. Found
/// on Linux, where the environment of a process can be read.
pub(crate) fn processes_with(variable: &str, value: &str) -> Vec<(i32, String)> {
    let marker = format!("{variable}={value}");
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let command = command_if_it_carries(&entry.path(), &marker)?;
            Some((id, command))
        })
        .collect()
}

/// The command of the process, if the marker stands in its environment.
fn command_if_it_carries(process: &Path, marker: &str) -> Option<String> {
    let environment = fs::read(process.join("environ")).ok()?;
    if !environment
        .split(|byte| *byte == 0)
        .any(|item| item == marker.as_bytes())
    {
        return None;
    }
    // A zombie has ended; its parent will collect it.
    let status = fs::read_to_string(process.join("stat")).ok()?;
    let ended = status
        .rsplit(')')
        .next()
        .is_some_and(|rest| rest.trim_start().starts_with('Z'));
    if ended {
        return None;
    }
    let command = fs::read(process.join("cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    Some(command.trim().to_owned())
}

/// Kills the process; nothing happens to one that has ended.
pub(crate) fn kill(process: i32) {
    let _ = signal::kill(Pid::from_raw(process), Signal::SIGKILL);
}
