//! Settings as they are given: each that is bad is one clear line that names it.

use super::*;
use crate::protection::CALL_LIMIT;

/// Each setting as a text, by its place.
fn options(duration: &str, maintain: &str, refresh: &str, interval: &str) -> Options {
    Options {
        ecs_agent_uri: None,
        desired_protection_duration_in_mins: Some(duration.to_owned()),
        maintain_protection_percentage: Some(maintain.to_owned()),
        refresh_protection_percentage: Some(refresh.to_owned()),
        protection_adjust_interval: Some(interval.to_owned()),
    }
}

fn refused(options: &Options) -> String {
    let error = options.read().expect_err("unusable").to_string();
    assert!(!error.contains('\n'), "{error}");
    error
}

#[test]
fn the_defaults_are_those_that_help_tells() {
    let settings = Options::default().read().expect("usable");
    assert_eq!(settings, Settings::default());
    assert_eq!(settings, options(" ", "", "", "").read().expect("usable"));
    assert_eq!(settings, options("5", "10", "80", "10s").read().expect("usable"));
}

#[test]
fn the_limits_themselves_are_taken() {
    let settings = options("2880", "100", "99.9", "1ms").read().expect("usable");
    assert_eq!(settings.duration(), Duration::from_hours(48));
    assert_eq!(settings.maintain_for(), settings.duration());
    let settings = options("1", "0%", "1 %", "500ms").read().expect("usable");
    assert_eq!(settings.refresh_at(), Duration::from_millis(600));
    assert_eq!(settings.maintain_for(), Duration::ZERO);
}

#[test]
fn what_is_out_of_range_is_named_with_what_is_possible() {
    for (options, begin) in [
        (
            options("0", "", "", ""),
            "DESIRED_PROTECTION_DURATION_IN_MINS is '0'",
        ),
        (
            options("2881", "", "", ""),
            "DESIRED_PROTECTION_DURATION_IN_MINS is '2881'",
        ),
        (
            options("5m", "", "", ""),
            "DESIRED_PROTECTION_DURATION_IN_MINS is '5m'",
        ),
        (
            options("", "-1", "", ""),
            "MAINTAIN_PROTECTION_PERCENTAGE is '-1'",
        ),
        (
            options("", "100.1", "", ""),
            "MAINTAIN_PROTECTION_PERCENTAGE is '100.1'",
        ),
        (
            options("", "NaN", "", ""),
            "MAINTAIN_PROTECTION_PERCENTAGE is 'NaN'",
        ),
        (
            options("", "", "inf", ""),
            "REFRESH_PROTECTION_PERCENTAGE is 'inf'",
        ),
        (
            options("", "", "most", ""),
            "REFRESH_PROTECTION_PERCENTAGE is 'most'",
        ),
        (options("", "", "", "0"), "PROTECTION_ADJUST_INTERVAL is '0'"),
        (options("", "", "", "25h"), "PROTECTION_ADJUST_INTERVAL is '25h'"),
        (
            options("", "", "", "often"),
            "PROTECTION_ADJUST_INTERVAL is 'often'",
        ),
    ] {
        let error = refused(&options);
        assert!(error.starts_with(begin), "{error}");
        assert!(error.contains("set it, or --"), "{error}");
    }
}

#[test]
fn a_renewal_at_none_or_all_of_the_duration_is_no_renewal() {
    for share in ["0", "100", "1e-300"] {
        let error = refused(&options("", "", share, ""));
        assert!(
            error.starts_with("REFRESH_PROTECTION_PERCENTAGE cannot be used: "),
            "{error}"
        );
    }
}

#[test]
fn a_renewal_that_may_come_too_late_names_what_was_set() {
    for (options, begin) in [
        (
            options("1", "", "", ""),
            "DESIRED_PROTECTION_DURATION_IN_MINS cannot be used",
        ),
        (
            options("", "", "99", ""),
            "REFRESH_PROTECTION_PERCENTAGE cannot be used",
        ),
        (
            options("", "", "", "1m"),
            "PROTECTION_ADJUST_INTERVAL cannot be used",
        ),
    ] {
        let error = refused(&options);
        assert!(error.starts_with(begin), "{error}");
        assert!(
            error.ends_with(
                "lower REFRESH_PROTECTION_PERCENTAGE or PROTECTION_ADJUST_INTERVAL, \
                 or raise DESIRED_PROTECTION_DURATION_IN_MINS"
            ),
            "{error}"
        );
    }
}

#[test]
fn a_renewal_needs_time_to_be_noticed_and_answered() {
    let settings = |interval| Settings {
        protection_adjust_interval: interval,
        ..Settings::default()
    };
    // The minute that is left after 80 % of 5, less the time for the answer.
    let left = Duration::from_secs(60).saturating_sub(CALL_LIMIT);
    settings(left.saturating_sub(Duration::from_millis(1)))
        .check()
        .expect("in time");
    let error = settings(left).check().expect_err("too late");
    assert!(matches!(error, UnusableSettings::RenewsTooLate { .. }), "{error}");
}

#[test]
fn settings_that_were_made_otherwise_are_checked_as_well() {
    let default = Settings::default;
    for (settings, why) in [
        (
            Settings {
                desired_protection_duration_in_mins: 0,
                ..default()
            },
            "0 minutes",
        ),
        (
            Settings {
                desired_protection_duration_in_mins: 2881,
                ..default()
            },
            "2881 minutes",
        ),
        (
            Settings {
                maintain_protection_percentage: f64::NAN,
                ..default()
            },
            "kept for NaN %",
        ),
        (
            Settings {
                refresh_protection_percentage: -1.0,
                ..default()
            },
            "renewed at -1 %",
        ),
        (
            Settings {
                protection_adjust_interval: Duration::ZERO,
                ..default()
            },
            "every 0 s",
        ),
        (
            Settings {
                protection_adjust_interval: Duration::MAX,
                ..default()
            },
            "protection may be over",
        ),
    ] {
        let error = settings.check().expect_err("unusable").to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn the_agent_is_an_http_url() {
    let agent = |url: &str| {
        let options = Options {
            ecs_agent_uri: Some(url.to_owned()),
            ..Options::default()
        };
        options.agent().map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(agent("http://169.254.170.2/api/0123-4567"), Ok(()));
    assert_eq!(agent("http://[fd00:ec2::23]:80/api/0123/"), Ok(()));
    for (url, why) in [
        ("", "ECS_AGENT_URI is missing"),
        ("169.254.170.2", "is no URL"),
        ("https://169.254.170.2/", "is no http URL"),
        ("file:///api", "is no http URL"),
        ("http://agent/api?x=1", "has a query or a fragment"),
        ("http://agent/api#x", "has a query or a fragment"),
    ] {
        let error = agent(url).expect_err("unusable");
        assert!(
            error.starts_with("ECS_AGENT_URI") && error.contains(why),
            "{error}"
        );
    }
}
