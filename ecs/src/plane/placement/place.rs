//! The choice of a container instance: those that can take the task, sorted by the strategy.

use std::collections::BTreeMap;

use super::Expression;
use super::expression::attribute;
use crate::api::ApiError;
use crate::plane::tasks::Tasks;
use crate::plane::{ContainerInstanceState, Ids, Resources, Shortage};
use crate::shapes::common::{
    PlacementConstraint, PlacementConstraintType, PlacementStrategy, PlacementStrategyType,
};
use crate::shapes::container_instance::ContainerInstanceStatus;
use crate::shapes::task_definition::TaskDefinition;

/// Constraints and strategies, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    distinct: bool,
    expressions: Vec<Expression>,
    strategies: Vec<Strategy>,
}

#[derive(Clone, Debug)]
enum Strategy {
    Random,
    /// By an attribute's value, or by the host itself.
    Spread(Option<String>),
    BinpackCpu,
    BinpackMemory,
}

impl Rules {
    /// Reads what a call and the task definition ask for.
    ///
    /// # Errors
    /// Something cannot be carried out.
    pub(crate) fn read(
        constraints: &[PlacementConstraint],
        strategies: &[PlacementStrategy],
        definition: &TaskDefinition,
    ) -> Result<Self, ApiError> {
        if strategies.len() > 5 {
            return Err(ApiError::invalid_parameter(
                "At most five placement strategies can be given.",
            ));
        }
        if constraints.len() + definition.placement_constraints.len() > 10 {
            return Err(ApiError::invalid_parameter(
                "At most ten placement constraints can be given.",
            ));
        }
        let mut rules = Self::default();
        for constraint in constraints {
            match constraint.r#type {
                Some(PlacementConstraintType::DistinctInstance) => rules.distinct = true,
                Some(PlacementConstraintType::MemberOf) => {
                    rules
                        .expressions
                        .push(expression(constraint.expression.as_deref())?);
                }
                None => {
                    return Err(ApiError::invalid_parameter(
                        "A placement constraint needs a type: distinctInstance or memberOf.",
                    ));
                }
            }
        }
        for constraint in &definition.placement_constraints {
            rules
                .expressions
                .push(expression(constraint.expression.as_deref())?);
        }
        for strategy in strategies {
            rules.strategies.push(read_strategy(strategy)?);
        }
        Ok(rules)
    }
}

fn expression(text: Option<&str>) -> Result<Expression, ApiError> {
    Expression::parse(text.ok_or_else(|| {
        ApiError::invalid_parameter("A placement constraint of type memberOf needs an expression.")
    })?)
}

fn read_strategy(strategy: &PlacementStrategy) -> Result<Strategy, ApiError> {
    let field = strategy.field.as_deref().unwrap_or_default();
    match (strategy.r#type, field.to_ascii_lowercase().as_str()) {
        (Some(PlacementStrategyType::Random), _) => Ok(Strategy::Random),
        (Some(PlacementStrategyType::Spread), "instanceid" | "host") => Ok(Strategy::Spread(None)),
        (Some(PlacementStrategyType::Spread), _) if field.starts_with("attribute:") => Ok(Strategy::Spread(
            field.strip_prefix("attribute:").map(str::to_owned),
        )),
        (Some(PlacementStrategyType::Binpack), "cpu") => Ok(Strategy::BinpackCpu),
        (Some(PlacementStrategyType::Binpack), "memory") => Ok(Strategy::BinpackMemory),
        _ => Err(ApiError::invalid_parameter(format!(
            "Invalid placement strategy: the field '{field}' does not fit its type. spread takes instanceId, host or \
             attribute:<name>, binpack takes cpu or memory."
        ))),
    }
}

/// Where a task goes.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) availability_zone: Option<String>,
}

/// Why a task goes nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unplaced {
    /// There is no host that takes tasks.
    NoInstances,
    /// The host that came closest lacks something.
    Short { arn: String, shortage: Shortage },
    /// Each host that would have room is ruled out by a constraint.
    Constraint { arn: String },
}

/// A choice to be made.
#[derive(Debug)]
pub(crate) struct Placing<'a> {
    pub(crate) instances: &'a BTreeMap<String, ContainerInstanceState>,
    pub(crate) tasks: &'a Tasks,
    pub(crate) rules: &'a Rules,
    /// Tasks of the group are spread, and kept apart by distinctInstance.
    pub(crate) group: &'a str,
    pub(crate) needs: &'a Resources,
}

impl Placing<'_> {
    /// Chooses a host.
    pub(crate) fn choose(&self, ids: &mut Ids) -> Result<Placed, Unplaced> {
        let active = || {
            self.instances
                .values()
                .filter(|instance| instance.status == ContainerInstanceStatus::Active)
        };
        if active().next().is_none() {
            return Err(Unplaced::NoInstances);
        }
        let counts = self.counts();
        let allowed = |instance: &&ContainerInstanceState| {
            self.rules.expressions.iter().all(|one| one.matches(instance))
                && !(self.rules.distinct && counts.contains_key(instance.arn.as_str()))
        };
        let mut fitting: Vec<&ContainerInstanceState> = active()
            .filter(allowed)
            .filter(|instance| instance.remaining.shortage(self.needs).is_none())
            .collect();
        if fitting.is_empty() {
            return Err(self.closest(active().filter(allowed), active()));
        }
        // Any order of equals, so that no host is favoured.
        for at in (1..fitting.len()).rev() {
            fitting.swap(at, ids.below(at + 1));
        }
        self.sort(&mut fitting, &counts);
        fitting
            .first()
            .map(|instance| Placed {
                id: instance.id.clone(),
                arn: instance.arn.clone(),
                availability_zone: instance.attribute("ecs.availability-zone").map(str::to_owned),
            })
            .ok_or(Unplaced::NoInstances)
    }

    /// How many tasks of the group each host has.
    fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for task in self.tasks.iter().filter(|task| task.wanted) {
            if task.record.group.as_deref() == Some(self.group)
                && let Some(arn) = task.record.container_instance_arn.as_deref()
            {
                *counts.entry(arn).or_insert(0) += 1;
            }
        }
        counts
    }

    /// By each strategy in its turn: a stable sort by the last first.
    fn sort(&self, fitting: &mut [&ContainerInstanceState], counts: &BTreeMap<&str, usize>) {
        let by_host =
            |instance: &ContainerInstanceState| counts.get(instance.arn.as_str()).copied().unwrap_or(0);
        let by_value = |instance: &ContainerInstanceState, name: &str| {
            let value = attribute(instance, name);
            self.instances
                .values()
                .filter(|one| attribute(one, name) == value)
                .map(by_host)
                .sum::<usize>()
        };
        // Without a strategy services are spread over zones, then hosts.
        let default = [
            Strategy::Spread(Some("ecs.availability-zone".to_owned())),
            Strategy::Spread(None),
        ];
        let strategies = if self.rules.strategies.is_empty() {
            &default[..]
        } else {
            &self.rules.strategies
        };
        for strategy in strategies.iter().rev() {
            match strategy {
                Strategy::Random => {}
                Strategy::Spread(None) => fitting.sort_by_key(|instance| by_host(instance)),
                Strategy::Spread(Some(name)) => {
                    fitting.sort_by_key(|instance| by_value(instance, name));
                }
                Strategy::BinpackCpu => fitting.sort_by_key(|instance| instance.remaining.cpu),
                Strategy::BinpackMemory => fitting.sort_by_key(|instance| instance.remaining.memory),
            }
        }
    }

    /// What the host that comes closest lacks.
    fn closest<'b>(
        &self,
        allowed: impl Iterator<Item = &'b ContainerInstanceState>,
        active: impl Iterator<Item = &'b ContainerInstanceState>,
    ) -> Unplaced {
        // Ports are lacked last, so lacking them comes closest.
        let best = allowed
            .filter_map(|instance| {
                let shortage = instance.remaining.shortage(self.needs)?;
                Some((shortage, instance))
            })
            .max_by_key(|(shortage, _)| *shortage);
        if let Some((shortage, instance)) = best {
            return Unplaced::Short {
                arn: instance.arn.clone(),
                shortage,
            };
        }
        let mut active = active;
        active
            .next()
            .map_or(Unplaced::NoInstances, |instance| Unplaced::Constraint {
                arn: instance.arn.clone(),
            })
    }
}
