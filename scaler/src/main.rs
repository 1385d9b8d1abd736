//! The binary `scaler`.

use std::process::ExitCode;

fn main() -> ExitCode {
    scaler::run()
}
