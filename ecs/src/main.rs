//! The binary `local-ecs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    local_ecs::cli::main()
}
