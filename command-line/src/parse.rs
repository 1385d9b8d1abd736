//! Parsing with clap, with its errors on one line.

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use crate::Exit;

/// Parses this process's command line, or ends the process: `--help` and `--version` on stdout with exit code
/// 0, anything unusable as one line on stderr with exit code 2.
pub fn parse<P: Parser>() -> P {
    parse_from(std::env::args_os()).unwrap_or_else(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            // A reader of `--help | head` that closes the pipe is no failure of ours.
            let _ = error.print();
            std::process::exit(Exit::Success.code().into());
        }
        eprintln!("{}: error: {}", P::command().get_name(), summary(&error));
        std::process::exit(Exit::Usage.code().into());
    })
}

/// Parses the given words, of which the first is the binary's name.
pub fn parse_from<P: Parser>(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<P, clap::Error> {
    P::try_parse_from(words)
}

/// clap tells an error in a paragraph: what is wrong, tips, the usage. This keeps what is wrong, and the tips.
fn summary(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "a subcommand is missing; --help lists them".to_owned();
    }
    let text = error.to_string();
    let told = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"))
        .filter(|line| !line.is_empty() && !line.starts_with("For more information"))
        .map(|line| line.trim_start_matches("error: "))
        .collect::<Vec<_>>()
        .join("; ")
        .replace(":; ", ": ");
    format!("{told}; --help tells more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Parser)]
    #[command(name = "sample")]
    struct Sample {
        #[arg(long)]
        count: Option<u8>,
        #[arg(long)]
        name: String,
    }

    fn told(words: &[&str]) -> String {
        summary(&parse_from::<Sample>(words).expect_err("unusable"))
    }

    #[test]
    fn an_unknown_flag_is_one_line() {
        let line = told(&["sample", "--nmae", "x"]);
        assert!(line.starts_with("unexpected argument '--nmae' found"), "{line}");
        assert!(!line.contains('\n') && !line.contains("Usage"), "{line}");
    }

    #[test]
    fn a_missing_flag_is_named() {
        assert_eq!(
            told(&["sample"]),
            "the following required arguments were not provided: --name <NAME>; --help tells more"
        );
    }

    #[test]
    fn a_bad_value_is_shown() {
        let line = told(&["sample", "--name", "x", "--count", "300"]);
        assert!(line.contains("'300'") && line.contains("--count"), "{line}");
    }
}
