//! Hands the features to cucumber.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use conformance::environment::Environment;
use conformance::options::Options;
use conformance::report::{Evidence, Key, Recorder, TellingSkips};
use conformance::trouble::Trouble;
use cucumber::tag::Ext as _;
use cucumber::writer::{Basic, Coloring, Json, Verbosity};
use cucumber::{World as _, WriterExt, cli, event, gherkin};

use super::order::WaitingFirst;
use crate::world::World;

/// Runs them, to the end. Scenarios that do not pass are the recorder's to tell.
///
/// # Errors
/// A report's file cannot be made.
pub(crate) async fn run(
    options: &Options,
    environment: Arc<Environment>,
    recorder: Recorder,
    evidence: Evidence,
) -> io::Result<()> {
    let json = file(&options.report, "cucumber.json")?;
    let writer =
        Basic::raw(io::stdout(), Coloring::Auto, Verbosity::Default).tee::<World, _>(Json::raw(json));
    let writer = TellingSkips(writer)
        .normalized()
        // Not in the order of the features, but as it happens: it takes the times.
        .tee::<World, _>(recorder);
    let profile = options
        .profile
        .as_ref()
        .map(|profile| format!("profile-{profile}"));
    let tags = options.tags.clone();
    let name = options.name.clone();
    let chosen =
        move |feature: &gherkin::Feature, rule: Option<&gherkin::Rule>, scenario: &gherkin::Scenario| {
            let of_rule = rule.into_iter().flat_map(|rule| &rule.tags);
            let all: Vec<&String> = feature.tags.iter().chain(of_rule).chain(&scenario.tags).collect();
            tags.as_ref().is_none_or(|expression| expression.eval(all.iter()))
                && name.as_ref().is_none_or(|name| name.is_match(&scenario.name))
                && profile.as_ref().is_none_or(|profile| all.contains(&profile))
        };
    let own = (options.worker.clone(), options.worker_image.clone());
    let no_cli: cli::Opts<_, _, _, cli::Empty> = cli::Opts {
        re_filter: None,
        tags_filter: None,
        parser: cucumber::parser::basic::Cli::default(),
        runner: cucumber::runner::basic::Cli::default(),
        writer: cli::Compose::default(),
        custom: cli::Empty,
    };
    World::cucumber::<&Path>()
        .with_parser(WaitingFirst(cucumber::parser::Basic::new()))
        .with_writer(writer)
        .with_cli(no_cli)
        .max_concurrent_scenarios(options.concurrency.get())
        .before(move |feature, _, scenario, world| {
            let environment = Arc::clone(&environment);
            let own = own.clone();
            Box::pin(async move {
                if let Err(error) = world.begin(environment, own, &feature.name, &scenario.name).await {
                    fail_hook(&error);
                }
            })
        })
        .after(move |feature, _, scenario, finished, world| {
            let evidence = evidence.clone();
            Box::pin(async move {
                let Some(world) = world else { return };
                let passed = matches!(finished, event::ScenarioFinished::StepPassed);
                if let Some(text) = world.end(!passed).await {
                    evidence.keep(Key::of(feature, scenario), text);
                }
            })
        })
        .filter_run(options.features.as_path(), chosen)
        .await;
    Ok(())
}

/// A hook fails by a panic, and only so.
#[expect(clippy::panic, reason = "cucumber's hooks return nothing")]
fn fail_hook(error: &Trouble) {
    std::panic::panic_any(error.to_string());
}

fn file(folder: &Path, name: &str) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    File::create(folder.join(name))
}
