//! The types of resources that are made here, and what CloudFormation documents of their names and references.

use serde_json::Value;

/// A type of resource that LocalStack leaves as a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Cluster,
    CapacityProviderAssociations,
    TaskDefinition,
    Service,
    ScalableTarget,
    ScalingPolicy,
    /// Of Amazon ECS or Application Auto Scaling, and not made here either.
    Other,
}

impl Kind {
    /// The kind of a type; `None` for a type that is LocalStack's.
    pub(crate) fn of(type_name: &str) -> Option<Self> {
        Some(match type_name {
            "AWS::ECS::Cluster" => Self::Cluster,
            "AWS::ECS::ClusterCapacityProviderAssociations" => Self::CapacityProviderAssociations,
            "AWS::ECS::TaskDefinition" => Self::TaskDefinition,
            "AWS::ECS::Service" => Self::Service,
            "AWS::ApplicationAutoScaling::ScalableTarget" => Self::ScalableTarget,
            "AWS::ApplicationAutoScaling::ScalingPolicy" => Self::ScalingPolicy,
            other
                if other.starts_with("AWS::ECS::") || other.starts_with("AWS::ApplicationAutoScaling::") =>
            {
                Self::Other
            }
            _ => return None,
        })
    }

    /// The property that names it; without it CloudFormation makes a name up.
    pub(crate) fn name_property(self) -> Option<&'static str> {
        match self {
            Self::Cluster => Some("ClusterName"),
            Self::TaskDefinition => Some("Family"),
            Self::Service => Some("ServiceName"),
            Self::CapacityProviderAssociations | Self::ScalableTarget | Self::ScalingPolicy | Self::Other => {
                None
            }
        }
    }

    /// The properties that cannot be changed: a resource with others takes its place.
    pub(crate) fn fixed_properties(self) -> &'static [&'static str] {
        match self {
            Self::Cluster => &["ClusterName"],
            Self::CapacityProviderAssociations => &["Cluster"],
            Self::Service => &[
                "Cluster",
                "DeploymentController",
                "LaunchType",
                "Role",
                "SchedulingStrategy",
                "ServiceName",
            ],
            Self::ScalableTarget => &["ResourceId", "ScalableDimension", "ServiceNamespace"],
            Self::ScalingPolicy => &[
                "PolicyName",
                "ResourceId",
                "ScalableDimension",
                "ScalingTargetId",
                "ServiceNamespace",
            ],
            // Every change of a task definition is a new revision.
            Self::TaskDefinition | Self::Other => &[],
        }
    }
}

/// The cluster's name in a name or an ARN.
pub(crate) fn cluster_name(name_or_arn: &str) -> &str {
    if name_or_arn.starts_with("arn:") {
        name_or_arn.rsplit('/').next().unwrap_or(name_or_arn)
    } else {
        name_or_arn
    }
}

/// What `Ref` of a scalable target is, and its `Id`.
pub(crate) fn scalable_target_id(resource_id: &str, dimension: &str, namespace: &str) -> String {
    format!("{resource_id}|{dimension}|{namespace}")
}

/// The resource id, the dimension and the namespace of such an id.
pub(crate) fn scalable_target(id: &str) -> Option<(&str, &str, &str)> {
    let mut parts = id.split('|');
    let whole = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(whole)
}

/// What the parts of a joined text are joined to: a text if all of them are, else CloudFormation's `Fn::Join`.
pub(crate) fn joined(separator: &str, parts: &[Value]) -> Value {
    let texts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
    match texts {
        Some(texts) => Value::String(texts.join(separator)),
        None => serde_json::json!({"Fn::Join": [separator, parts]}),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_found_in_arns_and_ids() {
        assert_eq!(cluster_name("arn:aws:ecs:us-east-1:1:cluster/jobs"), "jobs");
        assert_eq!(cluster_name("jobs"), "jobs");
        let id = scalable_target_id("service/a/b", "ecs:service:DesiredCount", "ecs");
        assert_eq!(
            scalable_target(&id),
            Some(("service/a/b", "ecs:service:DesiredCount", "ecs"))
        );
        assert_eq!(scalable_target("a|b"), None);
        assert_eq!(Kind::of("AWS::ECS::TaskSet"), Some(Kind::Other));
        assert_eq!(Kind::of("AWS::SQS::Queue"), None);
    }

    #[test]
    fn texts_are_joined_here_and_the_rest_by_cloudformation() {
        assert_eq!(joined("/", &[json!("a"), json!("b")]), json!("a/b"));
        assert_eq!(
            joined("/", &[json!("a"), json!({"Ref": "B"})]),
            json!({"Fn::Join": ["/", ["a", {"Ref": "B"}]]})
        );
    }
}
