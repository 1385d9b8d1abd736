//! On what capacity tasks run: a launch type, or a strategy of capacity providers.

use super::{FARGATE, FARGATE_SPOT, check_strategy};
use crate::api::ApiError;
use crate::shapes::cluster::Cluster;
use crate::shapes::common::{CapacityProviderStrategyItem, LaunchType};

/// On what capacity tasks run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Capacity {
    LaunchType(LaunchType),
    /// In the order given; at least one has a weight.
    Providers(Vec<CapacityProviderStrategyItem>),
}

impl Capacity {
    /// What a call asks for: a launch type, a strategy, or by neither the cluster's default.
    ///
    /// # Errors
    /// Both are given, or the strategy is not one that the cluster can carry out.
    pub(crate) fn choose(
        launch_type: Option<LaunchType>,
        strategy: &[CapacityProviderStrategyItem],
        cluster: &Cluster,
    ) -> Result<Self, ApiError> {
        match launch_type {
            Some(_) if !strategy.is_empty() => Err(ApiError::invalid_parameter(
                "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
            )),
            Some(launch_type @ (LaunchType::Ec2 | LaunchType::Fargate)) => Ok(Self::LaunchType(launch_type)),
            Some(other) => Err(ApiError::new(
                "UnsupportedFeatureException",
                format!("local-ecs does not serve the launch type {other:?}; use EC2 or FARGATE."),
            )),
            None if !strategy.is_empty() => {
                check_strategy(strategy, &cluster.capacity_providers)?;
                Ok(Self::Providers(strategy.to_vec()))
            }
            None if !cluster.default_capacity_provider_strategy.is_empty() => Ok(Self::Providers(
                cluster.default_capacity_provider_strategy.clone(),
            )),
            None => Ok(Self::LaunchType(LaunchType::Ec2)),
        }
    }

    /// The launch type of the tasks; all providers of a strategy are of one.
    pub(crate) fn launch_type(&self) -> LaunchType {
        match self {
            Self::LaunchType(launch_type) => *launch_type,
            Self::Providers(strategy) => match strategy.first() {
                Some(item) if is_fargate(&item.capacity_provider) => LaunchType::Fargate,
                _ => LaunchType::Ec2,
            },
        }
    }

    /// Where the next task goes, by how many tasks each provider has.
    pub(crate) fn next(&self, count: impl Fn(&str) -> usize) -> Option<String> {
        let Self::Providers(strategy) = self else {
            return None;
        };
        next(strategy, count).map(str::to_owned)
    }
}

/// Whether the provider is one of AWS's own.
pub(crate) fn is_fargate(provider: &str) -> bool {
    provider == FARGATE || provider == FARGATE_SPOT
}

/// The base first, then whichever provider is furthest below its share of the rest. A tie goes to the one named first.
fn next(strategy: &[CapacityProviderStrategyItem], count: impl Fn(&str) -> usize) -> Option<&str> {
    let usable = || strategy.iter().filter(|item| item.weight > 0);
    let count = |item: &CapacityProviderStrategyItem| {
        i64::try_from(count(&item.capacity_provider)).unwrap_or(i64::MAX)
    };
    if let Some(item) = usable().find(|item| count(item) < i64::from(item.base)) {
        return Some(&item.capacity_provider);
    }
    let beyond = |item: &CapacityProviderStrategyItem| count(item) - i64::from(item.base);
    let total: i64 = usable().map(beyond).sum::<i64>() + 1;
    let weights: i64 = usable().map(|item| i64::from(item.weight)).sum();
    // Compared without division: weight / weights * total - beyond.
    let below = |item: &CapacityProviderStrategyItem| i64::from(item.weight) * total - beyond(item) * weights;
    let mut best: Option<(&CapacityProviderStrategyItem, i64)> = None;
    for item in usable() {
        let below = below(item);
        if best.is_none_or(|(_, most)| below > most) {
            best = Some((item, below));
        }
    }
    best.map(|(item, _)| item.capacity_provider.as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn item(provider: &str, base: i32, weight: i32) -> CapacityProviderStrategyItem {
        CapacityProviderStrategyItem {
            capacity_provider: provider.to_owned(),
            weight,
            base,
        }
    }

    fn cluster(providers: &[&str]) -> Cluster {
        Cluster {
            capacity_providers: providers.iter().map(|&provider| provider.to_owned()).collect(),
            ..Cluster::default()
        }
    }

    fn split(strategy: &[CapacityProviderStrategyItem], tasks: usize) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for _ in 0..tasks {
            let provider = next(strategy, |name| counts.get(name).copied().unwrap_or(0)).expect("a provider");
            *counts.entry(provider.to_owned()).or_insert(0) += 1;
        }
        counts
    }

    #[test]
    fn the_base_comes_first_and_the_rest_goes_by_weight() {
        let strategy = [item(FARGATE, 2, 1), item(FARGATE_SPOT, 0, 4)];
        assert_eq!(split(&strategy, 2), BTreeMap::from([(FARGATE.to_owned(), 2)]));
        let twelve = split(&strategy, 12);
        assert_eq!((twelve[FARGATE], twelve[FARGATE_SPOT]), (4, 8));
        let seven = split(&strategy, 7);
        assert_eq!((seven[FARGATE], seven[FARGATE_SPOT]), (3, 4));
    }

    #[test]
    fn weight_0_is_never_used() {
        let strategy = [item(FARGATE, 5, 0), item(FARGATE_SPOT, 0, 1)];
        assert_eq!(
            split(&strategy, 9),
            BTreeMap::from([(FARGATE_SPOT.to_owned(), 9)])
        );
    }

    #[test]
    fn what_cannot_be_carried_out_is_refused() {
        let cluster = cluster(&[FARGATE]);
        let strategy = [item(FARGATE, 0, 1)];
        let both = Capacity::choose(Some(LaunchType::Fargate), &strategy, &cluster);
        assert_eq!(both.expect_err("refused").code, "InvalidParameterException");
        for bad in [item(FARGATE, 0, 0), item(FARGATE_SPOT, 0, 1)] {
            assert!(Capacity::choose(None, &[bad], &cluster).is_err());
        }
    }

    #[test]
    fn without_a_word_the_cluster_decides_and_then_ec2() {
        let mut cluster = cluster(&[FARGATE]);
        let chosen = Capacity::choose(None, &[], &cluster);
        assert_eq!(chosen, Ok(Capacity::LaunchType(LaunchType::Ec2)));
        cluster.default_capacity_provider_strategy = vec![item(FARGATE, 0, 1)];
        let chosen = Capacity::choose(None, &[], &cluster).expect("capacity");
        assert_eq!(chosen.launch_type(), LaunchType::Fargate);
    }

    fn small(count: usize) -> f64 {
        u32::try_from(count).expect("few").into()
    }

    proptest! {
        #[test]
        fn each_provider_stays_within_one_task_of_its_share(
            weights in proptest::collection::vec(0..20i32, 1..4),
            tasks in 0..200usize,
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let strategy: Vec<_> =
                weights.iter().enumerate().map(|(at, weight)| item(&at.to_string(), 0, *weight)).collect();
            let counts = split(&strategy, tasks);
            let all: i32 = weights.iter().sum();
            for item in &strategy {
                let count = counts.get(&item.capacity_provider).copied().unwrap_or(0);
                let share = small(tasks) * f64::from(item.weight) / f64::from(all);
                prop_assert!((small(count) - share).abs() < 2.0, "{item:?} has {count} of {tasks}");
            }
        }
    }
}
