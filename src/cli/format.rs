//! The formats in which `check`, `test` and `validate` say what they found.

use clap::ValueEnum;

use drydock::check::rules;
use drydock::diagnostic::print;
use drydock::diagnostic::suite::Suite;

#[derive(Debug, clap::Args)]
pub(super) struct FormatArgs {
    /// The output format
    #[arg(
        short = 'o',
        long,
        visible_alias = "output",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One array, a row for each thing that was looked at
    Json,
    /// The same rows, one a line
    Jsonl,
    /// XML that CI servers show
    Junit,
    /// SARIF 2.1.0, for services that scan code
    Sarif,
    /// Annotations in a GitHub workflow
    Github,
    /// A comment on a pull request
    Markdown,
}

impl Format {
    /// A suite in this format; `None` for text, which a command writes by itself.
    pub(super) fn print(self, suite: &Suite) -> Option<String> {
        let page = |code: &str| rules::find(code).map(|rule| rule.page);
        Some(match self {
            Format::Text => return None,
            Format::Json => print::json(suite),
            Format::Jsonl => print::jsonl(suite),
            Format::Junit => print::junit(suite),
            Format::Sarif => print::sarif(suite, &page),
            Format::Github => print::github(suite),
            Format::Markdown => print::markdown(suite),
        })
    }
}
