//! `drydock functions --go`: what Go templates may call.

use anyhow::bail;

use super::rows;
use drydock::diagnostic::or_else_meant;
use drydock::template::go::call::{Function, Origins, Stability};
use drydock::template::go::callee::{OWN, Own};
use drydock::template::go::functions::all;

/// A line for each, or the page of one.
pub(super) fn shown(name: Option<&str>) -> anyhow::Result<String> {
    let Some(name) = name else {
        let own = OWN.iter().map(|row| (row.signature.to_owned(), row.summary));
        let table = all().map(|row| (row.signature.to_owned(), row.summary));
        return Ok(rows(own.chain(table)));
    };
    if let Some(row) = OWN.iter().find(|row| row.name() == name) {
        return Ok(format!("{}\n\n{}\n", row.signature, row.summary));
    }
    let Some(row) = all().find(|row| row.name == name) else {
        let known = OWN.iter().map(Own::name).chain(all().map(|row| row.name));
        bail!("Go templates have no function `{name}`{}", or_else_meant(name, known));
    };
    Ok(page(row))
}

fn page(row: &Function) -> String {
    let stability = match row.stability {
        Stability::Stable => "",
        Stability::Unstable => {
            "\nHelm gives something else at each render. Here it is derived from the release, the \
             chart and the place of the call, unless --random is given.\n"
        }
        Stability::Mutates => "\nIt changes its first argument in place.\n",
    };
    let origins = match row.origins {
        Origins::Kept => "Each part of the result knows the values that it was made of.",
        Origins::United => "The result is made of all arguments as a whole.",
    };
    format!("{}\n\n{}\n{stability}\n{origins}\n", row.signature, row.summary)
}
