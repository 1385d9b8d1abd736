//! How far a container is, for those that depend on it, and what is wished of the task.

use tokio::sync::watch;

/// How far a container is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) started: bool,
    /// Whether its health check has succeeded last; `None` before it has said anything.
    pub(super) healthy: Option<bool>,
    /// Its exit code, once it has ended; one that never ran has none.
    #[allow(
        clippy::option_option,
        reason = "to have ended and to have a code are two things"
    )]
    pub(super) ended: Option<Option<i32>>,
}

impl State {
    /// Whether it has come as far as the condition asks; an error where it never will.
    pub(super) fn meets(self, condition: &str) -> Result<bool, &'static str> {
        let ended = self.ended.is_some();
        match condition {
            "COMPLETE" if ended && !self.started => Err("it never ran"),
            "COMPLETE" => Ok(ended),
            "SUCCESS" if self.ended == Some(Some(0)) => Ok(true),
            "SUCCESS" if ended => Err("it did not exit successfully"),
            "SUCCESS" => Ok(false),
            "HEALTHY" if ended => Err("it ended before it was healthy"),
            "HEALTHY" => Ok(self.healthy == Some(true)),
            // START, and what a later ECS may add.
            _ if !self.started && ended => Err("it never ran"),
            _ => Ok(self.started),
        }
    }
}

/// What is wished of a task. It only grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    #[default]
    Run,
    Stop,
    Kill,
}

/// The wish for a task. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes(watch::Sender<Wish>);

impl Wishes {
    pub(super) fn wish(&self, wish: Wish) {
        self.0.send_if_modified(|current| {
            let grows = wish > *current;
            *current = wish.max(*current);
            grows
        });
    }

    /// Returns when that much is wished.
    pub(super) async fn at_least(&self, wish: Wish) {
        // The sender is held here.
        let _ = self.0.subscribe().wait_for(|current| *current >= wish).await;
    }

    pub(super) fn is_at_least(&self, wish: Wish) -> bool {
        *self.0.borrow() >= wish
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_met_as_ecs_says() {
        let state = |started, healthy, ended| State {
            started,
            healthy,
            ended,
        };
        let pending = State::default();
        let running = state(true, None, None);
        let succeeded = state(true, None, Some(Some(0)));
        let failed = state(true, None, Some(Some(1)));
        let never = state(false, None, Some(None));
        for (condition, expected) in [
            // pending, running, ended well, ended badly, never ran
            ("START", [Some(false), Some(true), Some(true), Some(true), None]),
            (
                "COMPLETE",
                [Some(false), Some(false), Some(true), Some(true), None],
            ),
            ("SUCCESS", [Some(false), Some(false), Some(true), None, None]),
            ("HEALTHY", [Some(false), Some(false), None, None, None]),
        ] {
            let met = [pending, running, succeeded, failed, never].map(|state| state.meets(condition).ok());
            assert_eq!(met, expected, "{condition}");
        }
        assert_eq!(state(true, Some(true), None).meets("HEALTHY"), Ok(true));
        // It may yet become healthy: whoever waits gives up by the start timeout only.
        assert_eq!(state(true, Some(false), None).meets("HEALTHY"), Ok(false));
    }

    #[test]
    fn a_wish_only_grows() {
        let wishes = Wishes::default();
        wishes.wish(Wish::Kill);
        wishes.wish(Wish::Stop);
        assert!(wishes.is_at_least(Wish::Kill));
    }
}
