//! Capacity providers: those of Fargate, which every account has.

use super::{Paging, Plane, Reference};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::capacity_provider::{
    CapacityProvider, CapacityProviderStatus, CapacityProviderType, DescribeCapacityProvidersRequest,
    DescribeCapacityProvidersResponse,
};
use crate::shapes::common::{CapacityProviderStrategyItem, Failure};

/// Capacity that is there always.
pub(crate) const FARGATE: &str = "FARGATE";
/// Capacity that may be taken back.
pub(crate) const FARGATE_SPOT: &str = "FARGATE_SPOT";

/// How many one call may name.
const AT_MOST: usize = 100;
/// How many a strategy may have.
const STRATEGY: usize = 20;

impl Plane {
    pub(crate) fn describe_capacity_providers(
        &self,
        _now: Timestamp,
        request: DescribeCapacityProvidersRequest,
    ) -> Result<DescribeCapacityProvidersResponse, ApiError> {
        let named = &request.capacity_providers;
        if named.len() > AT_MOST {
            return Err(ApiError::invalid_parameter(format!(
                "capacityProviders can have {AT_MOST} entries, and has {}.",
                named.len()
            )));
        }
        // The providers of a cluster alone, where one is given.
        let within = match &request.cluster {
            Some(cluster) => Some(&self.cluster(Some(cluster))?.record.capacity_providers),
            None => None,
        };
        let there = |name: &str| within.is_none_or(|within| within.iter().any(|one| one == name));
        let mut failures = Vec::new();
        let mut found = Vec::new();
        if named.is_empty() {
            found.extend([FARGATE, FARGATE_SPOT].into_iter().filter(|name| there(name)));
        }
        for reference in named {
            let name = Reference::parse(&self.place, "capacity-provider", reference)?.id();
            match [FARGATE, FARGATE_SPOT]
                .into_iter()
                .find(|known| Some(*known) == name)
            {
                Some(known) if there(known) => found.push(known),
                _ => failures.push(Failure {
                    arn: Some(self.capacity_provider_arn(name.unwrap_or(reference))),
                    reason: Some("MISSING".to_owned()),
                    detail: None,
                }),
            }
        }
        found.sort_unstable();
        found.dedup();
        let paging = Paging::new(request.max_results, request.next_token.as_deref())
            .at_most(10)
            .by_default(10);
        let (page, next_token) = paging.page(found.into_iter().map(str::to_owned))?;
        Ok(DescribeCapacityProvidersResponse {
            capacity_providers: page
                .into_iter()
                .map(|name| CapacityProvider {
                    capacity_provider_arn: Some(self.capacity_provider_arn(&name)),
                    status: Some(CapacityProviderStatus::Active),
                    r#type: Some(if name == FARGATE {
                        CapacityProviderType::Fargate
                    } else {
                        CapacityProviderType::FargateSpot
                    }),
                    name: Some(name),
                    ..CapacityProvider::default()
                })
                .collect(),
            failures,
            next_token,
        })
    }

    fn capacity_provider_arn(&self, name: &str) -> String {
        if name.starts_with("arn:") {
            name.to_owned()
        } else {
            self.place.ecs_arn(&format!("capacity-provider/{name}"))
        }
    }
}

/// Checks that providers can be associated with a cluster.
///
/// # Errors
/// One is none of Fargate's.
pub(crate) fn check_providers(names: &[String]) -> Result<(), ApiError> {
    match names
        .iter()
        .find(|name| *name != FARGATE && *name != FARGATE_SPOT)
    {
        None => Ok(()),
        Some(name) => Err(ApiError::invalid_parameter(format!(
            "The specified capacity provider '{}' was not found: local-ecs has {FARGATE} and {FARGATE_SPOT}.",
            super::names::shown(name)
        ))),
    }
}

/// Checks a strategy against the providers that the cluster has.
///
/// # Errors
/// It breaks one of the documented rules.
pub(crate) fn check_strategy(
    strategy: &[CapacityProviderStrategyItem],
    of_cluster: &[String],
) -> Result<(), ApiError> {
    let refuse = |message: String| Err(ApiError::invalid_parameter(message));
    if strategy.len() > STRATEGY {
        return refuse(format!(
            "A capacity provider strategy can have {STRATEGY} capacity providers, and has {}.",
            strategy.len()
        ));
    }
    for (index, item) in strategy.iter().enumerate() {
        let name = &item.capacity_provider;
        if !of_cluster.contains(name) {
            return refuse(
                "The specified capacity provider strategy cannot contain a capacity provider that is not associated \
                 with the cluster. Associate the capacity provider with the cluster and try again."
                    .to_owned(),
            );
        }
        if !(0..=1000).contains(&item.weight) {
            return refuse(format!(
                "The weight of {name} must be between 0 and 1000, and is {}.",
                item.weight
            ));
        }
        if !(0..=100_000).contains(&item.base) {
            return refuse(format!(
                "The base of {name} must be between 0 and 100000, and is {}.",
                item.base
            ));
        }
        if strategy[..index]
            .iter()
            .any(|other| other.capacity_provider == *name)
        {
            return refuse(format!(
                "The capacity provider strategy has {name} more than once."
            ));
        }
    }
    if strategy.iter().filter(|item| item.base > 0).count() > 1 {
        return refuse("Only one capacity provider of a strategy can have a base.".to_owned());
    }
    if !strategy.is_empty() && strategy.iter().all(|item| item.weight == 0) {
        return refuse(
            "At least one capacity provider of a strategy must have a weight greater than zero.".to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, base: i32, weight: i32) -> CapacityProviderStrategyItem {
        CapacityProviderStrategyItem {
            capacity_provider: name.to_owned(),
            weight,
            base,
        }
    }

    #[test]
    fn a_strategy_keeps_the_documented_rules() {
        let cluster = [FARGATE.to_owned(), FARGATE_SPOT.to_owned()];
        let good = [item(FARGATE, 2, 1), item(FARGATE_SPOT, 0, 1000)];
        assert_eq!(check_strategy(&good, &cluster), Ok(()));
        assert_eq!(check_strategy(&[], &cluster), Ok(()));
        for bad in [
            vec![item(FARGATE, 0, 1001)],
            vec![item(FARGATE, 0, -1)],
            vec![item(FARGATE, 100_001, 1)],
            vec![item(FARGATE, 0, 0)],
            vec![item(FARGATE, 1, 1), item(FARGATE_SPOT, 1, 1)],
            vec![item(FARGATE, 0, 1), item(FARGATE, 0, 1)],
            vec![item("other", 0, 1)],
        ] {
            assert!(check_strategy(&bad, &cluster).is_err(), "{bad:?}");
        }
        assert!(check_strategy(&good, &cluster[..1]).is_err());
    }
}
