//! What a container runs, by Docker's rules.
//!
//! The program that the image stands for is its entry point; the image has no command of its own. An entry point of
//! the container's replaces the program, and is run as a command line of this machine.

use super::Programs;
use crate::runtime::ContainerLaunch;

/// The words of the container's command line; never empty.
///
/// # Errors
/// The image stands for no program, whatever the container's own entry point: an image has to be there.
pub(super) fn command_line(programs: &Programs, container: &ContainerLaunch) -> Result<Vec<String>, String> {
    let program = programs.of(&container.image)?;
    let entry_point = match container.entry_point.as_deref() {
        None | Some([]) => program,
        Some(words) => words,
    };
    let arguments = container.command.as_deref().unwrap_or_default();
    Ok([entry_point, arguments].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_point_and_command_follow_dockers_rules() {
        let programs: Programs = ["worker:1=worker --json".parse().expect("a program")]
            .into_iter()
            .collect();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (entry_point, command, expected) in [
            (None, None, "worker --json"),
            (None, Some(&["log-consumer"][..]), "worker --json log-consumer"),
            (
                Some(&[][..]),
                Some(&["log-consumer"]),
                "worker --json log-consumer",
            ),
            (Some(&["sh", "-c"]), Some(&["true"]), "sh -c true"),
            (Some(&["true"]), None, "true"),
        ] {
            let container = ContainerLaunch {
                image: "worker:1".to_owned(),
                entry_point: entry_point.map(words),
                command: command.map(words),
                ..ContainerLaunch::default()
            };
            let line = command_line(&programs, &container).expect("mapped");
            assert_eq!(line.join(" "), expected);
        }
        let container = ContainerLaunch {
            entry_point: Some(words(&["true"])),
            ..ContainerLaunch::default()
        };
        command_line(&programs, &container).expect_err("an image has to be there");
    }
}
