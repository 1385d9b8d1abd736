//! What a deployment is to make here, and what LocalStack is to make of it: a pure function of the template, its
//! parameters and what was there before.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::evaluate::{EvalError, Pseudo, Scope, attribute, conditions, function};
use super::graph;
use super::kind::{self, Kind, cluster_name, joined};
use super::leaves;
use super::parameters::{self, Given};
use super::rewrite::{self, Expressions, output_name, replaced};
use super::sub::{Piece, pieces};
use super::template::{Template, TemplateError};

/// Why a template cannot be deployed; CloudFormation answers it as a `ValidationError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlanError {
    /// The template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// An expression in it, or a parameter.
    #[error(transparent)]
    Evaluation(#[from] EvalError),
}

/// What is asked about resources that do not exist yet.
pub(crate) trait Foresight {
    /// The number of the family's next revision.
    fn next_revision(&self, family: &str) -> i32;
    /// The ARN that a scaling policy will have.
    fn policy_arn(&self, resource_id: &str, dimension: &str, namespace: &str, policy: &str) -> String;
    /// 12 letters and digits, as CloudFormation puts them behind the names that it makes up.
    fn suffix(&self) -> String;
}

/// What is to be deployed.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    /// The template's text.
    pub(crate) template: &'a str,
    pub(crate) given: &'a BTreeMap<String, Given>,
    pub(crate) pseudo: &'a Pseudo,
    /// What the stack is now.
    pub(crate) before: Option<&'a Plan>,
    /// The physical ids that the resources have now.
    pub(crate) physical_ids: &'a BTreeMap<String, String>,
}

/// A deployment that has resources of ours.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// As it was given.
    pub(crate) text: String,
    pub(crate) template: Template,
    pub(crate) pseudo: Pseudo,
    /// The parameters as texts, which a later update may refer to.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) parameters: BTreeMap<String, Value>,
    pub(crate) conditions: BTreeMap<String, bool>,
    /// In the order in which they are made.
    pub(crate) resources: Vec<Planned>,
    /// The leaves, by their output's name.
    pub(crate) leaves: BTreeMap<String, Leaf>,
    /// For LocalStack.
    pub(crate) rewritten: String,
}

/// A resource that is to be made here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Planned {
    /// Its name in the template.
    pub(crate) logical_id: String,
    /// `AWS::ECS::Service`.
    pub(crate) type_name: String,
    pub(crate) kind: Kind,
    /// The name that was made up for it.
    pub(crate) made_up: Option<String>,
    /// Its properties as far as they are known before LocalStack has made its part.
    pub(crate) sketch: Value,
    /// It stays when the stack goes.
    pub(crate) retained: bool,
}

/// An expression that LocalStack evaluates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    /// What it is looked up by.
    pub(crate) key: String,
    pub(crate) is_list: bool,
}

impl Plan {
    /// Plans a deployment; `None` if it has nothing of ours.
    ///
    /// # Errors
    /// The template or a parameter is wrong.
    pub(crate) fn of(request: &Request<'_>, foresight: &dyn Foresight) -> Result<Option<Self>, PlanError> {
        let template = Template::read(request.template)?;
        if !template
            .resources
            .values()
            .any(|resource| Kind::of(&resource.kind).is_some())
        {
            return Ok(None);
        }
        let previous = request
            .before
            .map(|before| before.texts.clone())
            .unwrap_or_default();
        let texts = parameters::texts(&template, request.given, &previous)?;
        let values = parameters::values(&template, &texts);
        parameters::rules(&template, request.pseudo, &values)?;
        let conditions = conditions(&template, request.pseudo, &values)?;
        let mut drawing = Drawing {
            template: &template,
            pseudo: request.pseudo,
            parameters: &values,
            conditions: &conditions,
            expressions: Expressions::new(),
        };
        let ordered = drawing.order()?;
        let mut resources = Vec::new();
        let mut sketches = BTreeMap::new();
        let mut collected = BTreeMap::new();
        for logical_id in &ordered {
            let Some(planned) = drawing.plan(logical_id, request, foresight) else {
                continue;
            };
            sketches.insert(logical_id.clone(), planned.sketch.clone());
            let properties = &template.resources[logical_id].properties;
            for value in properties.values() {
                leaves::collect(&drawing.scope(&BTreeMap::new()), value, &mut collected);
            }
            resources.push(planned);
        }
        let nothing = BTreeMap::new();
        let scope = drawing.scope(&nothing);
        let leaves = collected
            .iter()
            .map(|(key, leaf)| {
                let is_list = leaves::is_list(&scope, leaf);
                (
                    output_name(key),
                    Leaf {
                        key: key.clone(),
                        is_list,
                    },
                )
            })
            .collect();
        let outputs = collected
            .iter()
            .map(|(key, leaf)| {
                let value = if leaves::is_list(&scope, leaf) {
                    serde_json::json!({"Fn::Join": [",", leaf]})
                } else {
                    leaf.clone()
                };
                (output_name(key), value)
            })
            .collect();
        let rewritten = rewrite::template(&template, &drawing.expressions, &sketches, &outputs, &conditions);
        Ok(Some(Self {
            text: request.template.to_owned(),
            pseudo: request.pseudo.clone(),
            texts,
            parameters: values,
            conditions,
            resources,
            leaves,
            rewritten,
            template,
        }))
    }

    /// A resource of the plan.
    pub(crate) fn resource(&self, logical_id: &str) -> Option<&Planned> {
        self.resources
            .iter()
            .find(|planned| planned.logical_id == logical_id)
    }

    /// A resource's properties with its name, once the leaves and the references are known.
    pub(crate) fn named_properties(
        &self,
        planned: &Planned,
        references: &BTreeMap<(String, String), Value>,
        leaves: &BTreeMap<String, Value>,
    ) -> Result<Map<String, Value>, EvalError> {
        let Some(resource) = self.template.resources.get(&planned.logical_id) else {
            return Ok(Map::new());
        };
        let scope = Scope {
            template: &self.template,
            pseudo: &self.pseudo,
            parameters: &self.parameters,
            conditions: &self.conditions,
            references,
            leaves,
        };
        let mut properties = evaluated(&scope, &resource.properties)?;
        if let (Some(property), Some(name)) = (planned.kind.name_property(), &planned.made_up) {
            properties.insert(property.to_owned(), Value::from(name.as_str()));
        }
        Ok(properties)
    }
}

fn evaluated(scope: &Scope<'_>, properties: &Map<String, Value>) -> Result<Map<String, Value>, EvalError> {
    let mut evaluated = Map::new();
    for (name, value) in properties {
        let value = scope
            .value(value)
            .map_err(|error| EvalError(format!("property {name}: {error}")))?;
        if let Some(value) = value {
            evaluated.insert(name.clone(), value);
        }
    }
    Ok(evaluated)
}

/// A plan being drawn.
struct Drawing<'a> {
    template: &'a Template,
    pseudo: &'a Pseudo,
    parameters: &'a BTreeMap<String, Value>,
    conditions: &'a BTreeMap<String, bool>,
    expressions: Expressions,
}

impl Drawing<'_> {
    fn scope<'b>(&'b self, leaves: &'b BTreeMap<String, Value>) -> Scope<'b> {
        Scope {
            template: self.template,
            pseudo: self.pseudo,
            parameters: self.parameters,
            conditions: self.conditions,
            references: &self.expressions,
            leaves,
        }
    }

    /// All resources, each after what it refers to; those that a condition rules out are left out.
    fn order(&self) -> Result<Vec<String>, EvalError> {
        let mut needs = BTreeMap::new();
        for (name, resource) in &self.template.resources {
            if let Some(condition) = &resource.condition {
                match self.conditions.get(condition) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        return Err(EvalError(format!(
                            "Template format error: Unresolved condition dependency {condition} in the Resources \
                             block of the template"
                        )));
                    }
                }
            }
            let mut needed: BTreeSet<String> = resource.depends_on.iter().cloned().collect();
            for value in resource.properties.values() {
                self.needs(value, &mut needed);
            }
            needs.insert(name.clone(), needed);
        }
        let unknown: BTreeSet<&str> = needs
            .iter()
            .filter(|(name, _)| Kind::of(&self.template.resources[*name].kind).is_some())
            .flat_map(|(_, needed)| needed)
            .filter(|needed| !self.known(needed))
            .map(String::as_str)
            .collect();
        if !unknown.is_empty() {
            return Err(EvalError(format!(
                "Template format error: Unresolved resource dependencies [{}] in the Resources block of the template",
                unknown.into_iter().collect::<Vec<_>>().join(", ")
            )));
        }
        graph::order(&needs).map_err(|circle| {
            EvalError(format!(
                "Template error: Circular dependency between resources: [{}]",
                circle.join(", ")
            ))
        })
    }

    fn known(&self, name: &str) -> bool {
        name.starts_with("AWS::")
            || self.template.resources.contains_key(name)
            || self.template.entry("Parameters", name).is_some()
    }

    fn needs(&self, value: &Value, needed: &mut BTreeSet<String>) {
        if let Some((name, argument)) = function(value) {
            match name {
                "Ref" => needed.extend(argument.as_str().map(str::to_owned)),
                "Fn::GetAtt" => needed.extend(attribute(argument).map(|(name, _)| name.to_owned())),
                "Fn::If" => {
                    if let Some([Value::String(name), yes, no]) = argument.as_array().map(Vec::as_slice) {
                        let holds = self.conditions.get(name).copied().unwrap_or_default();
                        self.needs(if holds { yes } else { no }, needed);
                        return;
                    }
                }
                "Fn::Sub" => {
                    let (text, given) = match argument {
                        Value::Array(parts) => (parts.first(), parts.get(1)),
                        text => (Some(text), None),
                    };
                    for piece in text.and_then(Value::as_str).into_iter().flat_map(pieces) {
                        if let Piece::Variable(name) = piece
                            && given.is_none_or(|given| given.get(name).is_none())
                        {
                            needed.insert(name.split('.').next().unwrap_or(name).to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.needs(value, needed)),
            Value::Object(map) => map.values().for_each(|value| self.needs(value, needed)),
            _ => {}
        }
    }

    /// The properties as far as they are known: a leaf stands for itself.
    fn sketch(&self, properties: &Map<String, Value>) -> Value {
        let mut collected = BTreeMap::new();
        let nothing = BTreeMap::new();
        for value in properties.values() {
            leaves::collect(&self.scope(&nothing), value, &mut collected);
        }
        let standing: BTreeMap<String, Value> = collected
            .iter()
            .map(|(key, leaf)| {
                let text = Value::String(key.clone());
                let is_list = leaves::is_list(&self.scope(&nothing), leaf);
                (key.clone(), if is_list { Value::from(vec![text]) } else { text })
            })
            .collect();
        match evaluated(&self.scope(&standing), properties) {
            Ok(properties) => Value::Object(properties),
            // A function that takes a leaf apart: the expressions, and all that they may refer to.
            Err(_) => serde_json::json!([properties, self.parameters, self.conditions]),
        }
    }

    /// The expression, evaluated if it holds no leaf.
    fn reduced(&self, expression: &Value) -> Value {
        let nothing = BTreeMap::new();
        let scope = self.scope(&nothing);
        let mut collected = BTreeMap::new();
        leaves::collect(&scope, expression, &mut collected);
        if collected.is_empty()
            && let Ok(Some(value)) = scope.value(expression)
        {
            return value;
        }
        replaced(expression, &self.expressions)
    }

    /// Plans a resource, if it is ours, and takes down what references to it stand for.
    fn plan(
        &mut self,
        logical_id: &str,
        request: &Request<'_>,
        foresight: &dyn Foresight,
    ) -> Option<Planned> {
        let resource = &self.template.resources[logical_id];
        let kind = Kind::of(&resource.kind)?;
        let sketch = self.sketch(&resource.properties);
        let before = request
            .before
            .and_then(|before| before.resource(logical_id))
            .filter(|before| before.kind == kind);
        let stays = before.is_some_and(|before| {
            kind.fixed_properties()
                .iter()
                .all(|name| before.sketch.get(name) == sketch.get(name))
        });
        let named = kind
            .name_property()
            .and_then(|property| resource.properties.get(property))
            .map(|expression| self.reduced(expression))
            .filter(|name| *name != Value::Null && name.as_str() != Some(""));
        let made_up = (kind.name_property().is_some() && named.is_none()).then(|| {
            before
                .filter(|_| stays)
                .and_then(|before| before.made_up.clone())
                .unwrap_or_else(|| {
                    format!(
                        "{}-{logical_id}-{}",
                        request.pseudo.stack_name,
                        foresight.suffix()
                    )
                })
        });
        let name = named
            .or_else(|| made_up.clone().map(Value::String))
            .unwrap_or(Value::Null);
        let unchanged = before.is_some_and(|before| before.sketch == sketch);
        for (attribute, expression) in self.references(logical_id, kind, name, unchanged, request, foresight)
        {
            self.expressions
                .insert((logical_id.to_owned(), attribute.to_owned()), expression);
        }
        Some(Planned {
            logical_id: logical_id.to_owned(),
            type_name: resource.kind.clone(),
            kind,
            made_up,
            sketch,
            retained: resource.retained,
        })
    }

    /// A property of the resource, as far as it can be evaluated.
    fn property(&self, logical_id: &str, property: &str) -> Option<Value> {
        self.template.resources[logical_id]
            .properties
            .get(property)
            .map(|expression| self.reduced(expression))
    }

    /// What references to a resource stand for, by attribute (empty for `Ref`). `unchanged`: it is there already, and
    /// nothing of it changes.
    fn references(
        &self,
        logical_id: &str,
        kind: Kind,
        name: Value,
        unchanged: bool,
        request: &Request<'_>,
        foresight: &dyn Foresight,
    ) -> Vec<(&'static str, Value)> {
        let property = |property: &str| self.property(logical_id, property);
        let arn = |service: &str, resource: &str| {
            let pseudo = request.pseudo;
            Value::String(format!(
                "arn:{}:{service}:{}:{}:{resource}",
                pseudo.partition, pseudo.region, pseudo.account
            ))
        };
        match kind {
            Kind::Cluster => {
                let arn = joined("", &[arn("ecs", "cluster/"), name.clone()]);
                vec![("", name), ("Arn", arn)]
            }
            Kind::TaskDefinition => {
                let made = request.physical_ids.get(logical_id).filter(|_| unchanged);
                let arn = match (made, name.as_str()) {
                    (Some(arn), _) => Value::String(arn.clone()),
                    (None, Some(family)) => arn(
                        "ecs",
                        &format!("task-definition/{family}:{}", foresight.next_revision(family)),
                    ),
                    // A family that LocalStack alone knows is hardly one that was used before.
                    (None, None) => joined("", &[arn("ecs", "task-definition/"), name, ":1".into()]),
                };
                vec![("", arn.clone()), ("TaskDefinitionArn", arn)]
            }
            Kind::Service => {
                let cluster = match property("Cluster") {
                    Some(Value::String(cluster)) => Value::from(cluster_name(&cluster)),
                    Some(expression) => expression,
                    None => Value::from("default"),
                };
                let path = [arn("ecs", "service"), cluster, name.clone()];
                let arn = joined("/", &path);
                vec![("", arn.clone()), ("ServiceArn", arn), ("Name", name)]
            }
            Kind::CapacityProviderAssociations => {
                vec![("", property("Cluster").unwrap_or(Value::Null))]
            }
            Kind::ScalableTarget => {
                let parts = ["ResourceId", "ScalableDimension", "ServiceNamespace"];
                let parts = parts.map(|name| property(name).unwrap_or(Value::Null));
                let id = joined("|", &parts);
                vec![("", id.clone()), ("Id", id)]
            }
            Kind::ScalingPolicy => self.policy_references(logical_id, foresight),
            Kind::Other => Vec::new(),
        }
    }

    /// The same of a scaling policy.
    fn policy_references(&self, logical_id: &str, foresight: &dyn Foresight) -> Vec<(&'static str, Value)> {
        let property = |property: &str| self.property(logical_id, property);
        let text = |value: Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
        let policy = property("PolicyName");
        let target = text(property("ScalingTargetId"));
        let target = match target.as_deref().and_then(kind::scalable_target) {
            Some((resource, dimension, namespace)) => {
                Some((resource.to_owned(), dimension.to_owned(), namespace.to_owned()))
            }
            None => text(property("ResourceId")).and_then(|resource| {
                Some((
                    resource,
                    text(property("ScalableDimension"))?,
                    text(property("ServiceNamespace"))?,
                ))
            }),
        };
        let arn = match (target, text(policy.clone())) {
            (Some((resource, dimension, namespace)), Some(policy)) => {
                foresight.policy_arn(&resource, &dimension, &namespace, &policy)
            }
            // Its id cannot be known before LocalStack has made its part.
            _ => String::new(),
        };
        let mut references = vec![("PolicyName", policy.unwrap_or(Value::Null))];
        if !arn.is_empty() {
            references.extend([("", Value::from(arn.as_str())), ("Arn", Value::from(arn))]);
        }
        references
    }
}
