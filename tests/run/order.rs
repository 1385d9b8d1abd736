//! The order in which features begin.

use cucumber::parser::{Basic, Result};
use cucumber::{Parser, gherkin};
use futures::{FutureExt, StreamExt, stream};

/// The tag of a feature whose scenarios spend most of their time waiting.
const WAITS: &str = "waits";

/// Parses as cucumber does, and has the features that wait begin first: then their waiting and the others' work go
/// on side by side, and a run is not held up at its end.
#[derive(Debug)]
pub(crate) struct WaitingFirst(pub(crate) Basic);

impl<I: AsRef<std::path::Path>> Parser<I> for WaitingFirst {
    type Cli = <Basic as Parser<I>>::Cli;
    type Output = stream::Iter<std::vec::IntoIter<Result<gherkin::Feature>>>;

    fn parse(self, input: I, cli: Self::Cli) -> Self::Output {
        // cucumber's own parser reads all files before it hands over the first.
        let parsed = self.0.parse(input, cli).collect::<Vec<_>>().now_or_never();
        let mut features = parsed.unwrap_or_default();
        // Stable: otherwise the order of the files stays.
        features.sort_by_key(|feature| {
            !feature
                .as_ref()
                .is_ok_and(|feature| feature.tags.iter().any(|tag| tag == WAITS))
        });
        stream::iter(features)
    }
}
