//! Holds the table of promises against the features: every promise that is said to be built has a scenario, and
//! every id that a scenario carries has a row.

#![expect(
    clippy::print_stdout,
    reason = "the count of what is not built yet is to be seen"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use conformance::behaviours::{coverage, parse};
use cucumber::gherkin::{Feature, GherkinEnv};

const FEATURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/features");

#[test]
fn the_table_and_the_features_agree() {
    let table = std::fs::read_to_string(format!("{FEATURES}/behaviours.md")).expect("the table");
    let rows = parse(&table).expect("a usable table");
    let tags = tags_of_scenarios();
    let found = coverage(&rows, &tags);
    println!(
        "{} of {} promises are not built yet: {}",
        found.not_built.len(),
        rows.len(),
        found.not_built.join(" ")
    );
    assert!(
        found.without_scenario.is_empty(),
        "built, by the table, but without a scenario: {:?}",
        found.without_scenario
    );
    assert!(
        found.without_row.is_empty(),
        "tags without a row in the table: {:?}",
        found.without_row
    );
    assert!(
        found.built_after_all.is_empty(),
        "not built, by the table, but with a scenario: {:?}",
        found.built_after_all
    );
}

#[test]
fn every_scenario_proves_a_promise() {
    let ids: BTreeSet<String> =
        parse(&std::fs::read_to_string(format!("{FEATURES}/behaviours.md")).expect("the table"))
            .expect("a usable table")
            .into_iter()
            .map(|row| row.id)
            .collect();
    let idle: Vec<String> = features()
        .iter()
        .flat_map(|feature| {
            feature
                .scenarios
                .iter()
                .filter(|scenario| {
                    !feature
                        .tags
                        .iter()
                        .chain(&scenario.tags)
                        .any(|tag| ids.contains(tag))
                })
                .map(|scenario| format!("{}: {}", feature.name, scenario.name))
        })
        .collect();
    assert!(
        idle.is_empty(),
        "scenarios that carry no id of the table: {idle:#?}"
    );
}

fn tags_of_scenarios() -> BTreeSet<String> {
    features()
        .iter()
        .flat_map(|feature| {
            let of_scenarios = feature
                .scenarios
                .iter()
                .flat_map(|scenario| scenario.tags.clone());
            feature
                .tags
                .iter()
                .cloned()
                .chain(of_scenarios)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn features() -> Vec<Feature> {
    let mut files = Vec::new();
    collect(Path::new(FEATURES), &mut files);
    assert!(!files.is_empty(), "no feature below {FEATURES}");
    files
        .iter()
        .map(|file| Feature::parse_path(file, GherkinEnv::default()).expect("a readable feature"))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "feature") {
            files.push(path);
        }
    }
}
