//! Tests whose time passes at once where all wait.

use std::future::Future;

/// Runs a test's future to its end; for properties, which cannot be `#[tokio::test(start_paused = true)]`.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(test)
}
