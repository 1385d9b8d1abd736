//! The end of a run's output: what did not pass, with all that is needed to see why, and the count.

use std::fmt::Write;
use std::time::Duration;

use super::{Results, ScenarioResult, Verdict};

/// The summary as text, without colours.
pub fn summary(results: &Results, took: Duration) -> String {
    let mut text = String::new();
    for error in &results.unreadable {
        let _ = writeln!(text, "\nBROKEN: a feature cannot be read: {error}");
    }
    for scenario in &results.scenarios {
        match scenario.verdict {
            Verdict::Passed => {}
            Verdict::Failed => tell(&mut text, "FAILED", scenario),
            Verdict::Broken => tell(&mut text, "BROKEN", scenario),
            Verdict::Skipped => tell(&mut text, "SKIPPED", scenario),
        }
    }
    let _ = writeln!(
        text,
        "\n{} scenarios: {} passed, {} failed, {} broken, {} skipped; in {:.1} s, of which the harness {} ms a \
         scenario (median)",
        results.scenarios.len(),
        results.count(Verdict::Passed),
        results.count(Verdict::Failed),
        results.count(Verdict::Broken) + results.unreadable.len(),
        results.count(Verdict::Skipped),
        took.as_secs_f64(),
        results.overhead().as_millis(),
    );
    if results.scenarios.is_empty() {
        let _ = writeln!(
            text,
            "No scenario matches what was asked for: nothing has been shown."
        );
    } else if results.count(Verdict::Skipped) == results.scenarios.len() {
        let _ = writeln!(text, "All scenarios were skipped: nothing has been shown.");
    }
    text
}

fn tell(text: &mut String, word: &str, scenario: &ScenarioResult) {
    let _ = writeln!(
        text,
        "\n{word}: {}\n  at {}:{} [{}]\n  {}",
        scenario.name,
        scenario.key.file,
        scenario.key.line,
        scenario.tags.join(" "),
        indented(scenario.reason.as_deref().unwrap_or_default()),
    );
    if let Some(evidence) = &scenario.evidence {
        let _ = writeln!(text, "  {}", indented(evidence.trim_end()));
    }
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::scenario;
    use super::*;

    #[test]
    fn what_did_not_pass_is_told_with_its_place_its_reason_and_its_evidence() {
        let scenarios = vec![
            scenario("good", Verdict::Passed),
            scenario("bad", Verdict::Failed),
        ];
        let text = summary(
            &Results {
                scenarios,
                ..Results::default()
            },
            Duration::from_secs(2),
        );
        assert!(
            text.contains("FAILED: bad\n  at features/sample.feature:7 [WS-02]\n  Then it works"),
            "{text}"
        );
        assert!(text.contains("worker: nothing printed"), "{text}");
        assert!(
            text.contains("2 scenarios: 1 passed, 1 failed, 0 broken, 0 skipped; in 2.0 s"),
            "{text}"
        );
        assert!(!text.contains("good"), "{text}");
    }

    #[test]
    fn what_was_skipped_is_told_with_what_was_lacking_and_counted() {
        let told = |verdicts: &[Verdict]| {
            let scenarios = verdicts.iter().map(|verdict| scenario("one", *verdict)).collect();
            let results = Results {
                scenarios,
                ..Results::default()
            };
            summary(&results, Duration::from_secs(2))
        };
        let text = told(&[Verdict::Passed, Verdict::Skipped]);
        assert!(
            text.contains("SKIPPED: one\n  at features/sample.feature:7 [WS-02]\n  there is no <browser>"),
            "{text}"
        );
        assert!(
            text.contains("2 scenarios: 1 passed, 0 failed, 0 broken, 1 skipped;"),
            "{text}"
        );
        assert!(!text.contains("nothing has been shown"), "{text}");
        assert!(told(&[Verdict::Skipped]).contains("nothing has been shown"));
    }

    #[test]
    fn nothing_run_is_said_to_be_nothing_shown() {
        assert!(summary(&Results::default(), Duration::ZERO).contains("nothing has been shown"));
    }
}
