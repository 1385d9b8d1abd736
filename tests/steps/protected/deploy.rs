//! Deploying a service whose tasks protect themselves, from its template.

use conformance::environment::ports;
use conformance::options::Runtime;
use conformance::trouble::{OrBroken, Outcome};
use cucumber::gherkin::Step;
use cucumber::given;

use crate::steps::tasks::template::{parameters, working};
use crate::world::{CLUSTER, SUBNET, Scenario, Template, World};

const PROTECTED_SERVICE: Template = Template {
    file: "protected-service.yaml",
    stack: "protected",
};

/// Where a container listens, which has an address of its own.
const PORT: u16 = 3000;

#[given(regex = "^a deployed (job consumer|WebSocket server)(?: with)?$")]
async fn deployed(world: &mut World, what: String, step: &Step) -> Outcome {
    let workload = match what.as_str() {
        "job consumer" => "job-consumer",
        _ => "websocket-server",
    };
    let settings = step.table.as_ref().map(parameters).transpose()?;
    deploy_protected(world, workload, &settings.unwrap_or_default()).await
}

/// Deploys a service of this workload, with these of the template's parameters set, and waits until it is stable. The
/// cluster is made, and the service and its first task are remembered.
pub(crate) async fn deploy_protected(
    scenario: &mut Scenario,
    workload: &str,
    settings: &[(&str, &str)],
) -> Outcome {
    scenario.make_cluster().await?;
    let images = scenario.environment.tasks.clone();
    // Processes share the machine's addresses, so that each scenario's server takes a port of its own.
    let port = match scenario.environment.runtime {
        Runtime::Docker => PORT,
        Runtime::Process => ports::free().or_broken("finding a port")?,
    };
    scenario.fleet.port = Some(port);
    let port = port.to_string();
    let mut all = working(&images, workload).to_vec();
    all.extend([
        ("Workload", workload),
        ("ClusterName", CLUSTER),
        ("LaunchType", "FARGATE"),
        ("PublicSubnetIds", SUBNET),
        // Longer than a task takes to stop on a machine that stands still for a while: SIGKILL is never to be seen.
        ("StopTimeout", "30"),
        // A task that polls is protected: what waits for it need not wait long.
        ("WaitTimeSeconds", "4"),
        ("Port", port.as_str()),
        // Short, so that what a task no longer wants, or was refused, is not waited for.
        ("ProtectionAdjustInterval", "200ms"),
    ]);
    all.extend_from_slice(settings);
    scenario.take_template(PROTECTED_SERVICE, &all);
    scenario.deploy_template().await
}
