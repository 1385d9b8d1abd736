use super::*;

const SECOND: Duration = Duration::from_secs(1);
const FIXED: DurationDistribution = DurationDistribution::Fixed(SECOND);

fn seconds(pattern: Pattern, count: usize) -> Vec<f64> {
    Load::new(pattern, FIXED, 1)
        .take(count)
        .map(|arrival| arrival.at.0.as_secs_f64())
        .collect()
}

#[test]
#[expect(clippy::float_cmp, reason = "whole nanoseconds")]
fn even_arrivals_are_equally_spaced_from_the_beginning() {
    let times = seconds(
        Pattern::Even(Profile::constant(50.0 / 60.0).expect("usable")),
        1_000_001,
    );
    assert_eq!(times[..4], [0.0, 1.2, 2.4, 3.6]);
    assert_eq!(times[1_000_000], 1_200_000.0);
}

#[test]
fn batches_come_together_and_regularly() {
    let batches = Pattern::Batches {
        size: 3,
        every: 60 * SECOND,
    };
    assert_eq!(seconds(batches, 7), [0.0, 0.0, 0.0, 60.0, 60.0, 60.0, 120.0]);
    let none = Pattern::Batches {
        size: 0,
        every: SECOND,
    };
    assert_eq!(seconds(none, 7), [] as [f64; 0]);
    let once = Pattern::Batches {
        size: 2,
        every: Duration::ZERO,
    };
    assert_eq!(seconds(once, 7), [0.0, 0.0]);
}

#[test]
fn a_profile_is_followed_and_begins_anew() {
    // Two messages a second for two seconds, none for three, one a second for five.
    let steps = [(Duration::ZERO, 2.0), (2 * SECOND, 0.0), (5 * SECOND, 1.0)];
    let profile = Profile::steps(&steps, 10 * SECOND).expect("usable");
    assert!((profile.mean() - 0.9).abs() < 1e-12);
    let times = seconds(Pattern::Even(profile), 11);
    assert_eq!(times, [0.0, 0.5, 1.0, 1.5, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.5]);
}

#[test]
fn a_wave_rises_from_the_lowest_rate_to_the_highest() {
    let day = Duration::from_hours(24);
    let wave = Profile::wave(1.0, 3.0, day).expect("usable");
    assert!((wave.mean() - 2.0).abs() < 1e-9);
    let times = seconds(Pattern::Even(wave), 2 * 86_400);
    let within = |hours: std::ops::Range<f64>| {
        let hour = |time: &f64| hours.contains(&(time / 3600.0));
        times.iter().filter(|time| hour(time)).count()
    };
    assert!((3600..3700).contains(&within(0.0..1.0)), "{}", within(0.0..1.0));
    assert!(
        (10_700..=10_800).contains(&within(11.5..12.5)),
        "{}",
        within(11.5..12.5)
    );
    assert!((3600..3700).contains(&within(23.0..24.0)));
}

#[test]
fn poisson_arrivals_have_the_mean_and_variance_of_a_poisson_process() {
    let profile = Profile::constant(10.0).expect("usable");
    let times = seconds(Pattern::Poisson(profile), 200_000);
    let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let count = 199_999.0;
    let mean = gaps.iter().sum::<f64>() / count;
    let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / count;
    assert!((mean - 0.1).abs() < 0.001, "{mean}");
    assert!((variance - 0.01).abs() < 0.0005, "{variance}");
}

#[test]
fn the_same_seed_makes_the_same_load_and_another_does_not() {
    let load = |seed| {
        let pattern = Pattern::Poisson(Profile::constant(1.0).expect("usable"));
        let durations = DurationDistribution::Exponential(SECOND);
        Load::new(pattern, durations, seed).take(100).collect::<Vec<_>>()
    };
    assert_eq!(load(1), load(1));
    assert_ne!(load(1), load(2));
}

#[test]
fn what_makes_no_profile_is_refused_and_what_comes_too_late_never_comes() {
    for rate in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Profile::constant(rate), Err(NoProfile::Rate), "{rate}");
    }
    assert_eq!(Profile::constant(0.0), Err(NoProfile::Nothing));
    for steps in [
        &[][..],
        &[(SECOND, 1.0)],
        &[(Duration::ZERO, 1.0), (10 * SECOND, 1.0)],
        &[(Duration::ZERO, 1.0), (2 * SECOND, 1.0), (2 * SECOND, 2.0)],
    ] {
        assert_eq!(
            Profile::steps(steps, 10 * SECOND),
            Err(NoProfile::Order),
            "{steps:?}"
        );
    }
    assert_eq!(Profile::wave(1.0, 2.0, Duration::ZERO), Err(NoProfile::Order));
    assert_eq!(Profile::wave(-1.0, 2.0, SECOND), Err(NoProfile::Rate));
    let rare = Profile::constant(1e-30).expect("usable");
    assert_eq!(seconds(Pattern::Even(rare), 3), [0.0]);
}
