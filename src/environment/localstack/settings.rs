//! The settings that LocalStack runs with.

use std::collections::BTreeMap;

/// Those of every run, as the recipe keeps them.
const ALWAYS: &str = include_str!("../../../fixtures/localstack/environment");

/// All settings, with those that depend on the run.
///
/// `authority` is the host and port that LocalStack puts into the URLs that it returns: the gateway's.
pub(super) fn settings(authority: &str) -> BTreeMap<String, String> {
    let mut settings = parse(ALWAYS);
    settings.insert("LOCALSTACK_HOST".to_owned(), authority.to_owned());
    settings
}

fn parse(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_passed_over() {
        let settings = parse("# why\nA=1\n\n B = two words \n");
        assert_eq!(
            settings.into_iter().collect::<Vec<_>>(),
            [
                ("A".to_owned(), "1".to_owned()),
                ("B".to_owned(), "two words".to_owned())
            ]
        );
    }

    #[test]
    fn urls_carry_the_gateways_authority() {
        let settings = settings("127.0.0.1:20001");
        assert_eq!(settings["LOCALSTACK_HOST"], "127.0.0.1:20001");
        assert_eq!(settings["SQS_ENDPOINT_STRATEGY"], "path");
    }
}
