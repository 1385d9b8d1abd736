//! One setting as it was given, and its typed reading.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::{SettingError, duration};

/// A setting as it was given, with both its names.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The environment variable: `QUEUE_URI`.
    pub variable: &'static str,
    /// The flag: `--queue-uri`.
    pub flag: &'static str,
    value: Option<&'a str>,
    source: Option<&'a str>,
}

impl<'a> Given<'a> {
    /// A setting by its names and what clap found for it.
    pub fn new(variable: &'static str, flag: &'static str, value: Option<&'a String>) -> Self {
        Self {
            variable,
            flag,
            value: value.map(String::as_str),
            source: None,
        }
    }

    /// The same, known to come from `source` (`the flag --max-tasks`, `the SSM parameter X`), which its errors name:
    /// for a setting that may come from more places than these two.
    #[must_use]
    pub fn found_in(self, source: &'a str) -> Self {
        Self {
            source: Some(source),
            ..self
        }
    }

    /// The text without spaces around it; nothing if it was not given, or given empty.
    pub fn text(&self) -> Option<&'a str> {
        self.value.map(str::trim).filter(|text| !text.is_empty())
    }

    /// The text of a setting that must be there; `what` completes "set it to ...".
    pub fn required(&self, what: &str) -> Result<&'a str, SettingError> {
        self.text()
            .ok_or_else(|| SettingError::missing(self.variable, self.remedy(what)))
    }

    /// An error about the value; `why` completes "which ...", `what` completes "set it to ...".
    pub fn unusable(&self, value: &str, why: impl std::fmt::Display, what: &str) -> SettingError {
        SettingError::unusable(self.variable, value, why, self.remedy(what))
    }

    /// A whole number in `range`.
    pub fn number(&self, default: usize, range: RangeInclusive<usize>) -> Result<usize, SettingError> {
        let Some(text) = self.text() else {
            return Ok(default);
        };
        let what = format!("a whole number from {} to {}", range.start(), range.end());
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err(self.unusable(text, "is out of range", &what)),
            Err(_) => Err(self.unusable(text, "is no whole number", &what)),
        }
    }

    /// A switch, `0` or `1`; `what` completes "set it to ...".
    pub fn switch(&self, default: bool, what: &str) -> Result<bool, SettingError> {
        match self.text() {
            None => Ok(default),
            Some("0") => Ok(false),
            Some("1") => Ok(true),
            Some(text) => Err(self.unusable(text, "is neither 0 nor 1", what)),
        }
    }

    /// A percentage, 0 to 100.
    pub fn percentage(&self, default: f64) -> Result<f64, SettingError> {
        let Some(text) = self.text() else {
            return Ok(default);
        };
        let what = "a percentage from 0 to 100, such as 80 or 12.5";
        match text.trim_end_matches('%').trim_end().parse::<f64>() {
            Ok(number) if (0.0..=100.0).contains(&number) => Ok(number),
            Ok(_) => Err(self.unusable(text, "is out of range", what)),
            Err(_) => Err(self.unusable(text, "is no percentage", what)),
        }
    }

    /// A duration in `range`; nothing if it was not given.
    pub fn duration(&self, range: RangeInclusive<Duration>) -> Result<Option<Duration>, SettingError> {
        let Some(text) = self.text() else {
            return Ok(None);
        };
        let what = format!(
            "a duration from {} to {}, such as 30s, 5m or a number of seconds",
            duration::show(*range.start()),
            duration::show(*range.end())
        );
        match duration::parse(text) {
            Ok(value) if range.contains(&value) => Ok(Some(value)),
            Ok(_) => Err(self.unusable(text, "is out of range", &what)),
            Err(_) => Err(self.unusable(text, "is no duration", &what)),
        }
    }

    /// As [`Given::duration`], for what AWS counts in whole seconds.
    pub fn whole_seconds(&self, range: RangeInclusive<Duration>) -> Result<Option<Duration>, SettingError> {
        let value = self.duration(range)?;
        if value.is_some_and(|value| value.subsec_nanos() != 0) {
            let text = self.text().unwrap_or_default();
            return Err(self.unusable(
                text,
                "is not in whole seconds",
                "whole seconds, which AWS counts in",
            ));
        }
        Ok(value)
    }

    fn remedy(&self, what: &str) -> String {
        match self.source {
            Some(source) => format!("it comes from {source}; set it to {what}"),
            None => format!("set it, or {}, to {what}", self.flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> (String, &'static str) {
        (value.to_owned(), "COUNT")
    }

    #[test]
    fn empty_counts_as_missing() {
        let (value, name) = given("  ");
        let empty = Given::new(name, "--count", Some(&value));
        assert_eq!(empty.text(), None);
        assert_eq!(
            empty.required("the count").expect_err("missing").to_string(),
            "COUNT is missing; set it, or --count, to the count"
        );
        assert_eq!(empty.number(7, 1..=10), Ok(7));
        assert_eq!(empty.duration(Duration::ZERO..=Duration::MAX), Ok(None));
    }

    #[test]
    fn where_it_comes_from_is_told_where_that_is_known() {
        let (value, name) = given("many");
        let error = Given::new(name, "--count", Some(&value))
            .found_in("the SSM parameter COUNT")
            .number(7, 1..=10)
            .expect_err("unusable");
        assert_eq!(
            error.to_string(),
            "COUNT is 'many', which is no whole number; it comes from the SSM parameter COUNT; \
             set it to a whole number from 1 to 10"
        );
    }

    #[test]
    fn what_is_out_of_range_or_unreadable_is_told_with_the_range() {
        for (text, why) in [
            ("0", "out of range"),
            ("11", "out of range"),
            ("ten", "no whole number"),
        ] {
            let (value, name) = given(text);
            let error = Given::new(name, "--count", Some(&value))
                .number(7, 1..=10)
                .expect_err("unusable")
                .to_string();
            assert!(error.contains(why) && error.contains("from 1 to 10"), "{error}");
        }
        for (text, why) in [
            ("3h", "out of range"),
            ("soon", "no duration"),
            ("1500ms", "whole seconds"),
        ] {
            let (value, name) = given(text);
            let error = Given::new(name, "--count", Some(&value))
                .whole_seconds(Duration::ZERO..=Duration::from_secs(7200))
                .expect_err("unusable")
                .to_string();
            assert!(error.contains(why) && error.contains(text), "{error}");
        }
    }
}
