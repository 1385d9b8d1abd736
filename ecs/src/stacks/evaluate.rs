//! CloudFormation's functions, evaluated: pure, total and bounded.
//!
//! What only LocalStack knows (a queue's ARN, another stack's export) is a *leaf*: it is looked up among
//! [`Scope::leaves`] under its own JSON, which [`super::leaves`] has collected before.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use serde_json::{Map, Value};

use super::cidr;
use super::graph::order;
use super::sub::{Piece, pieces};
use super::template::Template;

/// The longest text that a function may make: more than any property takes.
const LONGEST: usize = 1024 * 1024;

/// Why an expression has no value. One sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct EvalError(pub(crate) String);

/// What the template's pseudo parameters stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pseudo {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) partition: String,
    pub(crate) stack_name: String,
}

/// Values that an expression may refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) template: &'a Template,
    pub(crate) pseudo: &'a Pseudo,
    /// Those that are known here; the others are leaves.
    pub(crate) parameters: &'a BTreeMap<String, Value>,
    pub(crate) conditions: &'a BTreeMap<String, bool>,
    /// What references to the resources made here stand for: by the resource's name, and the attribute (empty for
    /// `Ref`).
    pub(crate) references: &'a BTreeMap<(String, String), Value>,
    /// By their own JSON.
    pub(crate) leaves: &'a BTreeMap<String, Value>,
}

fn fail<T>(message: impl Into<String>) -> Result<T, EvalError> {
    Err(EvalError(message.into()))
}

/// Evaluates all conditions of a template.
pub(crate) fn conditions(
    template: &Template,
    pseudo: &Pseudo,
    parameters: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, bool>, EvalError> {
    let nothing = (BTreeMap::new(), BTreeMap::new());
    let needs = template
        .section("Conditions")
        .into_iter()
        .flatten()
        .map(|(name, condition)| {
            let mut needed = BTreeSet::new();
            condition_names(condition, &mut needed);
            (name.clone(), needed)
        })
        .collect();
    let ordered = order(&needs).map_err(|circle| {
        EvalError(format!(
            "Template format error: the conditions {} depend on themselves",
            circle.join(", ")
        ))
    })?;
    let mut known = BTreeMap::new();
    for name in ordered {
        let scope = Scope {
            template,
            pseudo,
            parameters,
            conditions: &known,
            references: &nothing.0,
            leaves: &nothing.1,
        };
        let condition = template.entry("Conditions", &name).unwrap_or(&Value::Null);
        let holds = scope
            .truth(condition)
            .map_err(|error| EvalError(format!("the condition {name}: {error}")))?;
        known.insert(name, holds);
    }
    Ok(known)
}

fn condition_names(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| condition_names(value, names)),
        Value::Object(map) => {
            for (key, value) in map {
                let name = match key.as_str() {
                    "Condition" => value.as_str(),
                    "Fn::If" => value.get(0).and_then(Value::as_str),
                    _ => None,
                };
                names.extend(name.map(str::to_owned));
                condition_names(value, names);
            }
        }
        _ => {}
    }
}

/// The function that a value is a call of, with its argument.
pub(crate) fn function(value: &Value) -> Option<(&str, &Value)> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (name, argument) = map.iter().next()?;
    let known = name == "Ref" || name.starts_with("Fn::") || (name == "Condition" && argument.is_string());
    known.then_some((name.as_str(), argument))
}

/// A reference's resource and attribute.
pub(crate) fn attribute(argument: &Value) -> Option<(&str, String)> {
    match argument {
        Value::String(text) => text
            .split_once('.')
            .map(|(name, attribute)| (name, attribute.to_owned())),
        Value::Array(parts) => {
            let name = parts.first()?.as_str()?;
            let rest: Option<Vec<&str>> = parts.iter().skip(1).map(Value::as_str).collect();
            Some((name, rest.filter(|rest| !rest.is_empty())?.join(".")))
        }
        _ => None,
    }
}

/// A text that CloudFormation looks up in the Parameter Store or Secrets Manager.
pub(crate) fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}

/// How a leaf is looked up.
pub(crate) fn leaf_key(leaf: &Value) -> String {
    leaf.to_string()
}

/// A scalar as the text that CloudFormation makes of it.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl Scope<'_> {
    /// The value, or `None` where the template says `AWS::NoValue`.
    pub(crate) fn value(&self, value: &Value) -> Result<Option<Value>, EvalError> {
        if let Some((name, argument)) = function(value) {
            return self.call(name, argument, value);
        }
        Ok(Some(match value {
            Value::String(text) if is_dynamic(text) => self.leaf(value)?,
            Value::Array(values) => Value::Array(self.values(values)?),
            Value::Object(map) => {
                let mut evaluated = Map::new();
                for (key, value) in map {
                    if let Some(value) = self.value(value)? {
                        evaluated.insert(key.clone(), value);
                    }
                }
                Value::Object(evaluated)
            }
            other => other.clone(),
        }))
    }

    fn values(&self, values: &[Value]) -> Result<Vec<Value>, EvalError> {
        let mut evaluated = Vec::with_capacity(values.len());
        for value in values {
            evaluated.extend(self.value(value)?);
        }
        Ok(evaluated)
    }

    /// A scalar's text.
    pub(crate) fn text(&self, value: &Value) -> Result<String, EvalError> {
        match self.value(value)? {
            Some(evaluated) => {
                scalar(&evaluated).map_or_else(|| fail(format!("{} is no text", shown(value))), Ok)
            }
            None => fail(format!("{} has no value", shown(value))),
        }
    }

    fn list(&self, value: &Value) -> Result<Vec<Value>, EvalError> {
        match self.value(value)? {
            Some(Value::Array(values)) => Ok(values),
            _ => fail(format!("{} is no list", shown(value))),
        }
    }

    /// A condition's truth.
    pub(crate) fn truth(&self, value: &Value) -> Result<bool, EvalError> {
        match self.value(value)? {
            Some(Value::Bool(truth)) => Ok(truth),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            _ => fail(format!("{} is no condition", shown(value))),
        }
    }

    fn named_condition(&self, name: &str) -> Result<bool, EvalError> {
        match self.conditions.get(name) {
            Some(holds) => Ok(*holds),
            None => fail(format!(
                "Template validation error: unresolved condition {name}: the template has none of that name"
            )),
        }
    }

    fn leaf(&self, leaf: &Value) -> Result<Value, EvalError> {
        match self.leaves.get(&leaf_key(leaf)) {
            Some(value) => Ok(value.clone()),
            None => fail(format!("{} is not known", shown(leaf))),
        }
    }

    fn call(&self, name: &str, argument: &Value, whole: &Value) -> Result<Option<Value>, EvalError> {
        let value = match name {
            "Ref" => match argument.as_str() {
                Some("AWS::NoValue") => return Ok(None),
                Some(reference) => self.reference(reference, whole)?,
                None => return fail(format!("{} refers to what is no name", shown(whole))),
            },
            "Condition" => Value::Bool(self.named_condition(argument.as_str().unwrap_or_default())?),
            "Fn::GetAtt" => self.get_att(argument, whole)?,
            "Fn::If" => return self.choose(argument),
            "Fn::Sub" => self.sub(argument)?,
            "Fn::FindInMap" => return self.find_in_map(argument),
            "Fn::Join" => self.join(argument)?,
            "Fn::Select" => self.select(argument)?,
            "Fn::Split" => {
                let [separator, text] = arguments(name, argument)?;
                let (separator, text) = (self.text(separator)?, self.text(text)?);
                if separator.is_empty() {
                    return fail("Fn::Split needs a separator");
                }
                text.split(&separator).map(Value::from).collect()
            }
            "Fn::Equals" => {
                let [left, right] = arguments(name, argument)?;
                Value::Bool(same(self.value(left)?.as_ref(), self.value(right)?.as_ref()))
            }
            "Fn::Not" => {
                let [only] = arguments(name, argument)?;
                Value::Bool(!self.truth(only)?)
            }
            "Fn::And" | "Fn::Or" => {
                let Some(operands) = argument.as_array().filter(|operands| !operands.is_empty()) else {
                    return fail(format!("{name} takes a list of conditions"));
                };
                let truths = operands
                    .iter()
                    .map(|operand| self.truth(operand))
                    .collect::<Result<Vec<_>, _>>()?;
                Value::Bool(if name == "Fn::And" {
                    truths.iter().all(|truth| *truth)
                } else {
                    truths.iter().any(|truth| *truth)
                })
            }
            "Fn::Contains" | "Fn::EachMemberEquals" | "Fn::EachMemberIn" => self.members(name, argument)?,
            "Fn::Base64" => {
                Value::String(base64::engine::general_purpose::STANDARD.encode(self.text(argument)?))
            }
            "Fn::Cidr" => {
                let Some(operands @ ([_, _] | [_, _, _])) = argument.as_array().map(Vec::as_slice) else {
                    return fail("Fn::Cidr takes a block, a count and the bits of a host");
                };
                let texts = operands
                    .iter()
                    .map(|operand| self.text(operand))
                    .collect::<Result<Vec<_>, _>>()?;
                cidr::blocks(&texts).map_err(EvalError)?
            }
            "Fn::Length" => Value::from(self.list(argument)?.len()),
            "Fn::ToJsonString" => {
                let value = self.value(argument)?.unwrap_or(Value::Null);
                Value::String(value.to_string())
            }
            "Fn::ImportValue" | "Fn::GetAZs" => self.leaf(whole)?,
            other => return fail(format!("local-ecs does not evaluate {other}")),
        };
        if value.as_str().is_some_and(|text| text.len() > LONGEST) {
            return fail(format!("{name} makes a text of more than {LONGEST} bytes"));
        }
        Ok(Some(value))
    }

    fn reference(&self, name: &str, whole: &Value) -> Result<Value, EvalError> {
        let pseudo = match name {
            "AWS::AccountId" => Some(self.pseudo.account.clone()),
            "AWS::Region" => Some(self.pseudo.region.clone()),
            "AWS::Partition" => Some(self.pseudo.partition.clone()),
            "AWS::StackName" => Some(self.pseudo.stack_name.clone()),
            "AWS::URLSuffix" => Some(if self.pseudo.partition == "aws-cn" {
                "amazonaws.com.cn".to_owned()
            } else {
                "amazonaws.com".to_owned()
            }),
            "AWS::NotificationARNs" => return Ok(Value::Array(Vec::new())),
            _ => None,
        };
        if let Some(pseudo) = pseudo {
            return Ok(Value::String(pseudo));
        }
        if let Some(value) = self.parameters.get(name) {
            return Ok(value.clone());
        }
        if let Some(value) = self.references.get(&(name.to_owned(), String::new())) {
            return Ok(value.clone());
        }
        self.leaf(whole)
    }

    fn get_att(&self, argument: &Value, whole: &Value) -> Result<Value, EvalError> {
        let Some((name, attribute)) = attribute(argument) else {
            return fail(format!("{} names no resource and attribute", shown(whole)));
        };
        match self.references.get(&(name.to_owned(), attribute.clone())) {
            Some(value) => Ok(value.clone()),
            None => self.leaf(&get_att(name, &attribute)),
        }
    }

    fn choose(&self, argument: &Value) -> Result<Option<Value>, EvalError> {
        let [condition, yes, no] = arguments("Fn::If", argument)?;
        let Some(name) = condition.as_str() else {
            return fail("Fn::If takes the name of a condition");
        };
        self.value(if self.named_condition(name)? { yes } else { no })
    }

    fn sub(&self, argument: &Value) -> Result<Value, EvalError> {
        let nothing = Map::new();
        let (text, given) = match argument {
            Value::String(text) => (text, &nothing),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(text), Value::Object(given)] => (text, given),
                _ => return fail("Fn::Sub takes a text, or a list of a text and a map"),
            },
            _ => return fail("Fn::Sub takes a text, or a list of a text and a map"),
        };
        let mut given_values = BTreeMap::new();
        for (name, value) in given {
            given_values.insert(name.as_str(), self.text(value)?);
        }
        let mut made = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => made.push_str(text),
                Piece::Literal(name) => {
                    made.push_str("${");
                    made.push_str(name);
                    made.push('}');
                }
                Piece::Variable(name) => match given_values.get(name) {
                    Some(value) => made.push_str(value),
                    None => made.push_str(&self.variable(name)?),
                },
            }
            if made.len() > LONGEST {
                return fail(format!("Fn::Sub makes a text of more than {LONGEST} bytes"));
            }
        }
        Ok(Value::String(made))
    }

    fn variable(&self, name: &str) -> Result<String, EvalError> {
        let value = match name.split_once('.') {
            Some((resource, attribute)) => {
                self.get_att(&Value::from(vec![resource, attribute]), &Value::Null)?
            }
            None => self.reference(name, &reference(name))?,
        };
        match value {
            // As CloudFormation does it with a list.
            Value::Array(values) => Ok(values.iter().filter_map(scalar).collect::<Vec<_>>().join(",")),
            value => scalar(&value).map_or_else(|| fail(format!("${{{name}}} is no text")), Ok),
        }
    }

    fn find_in_map(&self, argument: &Value) -> Result<Option<Value>, EvalError> {
        let Some(operands) = argument.as_array().filter(|operands| operands.len() >= 3) else {
            return fail("Fn::FindInMap takes the names of a map, a key and a second key");
        };
        let (map, first, second) = (
            self.text(&operands[0])?,
            self.text(&operands[1])?,
            self.text(&operands[2])?,
        );
        let found = self
            .template
            .entry("Mappings", &map)
            .and_then(|map| map.get(&first)?.get(&second));
        match (
            found,
            operands.get(3).and_then(|options| options.get("DefaultValue")),
        ) {
            (Some(value), _) => Ok(Some(value.clone())),
            (None, Some(default)) => self.value(default),
            (None, None) => fail(format!(
                "Template error: Unable to get mapping for {map}::{first}::{second}"
            )),
        }
    }

    fn join(&self, argument: &Value) -> Result<Value, EvalError> {
        let [separator, values] = arguments("Fn::Join", argument)?;
        let separator = self.text(separator)?;
        let mut made = String::new();
        for (index, value) in self.list(values)?.iter().enumerate() {
            let Some(text) = scalar(value) else {
                return fail(format!("Fn::Join takes texts, and {} is none", shown(value)));
            };
            if index > 0 {
                made.push_str(&separator);
            }
            made.push_str(&text);
            if made.len() > LONGEST {
                return fail(format!("Fn::Join makes a text of more than {LONGEST} bytes"));
            }
        }
        Ok(Value::String(made))
    }

    fn select(&self, argument: &Value) -> Result<Value, EvalError> {
        let [index, values] = arguments("Fn::Select", argument)?;
        let (index, values) = (self.text(index)?, self.list(values)?);
        let found = index.parse::<usize>().ok().and_then(|index| values.get(index));
        match found {
            Some(value) => Ok(value.clone()),
            None => fail(format!(
                "Template error: Fn::Select cannot select nonexistent value at index {index}"
            )),
        }
    }

    /// The functions of rules.
    fn members(&self, name: &str, argument: &Value) -> Result<Value, EvalError> {
        let [list, other] = arguments(name, argument)?;
        let members = self.list(list)?;
        Ok(Value::Bool(if name == "Fn::EachMemberIn" {
            let allowed = self.list(other)?;
            members
                .iter()
                .all(|member| allowed.iter().any(|value| same(Some(member), Some(value))))
        } else {
            let other = self.value(other)?;
            let mut equal = members.iter().map(|member| same(Some(member), other.as_ref()));
            if name == "Fn::Contains" {
                equal.any(|equal| equal)
            } else {
                equal.all(|equal| equal)
            }
        }))
    }
}

/// `{"Ref": name}`.
pub(crate) fn reference(name: &str) -> Value {
    Value::Object(Map::from_iter([("Ref".to_owned(), Value::from(name))]))
}

/// `{"Fn::GetAtt": [name, attribute]}`.
pub(crate) fn get_att(name: &str, attribute: &str) -> Value {
    Value::Object(Map::from_iter([(
        "Fn::GetAtt".to_owned(),
        Value::from(vec![name, attribute]),
    )]))
}

fn arguments<'a, const N: usize>(name: &str, argument: &'a Value) -> Result<&'a [Value; N], EvalError> {
    match argument
        .as_array()
        .and_then(|list| list.as_slice().try_into().ok())
    {
        Some(arguments) => Ok(arguments),
        None => fail(format!("{name} takes a list of {N}")),
    }
}

/// A number and its text are the same: parameters are texts.
fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left.and_then(scalar), right.and_then(scalar)) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

/// An expression in an error, kept short.
fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > 120 {
        text.truncate(text.floor_char_boundary(120));
        text.push_str("...");
    }
    text
}
