//! A template, taken apart into its sections.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::text::{self, TextError};

/// Why a template cannot be worked with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// Not even a text of the right form.
    #[error("Template format error: {0}")]
    Text(#[from] TextError),
    /// A section or an entry of it has another form than CloudFormation's.
    #[error("Template format error: {0}")]
    Form(String),
}

/// A template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// All of it, in long forms.
    pub(crate) body: Map<String, Value>,
    pub(crate) resources: BTreeMap<String, Resource>,
}

/// A resource as the template has it.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// `AWS::ECS::Service`.
    pub(crate) kind: String,
    pub(crate) properties: Map<String, Value>,
    /// It exists only if this condition holds.
    pub(crate) condition: Option<String>,
    pub(crate) depends_on: Vec<String>,
    /// It stays when the stack or its entry in the template goes.
    pub(crate) retained: bool,
}

impl Template {
    /// Reads a template's text.
    pub(crate) fn read(text: &str) -> Result<Self, TemplateError> {
        let Value::Object(body) = text::read(text)? else {
            return Err(TextError::NoMap.into());
        };
        let Some(Value::Object(resources)) = body.get("Resources") else {
            let message = "At least one Resources member must be defined.";
            return Err(TemplateError::Form(message.to_owned()));
        };
        let resources = resources
            .iter()
            .map(|(name, resource)| Ok((name.clone(), Resource::read(name, resource)?)))
            .collect::<Result<_, TemplateError>>()?;
        for section in ["Parameters", "Mappings", "Conditions", "Rules", "Outputs"] {
            if body.get(section).is_some_and(|section| !section.is_object()) {
                return Err(TemplateError::Form(format!("{section} is no map")));
            }
        }
        Ok(Self { body, resources })
    }

    /// An entry of a section.
    pub(crate) fn entry(&self, section: &str, name: &str) -> Option<&Value> {
        self.section(section)?.get(name)
    }

    /// A section that is a map.
    pub(crate) fn section(&self, section: &str) -> Option<&Map<String, Value>> {
        self.body.get(section)?.as_object()
    }
}

impl Resource {
    fn read(name: &str, resource: &Value) -> Result<Self, TemplateError> {
        let wrong = |what: &str| TemplateError::Form(format!("the resource {name} {what}"));
        let resource = resource.as_object().ok_or_else(|| wrong("is no map"))?;
        let kind = resource
            .get("Type")
            .and_then(Value::as_str)
            .ok_or_else(|| wrong("has no Type"))?;
        let properties = match resource.get("Properties") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(properties)) => properties.clone(),
            Some(_) => return Err(wrong("has Properties that are no map")),
        };
        let depends_on = match resource.get("DependsOn") {
            None => Vec::new(),
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => names
                .iter()
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .ok_or_else(|| wrong("has a DependsOn that is no list of names"))?,
            Some(_) => return Err(wrong("has a DependsOn that is no name")),
        };
        let text = |key: &str| resource.get(key).and_then(Value::as_str);
        Ok(Self {
            kind: kind.to_owned(),
            properties,
            condition: text("Condition").map(str::to_owned),
            depends_on,
            retained: text("DeletionPolicy").is_some_and(|policy| policy.starts_with("Retain")),
        })
    }
}
