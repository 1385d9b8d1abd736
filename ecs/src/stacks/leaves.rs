//! What only LocalStack knows of the expressions in a value: references to its resources, imports, parameters in the
//! Parameter Store.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::evaluate::{Scope, attribute, function, get_att, is_dynamic, leaf_key, reference};
use super::parameters::is_list_parameter;
use super::sub::{Piece, pieces};

/// Attributes that are lists.
const LISTS: &[&str] = &[
    "CidrBlockAssociations",
    "DnsEntries",
    "Ipv6CidrBlocks",
    "LoadBalancerArns",
    "NameServers",
    "NetworkInterfaceIds",
    "SecurityGroups",
];

/// The leaves of a value, by their own JSON. Branches that a condition rules out are not looked at, so that nothing is
/// asked about a resource that is not there.
pub(crate) fn collect(scope: &Scope<'_>, value: &Value, leaves: &mut BTreeMap<String, Value>) {
    if let Some((name, argument)) = function(value) {
        match name {
            "Ref" => {
                if let Some(name) = argument.as_str() {
                    refer(scope, name, leaves);
                }
                return;
            }
            "Fn::GetAtt" => {
                if let Some((name, attribute)) = attribute(argument) {
                    refer_attribute(scope, name, &attribute, leaves);
                }
                return;
            }
            "Fn::ImportValue" | "Fn::GetAZs" => {
                add(value.clone(), leaves);
                return;
            }
            "Fn::If" => {
                if let Some([Value::String(name), yes, no]) = argument.as_array().map(Vec::as_slice) {
                    let chosen = match scope.conditions.get(name) {
                        Some(true) => yes,
                        _ => no,
                    };
                    collect(scope, chosen, leaves);
                }
                return;
            }
            "Fn::Sub" => {
                let (text, given) = match argument {
                    Value::String(text) => (Some(text), None),
                    Value::Array(parts) => match parts.as_slice() {
                        [Value::String(text), Value::Object(given)] => (Some(text), Some(given)),
                        _ => (None, None),
                    },
                    _ => (None, None),
                };
                for piece in text.into_iter().flat_map(|text| pieces(text)) {
                    let Piece::Variable(name) = piece else { continue };
                    if given.is_some_and(|given| given.contains_key(name)) {
                        continue;
                    }
                    match name.split_once('.') {
                        Some((name, attribute)) => refer_attribute(scope, name, attribute, leaves),
                        None => refer(scope, name, leaves),
                    }
                }
                for value in given.into_iter().flat_map(Map::values) {
                    collect(scope, value, leaves);
                }
                return;
            }
            _ => {}
        }
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(scope, value, leaves)),
        Value::Object(map) => map.values().for_each(|value| collect(scope, value, leaves)),
        Value::String(text) if is_dynamic(text) => add(value.clone(), leaves),
        _ => {}
    }
}

fn refer(scope: &Scope<'_>, name: &str, leaves: &mut BTreeMap<String, Value>) {
    let pseudo = name.starts_with("AWS::") && name != "AWS::StackId";
    let known = scope.parameters.contains_key(name)
        || scope.references.contains_key(&(name.to_owned(), String::new()));
    if !pseudo && !known {
        add(reference(name), leaves);
    }
}

fn refer_attribute(scope: &Scope<'_>, name: &str, attribute: &str, leaves: &mut BTreeMap<String, Value>) {
    if !scope
        .references
        .contains_key(&(name.to_owned(), attribute.to_owned()))
    {
        add(get_att(name, attribute), leaves);
    }
}

fn add(leaf: Value, leaves: &mut BTreeMap<String, Value>) {
    leaves.insert(leaf_key(&leaf), leaf);
}

/// Whether the leaf is a list; its output then is the items with commas between them.
pub(crate) fn is_list(scope: &Scope<'_>, leaf: &Value) -> bool {
    match function(leaf) {
        Some(("Fn::GetAZs", _)) => true,
        Some(("Ref", Value::String(name))) => is_list_parameter(scope.template, name),
        Some(("Fn::GetAtt", argument)) => {
            attribute(argument).is_some_and(|(_, attribute)| LISTS.contains(&attribute.as_str()))
        }
        _ => false,
    }
}
