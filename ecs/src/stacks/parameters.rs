//! The values of a template's parameters, and CloudFormation's checks of them: types, defaults, allowed values, patterns,
//! bounds, and the template's rules.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Value};

use super::evaluate::{EvalError, Pseudo, Scope, scalar};
use super::template::Template;

/// What the caller gave for a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// A value.
    Value(String),
    /// Whatever it was.
    Previous,
}

/// The texts of all parameters: those that were given, then the defaults.
pub(crate) fn texts(
    template: &Template,
    given: &BTreeMap<String, Given>,
    previous: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, EvalError> {
    let nothing = Map::new();
    let declared = template.section("Parameters").unwrap_or(&nothing);
    if let Some(unknown) = given.keys().find(|name| !declared.contains_key(*name)) {
        return Err(EvalError(format!(
            "Parameters: [{unknown}] do not exist in the template"
        )));
    }
    let mut texts = BTreeMap::new();
    let mut missing = Vec::new();
    for (name, definition) in declared {
        let text = match given.get(name) {
            Some(Given::Value(text)) => Some(text.clone()),
            Some(Given::Previous) => previous.get(name).cloned(),
            None => definition.get("Default").and_then(scalar),
        };
        match text {
            Some(text) => {
                check(name, definition, &text)?;
                texts.insert(name.clone(), text);
            }
            None => missing.push(name.as_str()),
        }
    }
    if missing.is_empty() {
        Ok(texts)
    } else {
        Err(EvalError(format!(
            "Parameters: [{}] must have values",
            missing.join(", ")
        )))
    }
}

/// The values that expressions see. A parameter whose value is in the Parameter Store has none here: it is a leaf.
pub(crate) fn values(template: &Template, texts: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    texts
        .iter()
        .filter_map(|(name, text)| {
            let kind = kind(template.entry("Parameters", name)?);
            if kind.starts_with("AWS::SSM::Parameter::Value") {
                return None;
            }
            let value = if is_list(kind) {
                text.split(',').map(|item| Value::from(item.trim())).collect()
            } else {
                Value::from(text.as_str())
            };
            Some((name.clone(), value))
        })
        .collect()
}

/// Whether the parameter's value is a list, be it in the Parameter Store.
pub(crate) fn is_list_parameter(template: &Template, name: &str) -> bool {
    template
        .entry("Parameters", name)
        .is_some_and(|definition| is_list(kind(definition)))
}

fn kind(definition: &Value) -> &str {
    definition.get("Type").and_then(Value::as_str).unwrap_or("String")
}

fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList"
        || kind.starts_with("List<")
        || kind.contains("<List<")
        || kind.contains("<CommaDelimitedList>")
}

fn check(name: &str, definition: &Value, text: &str) -> Result<(), EvalError> {
    let because = |must: String| {
        let reason = match definition.get("ConstraintDescription").and_then(Value::as_str) {
            Some(description) => format!("Parameter {name} failed to satisfy constraint: {description}"),
            None => must,
        };
        Err(EvalError(reason))
    };
    let kind = kind(definition);
    if kind.starts_with("AWS::SSM::Parameter::Value") {
        return Ok(());
    }
    let items: Vec<&str> = if is_list(kind) {
        text.split(',').map(str::trim).collect()
    } else {
        vec![text]
    };
    if matches!(kind, "Number" | "List<Number>") && items.iter().any(|item| item.parse::<f64>().is_err()) {
        return Err(EvalError(format!("Parameter '{name}' must be a number")));
    }
    if let Some(allowed) = definition.get("AllowedValues").and_then(Value::as_array) {
        let allowed: Vec<String> = allowed.iter().filter_map(scalar).collect();
        if items
            .iter()
            .any(|item| !allowed.iter().any(|value| value == item))
        {
            return because(format!(
                "Parameter '{name}' must be one of AllowedValues [{}]",
                allowed.join(", ")
            ));
        }
    }
    if let Some(pattern) = definition.get("AllowedPattern").and_then(Value::as_str)
        // A pattern with Java's own syntax cannot be checked here; then it is AWS that refuses.
        && let Ok(expression) = Regex::new(&format!("^(?:{pattern})$"))
        && items.iter().any(|item| !expression.is_match(item))
    {
        return because(format!("Parameter '{name}' must match pattern {pattern}"));
    }
    let bound = |key: &str| {
        definition
            .get(key)
            .and_then(scalar)
            .and_then(|bound| bound.parse::<f64>().ok())
    };
    if kind == "String" {
        #[expect(clippy::cast_precision_loss, reason = "lengths stay far below 2^52")]
        let length = text.chars().count() as f64;
        if bound("MinLength").is_some_and(|least| length < least)
            || bound("MaxLength").is_some_and(|most| length > most)
        {
            return because(format!(
                "Parameter '{name}' must contain at least {} and at most {} characters",
                bound("MinLength").unwrap_or(0.0),
                bound("MaxLength").map_or_else(|| "any number of".to_owned(), |most| most.to_string())
            ));
        }
    }
    for number in items.iter().filter_map(|item| item.parse::<f64>().ok()) {
        if let Some(least) = bound("MinValue").filter(|least| number < *least) {
            return because(format!(
                "Parameter '{name}' must be a number not less than {least}"
            ));
        }
        if let Some(most) = bound("MaxValue").filter(|most| number > *most) {
            return because(format!(
                "Parameter '{name}' must be a number not greater than {most}"
            ));
        }
    }
    Ok(())
}

/// Checks the template's rules.
pub(crate) fn rules(
    template: &Template,
    pseudo: &Pseudo,
    parameters: &BTreeMap<String, Value>,
) -> Result<(), EvalError> {
    let nothing = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let scope = Scope {
        template,
        pseudo,
        parameters,
        conditions: &nothing.0,
        references: &nothing.1,
        leaves: &nothing.2,
    };
    for (name, rule) in template.section("Rules").into_iter().flatten() {
        let wrong = |error: EvalError| EvalError(format!("the rule {name}: {error}"));
        if let Some(condition) = rule.get("RuleCondition")
            && !scope.truth(condition).map_err(wrong)?
        {
            continue;
        }
        for assertion in rule
            .get("Assertions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Some(assert) = assertion.get("Assert") else {
                continue;
            };
            if !scope.truth(assert).map_err(wrong)? {
                let description = assertion
                    .get("AssertDescription")
                    .and_then(Value::as_str)
                    .unwrap_or("the assertion does not hold");
                return Err(EvalError(format!("Template error: rule {name}: {description}")));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "Parameters:\n  Image: {Type: String, MinLength: 1}\n  \
        Count: {Type: Number, Default: 1, MinValue: 1, MaxValue: 10}\n  \
        Size: {Type: String, Default: small, AllowedValues: [small, large]}\n  \
        Subnets: {Type: CommaDelimitedList, Default: ''}\n  \
        Topic: {Type: String, Default: a-1, AllowedPattern: '[a-z]-[0-9]', ConstraintDescription: must be a topic.}\n\
        Rules:\n  Large:\n    RuleCondition: !Equals [!Ref Size, large]\n    Assertions:\n    \
        - {Assert: !Not [!Contains [!Ref Subnets, '']], AssertDescription: large needs subnets.}\n\
        Resources: {A: {Type: 'AWS::SQS::Queue'}}\n";

    fn deployed(given: &[(&str, &str)]) -> Result<BTreeMap<String, Value>, String> {
        let template = Template::read(TEMPLATE).expect("a template");
        let given = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Given::Value((*value).to_owned())))
            .collect();
        let texts = texts(&template, &given, &BTreeMap::new()).map_err(|error| error.to_string())?;
        let values = values(&template, &texts);
        rules(&template, &Pseudo::default(), &values).map_err(|error| error.to_string())?;
        Ok(values)
    }

    #[test]
    fn defaults_fill_what_was_not_given_and_lists_are_split() {
        let values = deployed(&[("Image", "i"), ("Subnets", "a, b")]).expect("valid");
        assert_eq!(values["Count"], Value::from("1"));
        assert_eq!(values["Subnets"], serde_json::json!(["a", "b"]));
        assert_eq!(
            deployed(&[("Image", "i")]).expect("valid")["Subnets"],
            serde_json::json!([""])
        );
    }

    #[test]
    fn what_breaks_a_constraint_is_refused_by_name() {
        for (given, part) in [
            (&[][..], "[Image] must have values"),
            (&[("Image", "")], "'Image' must contain"),
            (
                &[("Image", "i"), ("Count", "0")],
                "'Count' must be a number not less than 1",
            ),
            (&[("Image", "i"), ("Count", "11")], "not greater than 10"),
            (&[("Image", "i"), ("Count", "x")], "'Count' must be a number"),
            (
                &[("Image", "i"), ("Size", "huge")],
                "one of AllowedValues [small, large]",
            ),
            (&[("Image", "i"), ("Topic", "a-1x")], "must be a topic."),
            (&[("Image", "i"), ("Size", "large")], "large needs subnets."),
            (&[("Image", "i"), ("Nope", "1")], "[Nope] do not exist"),
        ] {
            let error = deployed(given).expect_err(part);
            assert!(error.contains(part), "{error}");
        }
    }
}
