//! The cluster query language, as far as it is about attributes: `attribute:<name> == <value>`, `!=`, `in [..]`,
//! `not_in [..]`, `=~`-less, `exists`, `!exists`, joined by `and`.

use crate::api::ApiError;
use crate::plane::ContainerInstanceState;

/// What a container instance has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression(Vec<Term>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// The attribute has one of the values.
    In(String, Vec<String>),
    /// The attribute is not there or has none of the values.
    NotIn(String, Vec<String>),
    /// The attribute is there, or is not.
    Exists(String, bool),
}

impl Expression {
    /// # Errors
    /// It is one that cannot be carried out.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        text.split(" and ")
            .map(|term| {
                parse_term(term.trim()).ok_or_else(|| {
                    ApiError::invalid_parameter(format!(
                        "Invalid expression: local-ecs cannot read '{term}' in '{text}'. It knows \
                         attribute:<name> with ==, !=, in [..], not_in [..], exists and !exists, joined by 'and'."
                    ))
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether the host is like that.
    pub(crate) fn matches(&self, instance: &ContainerInstanceState) -> bool {
        self.0.iter().all(|term| {
            let has = |name: &str, values: &[String]| {
                attribute(instance, name).is_some_and(|value| values.iter().any(|one| one == value))
            };
            match term {
                Term::In(name, values) => has(name, values),
                Term::NotIn(name, values) => !has(name, values),
                Term::Exists(name, wanted) => attribute(instance, name).is_some() == *wanted,
            }
        })
    }
}

/// An attribute, or one of those that are not kept as attributes.
pub(super) fn attribute<'a>(instance: &'a ContainerInstanceState, name: &str) -> Option<&'a str> {
    match name {
        "ec2InstanceId" => Some(&instance.ec2_instance_id),
        "containerInstanceArn" => Some(&instance.arn),
        _ => instance.attribute(name),
    }
}

fn parse_term(term: &str) -> Option<Term> {
    let (subject, rest) = term.split_once(char::is_whitespace)?;
    let name = subject
        .strip_prefix("attribute:")
        .or_else(|| matches!(subject, "ec2InstanceId" | "containerInstanceArn").then_some(subject))?;
    if name.is_empty() {
        return None;
    }
    let name = name.to_owned();
    let rest = rest.trim();
    match rest {
        "exists" => return Some(Term::Exists(name, true)),
        "!exists" | "not_exists" => return Some(Term::Exists(name, false)),
        _ => {}
    }
    let (operator, value) = rest.split_once(char::is_whitespace)?;
    let value = value.trim();
    match operator {
        "==" | "equals" => single(value).map(|value| Term::In(name, vec![value])),
        "!=" | "not_equals" => single(value).map(|value| Term::NotIn(name, vec![value])),
        "in" => list(value).map(|values| Term::In(name, values)),
        "not_in" | "!in" => list(value).map(|values| Term::NotIn(name, values)),
        _ => None,
    }
}

fn single(text: &str) -> Option<String> {
    let bare = text.trim_matches(['"', '\'']);
    (!bare.is_empty() && !bare.contains([' ', '(', ')', '[', ']'])).then(|| bare.to_owned())
}

fn list(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(|value| single(value.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        for text in [
            "",
            "attribute:a",
            "attribute: == b",
            "attribute:a =~ b*",
            "attribute:a == b or attribute:c == d",
            "task:group == x",
            "attribute:a in b",
        ] {
            let error = Expression::parse(text).expect_err("refused");
            assert!(error.message.contains("cannot read"), "{text}: {error}");
        }
    }

    #[test]
    fn terms_are_read() {
        let parsed = Expression::parse(
            "attribute:ecs.instance-type == t3.small and attribute:rack in [a, 'b'] and attribute:old !exists",
        );
        let expected = Expression(vec![
            Term::In("ecs.instance-type".to_owned(), vec!["t3.small".to_owned()]),
            Term::In("rack".to_owned(), vec!["a".to_owned(), "b".to_owned()]),
            Term::Exists("old".to_owned(), false),
        ]);
        assert_eq!(parsed, Ok(expected));
    }
}
