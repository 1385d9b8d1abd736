//! The results as JUnit XML, which every CI reads.

use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Results, ScenarioResult, Verdict};

/// A suite for each feature, a case for each scenario. A failed one is a `failure`, a broken one an `error`, a
/// skipped one `skipped`.
pub fn junit(results: &Results, took: Duration) -> Report {
    let mut report = Report::new("conformance");
    report.set_time(took);
    let mut features: BTreeMap<&str, Vec<&ScenarioResult>> = BTreeMap::new();
    for scenario in &results.scenarios {
        features.entry(&scenario.key.file).or_default().push(scenario);
    }
    for (file, mut scenarios) in features {
        scenarios.sort_by_key(|scenario| scenario.key.line);
        let mut suite = TestSuite::new(scenarios[0].feature.clone());
        suite.add_property(("file", file));
        suite.add_test_cases(scenarios.into_iter().map(case));
        report.add_test_suite(suite);
    }
    if !results.unreadable.is_empty() {
        let mut suite = TestSuite::new("Features that cannot be read");
        suite.add_test_cases(results.unreadable.iter().map(|error| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(error.as_str());
            TestCase::new("a feature", status)
        }));
        report.add_test_suite(suite);
    }
    report
}

fn case(scenario: &ScenarioResult) -> TestCase {
    let status = match scenario.verdict {
        Verdict::Passed => TestCaseStatus::success(),
        Verdict::Failed => not_passed(NonSuccessKind::Failure, scenario),
        Verdict::Broken => not_passed(NonSuccessKind::Error, scenario),
        Verdict::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(scenario.reason.as_deref().unwrap_or_default());
            status
        }
    };
    let mut case = TestCase::new(scenario.name.as_str(), status);
    case.set_classname(scenario.key.file.as_str());
    case.set_time(scenario.took);
    case.add_property(("line", scenario.key.line.to_string().as_str()));
    case.add_property(("tags", scenario.tags.join(" ").as_str()));
    if let Some(evidence) = &scenario.evidence {
        case.set_system_out(evidence.as_str());
    }
    case
}

fn not_passed(kind: NonSuccessKind, scenario: &ScenarioResult) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(scenario.reason.as_deref().unwrap_or_default());
    status
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::scenario;
    use super::*;

    #[test]
    fn failed_and_broken_are_told_apart_and_the_text_is_valid_xml() {
        let results = Results {
            scenarios: vec![
                scenario("good", Verdict::Passed),
                scenario("bad", Verdict::Failed),
                scenario("unlucky", Verdict::Broken),
                scenario("elsewhere", Verdict::Skipped),
            ],
            unreadable: vec![],
        };
        let xml = junit(&results, Duration::from_secs(2))
            .to_string()
            .expect("written");
        assert!(
            xml.contains(r#"tests="4" skipped="1" failures="1" errors="1""#),
            "{xml}"
        );
        assert!(
            xml.contains(r#"<skipped message="there is no &lt;browser&gt;"/>"#),
            "{xml}"
        );
        assert!(
            xml.contains(r#"<failure message="Then it works: it does &lt;not&gt;""#),
            "{xml}"
        );
        assert!(
            xml.contains(r"<system-out>worker: nothing printed</system-out>"),
            "{xml}"
        );
    }
}
