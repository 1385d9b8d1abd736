//! Pictures of pages, kept in the report.

use conformance::trouble::{OrBroken, Outcome};

use super::Scenario;

impl Scenario {
    /// Keeps what the page looks like now, if the scenario has a browser: `<report>/screenshots/<scenario>.png`.
    pub(crate) async fn keep_picture(&mut self) -> Outcome {
        let Some(browser) = &self.browser else {
            return Ok(());
        };
        let picture = browser
            .picture()
            .await
            .or_broken("taking a picture of the page")?;
        let file = self
            .environment
            .report
            .join("screenshots")
            .join(file_name(&self.title));
        let written = file
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&file, picture));
        written.or_broken(format!("writing {}", file.display()))?;
        self.picture = Some(file);
        Ok(())
    }
}

/// The scenario's name as a file's: words with hyphens.
fn file_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!("{}.png", words.join("-"))
}
