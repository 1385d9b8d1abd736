//! The results of a run.

use std::time::Duration;

use cucumber::gherkin;

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The programs under test keep the promise.
    Passed,
    /// They break it.
    Failed,
    /// Nothing was shown: the suite or its environment could not do its part.
    Broken,
    /// Nothing was to be shown: this machine lacks what the scenario takes.
    Skipped,
}

/// Tells a scenario from all others: the rows of an outline share a name, not a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The feature's file, relative to the checkout where it lies in it.
    pub file: String,
    /// The line of the scenario, or of the outline's row.
    pub line: usize,
}

impl Key {
    /// Of a scenario in its feature.
    pub fn of(feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Self {
        let path = feature.path.as_deref();
        let here = std::env::current_dir().unwrap_or_default();
        let file = path.map_or_else(
            || feature.name.clone(),
            |path| path.strip_prefix(&here).unwrap_or(path).display().to_string(),
        );
        Self {
            file,
            line: scenario.position.line,
        }
    }
}

/// What one scenario came to.
#[derive(Debug, Clone)]
pub struct ScenarioResult {
    /// Where it stands.
    pub key: Key,
    /// Its feature's name.
    pub feature: String,
    /// Its name.
    pub name: String,
    /// Its tags, its feature's and its rule's among them, without the `@`.
    pub tags: Vec<String>,
    /// How it ended.
    pub verdict: Verdict,
    /// How long it took, the harness's own work included.
    pub took: Duration,
    /// How long the harness's own work for it took: giving it its account, and clearing away after it.
    pub overhead: Duration,
    /// The step it ended at, and why; for one that did not pass.
    pub reason: Option<String>,
    /// What its programs printed and called; for one that failed or broke.
    pub evidence: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The scenarios in the order in which they ended.
    pub scenarios: Vec<ScenarioResult>,
    /// Features that could not be read, with the reason.
    pub unreadable: Vec<String>,
}

impl Results {
    /// How many ended like this.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.scenarios
            .iter()
            .filter(|scenario| scenario.verdict == verdict)
            .count()
    }

    /// Whether the run shows what it was to show: all features were read, scenarios have passed, and all that ran
    /// have. One in which all were skipped has shown nothing.
    pub fn all_passed(&self) -> bool {
        let passed = self.count(Verdict::Passed);
        let ran = self.scenarios.len() - self.count(Verdict::Skipped);
        self.unreadable.is_empty() && passed > 0 && passed == ran
    }

    /// The harness's own share of a scenario at the median.
    pub fn overhead(&self) -> Duration {
        let mut overheads: Vec<_> = self.scenarios.iter().map(|scenario| scenario.overhead).collect();
        overheads.sort_unstable();
        overheads.get(overheads.len() / 2).copied().unwrap_or_default()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn scenario(name: &str, verdict: Verdict) -> ScenarioResult {
        ScenarioResult {
            key: Key {
                file: "features/sample.feature".to_owned(),
                line: 7,
            },
            feature: "A sample".to_owned(),
            name: name.to_owned(),
            tags: vec!["WS-02".to_owned()],
            verdict,
            took: Duration::from_millis(1500),
            overhead: Duration::from_millis(12),
            reason: match verdict {
                Verdict::Passed => None,
                Verdict::Skipped => Some("there is no <browser>".to_owned()),
                Verdict::Failed | Verdict::Broken => Some("Then it works: it does <not>\u{1b}[0m".to_owned()),
            },
            evidence: matches!(verdict, Verdict::Failed | Verdict::Broken)
                .then(|| "worker: nothing printed".to_owned()),
        }
    }

    #[test]
    fn a_run_without_scenarios_has_shown_nothing() {
        assert!(!Results::default().all_passed());
    }

    #[test]
    fn skipped_ones_neither_pass_nor_spoil_a_run() {
        let results = |verdicts: &[Verdict]| Results {
            scenarios: verdicts.iter().map(|verdict| scenario("one", *verdict)).collect(),
            ..Results::default()
        };
        assert!(results(&[Verdict::Passed, Verdict::Skipped]).all_passed());
        assert!(!results(&[Verdict::Skipped, Verdict::Skipped]).all_passed());
        assert!(!results(&[Verdict::Passed, Verdict::Skipped, Verdict::Failed]).all_passed());
        assert_eq!(
            results(&[Verdict::Passed, Verdict::Skipped]).count(Verdict::Passed),
            1
        );
    }

    #[test]
    fn one_that_broke_is_as_bad_as_one_that_failed() {
        for verdict in [Verdict::Failed, Verdict::Broken] {
            let scenarios = vec![scenario("one", Verdict::Passed), scenario("two", verdict)];
            assert!(
                !Results {
                    scenarios,
                    ..Results::default()
                }
                .all_passed()
            );
        }
        let scenarios = vec![scenario("one", Verdict::Passed)];
        assert!(
            Results {
                scenarios: scenarios.clone(),
                ..Results::default()
            }
            .all_passed()
        );
        assert!(
            !Results {
                scenarios,
                unreadable: vec!["x".to_owned()]
            }
            .all_passed()
        );
    }
}
