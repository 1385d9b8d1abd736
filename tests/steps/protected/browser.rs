//! The server's page, in a real browser.

use conformance::browser::{Browser, BrowserError, Programs};
use conformance::eventually::Every;
use conformance::matching::parts_in_order;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::health::url;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World};

/// How often the page is read: it changes by itself.
const READ: Every = Every(std::time::Duration::from_millis(200));

/// The beginning of every PNG file.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[given("this machine has a browser")]
async fn has_browser(_world: &mut World) -> Outcome {
    programs().map(drop)
}

#[given("a browser")]
async fn a_browser(world: &mut World) -> Outcome {
    let programs = programs()?;
    let starting = Browser::start(&programs, &world.environment.folder);
    world.browser = Some(starting.await.or_broken("starting the browser")?);
    Ok(())
}

#[when("the browser opens the server's page")]
async fn opens(world: &mut World) -> Outcome {
    let url = url(world, "/").await?;
    world
        .wait(IN_TIME, READ, async || {
            match world.browser_of()?.open(url.as_str()).await {
                Ok(()) => Ok(()),
                Err(error) => Err(format!(
                    "{url} cannot be opened: {}",
                    command_line::one_line(&error)
                )),
            }
        })
        .await
}

#[when("the browser leaves the page")]
async fn leaves(world: &mut World) -> Outcome {
    let browser = world.browser_of().or_else(|why| None.or_broken(why))?;
    browser.open("about:blank").await.or_broken("leaving the page")
}

#[then("the page shows in this order")]
async fn shows(world: &mut World, step: &Step) -> Outcome {
    let table = step.table.as_ref().or_broken("the step has no table")?;
    let parts: Vec<String> = table.rows.iter().flatten().cloned().collect();
    world.read(|text| parts_in_order(text, &parts)).await
}

#[then("a picture of the page is kept in the report")]
async fn picture(world: &mut World) -> Outcome {
    world.keep_picture().await?;
    let file = world.picture.as_ref().or_broken("the scenario has no browser")?;
    let picture = std::fs::read(file).or_broken(format!("reading {}", file.display()))?;
    if picture.starts_with(PNG) {
        Ok(())
    } else {
        Err(Trouble::broken(format!("{} is no PNG file", file.display())))
    }
}

/// The browser and its driver; without them the scenario is skipped.
fn programs() -> Outcome<Programs> {
    Programs::find().map_err(|lacking| Trouble::skipped(lacking.to_string()))
}

impl Scenario {
    fn browser_of(&self) -> Result<&Browser, String> {
        self.browser
            .as_ref()
            .ok_or_else(|| "the scenario has no browser".to_owned())
    }

    /// Waits until the text of the page is as `look` wants it.
    async fn read(&self, mut look: impl FnMut(&str) -> Result<(), String>) -> Outcome {
        self.wait(IN_TIME, READ, async || {
            let text = self.browser_of()?.text().await;
            look(&text.map_err(|error: BrowserError| command_line::one_line(&error))?)
        })
        .await
    }
}
