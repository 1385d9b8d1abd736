//! CloudFormation's properties as members of the APIs' requests.
//!
//! Amazon ECS's members are the properties with a small first letter, but for a few; Application Auto Scaling's are
//! the properties. CloudFormation takes numbers and booleans as texts and the other way round, the APIs do not: which
//! members are what is in the tables here, taken from the services' models.

use serde_json::{Map, Number, Value};

/// Members that are numbers, in either service.
const NUMBERS: &[&str] = &[
    "bakeTimeInMinutes",
    "base",
    "canaryBakeTimeInMinutes",
    "canaryPercent",
    "containerPort",
    "desiredCount",
    "hardLimit",
    "healthCheckGracePeriodSeconds",
    "hostPort",
    "idleTimeoutSeconds",
    "ingressPortOverride",
    "interval",
    "iops",
    "maxSwap",
    "maximumPercent",
    "memoryReservation",
    "minimumHealthyPercent",
    "perRequestTimeoutSeconds",
    "port",
    "restartAttemptPeriod",
    "retries",
    "sharedMemorySize",
    "size",
    "sizeInGiB",
    "softLimit",
    "startPeriod",
    "startTimeout",
    "stepBakeTimeInMinutes",
    "stepPercent",
    "stopTimeout",
    "swappiness",
    "throughput",
    "timeout",
    "transitEncryptionPort",
    "volumeInitializationRate",
    "weight",
    "Cooldown",
    "MaxCapacity",
    "MaxCapacityBuffer",
    "MetricIntervalLowerBound",
    "MetricIntervalUpperBound",
    "MinAdjustmentMagnitude",
    "MinCapacity",
    "ScaleInCooldown",
    "ScaleOutCooldown",
    "ScalingAdjustment",
    "SchedulingBufferTime",
    "TargetValue",
];

/// Members that are numbers within a container definition, and texts elsewhere.
const CONTAINER_NUMBERS: &[&str] = &["cpu", "memory"];

/// Members that are booleans.
const BOOLEANS: &[&str] = &[
    "autoprovision",
    "cloudWatchEncryptionEnabled",
    "configuredAtLaunch",
    "disableNetworking",
    "enable",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "enableFaultInjection",
    "enabled",
    "encrypted",
    "essential",
    "initProcessEnabled",
    "interactive",
    "privileged",
    "pseudoTerminal",
    "readOnly",
    "readonlyRootFilesystem",
    "resetOnHealthyTask",
    "rollback",
    "s3EncryptionEnabled",
    "DisableScaleIn",
    "DynamicScalingInSuspended",
    "DynamicScalingOutSuspended",
    "ReturnData",
    "ScheduledScalingSuspended",
];

/// Maps whose keys are the template's own.
const MAPS: &[&str] = &["dockerLabels", "driverOpts", "labels", "options"];

/// Properties whose members have another name than the first letter made small.
const RENAMED: &[(&str, &str)] = &[
    ("EFSVolumeConfiguration", "efsVolumeConfiguration"),
    (
        "FSxWindowsFileServerVolumeConfiguration",
        "fsxWindowsFileServerVolumeConfiguration",
    ),
    ("ClusterSettings", "settings"),
    ("FilesystemId", "fileSystemId"),
    ("IAM", "iam"),
    ("PlacementStrategies", "placementStrategy"),
    ("ProxyConfigurationProperties", "properties"),
];

/// Amazon ECS's members.
pub(crate) fn ecs(properties: &Map<String, Value>) -> Map<String, Value> {
    members(properties, &small, false)
}

/// Application Auto Scaling's members.
pub(crate) fn auto_scaling(properties: &Map<String, Value>) -> Map<String, Value> {
    members(properties, &str::to_owned, false)
}

fn members(
    properties: &Map<String, Value>,
    renamed: &dyn Fn(&str) -> String,
    in_container: bool,
) -> Map<String, Value> {
    properties
        .iter()
        .map(|(property, value)| {
            let member = renamed(property);
            let value = match value {
                Value::Object(map) if MAPS.contains(&&*member) => Value::Object(
                    map.iter()
                        .map(|(key, value)| (key.clone(), text(value)))
                        .collect(),
                ),
                value => {
                    let in_container = in_container || member == "containerDefinitions";
                    converted(value, &member, renamed, in_container)
                }
            };
            (member, value)
        })
        .collect()
}

fn converted(value: &Value, member: &str, renamed: &dyn Fn(&str) -> String, in_container: bool) -> Value {
    match value {
        Value::Array(values) => values
            .iter()
            .map(|value| converted(value, member, renamed, in_container))
            .collect(),
        Value::Object(map) => Value::Object(members(map, renamed, in_container)),
        scalar if BOOLEANS.contains(&member) => boolean(scalar),
        scalar if NUMBERS.contains(&member) || member == "ignoredExitCodes" => number(scalar),
        scalar if in_container && CONTAINER_NUMBERS.contains(&member) => number(scalar),
        scalar => text(scalar),
    }
}

/// What is neither is left for the API to refuse.
fn boolean(value: &Value) -> Value {
    match value.as_str() {
        Some("true" | "True" | "TRUE") => Value::Bool(true),
        Some("false" | "False" | "FALSE") => Value::Bool(false),
        _ => value.clone(),
    }
}

fn number(value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return value.clone();
    };
    let whole = text.parse::<i64>().ok().map(Number::from);
    match whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64)) {
        Some(number) => Value::Number(number),
        None => value.clone(),
    }
}

fn text(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(truth) => Value::String(truth.to_string()),
        other => other.clone(),
    }
}

fn small(property: &str) -> String {
    if let Some((_, member)) = RENAMED.iter().find(|(name, _)| *name == property) {
        return (*member).to_owned();
    }
    let mut letters = property.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ecs_of(properties: &Value) -> Value {
        Value::Object(ecs(properties.as_object().expect("a map")))
    }

    #[test]
    fn names_and_types_are_those_of_the_api() {
        assert_eq!(
            ecs_of(&json!({
                "Cpu": 256,
                "Memory": "512",
                "ContainerDefinitions": [{
                    "Name": "a",
                    "Cpu": "128",
                    "Essential": "true",
                    "StopTimeout": "30",
                    "Environment": [{"Name": "N", "Value": 5}],
                    "DockerLabels": {"Team-Name": 1},
                    "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "g", "Mode": true}},
                    "PortMappings": [{"ContainerPort": "80"}],
                    "RestartPolicy": {"Enabled": "false", "IgnoredExitCodes": ["0", 1]},
                }],
                "Volumes": [{"Name": "v", "EFSVolumeConfiguration": {"FilesystemId": "fs", "AuthorizationConfig": {"IAM": "ENABLED"}}}],
                "Tags": [{"Key": "k", "Value": "v"}],
                "EnableECSManagedTags": "true",
                "PlacementStrategies": [{"Type": "spread", "Field": "host"}],
                "ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}],
                "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED", "Subnets": ["s"]}},
            })),
            json!({
                "cpu": "256",
                "memory": "512",
                "containerDefinitions": [{
                    "name": "a",
                    "cpu": 128,
                    "essential": true,
                    "stopTimeout": 30,
                    "environment": [{"name": "N", "value": "5"}],
                    "dockerLabels": {"Team-Name": "1"},
                    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "Mode": "true"}},
                    "portMappings": [{"containerPort": 80}],
                    "restartPolicy": {"enabled": false, "ignoredExitCodes": [0, 1]},
                }],
                "volumes": [{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs", "authorizationConfig": {"iam": "ENABLED"}}}],
                "tags": [{"key": "k", "value": "v"}],
                "enableECSManagedTags": true,
                "placementStrategy": [{"type": "spread", "field": "host"}],
                "settings": [{"name": "containerInsights", "value": "enabled"}],
                "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED", "subnets": ["s"]}},
            })
        );
    }

    #[test]
    fn what_is_no_number_is_left_for_the_api_to_refuse() {
        assert_eq!(
            ecs_of(&json!({"DesiredCount": "many"})),
            json!({"desiredCount": "many"})
        );
    }
}
