//! A policy that has been read, and found to be one.

use super::condition::Condition;
use super::document::{Document, Effect, OneOrMany, StatementDocument, Version};
use super::principal::PrincipalPattern;

/// A policy document, of a role or of a resource.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) name: Option<String>,
    /// Whether `${...}` is a variable.
    pub(super) variables: bool,
    pub(super) statements: Vec<Statement>,
}

/// Why a text is not a policy document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// It is not JSON, or a part has the wrong form.
    #[error("the policy cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A statement that IAM would refuse.
    #[error("statement {statement} of the policy{}: {problem}", sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default())]
    Statement {
        /// Which, from 1.
        statement: usize,
        /// Its `Sid`, if it has one.
        sid: Option<String>,
        /// What is wrong.
        problem: String,
    },
}

/// A statement: to what it applies, and with what effect.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    /// None in the policy of an identity.
    pub(super) principals: Option<Except<PrincipalPattern>>,
    pub(super) actions: Except<String>,
    /// None where the policy is of the resource itself, as a role's trust policy is.
    pub(super) resources: Option<Except<String>>,
    pub(super) conditions: Vec<Condition>,
}

/// A list, or everything except it: `Action` and `NotAction`.
#[derive(Clone, Debug)]
pub(super) enum Except<T> {
    These(Vec<T>),
    AllBut(Vec<T>),
}

impl<T> Except<T> {
    /// Whether it includes what `matches` finds in the list.
    pub(super) fn includes<E>(&self, mut matches: impl FnMut(&T) -> Result<bool, E>) -> Result<bool, E> {
        let (list, wanted) = match self {
            Self::These(list) => (list, true),
            Self::AllBut(list) => (list, false),
        };
        for item in list {
            if matches(item)? {
                return Ok(wanted);
            }
        }
        Ok(!wanted)
    }
}

impl Policy {
    /// Reads a policy document. Refused is what IAM refuses too: unknown elements, effects and operators, statements
    /// without an action, and the like.
    pub fn parse(json: &str) -> Result<Self, PolicyError> {
        let document: Document = serde_json::from_str(json)?;
        let given = match document.statement {
            serde_json::Value::Array(statements) => statements,
            one => vec![one],
        };
        let statements = given
            .into_iter()
            .enumerate()
            .map(|(index, given)| {
                let sid = given.get("Sid").and_then(|sid| sid.as_str()).map(str::to_owned);
                serde_json::from_value::<StatementDocument>(given)
                    .map_err(|error| error.to_string())
                    .and_then(Statement::new)
                    .map_err(|problem| PolicyError::Statement {
                        statement: index + 1,
                        sid,
                        problem,
                    })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name: None,
            variables: document.version == Version::Second,
            statements,
        })
    }

    /// The same with a name, which decisions then tell.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }
}

impl Statement {
    fn new(document: StatementDocument) -> Result<Self, String> {
        let principals = either(
            ("Principal", document.principal),
            ("NotPrincipal", document.not_principal),
            PrincipalPattern::read,
        )?;
        let actions = either(
            ("Action", document.action),
            ("NotAction", document.not_action),
            |actions| {
                let actions = OneOrMany::into_vec(actions);
                match actions.iter().find(|action| !is_action(action)) {
                    Some(action) => Err(format!("{action} is no action: * or <service>:<action> is")),
                    None => Ok(actions),
                }
            },
        )?
        .ok_or("it needs an Action or a NotAction")?;
        let resources = either(
            ("Resource", document.resource),
            ("NotResource", document.not_resource),
            |resources| Ok(OneOrMany::into_vec(resources)),
        )?;
        if resources.is_none() && principals.is_none() {
            return Err("it needs a Resource or a NotResource".to_owned());
        }
        let mut conditions = Vec::new();
        for (operator, keys) in document.condition {
            for (key, values) in keys {
                conditions.push(Condition::new(&operator, key, values)?);
            }
        }
        Ok(Self {
            sid: document.sid,
            effect: document.effect,
            principals,
            actions,
            resources,
            conditions,
        })
    }
}

/// Reads an element that comes as itself or as its opposite.
fn either<Given, Read>(
    (name, these): (&str, Option<Given>),
    (opposite, all_but): (&str, Option<Given>),
    read: impl Fn(Given) -> Result<Vec<Read>, String>,
) -> Result<Option<Except<Read>>, String> {
    match (these, all_but) {
        (Some(these), None) => Ok(Some(Except::These(read(these)?))),
        (None, Some(all_but)) => Ok(Some(Except::AllBut(read(all_but)?))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(format!(
            "it has both {name} and {opposite}, but only one may be given"
        )),
    }
}

fn is_action(action: &str) -> bool {
    action == "*"
        || action
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> String {
        Policy::parse(json).expect_err(json).to_string()
    }

    #[test]
    fn one_statement_or_many_one_value_or_many() {
        let one = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
        assert_eq!(one.expect("a policy").statements.len(), 1);
        let many = Policy::parse(
            r#"{"Version": "2012-10-17", "Id": "x", "Statement": [
                {"Sid": "a", "Effect": "Allow", "Action": ["a:b", "c:d"], "NotResource": ["x"]},
                {"Effect": "Deny", "NotAction": "a:b", "Resource": "*", "Condition": {"Bool": {"k": true}}}
            ]}"#,
        );
        assert_eq!(many.expect("a policy").statements.len(), 2);
    }

    #[test]
    fn what_iam_refuses_is_refused_and_the_statement_named() {
        for (statement, expected) in [
            (r#"{"Action": "*", "Resource": "*"}"#, "missing field `Effect`"),
            (
                r#"{"Effect": "allow", "Action": "*", "Resource": "*"}"#,
                "unknown variant `allow`",
            ),
            (
                r#"{"Effect": "Allow", "Resource": "*"}"#,
                "needs an Action or a NotAction",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*"}"#,
                "needs a Resource or a NotResource",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*", "NotAction": "a:b", "Resource": "*"}"#,
                "both Action and NotAction",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sqs", "Resource": "*"}"#,
                "sqs is no action",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Foo": 1}"#,
                "unknown field `Foo`",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringIs": {"k": "v"}}}"#,
                "StringIs is no condition operator",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "someone"}"#,
                "someone is no principal",
            ),
            (
                r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"User": "x"}}"#,
                "User is no kind of principal",
            ),
        ] {
            let told = refusal(&format!(r#"{{"Statement": [{statement}]}}"#));
            assert!(told.starts_with("statement 1 of the policy"), "{told}");
            assert!(told.contains(expected), "{told}");
        }
        for json in [
            "",
            "[]",
            "{}",
            r#"{"Version": "2020-01-01", "Statement": []}"#,
            r#"{"Statement": [], "X": 1}"#,
        ] {
            assert!(refusal(json).starts_with("the policy cannot be read"), "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(json in "[\\[\\]{}\":,a-zA-Z*$]{0,200}") {
            let _ = Policy::parse(&json);
        }
    }
}
