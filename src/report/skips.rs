//! Skipped scenarios, as cucumber's own writers are to show them.
//!
//! A step can only end well or with an error, so a scenario is skipped by an error; but in `cucumber.json` and in what
//! cucumber prints it must not look like a failure. cucumber has a word of its own for steps that were not run.

use cucumber::event::{Cucumber, Feature, Rule, Scenario, Step, StepError};
use cucumber::{Event, Writer, parser, writer};

use super::recorder::panic_text;
use crate::trouble::SKIPPED;

/// Hands events on to a writer; a step that says that its scenario is to be skipped is told as one that was skipped.
#[derive(Debug)]
pub struct TellingSkips<T>(pub T);

impl<W: 'static, T: Writer<W>> Writer<W> for TellingSkips<T> {
    type Cli = T::Cli;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<W>>>, cli: &Self::Cli) {
        let event = event.map(|event| event.map(in_cucumbers_words));
        self.0.handle_event(event, cli).await;
    }
}

impl<T: writer::NonTransforming> writer::NonTransforming for TellingSkips<T> {}

fn in_cucumbers_words<W>(mut event: Cucumber<W>) -> Cucumber<W> {
    if let Cucumber::Feature(_, Feature::Scenario(_, told) | Feature::Rule(_, Rule::Scenario(_, told))) =
        &mut event
        && let Scenario::Background(_, step) | Scenario::Step(_, step) = &mut told.event
        && let Step::Failed(_, _, _, StepError::Panic(info)) = step
        && panic_text(info).starts_with(SKIPPED)
    {
        *step = Step::Skipped;
    }
    event
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cucumber::event::Source;

    use super::*;

    fn told(text: &str) -> Step<()> {
        let error = StepError::Panic(Arc::new(text.to_owned()));
        let feature = cucumber::gherkin::Feature::parse(
            "Feature: a\n  Scenario: b\n    Given c",
            cucumber::gherkin::GherkinEnv::default(),
        )
        .expect("a feature");
        let scenario = feature.scenarios[0].clone();
        let step = scenario.steps[0].clone();
        let event = Cucumber::scenario(
            Source::new(feature),
            None::<Source<cucumber::gherkin::Rule>>,
            Source::new(scenario),
            cucumber::event::RetryableScenario {
                event: Scenario::Step(Source::new(step), Step::Failed(None, None, None, error)),
                retries: None,
            },
        );
        match in_cucumbers_words(event) {
            Cucumber::Feature(_, Feature::Scenario(_, told)) => match told.event {
                Scenario::Step(_, step) => step,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_a_step_that_says_so_is_told_as_skipped() {
        assert!(matches!(told("skipped: there is no browser"), Step::Skipped));
        for text in ["broken: skipped: x", "it was skipped: x"] {
            assert!(matches!(told(text), Step::Failed(..)), "{text}");
        }
    }
}
