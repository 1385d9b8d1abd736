//! Listens to cucumber and keeps what each scenario came to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cucumber::event::{self, Cucumber, Feature, Hook, Rule, Scenario, Step, StepError};
use cucumber::{Event, Writer, cli, gherkin, parser, writer};

use super::{Evidence, Key, Results, ScenarioResult, Verdict};
use crate::trouble::{BROKEN, SKIPPED};

/// A writer that writes nothing: it collects [`Results`], which its clones share.
#[derive(Debug, Clone)]
pub struct Recorder {
    results: Arc<Mutex<Results>>,
    running: Arc<Mutex<HashMap<Key, Running>>>,
    evidence: Evidence,
}

/// A scenario that has begun.
#[derive(Debug)]
struct Running {
    begun: Instant,
    hook_begun: Instant,
    result: ScenarioResult,
}

impl Recorder {
    /// Takes what the failed ones printed and called from `evidence`.
    pub fn new(evidence: Evidence) -> Self {
        Self {
            results: Arc::default(),
            running: Arc::default(),
            evidence,
        }
    }

    /// What has been collected so far.
    pub fn results(&self) -> Results {
        lock(&self.results).clone()
    }

    /// Ends the scenarios that have begun and not ended: the environment fell, and they did not notice in time.
    pub fn abort(&self, why: &str) {
        let running: Vec<Running> = lock(&self.running).drain().map(|(_, running)| running).collect();
        for mut running in running {
            running.end(Verdict::Broken, why.to_owned());
            self.keep(running);
        }
    }

    fn keep(&self, running: Running) {
        let mut result = running.result;
        result.took = running.begun.elapsed();
        // Of one that was skipped there is nothing to be seen.
        result.evidence = self
            .evidence
            .take(&result.key)
            .filter(|_| result.verdict != Verdict::Skipped);
        lock(&self.results).scenarios.push(result);
    }

    fn scenario<W>(
        &self,
        feature: &gherkin::Feature,
        rule: Option<&gherkin::Rule>,
        scenario: &gherkin::Scenario,
        event: &Scenario<W>,
    ) {
        let key = Key::of(feature, scenario);
        match event {
            Scenario::Started => {
                let running = Running::new(key.clone(), feature, rule, scenario);
                lock(&self.running).insert(key, running);
            }
            Scenario::Finished => {
                let finished = lock(&self.running).remove(&key);
                if let Some(running) = finished {
                    self.keep(running);
                }
            }
            event => {
                if let Some(running) = lock(&self.running).get_mut(&key) {
                    running.heard(event);
                }
            }
        }
    }
}

impl Running {
    fn new(
        key: Key,
        feature: &gherkin::Feature,
        rule: Option<&gherkin::Rule>,
        scenario: &gherkin::Scenario,
    ) -> Self {
        let of_rule = rule.into_iter().flat_map(|rule| &rule.tags);
        let result = ScenarioResult {
            key,
            feature: feature.name.clone(),
            name: scenario.name.clone(),
            tags: feature
                .tags
                .iter()
                .chain(of_rule)
                .chain(&scenario.tags)
                .cloned()
                .collect(),
            verdict: Verdict::Passed,
            took: Duration::ZERO,
            overhead: Duration::ZERO,
            reason: None,
            evidence: None,
        };
        Self {
            begun: Instant::now(),
            hook_begun: Instant::now(),
            result,
        }
    }

    fn heard<W>(&mut self, event: &Scenario<W>) {
        match event {
            Scenario::Hook(_, Hook::Started) => self.hook_begun = Instant::now(),
            Scenario::Hook(_, Hook::Passed) => self.result.overhead += self.hook_begun.elapsed(),
            Scenario::Hook(which, Hook::Failed(_, info)) => {
                self.end(Verdict::Broken, format!("the {which} hook: {}", panic_text(info)));
            }
            Scenario::Background(step, Step::Failed(_, _, _, error))
            | Scenario::Step(step, Step::Failed(_, _, _, error)) => {
                let (verdict, text) = told(error);
                let reason = match verdict {
                    // What is lacking says it all.
                    Verdict::Skipped => text,
                    _ => format!("{}: {text}", place(step)),
                };
                self.end(verdict, reason);
            }
            Scenario::Background(step, Step::Skipped) | Scenario::Step(step, Step::Skipped) => {
                self.end(
                    Verdict::Broken,
                    format!("{}: no step matches this sentence", place(step)),
                );
            }
            _ => {}
        }
    }

    /// The first reason stays: what comes after it is a consequence.
    fn end(&mut self, verdict: Verdict, reason: String) {
        if self.result.reason.is_none() {
            self.result.verdict = verdict;
            self.result.reason = Some(reason);
        }
    }
}

fn place(step: &gherkin::Step) -> String {
    format!("{}{} (line {})", step.keyword, step.value, step.position.line)
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A step's error, as a verdict on the programs under test or on the suite.
fn told(error: &StepError) -> (Verdict, String) {
    match error {
        StepError::Panic(info) => {
            let text = panic_text(info);
            if let Some(text) = text.strip_prefix(SKIPPED) {
                (Verdict::Skipped, text.to_owned())
            } else if let Some(text) = text.strip_prefix(BROKEN) {
                (Verdict::Broken, text.to_owned())
            } else {
                (Verdict::Failed, text)
            }
        }
        StepError::NotFound | StepError::AmbiguousMatch(_) => (Verdict::Broken, error.to_string()),
    }
}

pub(super) fn panic_text(info: &event::Info) -> String {
    info.downcast_ref::<String>()
        .cloned()
        .or_else(|| info.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

impl<W: 'static> Writer<W> for Recorder {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<W>>>, _: &Self::Cli) {
        match event.map(Event::into_inner) {
            Err(error) => {
                lock(&self.results).unreadable.push(error.to_string());
            }
            Ok(Cucumber::Feature(feature, Feature::Scenario(scenario, event))) => {
                self.scenario(&feature, None, &scenario, &event.event);
            }
            Ok(Cucumber::Feature(feature, Feature::Rule(rule, Rule::Scenario(scenario, event)))) => {
                self.scenario(&feature, Some(&rule), &scenario, &event.event);
            }
            Ok(_) => {}
        }
    }
}

impl writer::NonTransforming for Recorder {}

// Any order of events will do: it tells the scenarios apart.
impl writer::Normalized for Recorder {}
