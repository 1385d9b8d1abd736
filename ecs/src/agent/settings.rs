//! The agent's settings.

use std::time::Duration;

use url::Url;

/// The settings of the agent.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where the containers reach the agent, without a path: `http://127.0.0.1:<port>`, or `http://169.254.170.2`.
    pub(crate) base: Url,
    /// Where ECS is called: the gateway.
    pub(crate) gateway: Url,
    /// How long STS and IAM may take before ECS is called. The real agent has the role's credentials already, and asks
    /// nobody what the role may do.
    pub(crate) preparation: Duration,
    /// How long ECS may take for task protection, retries included. The real agent gives it 4 s.
    pub(crate) limit: Duration,
    /// How often a call to ECS is tried. The SDK in the real agent tries 3 times.
    pub(crate) attempts: u32,
    /// The longest pause before the first retry; it doubles each time. The SDK in the real agent takes any part of a
    /// second.
    pub(crate) pause: Duration,
    /// How many requests a second each endpoint takes.
    pub(crate) rate: u32,
    /// How many requests each endpoint takes at once.
    pub(crate) burst: u32,
}

impl Settings {
    /// The real agent's settings, for containers that reach the agent at `base` and a gateway at that URL.
    pub(crate) fn new(base: Url, gateway: Url) -> Self {
        Self {
            base,
            gateway,
            preparation: Duration::from_secs(20),
            limit: Duration::from_secs(4),
            attempts: 3,
            pause: Duration::from_secs(1),
            rate: 40,
            burst: 60,
        }
    }
}
