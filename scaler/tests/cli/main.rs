//! The command line of `scaler`, from outside: help, settings, exit codes, and `run-tasks` beside an endpoint that
//! answers as AWS does.

mod every;
mod one_pass;
mod pipeline;
mod settings;
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
fn help_lists_every_subcommand_and_says_which_are_not_built() {
    let subcommands = ["run-tasks", "produce", "set-target", "track", "simulate"];
    let help = subcommands.iter().fold(predicate::always().boxed(), |all, name| {
        all.and(contains(*name)).boxed()
    });
    scaler(&["--help"])
        .success()
        .stdout(help.and(contains("(not built)").count(4)))
        .stderr("");
}

#[test]
fn the_version_is_told() {
    scaler(&["--version"]).success().stdout(starts_with("scaler "));
}

#[test]
fn a_subcommand_that_is_not_built_says_so_and_fails() {
    scaler(&["track"])
        .code(1)
        .stdout("")
        .stderr("scaler: error: track is not built yet: it is described by --help, and does nothing\n");
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
    scaler(&["--log", "loud=very", "track"])
        .code(2)
        .stderr(one_line().and(contains("LOG is 'loud=very'")));
}
