//! The command line of `scaler`, from outside: help, settings, exit codes, `run-tasks`, `produce`, `set-target` and
//! `track` beside an endpoint that answers as AWS does, and `simulate`.

mod every;
mod one_pass;
mod pipeline;
mod process;
mod produce;
mod set_target;
mod settings;
mod simulate;
mod track;
mod trouble;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_match, starts_with};

fn scaler(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_scaler"))
        .env_clear()
        .args(arguments)
        .assert()
}

/// One line on stderr, and no more.
fn one_line() -> impl Predicate<str> {
    is_match(r"^[^\n]+\n$").expect("a pattern")
}

#[test]
fn help_lists_every_subcommand() {
    let subcommands = ["run-tasks", "produce", "set-target", "track", "simulate"];
    let help = subcommands.iter().fold(predicate::always().boxed(), |all, name| {
        all.and(contains(*name)).boxed()
    });
    scaler(&["--help"]).success().stdout(help).stderr("");
}

#[test]
fn the_version_is_told() {
    scaler(&["--version"]).success().stdout(starts_with("scaler "));
}

#[test]
fn without_a_subcommand_one_line_says_what_is_missing() {
    scaler(&[]).code(2).stderr(one_line().and(contains("subcommand")));
}

#[test]
fn an_unknown_subcommand_is_named() {
    scaler(&["scale"])
        .code(2)
        .stderr(one_line().and(contains("'scale'")));
}

#[test]
fn an_unusable_log_filter_is_named_as_the_setting_it_is() {
    scaler(&["--log", "loud=very", "produce"])
        .code(2)
        .stderr(one_line().and(contains("LOG is 'loud=very'")));
}
