//! A setting that is missing or unusable.

/// One setting that is missing or unusable. Shown, it is the one line that the user needs: which setting, what
/// is wrong with it, and what to do. Goes with exit code 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting} {problem}; {remedy}")]
pub struct SettingError {
    /// The environment variable's name, which every setting has: `QUEUE_URI`.
    pub setting: &'static str,
    /// What is wrong: `is missing`, `is 'x', which is not a URL`.
    pub problem: String,
    /// What to do: `set it, or give --queue-uri, to the queue's URL`.
    pub remedy: String,
}

impl SettingError {
    /// A setting that is required and was given neither as a flag nor in the environment.
    pub fn missing(setting: &'static str, remedy: impl Into<String>) -> Self {
        Self {
            setting,
            problem: "is missing".to_owned(),
            remedy: remedy.into(),
        }
    }

    /// A setting whose value cannot be used; `why` completes "which ...".
    pub fn unusable(
        setting: &'static str,
        value: &str,
        why: impl std::fmt::Display,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            setting,
            problem: format!("is '{value}', which {why}"),
            remedy: remedy.into(),
        }
    }
}
