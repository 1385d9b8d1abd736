//! A container that does what a scenario tells it: the arguments are its steps, one after another.
//!
//! Scenarios about ECS itself need tasks that print, call their agent, ignore SIGTERM or fail on demand. This is the
//! one program for all of them; it knows nothing of the suite.

mod call;
mod run;
mod step;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        return run::print(step::HELP);
    }
    match step::parse(&words) {
        Ok(steps) => run::run(&steps),
        Err(error) => run::refuse(&error),
    }
}
