//! The process: arguments in, exit code out.

mod cli;

use std::process::ExitCode;

/// Reading and filling makes many small things: the system's allocator takes twice as long for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
