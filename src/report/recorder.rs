//! Listens to cucumber and keeps what each scenario came to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cucumber::event::{self, Cucumber, Feature, Hook, Rule, Scenario, Step, StepError};
use cucumber::{Event, Writer, cli, gherkin, parser, writer};

use super::{Evidence, Key, Results, ScenarioResult, Verdict};
use crate::trouble::BROKEN;

/// A writer that writes nothing: it collects [`Results`], which its clones share.
#[derive(Debug, Clone)]
pub struct Recorder {
    results: Arc<Mutex<Results>>,
    running: HashMap<Key, Running>,
    evidence: Evidence,
}

/// A scenario that has begun.
#[derive(Debug, Clone)]
struct Running {
    begun: Instant,
    hook_begun: Instant,
    overhead: Duration,
    reason: Option<(Verdict, String)>,
}

impl Recorder {
    /// Takes what the failed ones printed and called from `evidence`.
    pub fn new(evidence: Evidence) -> Self {
        Self { results: Arc::default(), running: HashMap::new(), evidence }
    }

    /// What has been collected so far.
    pub fn results(&self) -> Results {
        self.results.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn scenario<W>(
        &mut self,
        feature: &gherkin::Feature,
        rule: Option<&gherkin::Rule>,
        scenario: &gherkin::Scenario,
        event: &Scenario<W>,
    ) {
        let key = Key::of(feature, scenario);
        let now = Instant::now();
        if matches!(event, Scenario::Started) {
            let running = Running { begun: now, hook_begun: now, overhead: Duration::ZERO, reason: None };
            self.running.insert(key, running);
            return;
        }
        if matches!(event, Scenario::Finished) {
            if let Some(running) = self.running.remove(&key) {
                let evidence = self.evidence.take(&key);
                let result = finished(key, feature, rule, scenario, &running, evidence);
                self.results.lock().unwrap_or_else(PoisonError::into_inner).scenarios.push(result);
            }
            return;
        }
        let Some(running) = self.running.get_mut(&key) else {
            return;
        };
        match event {
            Scenario::Hook(_, Hook::Started) => running.hook_begun = now,
            Scenario::Hook(_, Hook::Passed) => running.overhead += now - running.hook_begun,
            Scenario::Hook(which, Hook::Failed(_, info)) => {
                running.overhead += now - running.hook_begun;
                running.end(Verdict::Broken, format!("the {which} hook: {}", panic_text(info)));
            }
            Scenario::Background(step, Step::Failed(_, _, _, error))
            | Scenario::Step(step, Step::Failed(_, _, _, error)) => {
                let (verdict, text) = told(error);
                running.end(verdict, format!("{}{} (line {}): {text}", step.keyword, step.value, step.position.line));
            }
            Scenario::Background(step, Step::Skipped) | Scenario::Step(step, Step::Skipped) => {
                let text = format!(
                    "{}{} (line {}): no step matches this sentence",
                    step.keyword, step.value, step.position.line
                );
                running.end(Verdict::Broken, text);
            }
            _ => {}
        }
    }
}

impl Running {
    /// The first reason stays: what comes after it is a consequence.
    fn end(&mut self, verdict: Verdict, reason: String) {
        self.reason.get_or_insert((verdict, reason));
    }
}

fn finished(
    key: Key,
    feature: &gherkin::Feature,
    rule: Option<&gherkin::Rule>,
    scenario: &gherkin::Scenario,
    running: &Running,
    evidence: Option<String>,
) -> ScenarioResult {
    let of_rule = rule.into_iter().flat_map(|rule| &rule.tags);
    let tags = feature.tags.iter().chain(of_rule).chain(&scenario.tags).cloned().collect();
    ScenarioResult {
        key,
        feature: feature.name.clone(),
        name: scenario.name.clone(),
        tags,
        verdict: running.reason.as_ref().map_or(Verdict::Passed, |(verdict, _)| *verdict),
        took: running.begun.elapsed(),
        overhead: running.overhead,
        reason: running.reason.as_ref().map(|(_, reason)| reason.clone()),
        evidence,
    }
}

/// A step's error, as a verdict on the programs under test or on the suite.
fn told(error: &StepError) -> (Verdict, String) {
    match error {
        StepError::Panic(info) => {
            let text = panic_text(info);
            match text.strip_prefix(BROKEN) {
                Some(text) => (Verdict::Broken, text.to_owned()),
                None => (Verdict::Failed, text),
            }
        }
        StepError::NotFound | StepError::AmbiguousMatch(_) => (Verdict::Broken, error.to_string()),
    }
}

fn panic_text(info: &event::Info) -> String {
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
                let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
                results.unreadable.push(error.to_string());
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
