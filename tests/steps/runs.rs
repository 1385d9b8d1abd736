//! Runs of the suite inside this one: what the suite promises of itself.

use std::process::Stdio;
use std::time::Duration;

use conformance::binaries;
use conformance::environment::{Environment, IMAGES_GIVEN};
use conformance::eventually::Every;
use conformance::options::Runtime;
use conformance::programs::{Stream, Transcript};
use conformance::run::{Folder, RUN_VARIABLE, left_behind, leftovers};
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{then, when};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::world::{Scenario, World};

/// A run starts an environment of its own before it does anything.
const ENDS_WITHIN: Duration = Duration::from_secs(150);

const FEATURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/features");

/// A run under way.
#[derive(Debug)]
pub(crate) struct InnerRun {
    child: Child,
    output: JoinSet<()>,
    transcript: Transcript,
    // Its temporary files, and so its own folder of runs, lie in a folder of their own.
    temporary: TempDir,
    code: Option<i32>,
}

/// What sets a run apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Special {
    Nothing,
    /// It has a LocalStack of its own, and not this run's.
    OwnLocalStack,
    /// It finds no browser.
    NoBrowser,
}

impl InnerRun {
    /// Starts one that runs one feature. It takes the programs that this run has built.
    fn start(environment: &Environment, feature: &str, special: Special) -> Outcome<Self> {
        let temporary = tempfile::tempdir().or_broken("making a folder for the run")?;
        let this = std::env::current_exe().or_broken("finding the suite's own program")?;
        let programs = environment
            .binaries
            .worker
            .parent()
            .or_broken("finding the programs")?;
        let localstack = if special == Special::OwnLocalStack {
            "embedded".to_owned()
        } else {
            environment.localstack.to_string()
        };
        let mut command = Command::new(this);
        command
            .args([
                "--features",
                &format!("{FEATURES}/{feature}"),
                "--localstack",
                &localstack,
            ])
            .args(["--report", &temporary.path().join("report").display().to_string()])
            .args([
                "--runtime",
                if environment.runtime == Runtime::Docker {
                    "docker"
                } else {
                    "process"
                },
            ])
            .env(binaries::GIVEN, programs)
            .env("TMPDIR", temporary.path())
            .env_remove("TAGS")
            .env_remove("NAME")
            .env_remove("PROFILE")
            .env_remove("WORKER")
            .env_remove("WORKER_IMAGE")
            // Should this run be killed, a sweep finds the inner one by it.
            .env(RUN_VARIABLE, environment.folder.run())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        if let Some(images) = &environment.images {
            command.env(IMAGES_GIVEN, images.to_string());
        }
        if special == Special::NoBrowser {
            // With another LocalStack's help it starts no program but those that it was given.
            command
                .env("PATH", temporary.path())
                .env_remove("CHROMEDRIVER")
                .env_remove("CHROME");
        }
        let mut child = command.spawn().or_broken("starting a run of the suite")?;
        let transcript = Transcript::default();
        let mut output = JoinSet::new();
        if let Some(pipe) = child.stdout.take() {
            output.spawn(transcript.clone().follow(Stream::Stdout, pipe));
        }
        if let Some(pipe) = child.stderr.take() {
            output.spawn(transcript.clone().follow(Stream::Stderr, pipe));
        }
        Ok(Self {
            child,
            output,
            transcript,
            temporary,
            code: None,
        })
    }

    async fn ended(&mut self) -> Outcome<i32> {
        if let Some(code) = self.code {
            return Ok(code);
        }
        let status = tokio::time::timeout(ENDS_WITHIN, self.child.wait()).await;
        let Ok(status) = status else {
            return Err(Trouble::failed(format!(
                "the run goes on after {ENDS_WITHIN:?}:\n{}",
                self.transcript
            )));
        };
        while self.output.join_next().await.is_some() {}
        let code = status.or_broken("waiting for the run")?.code().unwrap_or(-1);
        self.code = Some(code);
        Ok(code)
    }

    /// Ends it, if it has not ended by itself.
    pub(crate) async fn end(&mut self) {
        if self.code.is_none() {
            let _ = self.child.kill().await;
        }
    }

    /// A report that it has written.
    fn report(&self, file: &str) -> Outcome<String> {
        let file = self.temporary.path().join("report").join(file);
        std::fs::read_to_string(&file).or_broken(format!("reading {}", file.display()))
    }

    fn runs_folder(&self) -> std::path::PathBuf {
        // As the run itself finds it, below its own folder for temporary files.
        let base = Folder::base();
        self.temporary.path().join(base.file_name().unwrap_or_default())
    }

    /// The ids of the runs that have a folder, dead or alive.
    fn runs(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.runs_folder()) else {
            return Vec::new();
        };
        entries
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| {
                std::path::Path::new(name)
                    .extension()
                    .is_none_or(|extension| extension != "lock")
            })
            .collect()
    }
}

#[when(expr = "the suite runs the feature {string}")]
async fn run_feature(world: &mut World, feature: String) -> Outcome {
    let inner = InnerRun::start(&world.environment, &feature, Special::Nothing)?;
    watch(world, inner).await
}

#[when(expr = "the suite runs the feature {string} where there is no browser")]
async fn run_feature_without_browser(world: &mut World, feature: String) -> Outcome {
    let inner = InnerRun::start(&world.environment, &feature, Special::NoBrowser)?;
    watch(world, inner).await
}

#[when(expr = "the suite runs the feature {string} with a LocalStack of its own")]
async fn run_feature_alone(world: &mut World, feature: String) -> Outcome {
    let inner = InnerRun::start(&world.environment, &feature, Special::OwnLocalStack)?;
    watch(world, inner).await
}

/// Waits until the run has a folder, and with it an id, or has ended without one.
async fn watch(world: &mut World, inner: InnerRun) -> Outcome {
    world.inner = Some(inner);
    world
        .wait(ENDS_WITHIN, Every(Duration::from_millis(50)), async || {
            let inner = world.inner.as_ref().ok_or("there is no run")?;
            if inner.runs().is_empty() {
                Err("the run has no folder yet".to_owned())
            } else {
                Ok(())
            }
        })
        .await?;
    let inner = inner_of(world)?;
    world.inner_run = inner.runs().pop();
    Ok(())
}

#[when(regex = "^the run is interrupted with Ctrl-C as soon as a (worker|browser) runs$")]
async fn interrupt(world: &mut World, what: String) -> Outcome {
    let run = world.inner_run.clone().or_broken("the run has no id")?;
    let engine = world.environment.engine.clone();
    // Browsers are processes everywhere.
    let container = world.environment.runtime == Runtime::Docker && what == "worker";
    let program = if what == "worker" {
        "log-consumer"
    } else {
        "--headless"
    };
    world
        .wait(ENDS_WITHIN, Every(Duration::from_millis(100)), async || {
            let found = leftovers(&run, engine.as_ref()).await;
            let runs = if container {
                !found.containers.is_empty()
            } else {
                found
                    .processes
                    .iter()
                    .any(|(_, command)| command.contains(program))
            };
            if runs {
                Ok(())
            } else {
                Err(format!("so far it has {found}"))
            }
        })
        .await?;
    let id = inner_of(world)?
        .child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .or_broken("the run has ended")?;
    // To its whole group, as a terminal does.
    nix::sys::signal::killpg(Pid::from_raw(id), Signal::SIGINT).or_broken("interrupting the run")
}

#[when("LocalStack is killed")]
async fn kill_localstack(world: &mut World) -> Outcome {
    let id = world
        .environment
        .localstack_process
        .or_broken("LocalStack is no process of this run")?;
    let id = i32::try_from(id).or_broken("reading its process id")?;
    kill(Pid::from_raw(id), Signal::SIGKILL).or_broken("killing LocalStack")
}

#[expect(clippy::panic, reason = "it is what the scenario is about")]
#[then("a step panics")]
async fn panic(_world: &mut World) {
    std::panic::panic_any("a defect in a step");
}

#[then(expr = "the run ends with exit code {int}")]
async fn ends_with(world: &mut World, code: i32) -> Outcome {
    let inner = world.inner.as_mut().or_broken("there is no run")?;
    let seen = inner.ended().await?;
    if seen == code {
        Ok(())
    } else {
        Err(Trouble::failed(format!(
            "its exit code is {seen}; it printed:\n{}",
            inner.transcript
        )))
    }
}

#[then(expr = "it tells of {string}")]
async fn tells(world: &mut World, text: String) -> Outcome {
    let inner = inner_of(world)?;
    let told = inner
        .transcript
        .lines()
        .iter()
        .any(|line| line.text.contains(&text));
    if told {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it printed:\n{}", inner.transcript)))
    }
}

#[then(expr = "its report {string} holds {string}")]
async fn report_holds(world: &mut World, file: String, text: String) -> Outcome {
    let report = inner_of(world)?.report(&file)?;
    if report.contains(&text) {
        Ok(())
    } else {
        Err(Trouble::failed(format!("it reads:\n{report}")))
    }
}

#[then(expr = "its report {string} does not hold {string}")]
async fn report_does_not_hold(world: &mut World, file: String, text: String) -> Outcome {
    let report = inner_of(world)?.report(&file)?;
    if report.contains(&text) {
        Err(Trouble::failed(format!("it reads:\n{report}")))
    } else {
        Ok(())
    }
}

#[then("no process, container, network or folder of the run is left")]
async fn nothing_left(world: &mut World) -> Outcome {
    let run = world.inner_run.clone().or_broken("the run has no id")?;
    let found = left_behind(&run, world.environment.engine.as_ref()).await;
    if !found.is_empty() {
        return Err(Trouble::failed(format!("left: {found}")));
    }
    let folder = inner_of(world)?.runs_folder();
    if folder.exists() {
        Err(Trouble::failed(format!("left: {}", folder.display())))
    } else {
        Ok(())
    }
}

fn inner_of(scenario: &Scenario) -> Outcome<&InnerRun> {
    scenario.inner.as_ref().or_broken("there is no run")
}
