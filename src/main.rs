//! The process: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    drydock::cli::run(std::env::args_os())
}
