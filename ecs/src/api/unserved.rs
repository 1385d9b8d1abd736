//! The members of the service model's requests that are not served: they are refused by name where they are given,
//! because leaving them out silently would promise what is not kept.

/// Operation, and where its request has such members. A test holds it against the model.
pub(super) const UNSERVED: &[(&str, &[&str])] = &[
    ("RegisterTaskDefinition", &["inferenceAccelerators"]),
    ("RunTask", TASK),
    ("StartTask", TASK),
    ("CreateService", SERVICE),
    ("UpdateService", SERVICE),
];

const TASK: &[&str] = &["overrides.inferenceAcceleratorOverrides", "volumeConfigurations"];

const SERVICE: &[&str] = &[
    "deploymentConfiguration.canaryConfiguration",
    "deploymentConfiguration.lifecycleHooks",
    "deploymentConfiguration.linearConfiguration",
    "monitoring",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];
