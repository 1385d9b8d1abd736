//! How callers name a resource: by its name, or by its ARN.

use crate::api::ApiError;
use crate::place::Place;

/// What a caller has named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference<'a> {
    /// By a name alone, without a look at its form.
    Name(&'a str),
    /// By an ARN of this account and region; what follows the kind's slash.
    Here(&'a str),
    /// By an ARN of another account, region or partition: never found here.
    Elsewhere,
}

impl<'a> Reference<'a> {
    /// Reads a reference to a resource of the kind (`cluster`, `task`, ...).
    ///
    /// # Errors
    /// It is an ARN of something else, or none.
    pub(crate) fn parse(place: &Place, kind: &str, text: &'a str) -> Result<Self, ApiError> {
        if !text.starts_with("arn:") {
            return Ok(Self::Name(text));
        }
        let mut parts = text.splitn(6, ':').skip(1);
        let mut part = || parts.next().ok_or_else(|| malformed(text));
        let (partition, service, region, account, resource) = (part()?, part()?, part()?, part()?, part()?);
        let (found, rest) = resource.split_once('/').ok_or_else(|| malformed(text))?;
        if service != "ecs" {
            return Err(ApiError::invalid_parameter(format!(
                "Invalid identifier: '{text}' is an ARN of {service}, and one of Amazon ECS is wanted."
            )));
        }
        if found != kind {
            return Err(ApiError::invalid_parameter(format!(
                "Unsupported resource type: {found}"
            )));
        }
        if rest.is_empty() {
            return Err(malformed(text));
        }
        let here = partition == place.partition() && region == &*place.region && account == &*place.account;
        Ok(if here { Self::Here(rest) } else { Self::Elsewhere })
    }

    /// The last part: an id that may follow a cluster's name, as in `task/<cluster>/<id>`. `None` for one that is
    /// elsewhere.
    pub(crate) fn id(self) -> Option<&'a str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Here(rest) => rest.rsplit('/').next(),
            Self::Elsewhere => None,
        }
    }

    /// The last part of a resource in the cluster: also `None` for an ARN of a resource in another cluster.
    pub(crate) fn id_in(self, cluster: &str) -> Option<&'a str> {
        match self {
            Self::Here(rest) => match rest.split_once('/') {
                Some((named, id)) => (named == cluster).then_some(id),
                // The short form that ARNs had before 2018.
                None => Some(rest),
            },
            Self::Name(_) | Self::Elsewhere => self.id(),
        }
    }
}

fn malformed(text: &str) -> ApiError {
    ApiError::invalid_parameter(format!("Invalid identifier: '{text}' is not a whole ARN."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Reference<'_>, String> {
        let place = Place::new("123456789012", "eu-west-1");
        Reference::parse(&place, "task", text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_an_arn_of_here_and_one_of_elsewhere_are_told_apart() {
        assert_eq!(parse("abc"), Ok(Reference::Name("abc")));
        let here = parse("arn:aws:ecs:eu-west-1:123456789012:task/jobs/abc").expect("an ARN");
        assert_eq!(here, Reference::Here("jobs/abc"));
        assert_eq!(here.id(), Some("abc"));
        assert_eq!(here.id_in("jobs"), Some("abc"));
        assert_eq!(here.id_in("other"), None);
        let short = parse("arn:aws:ecs:eu-west-1:123456789012:task/abc").expect("an ARN");
        assert_eq!(short.id_in("other"), Some("abc"));
        for elsewhere in [
            "arn:aws:ecs:us-east-1:123456789012:task/jobs/abc",
            "arn:aws:ecs:eu-west-1:210987654321:task/jobs/abc",
            "arn:aws-cn:ecs:eu-west-1:123456789012:task/jobs/abc",
        ] {
            assert_eq!(parse(elsewhere), Ok(Reference::Elsewhere));
        }
    }

    #[test]
    fn what_is_no_arn_of_the_kind_is_refused() {
        assert_eq!(
            parse("arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"),
            Err("InvalidParameterException: Unsupported resource type: cluster".to_owned())
        );
        for malformed in [
            "arn:",
            "arn:aws:ecs",
            "arn:aws:ecs:eu-west-1:123456789012:task/",
            "arn:aws:sqs:a:b:c/d",
        ] {
            assert!(parse(malformed).is_err(), "{malformed}");
        }
    }
}
