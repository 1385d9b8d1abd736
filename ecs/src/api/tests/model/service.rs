//! The service model, reduced to names and types (`tests/clients/reduce_model.py` makes it, and a test there holds it
//! against botocore's).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The model of Amazon ECS, as far as it is served.
pub(in crate::api::tests) static ECS: LazyLock<Service> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../tests/clients/model.json")).expect("the model")
});

/// The model of Application Auto Scaling, as far as it is served.
pub(in crate::api::tests) static AUTO_SCALING: LazyLock<Service> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../tests/clients/autoscaling_model.json")).expect("the model")
});

#[derive(Debug, Deserialize)]
pub(in crate::api::tests) struct Service {
    /// The names of all operations, served or not.
    pub(in crate::api::tests) all: Vec<String>,
    /// Those that are served.
    pub(in crate::api::tests) operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Debug, Deserialize)]
pub(in crate::api::tests) struct Operation {
    pub(in crate::api::tests) input: String,
    pub(in crate::api::tests) output: String,
    /// The exceptions that it may answer.
    pub(in crate::api::tests) errors: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::api::tests) struct Shape {
    pub(in crate::api::tests) r#type: String,
    pub(in crate::api::tests) required: Vec<String>,
    pub(in crate::api::tests) r#enum: Vec<String>,
    pub(in crate::api::tests) members: BTreeMap<String, Reference>,
    pub(in crate::api::tests) member: Option<Reference>,
    pub(in crate::api::tests) value: Option<Reference>,
}

#[derive(Debug, Deserialize)]
pub(in crate::api::tests) struct Reference {
    shape: String,
}

impl Service {
    pub(in crate::api::tests) fn shape(&self, name: &str) -> &Shape {
        self.shapes.get(name).unwrap_or_else(|| panic!("no shape {name}"))
    }

    pub(in crate::api::tests) fn of(&self, reference: Option<&Reference>) -> &Shape {
        self.shape(&reference.expect("a reference").shape)
    }
}
