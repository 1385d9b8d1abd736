//! An AWS region's name.

use command_line::{Given, SettingError};

const WHAT: &str = "a region such as us-east-1";

/// The first of the settings that was given, as a region's name.
///
/// # Errors
/// None was given (the first is named), or the first that was cannot be a region.
pub fn region(settings: &[Given<'_>]) -> Result<String, SettingError> {
    let Some((given, text)) = settings
        .iter()
        .find_map(|given| given.text().map(|text| (given, text)))
    else {
        return settings.first().map_or_else(
            || Err(SettingError::missing("AWS_REGION", WHAT)),
            |first| first.required(WHAT).map(str::to_owned),
        );
    };
    if is_region(text) {
        Ok(text.to_owned())
    } else {
        Err(given.unusable(text, "is no AWS region", WHAT))
    }
}

/// Whether the text has the form of a region's name: lower-case words and a number, joined by hyphens
/// (`us-east-1`, `us-gov-west-1`, `eusc-de-east-1`). New regions appear, so there is no list.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else {
        return false;
    };
    words.len() >= 2
        && words
            .iter()
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_all_partitions_are_taken_and_nothing_else() {
        for text in [
            "us-east-1",
            "us-gov-west-1",
            "cn-north-1",
            "us-isob-east-1",
            "eusc-de-east-1",
        ] {
            assert!(is_region(text), "{text}");
        }
        for text in [
            "",
            "us",
            "us-east",
            "us-east-1a",
            "US-EAST-1",
            "us east 1",
            "us--1",
            "1",
            "east-1",
            "us-east-",
        ] {
            assert!(!is_region(text), "{text}");
        }
    }

    #[test]
    fn the_first_that_was_given_counts_and_the_first_is_named_if_none_was() {
        let (empty, good, bad) = (String::new(), "eu-west-1".to_owned(), "mars".to_owned());
        let queue = |value| Given::new("QUEUE_REGION", "--queue-region", value);
        let aws = |value| Given::new("AWS_REGION", "--region", value);
        assert_eq!(region(&[queue(Some(&empty)), aws(Some(&good))]), Ok(good.clone()));
        let error = region(&[queue(None), aws(None)]).expect_err("missing");
        assert_eq!(error.setting, "QUEUE_REGION");
        let error = region(&[queue(Some(&bad)), aws(Some(&good))]).expect_err("unusable");
        assert!(error.to_string().starts_with("QUEUE_REGION is 'mars'"), "{error}");
    }
}
