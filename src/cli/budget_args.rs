//! The argument that says how much a render may make.

use drydock::pipeline::Allowance;

#[derive(Clone, Debug, clap::Args)]
pub(super) struct BudgetArgs {
    /// How much text and lists the templates may make, in MiB; they may take steps to match
    #[arg(long, value_name = "MIB", default_value_t = Allowance::default().mebibytes)]
    budget: u32,
}

impl BudgetArgs {
    pub(super) fn allowance(&self) -> Allowance {
        Allowance { mebibytes: self.budget }
    }
}
