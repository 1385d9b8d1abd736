//! What the service model asks of each request, member by member.

use super::schema::{Kind, Member, optional, required};

/// Text of any length.
const TEXT: Kind = Kind::Text {
    min: 0,
    max: usize::MAX,
};

/// A name, a resource id or an ARN.
const NAME: Kind = Kind::Text { min: 1, max: 1600 };

const NAMES: Kind = Kind::List { of: &NAME, max: 50 };

pub(super) const REGISTER_SCALABLE_TARGET_REQUEST: &[Member] = &[
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    required("ResourceId", NAME),
    required("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    optional("MinCapacity", Kind::Integer),
    optional("MaxCapacity", Kind::Integer),
    optional("RoleARN", NAME),
    optional("SuspendedState", Kind::Structure(SUSPENDED_STATE)),
    optional("Tags", Kind::Tags),
];

pub(super) const DESCRIBE_SCALABLE_TARGETS_REQUEST: &[Member] = &[
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    optional("ResourceIds", NAMES),
    optional("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    optional("MaxResults", Kind::Integer),
    optional("NextToken", TEXT),
];

pub(super) const DEREGISTER_SCALABLE_TARGET_REQUEST: &[Member] = &[
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    required("ResourceId", NAME),
    required("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
];

pub(super) const PUT_SCALING_POLICY_REQUEST: &[Member] = &[
    required("PolicyName", Kind::Text { min: 1, max: 256 }),
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    required("ResourceId", NAME),
    required("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    optional("PolicyType", Kind::Choice(POLICY_TYPE)),
    optional(
        "StepScalingPolicyConfiguration",
        Kind::Structure(STEP_SCALING_POLICY_CONFIGURATION),
    ),
    optional(
        "TargetTrackingScalingPolicyConfiguration",
        Kind::Structure(TARGET_TRACKING_SCALING_POLICY_CONFIGURATION),
    ),
    optional("PredictiveScalingPolicyConfiguration", Kind::Anything),
];

pub(super) const DESCRIBE_SCALING_POLICIES_REQUEST: &[Member] = &[
    optional("PolicyNames", NAMES),
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    optional("ResourceId", NAME),
    optional("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    optional("MaxResults", Kind::Integer),
    optional("NextToken", TEXT),
];

pub(super) const DELETE_SCALING_POLICY_REQUEST: &[Member] = &[
    required("PolicyName", NAME),
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    required("ResourceId", NAME),
    required("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
];

pub(super) const DESCRIBE_SCALING_ACTIVITIES_REQUEST: &[Member] = &[
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    optional("ResourceId", NAME),
    optional("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    optional("MaxResults", Kind::Integer),
    optional("NextToken", TEXT),
    optional("IncludeNotScaledActivities", Kind::Boolean),
];

/// Of an operation that AWS has not, in the words of what `DescribeScalingActivities` tells.
pub(super) const RECORD_SCALING_ACTIVITY_REQUEST: &[Member] = &[
    required("ServiceNamespace", Kind::Choice(SERVICE_NAMESPACE)),
    required("ResourceId", NAME),
    required("ScalableDimension", Kind::Choice(SCALABLE_DIMENSION)),
    required("Description", TEXT),
    required("Cause", TEXT),
    required("StatusCode", Kind::Choice(SCALING_ACTIVITY_STATUS_CODE)),
    optional("StatusMessage", TEXT),
    optional("Details", TEXT),
    optional(
        "NotScaledReasons",
        Kind::List {
            of: &Kind::Structure(NOT_SCALED_REASON),
            max: 10,
        },
    ),
];

const NOT_SCALED_REASON: &[Member] = &[
    required("Code", TEXT),
    optional("MaxCapacity", Kind::Integer),
    optional("MinCapacity", Kind::Integer),
    optional("CurrentCapacity", Kind::Integer),
];

const SCALING_ACTIVITY_STATUS_CODE: &[&str] = &[
    "Pending",
    "InProgress",
    "Successful",
    "Overridden",
    "Unfulfilled",
    "Failed",
];

pub(super) const TAG_RESOURCE_REQUEST: &[Member] = &[
    required("ResourceARN", Kind::Text { min: 1, max: 1011 }),
    required("Tags", Kind::Tags),
];

pub(super) const UNTAG_RESOURCE_REQUEST: &[Member] = &[
    required("ResourceARN", Kind::Text { min: 1, max: 1011 }),
    required(
        "TagKeys",
        Kind::List {
            of: &Kind::Text { min: 1, max: 128 },
            max: 200,
        },
    ),
];

pub(super) const LIST_TAGS_FOR_RESOURCE_REQUEST: &[Member] =
    &[required("ResourceARN", Kind::Text { min: 1, max: 1011 })];

const SERVICE_NAMESPACE: &[&str] = &[
    "ecs",
    "elasticmapreduce",
    "ec2",
    "appstream",
    "dynamodb",
    "rds",
    "sagemaker",
    "custom-resource",
    "comprehend",
    "lambda",
    "cassandra",
    "kafka",
    "elasticache",
    "neptune",
    "workspaces",
];

const SCALABLE_DIMENSION: &[&str] = &[
    "ecs:service:DesiredCount",
    "ec2:spot-fleet-request:TargetCapacity",
    "elasticmapreduce:instancegroup:InstanceCount",
    "appstream:fleet:DesiredCapacity",
    "dynamodb:table:ReadCapacityUnits",
    "dynamodb:table:WriteCapacityUnits",
    "dynamodb:index:ReadCapacityUnits",
    "dynamodb:index:WriteCapacityUnits",
    "rds:cluster:ReadReplicaCount",
    "sagemaker:variant:DesiredInstanceCount",
    "custom-resource:ResourceType:Property",
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
    "lambda:function:ProvisionedConcurrency",
    "cassandra:table:ReadCapacityUnits",
    "cassandra:table:WriteCapacityUnits",
    "kafka:broker-storage:VolumeSize",
    "elasticache:cache-cluster:Nodes",
    "elasticache:replication-group:NodeGroups",
    "elasticache:replication-group:Replicas",
    "neptune:cluster:ReadReplicaCount",
    "sagemaker:variant:DesiredProvisionedConcurrency",
    "sagemaker:inference-component:DesiredCopyCount",
    "workspaces:workspacespool:DesiredUserSessions",
];

const SUSPENDED_STATE: &[Member] = &[
    optional("DynamicScalingInSuspended", Kind::Boolean),
    optional("DynamicScalingOutSuspended", Kind::Boolean),
    optional("ScheduledScalingSuspended", Kind::Boolean),
];

const POLICY_TYPE: &[&str] = &["StepScaling", "TargetTrackingScaling", "PredictiveScaling"];

const ADJUSTMENT_TYPE: &[&str] = &["ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"];

const STEP_ADJUSTMENT: &[Member] = &[
    optional("MetricIntervalLowerBound", Kind::Number),
    optional("MetricIntervalUpperBound", Kind::Number),
    required("ScalingAdjustment", Kind::Integer),
];

const METRIC_AGGREGATION_TYPE: &[&str] = &["Average", "Minimum", "Maximum"];

const STEP_SCALING_POLICY_CONFIGURATION: &[Member] = &[
    optional("AdjustmentType", Kind::Choice(ADJUSTMENT_TYPE)),
    optional(
        "StepAdjustments",
        Kind::List {
            of: &Kind::Structure(STEP_ADJUSTMENT),
            max: usize::MAX,
        },
    ),
    optional("MinAdjustmentMagnitude", Kind::Integer),
    optional("Cooldown", Kind::Integer),
    optional("MetricAggregationType", Kind::Choice(METRIC_AGGREGATION_TYPE)),
];

const METRIC_TYPE: &[&str] = &[
    "DynamoDBReadCapacityUtilization",
    "DynamoDBWriteCapacityUtilization",
    "ALBRequestCountPerTarget",
    "RDSReaderAverageCPUUtilization",
    "RDSReaderAverageDatabaseConnections",
    "EC2SpotFleetRequestAverageCPUUtilization",
    "EC2SpotFleetRequestAverageNetworkIn",
    "EC2SpotFleetRequestAverageNetworkOut",
    "SageMakerVariantInvocationsPerInstance",
    "ECSServiceAverageCPUUtilization",
    "ECSServiceAverageMemoryUtilization",
    "AppStreamAverageCapacityUtilization",
    "ComprehendInferenceUtilization",
    "LambdaProvisionedConcurrencyUtilization",
    "CassandraReadCapacityUtilization",
    "CassandraWriteCapacityUtilization",
    "KafkaBrokerStorageUtilization",
    "ElastiCacheEngineCPUUtilization",
    "ElastiCacheDatabaseMemoryUsagePercentage",
    "ElastiCachePrimaryEngineCPUUtilization",
    "ElastiCacheReplicaEngineCPUUtilization",
    "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
    "NeptuneReaderAverageCPUUtilization",
    "SageMakerVariantProvisionedConcurrencyUtilization",
    "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
    "SageMakerInferenceComponentInvocationsPerCopy",
    "WorkSpacesAverageUserSessionsCapacityUtilization",
    "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
    "SageMakerVariantConcurrentRequestsPerModelHighResolution",
    "ECSServiceAverageCPUUtilizationHighResolution",
    "ECSServiceAverageMemoryUtilizationHighResolution",
];

const PREDEFINED_METRIC_SPECIFICATION: &[Member] = &[
    required("PredefinedMetricType", Kind::Choice(METRIC_TYPE)),
    optional("ResourceLabel", Kind::Text { min: 1, max: 1023 }),
];

const METRIC_DIMENSION: &[Member] = &[
    required("Name", Kind::Text { min: 1, max: 255 }),
    required("Value", Kind::Text { min: 1, max: 1024 }),
];

const METRIC_STATISTIC: &[&str] = &["Average", "Minimum", "Maximum", "SampleCount", "Sum"];

const TARGET_TRACKING_METRIC: &[Member] = &[
    optional(
        "Dimensions",
        Kind::List {
            of: &Kind::Structure(METRIC_DIMENSION),
            max: usize::MAX,
        },
    ),
    optional("MetricName", Kind::Text { min: 1, max: 255 }),
    optional("Namespace", Kind::Text { min: 1, max: 255 }),
];

const TARGET_TRACKING_METRIC_STAT: &[Member] = &[
    required("Metric", Kind::Structure(TARGET_TRACKING_METRIC)),
    required("Stat", TEXT),
    optional("Unit", Kind::Text { min: 1, max: 1023 }),
];

const TARGET_TRACKING_METRIC_DATA_QUERY: &[Member] = &[
    optional("Expression", Kind::Text { min: 1, max: 2048 }),
    required("Id", Kind::Text { min: 1, max: 255 }),
    optional("Label", TEXT),
    optional("MetricStat", Kind::Structure(TARGET_TRACKING_METRIC_STAT)),
    optional("ReturnData", Kind::Boolean),
];

const CUSTOMIZED_METRIC_SPECIFICATION: &[Member] = &[
    optional("MetricName", TEXT),
    optional("Namespace", TEXT),
    optional(
        "Dimensions",
        Kind::List {
            of: &Kind::Structure(METRIC_DIMENSION),
            max: usize::MAX,
        },
    ),
    optional("Statistic", Kind::Choice(METRIC_STATISTIC)),
    optional("Unit", TEXT),
    optional(
        "Metrics",
        Kind::List {
            of: &Kind::Structure(TARGET_TRACKING_METRIC_DATA_QUERY),
            max: usize::MAX,
        },
    ),
];

const TARGET_TRACKING_SCALING_POLICY_CONFIGURATION: &[Member] = &[
    required("TargetValue", Kind::Number),
    optional(
        "PredefinedMetricSpecification",
        Kind::Structure(PREDEFINED_METRIC_SPECIFICATION),
    ),
    optional(
        "CustomizedMetricSpecification",
        Kind::Structure(CUSTOMIZED_METRIC_SPECIFICATION),
    ),
    optional("ScaleOutCooldown", Kind::Integer),
    optional("ScaleInCooldown", Kind::Integer),
    optional("DisableScaleIn", Kind::Boolean),
];
