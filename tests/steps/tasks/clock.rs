//! The account's clock, which is moved where AWS counts in minutes.

use std::time::Duration;

use conformance::trouble::{OrBroken, Outcome};
use cucumber::when;
use time::OffsetDateTime;

use crate::world::{Scenario, World};

#[when(expr = "the clock is moved to a minute before {int} minutes have passed")]
async fn before(world: &mut World, minutes: u64) -> Outcome {
    move_to(world, Duration::from_secs(60 * (minutes - 1))).await
}

#[when(expr = "the clock is moved to {int} minutes after the protection was set")]
async fn after(world: &mut World, minutes: u64) -> Outcome {
    // What was set a moment later than it was noted lapses a moment later.
    move_to(world, Duration::from_secs(60 * minutes + 1)).await
}

impl Scenario {
    /// The time in the account.
    pub(crate) async fn account_time(&self) -> Outcome<OffsetDateTime> {
        let clock = self
            .environment
            .admin
            .clock(&self.account.id)
            .await
            .or_broken("reading the account's clock")?;
        Ok(clock.now)
    }
}

/// So long after protection was last set.
async fn move_to(scenario: &Scenario, after: Duration) -> Outcome {
    let set = scenario.fleet.protected_at.or_broken("no protection was set")?;
    let by = (set + after) - scenario.account_time().await?;
    // It never goes back; where so much time has gone by, it need not be moved.
    let by = Duration::try_from(by).unwrap_or(Duration::ZERO);
    scenario
        .environment
        .admin
        .advance_clock(&scenario.account.id, by)
        .await
        .or_broken("moving the account's clock")?;
    Ok(())
}
