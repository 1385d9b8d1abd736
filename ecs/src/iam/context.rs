//! What is known of a request beside its action and its resource.

use std::collections::HashMap;

/// The condition keys of a request, with their values. The names of keys are told without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// By the name in lowercase.
    values: HashMap<String, Vec<String>>,
}

impl Context {
    /// The same with another key, of one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.with_all(key, [value])
    }

    /// The same with another key, of any number of values.
    #[must_use]
    pub fn with_all<Value: Into<String>>(
        mut self,
        key: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        self.values.insert(
            key.to_ascii_lowercase(),
            values.into_iter().map(Into::into).collect(),
        );
        self
    }

    /// A key's values, if it is there.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        self.values.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }
}
