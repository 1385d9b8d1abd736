//! The JSON of a policy document.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One thing or a list of them: IAM takes either nearly everywhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub(super) fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) version: Version,
    /// What it is called; it means nothing.
    #[serde(default, rename = "Id")]
    _id: Option<String>,
    // Read one by one, so that an error says which statement it is of.
    pub(super) statement: serde_json::Value,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub(super) enum Version {
    #[default]
    #[serde(rename = "2008-10-17")]
    First,
    #[serde(rename = "2012-10-17")]
    Second,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct StatementDocument {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) principal: Option<PrincipalDocument>,
    pub(super) not_principal: Option<PrincipalDocument>,
    pub(super) action: Option<OneOrMany<String>>,
    pub(super) not_action: Option<OneOrMany<String>>,
    pub(super) resource: Option<OneOrMany<String>>,
    pub(super) not_resource: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) condition: BTreeMap<String, BTreeMap<String, OneOrMany<Scalar>>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum PrincipalDocument {
    /// Only `*`.
    Text(String),
    Kinds(BTreeMap<String, OneOrMany<String>>),
}

/// A value of a condition.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Text(String),
    Boolean(bool),
    Number(serde_json::Number),
}

impl Scalar {
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}
