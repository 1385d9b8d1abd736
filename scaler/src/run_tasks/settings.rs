//! The settings of the pipeline, checked and typed.

use command_line::{Given, SettingError};

use aws_client::QueueUrl;

use super::family::{TaskDefinition, is_name};
use super::parameter;
use super::values::Values;

/// The most tasks that may be asked for; Fargate's quotas end far below.
const MOST_TASKS: usize = 100_000;
/// The limits of `AwsVpcConfiguration` in the ECS API.
const MOST_SUBNETS: usize = 16;
const MOST_SECURITY_GROUPS: usize = 5;

/// What a pass works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) queue: QueueUrl,
    pub(super) enabled: bool,
    pub(super) max_tasks: u64,
    pub(super) tasks: Tasks,
}

/// What a task is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tasks {
    pub(super) cluster: String,
    pub(super) definition: TaskDefinition,
    pub(super) container: String,
    pub(super) subnets: Vec<String>,
    pub(super) security_groups: Vec<String>,
    pub(super) dest_prefix: String,
}

impl Settings {
    /// Reads them all.
    ///
    /// # Errors
    /// The first that is unusable.
    pub(super) fn read(values: &Values) -> Result<Self, SettingError> {
        Ok(Self {
            queue: queue_url(values.given(parameter::QUEUE_URL))?,
            enabled: enabled(values.given(parameter::ENABLED))?,
            max_tasks: max_tasks(values.given(parameter::MAX_TASKS))?,
            tasks: Tasks {
                cluster: cluster(values.given(parameter::CLUSTER))?,
                definition: task_definition(values.given(parameter::TASK_DEFINITION))?,
                container: container(values.given(parameter::CONTAINER))?,
                subnets: subnets(values.given(parameter::SUBNETS))?,
                security_groups: security_groups(values.given(parameter::SECURITY_GROUPS))?,
                dest_prefix: dest_prefix(values.given(parameter::DEST_PREFIX))?,
            },
        })
    }
}

pub(super) fn queue_url(given: Given<'_>) -> Result<QueueUrl, SettingError> {
    QueueUrl::read(given, "the queue's URL")
}

/// As documented: `1` enables, whatever else is there disables.
pub(super) fn enabled(given: Given<'_>) -> Result<bool, SettingError> {
    Ok(given.required("1 to enable the pipeline, to 0 to disable it")? == "1")
}

pub(super) fn max_tasks(given: Given<'_>) -> Result<u64, SettingError> {
    given.required("the most tasks that run at once")?;
    let number = given.number(0, 0..=MOST_TASKS)?;
    Ok(u64::try_from(number).unwrap_or(u64::MAX))
}

pub(super) fn cluster(given: Given<'_>) -> Result<String, SettingError> {
    let what = "the cluster's name or ARN";
    let text = given.required(what)?;
    let name = text.strip_prefix("arn:").map_or(Some(text), |rest| {
        rest.split_once(":cluster/").map(|(_, name)| name)
    });
    match name {
        Some(name) if is_name(name) => Ok(text.to_owned()),
        _ => Err(given.unusable(text, "is no cluster's name or ARN", what)),
    }
}

pub(super) fn container(given: Given<'_>) -> Result<String, SettingError> {
    let what = "the name of the task definition's container that gets the settings";
    let text = given.required(what)?;
    if is_name(text) {
        Ok(text.to_owned())
    } else {
        Err(given.unusable(text, "is no container's name", what))
    }
}

pub(super) fn task_definition(given: Given<'_>) -> Result<TaskDefinition, SettingError> {
    let what = "a task definition's family, <family>:<revision> or ARN";
    let text = given.required(what)?;
    TaskDefinition::parse(text).map_err(|why| given.unusable(text, why, what))
}

pub(super) fn subnets(given: Given<'_>) -> Result<Vec<String>, SettingError> {
    ids(
        given,
        "subnet-",
        MOST_SUBNETS,
        "a subnet's id, or several with commas",
    )
}

pub(super) fn security_groups(given: Given<'_>) -> Result<Vec<String>, SettingError> {
    ids(
        given,
        "sg-",
        MOST_SECURITY_GROUPS,
        "a security group's id, or several with commas",
    )
}

pub(super) fn dest_prefix(given: Given<'_>) -> Result<String, SettingError> {
    given
        .required("the prefix of what the tasks store in the destination bucket")
        .map(str::to_owned)
}

fn ids(given: Given<'_>, prefix: &str, most: usize, what: &str) -> Result<Vec<String>, SettingError> {
    let text = given.required(what)?;
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(',').map(str::trim) {
        let rest = id.strip_prefix(prefix).unwrap_or_default();
        if rest.is_empty()
            || !rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(given.unusable(
                id,
                format!("does not have the form {prefix}0123456789abcdef0"),
                what,
            ));
        }
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    if ids.len() > most {
        return Err(given.unusable(text, format!("is {} of them: ECS takes {most}", ids.len()), what));
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_tasks::parameter::{PARAMETERS, Parameter};

    fn checked(parameter: Parameter, value: &str) -> Result<(), SettingError> {
        let value = value.to_owned();
        (parameter.check)(Given::new(parameter.name, parameter.flag, Some(&value)))
    }

    #[test]
    fn each_names_itself_when_it_is_unusable_and_when_it_is_missing() {
        for (parameter, unusable) in PARAMETERS.into_iter().zip([
            Some("images"),
            None,
            Some("-1"),
            Some("arn:aws:ecs:us-east-1:123456789012:service/x"),
            Some("two words"),
            Some("resizer:latest"),
            Some("sg-1"),
            Some("subnet-1"),
            None,
        ]) {
            let error = checked(parameter, " ").expect_err(parameter.name);
            assert_eq!(
                (error.setting, error.problem.as_str()),
                (parameter.name, "is missing")
            );
            assert!(error.remedy.contains(parameter.flag), "{error}");
            if let Some(text) = unusable {
                let error = checked(parameter, text).expect_err(text);
                assert_eq!(error.setting, parameter.name);
                assert!(
                    error.problem.starts_with(&format!("is '{text}', which ")),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn only_1_enables() {
        for (text, expected) in [
            ("1", true),
            (" 1 ", true),
            ("0", false),
            ("true", false),
            ("01", false),
            ("11", false),
        ] {
            let text = text.to_owned();
            let given = Given::new("PIPELINE_ENABLED", "--enabled", Some(&text));
            assert_eq!(enabled(given), Ok(expected), "{text}");
        }
    }

    #[test]
    fn several_subnets_and_security_groups_are_read_each_once() {
        let text = "subnet-0a1, subnet-2,subnet-0a1".to_owned();
        let given = Given::new("PIPELINE_ECS_TASK_SUBNET", "--subnets", Some(&text));
        assert_eq!(
            subnets(given),
            Ok(vec!["subnet-0a1".to_owned(), "subnet-2".to_owned()])
        );
        for text in ["subnet-1,", "subnet-1 subnet-2", "subnet-", "subnet_1"] {
            assert!(checked(parameter::SUBNETS, text).is_err(), "{text}");
        }
        let many: Vec<_> = (0..6).map(|n| format!("sg-{n}")).collect();
        assert!(checked(parameter::SECURITY_GROUPS, &many[..5].join(",")).is_ok());
        let error = checked(parameter::SECURITY_GROUPS, &many.join(",")).expect_err("six");
        assert!(error.to_string().contains("is 6 of them: ECS takes 5"), "{error}");
    }

    #[test]
    fn a_cluster_is_known_by_its_name_or_arn() {
        for text in ["images", "arn:aws:ecs:us-east-1:123456789012:cluster/images"] {
            assert_eq!(checked(parameter::CLUSTER, text), Ok(()), "{text}");
        }
        for text in ["a/b", "arn:aws:ecs:us-east-1:123456789012:cluster/", "arn:x"] {
            assert!(checked(parameter::CLUSTER, text).is_err(), "{text}");
        }
    }
}
