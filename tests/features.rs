//! `cargo test --test features`: runs the specification.
//!
//! Brings up the environment, hands the features to cucumber, writes the reports and takes everything down again.
//! What the options mean and how it ends is told by `--help`.

// cucumber calls every step with owned arguments, and as an async function.
#![allow(clippy::needless_pass_by_value, clippy::unused_async)]

mod run;
mod steps;
mod world;

use std::process::ExitCode;

use command_line::Exit;
use conformance::options::Options;

fn main() -> ExitCode {
    let options: Options = command_line::parse();
    let usable = options.logs.start().and_then(|()| options.check());
    if let Err(error) = usable {
        return command_line::finish("features", Err(error), |_| Exit::Usage);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return command_line::finish("features", Err(error), |_| Exit::Failure),
    };
    runtime.block_on(run::run(options)).into()
}
