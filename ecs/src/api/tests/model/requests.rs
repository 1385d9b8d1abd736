//! Requests made from the model alone.

use serde_json::{Map, Value, json};

use super::{Service, Shape};

impl Service {
    /// A value of the shape with everything that it can have; every list has one element.
    pub(in crate::api::tests) fn full(&self, shape: &Shape) -> Value {
        self.make(shape, &|_, _| true)
    }

    /// A value of the shape with what it must have.
    pub(in crate::api::tests) fn least(&self, shape: &Shape) -> Value {
        self.make(shape, &|shape, member| {
            shape.required.iter().any(|name| name == member)
        })
    }

    fn make(&self, shape: &Shape, wants: &dyn Fn(&Shape, &str) -> bool) -> Value {
        match shape.r#type.as_str() {
            "structure" => shape
                .members
                .iter()
                .filter(|(name, _)| wants(shape, name))
                .map(|(name, member)| (name.clone(), self.make(self.of(Some(member)), wants)))
                .collect::<Map<_, _>>()
                .into(),
            "list" => json!([self.make(self.of(shape.member.as_ref()), wants)]),
            "map" => json!({"key": self.make(self.of(shape.value.as_ref()), wants)}),
            "string" => shape.r#enum.first().map_or(json!("text"), |first| json!(first)),
            "boolean" => json!(true),
            "integer" | "long" => json!(1),
            "double" | "float" => json!(1.5),
            "timestamp" => json!(1_700_000_000.5),
            other => panic!("a shape of type {other}"),
        }
    }

    /// Every place of a full value, as a JSON pointer, and the shape there; the outermost first.
    pub(in crate::api::tests) fn places<'a>(&'a self, shape: &'a Shape) -> Vec<(String, &'a Shape)> {
        let mut places = Vec::new();
        self.walk(shape, String::new(), &mut places);
        places
    }

    fn walk<'a>(&'a self, shape: &'a Shape, at: String, places: &mut Vec<(String, &'a Shape)>) {
        places.push((at.clone(), shape));
        for (name, member) in &shape.members {
            self.walk(self.of(Some(member)), format!("{at}/{name}"), places);
        }
        if shape.r#type == "list" {
            self.walk(self.of(shape.member.as_ref()), format!("{at}/0"), places);
        }
        if shape.r#type == "map" {
            self.walk(self.of(shape.value.as_ref()), format!("{at}/key"), places);
        }
    }
}
