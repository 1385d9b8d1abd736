//! The value of every parameter, and where it comes from: a flag, the environment, or else SSM.

use std::collections::HashMap;

use command_line::{Given, SettingError};

use super::parameter::{PARAMETERS, Parameter};

/// What was found for the parameters, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(HashMap<&'static str, Found>);

#[derive(Debug, Clone)]
struct Found {
    value: String,
    source: String,
}

/// Parameters that were found nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{names} {are} missing: not given as {flags}, not in the environment, and SSM has no {parameters}; \
     put {them} there, or give {them} here",
    names = list(.0.iter().map(|missing| missing.parameter)),
    are = if .0.len() == 1 { "is" } else { "are" },
    flags = list(.0.iter().map(|missing| missing.flag)),
    parameters = list(.0.iter().map(|missing| missing.path.as_str())),
    them = if .0.len() == 1 { "it" } else { "them" },
)]
pub struct MissingParameters(Vec<Missing>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Missing {
    parameter: &'static str,
    flag: &'static str,
    path: String,
}

impl Values {
    /// What was given as a flag or in the environment, checked. What is given empty is not given.
    ///
    /// # Errors
    /// The first that is unusable.
    pub(super) fn given_here(given: &[(Parameter, Option<&String>)]) -> Result<Self, SettingError> {
        let mut found = HashMap::new();
        for (parameter, value) in given {
            let Some(value) = value.map(|value| value.trim()).filter(|value| !value.is_empty()) else {
                continue;
            };
            let source = source(parameter, value);
            found.insert(
                parameter.name,
                Found {
                    value: value.to_owned(),
                    source,
                },
            );
        }
        let values = Self(found);
        for (parameter, _) in given {
            if values.0.contains_key(parameter.name) {
                (parameter.check)(values.given(*parameter))?;
            }
        }
        Ok(values)
    }

    /// The parameters that are still to be found.
    pub(super) fn wanting(&self) -> Vec<Parameter> {
        PARAMETERS
            .into_iter()
            .filter(|parameter| !self.0.contains_key(parameter.name))
            .collect()
    }

    /// The same with what SSM has: `stored` is by the parameters' full names, of which `prefix` is the beginning.
    ///
    /// # Errors
    /// Parameters are missing there too; each is named.
    pub(super) fn completed(
        &self,
        prefix: &str,
        stored: &HashMap<String, String>,
    ) -> Result<Self, MissingParameters> {
        let mut all = self.clone();
        let mut missing = Vec::new();
        for parameter in self.wanting() {
            let path = format!("{prefix}{}", parameter.name);
            match stored.get(&path).filter(|value| !value.trim().is_empty()) {
                Some(value) => {
                    let found = Found {
                        value: value.clone(),
                        source: format!("the SSM parameter {path}"),
                    };
                    all.0.insert(parameter.name, found);
                }
                None => missing.push(Missing {
                    parameter: parameter.name,
                    flag: parameter.flag,
                    path,
                }),
            }
        }
        if missing.is_empty() {
            Ok(all)
        } else {
            Err(MissingParameters(missing))
        }
    }

    /// A parameter's value with where it comes from.
    pub(super) fn given(&self, parameter: Parameter) -> Given<'_> {
        let found = self.0.get(parameter.name);
        let given = Given::new(parameter.name, parameter.flag, found.map(|found| &found.value));
        match found {
            Some(found) => given.found_in(&found.source),
            None => given,
        }
    }
}

/// The parser does not tell which it was; where both say the same, it does not matter.
fn source(parameter: &Parameter, value: &str) -> String {
    let environment = std::env::var(parameter.name).unwrap_or_default();
    if environment.trim() == value {
        "the environment".to_owned()
    } else {
        format!("the flag {}", parameter.flag)
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_tasks::parameter::{CLUSTER, ENABLED, MAX_TASKS};

    fn stored(entries: &[(&str, &str)]) -> HashMap<String, String> {
        entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_given_here_wins_and_is_not_asked_for() {
        let (cluster, blank) = ("here".to_owned(), " ".to_owned());
        let given = [
            (CLUSTER, Some(&cluster)),
            (ENABLED, Some(&blank)),
            (MAX_TASKS, None),
        ];
        let values = Values::given_here(&given).expect("usable");
        let wanting: Vec<_> = values.wanting().iter().map(|parameter| parameter.name).collect();
        assert_eq!(wanting.len(), PARAMETERS.len() - 1);
        assert!(!wanting.contains(&CLUSTER.name) && wanting.contains(&ENABLED.name));
        assert_eq!(values.given(CLUSTER).text(), Some("here"));

        let everything: Vec<_> = PARAMETERS
            .iter()
            .map(|parameter| (format!("/p/{}", parameter.name), "there".to_owned()))
            .collect();
        let all = values
            .completed("/p/", &everything.into_iter().collect())
            .expect("complete");
        assert_eq!(all.given(CLUSTER).text(), Some("here"));
        assert_eq!(all.given(MAX_TASKS).text(), Some("there"));
    }

    #[test]
    fn an_unusable_value_is_told_with_where_it_comes_from() {
        let many = "many".to_owned();
        let error = Values::given_here(&[(MAX_TASKS, Some(&many))]).expect_err("unusable");
        assert_eq!(
            error.to_string(),
            "PIPELINE_ECS_MAX_TASKS is 'many', which is no whole number; it comes from the flag --max-tasks; \
             set it to a whole number from 0 to 100000"
        );
        let mut all = stored(&[("PIPELINE_ECS_MAX_TASKS", "few")]);
        for parameter in PARAMETERS {
            all.entry(parameter.name.to_owned())
                .or_insert_with(|| "x".to_owned());
        }
        let values = Values::default().completed("", &all).expect("complete");
        let error = (MAX_TASKS.check)(values.given(MAX_TASKS)).expect_err("unusable");
        assert!(
            error
                .to_string()
                .contains("it comes from the SSM parameter PIPELINE_ECS_MAX_TASKS"),
            "{error}"
        );
    }

    #[test]
    fn every_parameter_that_is_nowhere_is_named_once() {
        let error = Values::default()
            .completed(
                "/p/",
                &stored(&[("/p/PIPELINE_ENABLED", "1"), ("/p/PIPELINE_ECS_CLUSTER", " ")]),
            )
            .expect_err("most are missing")
            .to_string();
        for parameter in PARAMETERS {
            let path = format!("/p/{}", parameter.name);
            let expected = usize::from(parameter.name != ENABLED.name);
            assert_eq!(error.matches(&path).count(), expected, "{path} in {error}");
        }
        let one = Values::default();
        let mut all: HashMap<_, _> = PARAMETERS
            .iter()
            .map(|parameter| (parameter.name.to_owned(), "x".to_owned()))
            .collect();
        all.remove(CLUSTER.name);
        assert_eq!(
            one.completed("", &all).expect_err("one is missing").to_string(),
            "PIPELINE_ECS_CLUSTER is missing: not given as --cluster, not in the environment, and SSM has no \
             PIPELINE_ECS_CLUSTER; put it there, or give it here"
        );
    }
}
