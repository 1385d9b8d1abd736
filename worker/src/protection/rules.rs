//! The rules: what to ask the agent for, if anything. Pure, so that every one of them can be tested at any time.

use tokio::time::Instant;

use super::{Settings, Wanted};

/// What is known of the task's protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It never was confirmed, or was released, or its time is over.
    Unprotected,
    /// It is in force.
    Protected {
        /// When the call was begun that put it in force.
        since: Instant,
    },
    /// Its release was asked for and not confirmed. Perhaps it is in force, perhaps it is not: for those who wish
    /// for it that is no protection, and for those who do not it has to be released again.
    InDoubt {
        /// As above, of the protection that was to be released.
        since: Instant,
    },
}

impl Known {
    /// When the call was begun that put in force what is, or may be, still in force.
    pub(super) fn since(self) -> Option<Instant> {
        match self {
            Self::Unprotected => None,
            Self::Protected { since } | Self::InDoubt { since } => Some(since),
        }
    }
}

/// What to ask for, given whether anyone wishes for protection and what is known of it; nothing where wish and
/// state agree, or agree well enough for now.
pub(super) fn adjustment(settings: &Settings, wished: bool, known: Known, now: Instant) -> Option<Wanted> {
    let protected = Wanted::Protected {
        minutes: settings.desired_protection_duration_in_mins,
    };
    match (wished, known) {
        (false, Known::Unprotected) => None,
        (true, Known::Unprotected | Known::InDoubt { .. }) => Some(protected),
        (true, Known::Protected { since }) => (now - since >= settings.refresh_at()).then_some(protected),
        (false, Known::Protected { since } | Known::InDoubt { since }) => {
            (now - since >= settings.maintain_for()).then_some(Wanted::Unprotected)
        }
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
        adjustment(&Settings::default(), wished, Known::Protected { since }, now)
    }

    #[test]
    fn nothing_is_asked_for_while_wish_and_state_agree() {
        let now = Instant::now();
        assert_eq!(
            adjustment(&Settings::default(), false, Known::Unprotected, now),
            None
        );
        assert_eq!(after(0, true), None);
        assert_eq!(after(239, true), None);
    }

    #[test]
    fn what_is_not_protected_and_should_be_is_protected() {
        let now = Instant::now();
        assert_eq!(
            adjustment(&Settings::default(), true, Known::Unprotected, now),
            PROTECTED
        );
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

    #[test]
    fn protection_in_doubt_is_asked_for_when_it_is_wished_for_and_released_when_it_is_not() {
        let since = Instant::now();
        let now = since + Duration::from_secs(60);
        let in_doubt = |wished| adjustment(&Settings::default(), wished, Known::InDoubt { since }, now);
        assert_eq!(in_doubt(true), PROTECTED);
        assert_eq!(in_doubt(false), Some(Wanted::Unprotected));
    }
}
