//! One run: up, through the features, down.

mod features;
mod order;
mod reports;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use command_line::{Exit, Shutdown};
use conformance::environment::Environment;
use conformance::options::Options;
use conformance::report::{Evidence, Recorder};

/// How long running scenarios have to notice that the environment has fallen, before the run ends without them.
const NOTICED_WITHIN: Duration = Duration::from_secs(20);

/// Runs the features as the options say, and says how the process is to end.
pub(crate) async fn run(options: Options) -> Exit {
    let begun = Instant::now();
    let interrupted = match Shutdown::on_signals() {
        Ok(shutdown) => shutdown,
        Err(error) => return failed(&error),
    };
    let environment = tokio::select! {
        started = Environment::start(&options, Path::new(env!("CARGO_MANIFEST_DIR"))) => started,
        () = interrupted.requested() => return Exit::Interrupted,
    };
    let environment = match environment {
        Ok(environment) => Arc::new(environment),
        Err(error) => return failed(&error),
    };
    let standing = environment.standing.clone();
    let asked = interrupted.clone();
    let to_fall = standing.clone();
    let watch = tokio::spawn(async move {
        asked.requested().await;
        to_fall.fall("the run was interrupted");
    });

    let evidence = Evidence::default();
    let recorder = Recorder::new(evidence.clone());
    let reported = {
        let scenarios = features::run(&options, Arc::clone(&environment), recorder.clone(), evidence);
        tokio::pin!(scenarios);
        tokio::select! {
            reported = &mut scenarios => reported,
            () = async {
                standing.fell().await;
                tokio::time::sleep(NOTICED_WITHIN).await;
            } => Ok(()),
        }
    };
    watch.abort();
    let why = standing.fallen().map(str::to_owned);
    if let Some(why) = &why {
        recorder.abort(why);
    }

    let left = match Arc::into_inner(environment) {
        Some(environment) => environment.end().await.err().map(|left| left.to_string()),
        None => Some("a scenario still holds the environment".to_owned()),
    };
    let results = recorder.results();
    let took = begun.elapsed();
    let written = reported.and_then(|()| reports::write(&options.report, &results, took));
    reports::tell(&results, took);
    if let Some(why) = &why {
        eprintln!("The run did not reach its end: {why}");
    }
    if let Some(left) = &left {
        eprintln!("The run left behind, and then removed: {left}");
    }
    if let Err(error) = &written {
        eprintln!("features: error: the reports cannot be written: {error}");
    }
    match (
        interrupted.is_requested(),
        results.all_passed() && left.is_none() && written.is_ok() && why.is_none(),
    ) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Success,
        (false, false) => Exit::Failure,
    }
}

fn failed(error: &dyn std::error::Error) -> Exit {
    // Not on one line: the end of a log may be part of it.
    eprintln!("features: error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  {error}");
        cause = error.source();
    }
    Exit::Failure
}
