//! The arguments that say where Go templates take random things and the time from.

use std::time::{SystemTime, UNIX_EPOCH};

use drydock::pipeline::{Chance, Outside};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct ChanceArgs {
    /// Of Go templates: make random things from this text too, each time the same
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,

    /// Of Go templates: take random things and the time from the machine, as Helm does
    #[arg(long, conflicts_with = "seed")]
    random: bool,
}

impl ChanceArgs {
    pub(super) fn chance(&self) -> Chance {
        if self.random { Chance::Given(Outside { fill, now }) } else { Chance::Derived }
    }
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("every system that drydock runs on has randomness");
}

fn now() -> (i64, u32) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (i64::try_from(since.as_secs()).unwrap_or(i64::MAX), since.subsec_nanos())
}
