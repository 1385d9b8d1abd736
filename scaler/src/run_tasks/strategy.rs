//! Over which capacity providers the tasks are spread.
//!
//! Written as the AWS CLI's shorthand has it: `capacityProvider=FARGATE,base=2,weight=1
//! capacityProvider=FARGATE_SPOT,weight=4`. The limits are those of `CapacityProviderStrategyItem` in the ECS API.

use std::fmt;

/// The most providers of a strategy.
const MOST: usize = 20;
/// The largest weight.
const HEAVIEST: i32 = 1000;
/// The largest base.
const LARGEST_BASE: i32 = 100_000;

/// What is to be given, for errors.
pub(super) const WHAT: &str = "the AWS CLI's shorthand, such as capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=4";

/// One provider's share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    /// `FARGATE`, `FARGATE_SPOT` or the name of one of the cluster's own.
    pub(super) provider: String,
    /// So many tasks of each `RunTask` go to it before the weights count.
    pub(super) base: i32,
    /// Its part of the rest, relative to the others'; 0 for none.
    pub(super) weight: i32,
}

/// A strategy that ECS takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CapacityProviderStrategy(Vec<Share>);

impl Default for CapacityProviderStrategy {
    /// The documented one: two tasks on FARGATE, of the rest four fifths on FARGATE_SPOT.
    fn default() -> Self {
        let share = |provider: &str, base, weight| Share {
            provider: provider.to_owned(),
            base,
            weight,
        };
        Self(vec![share("FARGATE", 2, 1), share("FARGATE_SPOT", 0, 4)])
    }
}

impl CapacityProviderStrategy {
    /// Reads a strategy; the error completes "which ...".
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let shares = text
            .split_whitespace()
            .map(share)
            .collect::<Result<Vec<_>, _>>()?;
        check(&shares)?;
        Ok(Self(shares))
    }

    /// The shares, in the order given.
    pub(super) fn shares(&self) -> &[Share] {
        &self.0
    }
}

fn share(text: &str) -> Result<Share, String> {
    let (mut provider, mut base, mut weight) = (None, None, None);
    for pair in text.split(',') {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("has '{pair}', where <key>=<value> is to stand"))?;
        let repeated = match key {
            "capacityProvider" if is_provider(value) => provider.replace(value).is_some(),
            "capacityProvider" => return Err(format!("has '{value}', which is no capacity provider's name")),
            "base" => base.replace(number(key, value, LARGEST_BASE)?).is_some(),
            "weight" => weight.replace(number(key, value, HEAVIEST)?).is_some(),
            _ => {
                return Err(format!(
                    "has the key '{key}', which is none of capacityProvider, base and weight"
                ));
            }
        };
        if repeated {
            return Err(format!("has {key} twice in '{text}'"));
        }
    }
    Ok(Share {
        provider: provider
            .ok_or_else(|| format!("names no capacityProvider in '{text}'"))?
            .to_owned(),
        // ECS's own defaults.
        base: base.unwrap_or(0),
        weight: weight.unwrap_or(0),
    })
}

fn number(key: &str, text: &str, most: i32) -> Result<i32, String> {
    text.parse()
        .ok()
        .filter(|number| (0..=most).contains(number))
        .ok_or_else(|| format!("has the {key} '{text}', which is no whole number from 0 to {most}"))
}

fn check(shares: &[Share]) -> Result<(), String> {
    if shares.is_empty() || shares.len() > MOST {
        return Err(format!(
            "has {} capacity providers: ECS takes 1 to {MOST}",
            shares.len()
        ));
    }
    for (index, share) in shares.iter().enumerate() {
        if shares[..index]
            .iter()
            .any(|other| other.provider == share.provider)
        {
            return Err(format!("names the capacity provider {} twice", share.provider));
        }
    }
    if shares.iter().filter(|share| share.base > 0).count() > 1 {
        return Err("gives a base to several capacity providers: ECS takes one".to_owned());
    }
    if shares.iter().all(|share| share.weight == 0) {
        return Err("gives no capacity provider a weight above 0: ECS could place no task".to_owned());
    }
    let fargate = shares.iter().filter(|share| is_fargate(&share.provider)).count();
    if fargate != 0 && fargate != shares.len() {
        return Err("mixes Fargate with other capacity providers, which ECS does not take".to_owned());
    }
    Ok(())
}

fn is_fargate(provider: &str) -> bool {
    matches!(provider, "FARGATE" | "FARGATE_SPOT")
}

fn is_provider(text: &str) -> bool {
    super::family::is_name(text)
}

impl fmt::Display for CapacityProviderStrategy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, share) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" ")?;
            }
            write!(formatter, "capacityProvider={}", share.provider)?;
            if share.base > 0 {
                write!(formatter, ",base={}", share.base)?;
            }
            write!(formatter, ",weight={}", share.weight)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_is_the_documented_one() {
        let text = "capacityProvider=FARGATE,base=2,weight=1 capacityProvider=FARGATE_SPOT,weight=4";
        assert_eq!(CapacityProviderStrategy::default().to_string(), text);
        assert_eq!(
            CapacityProviderStrategy::parse(text),
            Ok(CapacityProviderStrategy::default())
        );
    }

    #[test]
    fn what_ecs_would_refuse_is_refused_with_the_reason() {
        let many: Vec<_> = (0..21)
            .map(|n| format!("capacityProvider=p{n},weight=1"))
            .collect();
        for (text, why) in [
            ("", "has 0 capacity providers"),
            (&many.join(" "), "has 21 capacity providers"),
            ("FARGATE", "'FARGATE', where <key>=<value>"),
            ("FARGATE:base=2", "the key 'FARGATE:base'"),
            ("capacityProvider=", "is no capacity provider's name"),
            ("weight=1", "names no capacityProvider"),
            ("capacityProvider=a,weight=1,weight=2", "has weight twice"),
            (
                "capacityProvider=a,weight=1001",
                "weight '1001', which is no whole number from 0 to 1000",
            ),
            ("capacityProvider=a,weight=-1", "weight '-1'"),
            ("capacityProvider=a,base=100001,weight=1", "base '100001'"),
            ("capacityProvider=a,wieght=1", "the key 'wieght'"),
            ("capacityProvider=a", "no capacity provider a weight above 0"),
            (
                "capacityProvider=a,weight=1 capacityProvider=a,weight=2",
                "provider a twice",
            ),
            (
                "capacityProvider=a,base=1,weight=1 capacityProvider=b,base=1,weight=1",
                "a base to several",
            ),
            (
                "capacityProvider=FARGATE,weight=1 capacityProvider=b,weight=1",
                "mixes Fargate",
            ),
        ] {
            let error = CapacityProviderStrategy::parse(text).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn the_limits_themselves_are_taken() {
        for text in [
            "capacityProvider=a,base=100000,weight=1000",
            "capacityProvider=a,base=0,weight=1 capacityProvider=b,base=1,weight=0",
        ] {
            assert!(CapacityProviderStrategy::parse(text).is_ok(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(weights in prop::collection::vec(0..=1000_i32, 1..=20), base in 0..=100_000_i32) {
            let shares: Vec<_> = weights
                .iter()
                .enumerate()
                .map(|(index, weight)| Share {
                    provider: format!("provider-{index}"),
                    base: if index == 0 { base } else { 0 },
                    weight: *weight,
                })
                .collect();
            let strategy = CapacityProviderStrategy(shares);
            let read = CapacityProviderStrategy::parse(&strategy.to_string());
            if weights.iter().all(|weight| *weight == 0) {
                prop_assert!(read.is_err());
            } else {
                prop_assert_eq!(read, Ok(strategy));
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in "[a-zA-Z=, 0-9-]{0,60}|\\PC*") {
            let _ = CapacityProviderStrategy::parse(&text);
        }
    }
}
