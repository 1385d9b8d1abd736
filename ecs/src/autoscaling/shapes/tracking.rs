//! What target tracking follows: a target value of a predefined or customized metric.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetTrackingScalingPolicyConfiguration {
    pub(crate) target_value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) predefined_metric_specification: Option<PredefinedMetricSpecification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customized_metric_specification: Option<CustomizedMetricSpecification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale_out_cooldown: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale_in_cooldown: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) disable_scale_in: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PredefinedMetricSpecification {
    pub(crate) predefined_metric_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource_label: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CustomizedMetricSpecification {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dimensions: Vec<MetricDimension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) statistic: Option<MetricStatistic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) metrics: Vec<TargetTrackingMetricDataQuery>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MetricDimension {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetTrackingMetricDataQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expression: Option<String>,
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_stat: Option<TargetTrackingMetricStat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) return_data: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetTrackingMetricStat {
    pub(crate) metric: TargetTrackingMetric,
    pub(crate) stat: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetTrackingMetric {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dimensions: Vec<MetricDimension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metric_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MetricStatistic {
    Average,
    Minimum,
    Maximum,
    SampleCount,
    Sum,
}
