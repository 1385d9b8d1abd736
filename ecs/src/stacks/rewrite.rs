//! The template that LocalStack gets: references to the resources made here stand for the values that these will have,
//! the resources themselves are placeholders, and an output is added for each leaf.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use super::evaluate::{attribute, function};
use super::kind::Kind;
use super::sub::{Piece, pieces};
use super::template::Template;

/// What the names of the added outputs begin with.
pub(crate) const OUTPUT: &str = "LocalEcsLeaf";

/// Expressions by what they stand for: a resource's name, and an attribute (empty for `Ref`).
pub(crate) type Expressions = BTreeMap<(String, String), Value>;

/// The name of a leaf's output: the same for the same leaf, so that an update that changes nothing stays one.
pub(crate) fn output_name(leaf_key: &str) -> String {
    format!("{OUTPUT}{:016x}", digest(leaf_key))
}

/// A number that differs when the text does.
pub(crate) fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The value with the references replaced.
pub(crate) fn replaced(value: &Value, expressions: &Expressions) -> Value {
    let look_up = |name: &str, attribute: &str| expressions.get(&(name.to_owned(), attribute.to_owned()));
    if let Some((name, argument)) = function(value) {
        let found = match name {
            "Ref" => argument.as_str().and_then(|name| look_up(name, "")),
            "Fn::GetAtt" => attribute(argument).and_then(|(name, attribute)| look_up(name, &attribute)),
            "Fn::Sub" => return json!({"Fn::Sub": sub(argument, expressions)}),
            _ => None,
        };
        if let Some(found) = found {
            return found.clone();
        }
    }
    match value {
        Value::Array(values) => values.iter().map(|value| replaced(value, expressions)).collect(),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), replaced(value, expressions)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn sub(argument: &Value, expressions: &Expressions) -> Value {
    let (text, given) = match argument {
        Value::String(text) => (text, Map::new()),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(text), Value::Object(given)] => (text, given.clone()),
            _ => return argument.clone(),
        },
        _ => return argument.clone(),
    };
    let mut variables: Map<String, Value> = given
        .iter()
        .map(|(name, value)| (name.clone(), replaced(value, expressions)))
        .collect();
    let mut rewritten = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => rewritten.push_str(text),
            Piece::Literal(name) => {
                rewritten.extend(["${!", name, "}"]);
            }
            Piece::Variable(name) => {
                let (resource, attribute) = name.split_once('.').unwrap_or((name, ""));
                let found = expressions
                    .get(&(resource.to_owned(), attribute.to_owned()))
                    .filter(|_| !given.contains_key(name));
                match found {
                    // A `${` in a name is none of a variable.
                    Some(Value::String(value)) => rewritten.push_str(&value.replace("${", "${!")),
                    Some(value) => {
                        let variable = format!("LocalEcs{}", variables.len());
                        rewritten.extend(["${", &variable, "}"]);
                        variables.insert(variable, value.clone());
                    }
                    None => rewritten.extend(["${", name, "}"]),
                }
            }
        }
    }
    if variables.is_empty() {
        Value::String(rewritten)
    } else {
        json!([rewritten, variables])
    }
}

/// The template for LocalStack. `sketches` are what the resources made here look like, as far as is known: a
/// placeholder changes when its sketch does. `leaves` are by their output's name, `conditions` what each comes to.
pub(crate) fn template(
    template: &Template,
    expressions: &Expressions,
    sketches: &BTreeMap<String, Value>,
    leaves: &BTreeMap<String, Value>,
    conditions: &BTreeMap<String, bool>,
) -> String {
    let mut body = template.body.clone();
    if let Some(Value::Object(known)) = body.get_mut("Conditions") {
        for (name, condition) in known {
            if let Some(holds) = conditions.get(name) {
                // LocalStack, at an update, takes a list parameter within a condition for a text, and fails.
                *condition = json!({"Fn::Equals": ["true", holds.to_string()]});
            }
        }
    }
    if let Some(Value::Object(resources)) = body.get_mut("Resources") {
        for (name, resource) in resources {
            let kind = template.resources.get(name).map(|resource| &*resource.kind);
            *resource = if kind.is_some_and(|kind| Kind::of(kind).is_some()) {
                placeholder(resource, sketches.get(name))
            } else {
                replaced(resource, expressions)
            };
        }
    }
    let outputs = body.entry("Outputs").or_insert_with(|| json!({}));
    *outputs = replaced(outputs, expressions);
    if let Value::Object(outputs) = outputs {
        for (name, leaf) in leaves {
            outputs.insert(name.clone(), json!({"Value": replaced(leaf, expressions)}));
        }
        if outputs.is_empty() {
            body.remove("Outputs");
        }
    }
    Value::Object(body).to_string()
}

fn placeholder(resource: &Value, sketch: Option<&Value>) -> Value {
    let mut placeholder: Map<String, Value> = ["Type", "Condition", "DeletionPolicy", "UpdateReplacePolicy"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), resource.get(key)?.clone())))
        .collect();
    if let Some(sketch) = sketch {
        let digest = format!("{:016x}", digest(&sketch.to_string()));
        placeholder.insert("Properties".to_owned(), json!({"LocalEcs": digest}));
    }
    Value::Object(placeholder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expressions() -> Expressions {
        [
            (("Service", "Name"), json!("jobs")),
            (("Policy", ""), json!("arn:policy")),
            (("Cluster", ""), json!({"Ref": "ClusterNameParameter"})),
        ]
        .into_iter()
        .map(|((name, attribute), value)| ((name.to_owned(), attribute.to_owned()), value))
        .collect()
    }

    #[test]
    fn references_stand_for_their_values() {
        for (value, expected) in [
            (
                json!({"AlarmActions": [{"Ref": "Policy"}]}),
                json!({"AlarmActions": ["arn:policy"]}),
            ),
            (json!({"Fn::GetAtt": ["Service", "Name"]}), json!("jobs")),
            (json!({"Fn::GetAtt": "Service.Name"}), json!("jobs")),
            (
                json!({"Fn::GetAtt": ["Queue", "Name"]}),
                json!({"Fn::GetAtt": ["Queue", "Name"]}),
            ),
            (json!({"Ref": "Cluster"}), json!({"Ref": "ClusterNameParameter"})),
            (
                json!({"Fn::Sub": "a/${Service.Name}/${AWS::Region}${!x}"}),
                json!({"Fn::Sub": "a/jobs/${AWS::Region}${!x}"}),
            ),
            (
                json!({"Fn::Sub": ["${Cluster}-${X}", {"X": {"Ref": "Policy"}}]}),
                json!({"Fn::Sub": ["${LocalEcs1}-${X}", {"X": "arn:policy", "LocalEcs1": {"Ref": "ClusterNameParameter"}}]}),
            ),
            (
                json!({"Fn::Sub": ["${Policy}", {"Policy": "own"}]}),
                json!({"Fn::Sub": ["${Policy}", {"Policy": "own"}]}),
            ),
        ] {
            assert_eq!(replaced(&value, &expressions()), expected, "{value}");
        }
    }
}
