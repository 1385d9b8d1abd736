//! The operators of conditions.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};

use super::pattern::{Reading, Unresolved, matches, matches_arn};

/// An operator: how values are compared, and how many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) set: Option<Set>,
    pub(super) test: Test,
    /// Whether the opposite is asked for: `StringNotEquals`.
    pub(super) negated: bool,
    /// Whether it holds when the key is not there.
    pub(super) if_exists: bool,
}

/// Which of a key's several values are to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    ForAllValues,
    ForAnyValue,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Number(Order),
    Date(Order),
    Bool,
    Ip,
    /// Whether the key is absent.
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl FromStr for Operator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (set, rest) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Set::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Set::ForAnyValue), rest),
            Some(_) => return Err(format!("{text} is no condition operator")),
            None => (None, text),
        };
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let (comparison, negated) = match name {
            "StringEquals" | "BinaryEquals" => (Test::Equals, false),
            "StringNotEquals" => (Test::Equals, true),
            "StringEqualsIgnoreCase" => (Test::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Test::EqualsIgnoreCase, true),
            "StringLike" => (Test::Like, false),
            "StringNotLike" => (Test::Like, true),
            // AWS takes wildcards in both.
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            "Bool" => (Test::Bool, false),
            "IpAddress" => (Test::Ip, false),
            "NotIpAddress" => (Test::Ip, true),
            "Null" if !if_exists && set.is_none() => (Test::Null, false),
            name => ordered(name).ok_or_else(|| format!("{text} is no condition operator"))?,
        };
        Ok(Self {
            set,
            test: comparison,
            negated,
            if_exists,
        })
    }
}

/// The operators of numbers and dates.
fn ordered(name: &str) -> Option<(Test, bool)> {
    let (test, rest): (fn(Order) -> Test, &str) = match name.strip_prefix("Numeric") {
        Some(rest) => (Test::Number, rest),
        None => (Test::Date, name.strip_prefix("Date")?),
    };
    let (order, negated) = match rest {
        "Equals" => (Order::Equal, false),
        "NotEquals" => (Order::Equal, true),
        "LessThan" => (Order::Less, false),
        "LessThanEquals" => (Order::LessOrEqual, false),
        "GreaterThan" => (Order::Greater, false),
        "GreaterThanEquals" => (Order::GreaterOrEqual, false),
        _ => return None,
    };
    Some((test(order), negated))
}

impl Test {
    /// Whether a value of the request fits one of the policy. What cannot be read as what is compared fits nothing.
    pub(super) fn fits(self, policy: &str, value: &str, reading: Reading<'_>) -> Result<bool, Unresolved> {
        Ok(match self {
            Self::Equals => reading.plain(policy)? == value,
            Self::EqualsIgnoreCase => reading.plain(policy)?.to_lowercase() == value.to_lowercase(),
            Self::Like => matches(&reading.pattern(policy)?, value),
            Self::Arn => matches_arn(&reading.pattern(policy)?, value),
            Self::Number(order) => order.of(value.trim().parse::<f64>().ok(), policy.trim().parse().ok()),
            Self::Date(order) => order.of(date(value), date(policy)),
            Self::Bool => {
                policy.eq_ignore_ascii_case(value)
                    && ["true", "false"].contains(&&*policy.to_ascii_lowercase())
            }
            Self::Ip => network(policy)
                .zip(network(value))
                .is_some_and(|(policy, value)| policy.contains(&value)),
            Self::Null => false,
        })
    }
}

impl Order {
    fn of<T: PartialOrd>(self, value: Option<T>, policy: Option<T>) -> bool {
        value.zip(policy).is_some_and(|(value, policy)| match self {
            Self::Equal => value == policy,
            Self::Less => value < policy,
            Self::LessOrEqual => value <= policy,
            Self::Greater => value > policy,
            Self::GreaterOrEqual => value >= policy,
        })
    }
}

/// A point in time: ISO 8601 in one of W3C's forms, or seconds since 1970.
fn date(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(time);
    }
    if let Ok(seconds) = text.parse::<i64>() {
        // A year, too, is a number: W3C's shortest form.
        if text.len() != 4 {
            return OffsetDateTime::from_unix_timestamp(seconds).ok();
        }
    }
    if let Ok(time) = OffsetDateTime::parse(text, &Iso8601::PARSING) {
        return Some(time);
    }
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let date = Date::parse(&whole, time::macros::format_description!("[year]-[month]-[day]")).ok()?;
    Some(date.midnight().assume_utc())
}

/// A network, or an address as a network of one.
fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
