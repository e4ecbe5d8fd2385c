//! `drydock functions`: what templates may call.

mod go;

use anyhow::bail;

use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::diagnostic::or_else_meant;
use drydock::template::functions::{Forms, Function, TABLE, TESTS, Test};

/// List the functions, filters and tests of templates, or explain one
///
/// A filter is a function whose first argument stands before it: `text | trunc(8)` is
/// `trunc(text, 8)`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock functions\n  \
    drydock functions quantity_add\n  \
    drydock functions --go nindent\n  \
    drydock functions | grep yaml")]
pub(super) struct Args {
    /// Explain this function, filter or test
    #[arg(value_name = "NAME", add = candidates::functions())]
    name: Option<String>,

    /// Those of Go templates
    #[arg(long)]
    go: bool,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if args.go {
        terminal.listing(&go::shown(args.name.as_deref())?)?;
        return Ok(Outcome::Clean);
    }
    match &args.name {
        Some(name) => terminal.listing(&page(name)?)?,
        None => terminal.listing(&table())?,
    }
    Ok(Outcome::Clean)
}

/// A line for each.
fn table() -> String {
    let functions = TABLE.iter().map(|function| (written(function), function.summary));
    let tests = named_tests().map(|test| (test_written(test), test.summary));
    rows(functions.chain(tests))
}

/// What is written, and behind it in a column of its own what it gives.
fn rows(rows: impl Iterator<Item = (String, &'static str)>) -> String {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(written, _)| written.chars().count()).max().unwrap_or_default();
    let mut lines = String::new();
    for (written, summary) in &rows {
        lines += &format!("{written:width$}  {summary}\n");
    }
    lines
}

/// Its signature as a function, or as a filter if it is no function.
fn written(function: &Function) -> String {
    match function.forms {
        Forms::Filter => function.piped(),
        Forms::Function | Forms::Both => function.signature.to_owned(),
    }
}

/// The tests, without those like `==` that are operators.
fn named_tests() -> impl Iterator<Item = &'static Test> + Clone {
    TESTS.iter().filter(|test| test.name.starts_with(char::is_alphabetic))
}

fn test_written(test: &Test) -> String {
    format!("value is {}", test.name)
}

fn page(name: &str) -> anyhow::Result<String> {
    let function = TABLE.iter().find(|function| function.name == name).map(function_page);
    let test = named_tests().find(|test| test.name == name).map(test_page);
    let pages: Vec<String> = function.into_iter().chain(test).collect();
    if pages.is_empty() {
        let known = TABLE.iter().map(|function| function.name);
        let known = known.chain(named_tests().map(|test| test.name));
        bail!("there is no function `{name}`{}", or_else_meant(name, known));
    }
    Ok(pages.join("\n"))
}

/// Its signatures, what it gives, and an example.
fn function_page(function: &Function) -> String {
    let piped = match function.forms {
        Forms::Both if function.piped() != function.signature => function.piped() + "\n",
        _ => String::new(),
    };
    let Function { summary, example, result, .. } = function;
    let written = written(function);
    format!("{written}\n{piped}\n{}\n\n    {example}\n    → {result}\n", sentence(summary))
}

fn test_page(test: &Test) -> String {
    format!("{}\n\nWhether the value is {}.\n", test_written(test), test.summary)
}

/// `the sum of two quantities` as a sentence of its own.
fn sentence(summary: &str) -> String {
    let mut characters = summary.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}
