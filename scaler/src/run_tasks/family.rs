//! The family of a task definition.

/// The longest name of a family.
const LONGEST: usize = 255;

/// A task definition as `RunTask` takes it: `family` (its latest revision), `family:revision`, or the ARN
/// `arn:aws:ecs:<region>:<account>:task-definition/<family>:<revision>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskDefinition {
    text: String,
    family: String,
}

impl TaskDefinition {
    /// Checks a reference; the error completes "which ...".
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let short = if text.starts_with("arn:") {
            let parts: Vec<&str> = text.splitn(6, ':').collect();
            match parts.as_slice() {
                [_, _, "ecs", _, _, resource] => resource.strip_prefix("task-definition/"),
                _ => None,
            }
            .ok_or("is the ARN of no task definition")?
        } else {
            text
        };
        let family = match short.split_once(':') {
            None => short,
            Some((family, revision)) if is_revision(revision) => family,
            Some(_) => return Err("has no number as its revision"),
        };
        if is_name(family) {
            Ok(Self {
                text: text.to_owned(),
                family: family.to_owned(),
            })
        } else {
            Err("has a family that is not 1 to 255 letters, digits, '-' and '_'")
        }
    }

    /// As it was given, which is what `RunTask` gets.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The family that its tasks are listed by.
    pub(super) fn family(&self) -> &str {
        &self.family
    }
}

fn is_revision(text: &str) -> bool {
    !text.is_empty() && text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is a name as ECS takes it, for families, clusters and containers alike.
pub(super) fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn anything_but_the_three_forms_is_refused() {
        for text in [
            "",
            ":1",
            "resizer:",
            "resizer:latest",
            "resizer:1:2",
            "re sizer",
            "re/sizer",
            "arn:aws:ecs:us-east-1:123456789012:task/resizer",
            "arn:aws:sqs:us-east-1:123456789012:task-definition/resizer:1",
            "arn:aws:ecs:us-east-1:123456789012:task-definition/",
            "arn:aws:ecs",
            &"x".repeat(256),
        ] {
            assert!(TaskDefinition::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_family_is_found_in_every_form(
            family in "[A-Za-z0-9_-]{1,255}", revision in 1..100_000_u32, partition in "aws(-cn|-us-gov)?",
        ) {
            let arn = format!("arn:{partition}:ecs:us-east-1:123456789012:task-definition/{family}");
            for text in [
                family.clone(),
                format!("{family}:{revision}"),
                arn.clone(),
                format!("{arn}:{revision}"),
            ] {
                let definition = TaskDefinition::parse(&text).expect("a task definition");
                prop_assert_eq!(definition.family(), &family);
                prop_assert_eq!(definition.as_str(), text);
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = TaskDefinition::parse(&text);
        }
    }
}
