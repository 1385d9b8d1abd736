//! The rules: what to ask the agent for, if anything. Pure, so that every one of them can be tested at any time.

use tokio::time::Instant;

use super::{Settings, Wanted};

/// What to ask for, given whether anyone wishes for protection and since when it has been in force; nothing where
/// wish and state agree, or agree well enough for now.
pub(super) fn adjustment(
    settings: &Settings,
    wished: bool,
    protected_since: Option<Instant>,
    now: Instant,
) -> Option<Wanted> {
    let protected = Wanted::Protected {
        minutes: settings.desired_protection_duration_in_mins,
    };
    match (wished, protected_since) {
        (false, None) => None,
        (true, None) => Some(protected),
        (true, Some(since)) => (now - since >= settings.refresh_at()).then_some(protected),
        (false, Some(since)) => (now - since >= settings.maintain_for()).then_some(Wanted::Unprotected),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PROTECTED: Option<Wanted> = Some(Wanted::Protected { minutes: 5 });

    /// What is asked for so many seconds after protection came into force.
    fn after(seconds: u64, wished: bool) -> Option<Wanted> {
        let since = Instant::now();
        let now = since + Duration::from_secs(seconds);
        adjustment(&Settings::default(), wished, Some(since), now)
    }

    #[test]
    fn nothing_is_asked_for_while_wish_and_state_agree() {
        let now = Instant::now();
        assert_eq!(adjustment(&Settings::default(), false, None, now), None);
        assert_eq!(after(0, true), None);
        assert_eq!(after(239, true), None);
    }

    #[test]
    fn what_is_not_protected_and_should_be_is_protected() {
        let now = Instant::now();
        assert_eq!(adjustment(&Settings::default(), true, None, now), PROTECTED);
    }

    #[test]
    fn at_80_percent_of_its_duration_protection_is_renewed() {
        assert_eq!(after(240, true), PROTECTED);
        assert_eq!(after(299, true), PROTECTED);
    }

    #[test]
    fn released_before_10_percent_of_its_duration_it_is_kept_until_then() {
        assert_eq!(after(0, false), None);
        assert_eq!(after(29, false), None);
        assert_eq!(after(30, false), Some(Wanted::Unprotected));
    }
}
