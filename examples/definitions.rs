//! Writes definitions of custom resources in the notation of the table in the binary:
//! `cargo run --example definitions -- FILE|FOLDER… > src/check/custom/known.txt`.

use std::path::PathBuf;

use drydock::check::custom;
use drydock::workspace;

fn main() -> anyhow::Result<()> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let definitions = workspace::definitions(None, &paths)?;
    print!("{}", custom::notation_of(&definitions));
    Ok(())
}
