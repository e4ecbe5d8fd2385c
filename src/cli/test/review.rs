//! Changes of golden files into decisions: each is shown, and someone says what is to become of it.
//!
//! Nothing is written here.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use anyhow::Context as _;

use crate::cli::fared::Drift;
use drydock::compare::print::heading;
use drydock::diagnostic::print::{Style, escaped};

/// What would change of a golden file.
pub(super) struct Change {
    golden: String,
    /// In words, with the name of the file.
    shown: String,
    /// Changes are alike where these are the same.
    facts: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Accept,
    Skip,
}

#[derive(Clone, Copy)]
enum Answer {
    One(Decision),
    AllLikeThis,
    Quit,
}

const QUESTION: &str = "accept, skip, all like this, quit [a/s/l/q]? ";

const HELP: &str = "\
a  make what is rendered the golden file
s  leave the golden file as it is
l  accept this, and from here on all in which nothing else changes
q  stop here; what was accepted stays accepted
";

impl Drift {
    pub(super) fn change(&self) -> Change {
        match self {
            Drift::New { golden, .. } => Change::whole(golden, "is new", "new"),
            Drift::Changed(changed) => {
                let (golden, facts) = (changed.golden.clone(), changed.facts.clone());
                Change { golden, shown: changed.text(), facts }
            }
            Drift::Stale { golden } => Change::removal(golden),
        }
    }
}

impl Change {
    pub(super) fn removal(golden: &str) -> Self {
        Change::whole(golden, "goes: no stack renders it", "stale")
    }

    fn whole(golden: &str, said: &str, fact: &str) -> Self {
        let shown = format!("{}\n", escaped(&format!("{golden} {said}")));
        Change { golden: golden.to_owned(), shown, facts: BTreeSet::from([fact.to_owned()]) }
    }

    /// Whether all that changes here is known.
    fn is_within(&self, known: &BTreeSet<String>) -> bool {
        !self.facts.is_empty() && self.facts.is_subset(known)
    }
}

/// Asks for each change; the end of `input` is a `quit`.
///
/// # Errors
/// If `input` can't be read or `output` not be written.
pub(super) fn walk(
    changes: &[Change],
    style: Style,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> anyhow::Result<Vec<Decision>> {
    let mut decisions = Vec::new();
    let mut known = BTreeSet::new();
    for (at, change) in changes.iter().enumerate() {
        if change.is_within(&known) {
            say(output, &escaped(&format!("{}: accepted, like the one before\n", change.golden)))?;
            decisions.push(Decision::Accept);
            continue;
        }
        let count = heading(&format!("{} of {}", at + 1, changes.len()), style);
        say(output, &format!("{count}  {}", change.shown))?;
        match ask(input, output)? {
            Answer::One(decision) => decisions.push(decision),
            Answer::AllLikeThis => {
                known.extend(change.facts.iter().cloned());
                decisions.push(Decision::Accept);
            }
            Answer::Quit => break,
        }
    }
    decisions.resize(changes.len(), Decision::Skip);
    Ok(decisions)
}

fn ask(input: &mut dyn BufRead, output: &mut dyn Write) -> anyhow::Result<Answer> {
    loop {
        say(output, QUESTION)?;
        let mut line = String::new();
        if input.read_line(&mut line).context("can't read the answer")? == 0 {
            say(output, "\n")?;
            return Ok(Answer::Quit);
        }
        match line.trim().to_lowercase().as_str() {
            "a" | "accept" => return Ok(Answer::One(Decision::Accept)),
            "s" | "skip" => return Ok(Answer::One(Decision::Skip)),
            "l" | "all" | "all like this" => return Ok(Answer::AllLikeThis),
            "q" | "quit" => return Ok(Answer::Quit),
            _ => say(output, HELP)?,
        }
    }
}

fn say(output: &mut dyn Write, text: &str) -> anyhow::Result<()> {
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .context("can't write to the terminal")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(golden: &str, facts: &[&str]) -> Change {
        let facts = facts.iter().map(|&fact| fact.to_owned()).collect();
        Change { golden: golden.to_owned(), shown: format!("{golden}\n"), facts }
    }

    fn walked(changes: &[Change], answers: &str) -> (String, String) {
        let mut output = Vec::new();
        let decisions = walk(changes, Style::PLAIN, &mut answers.as_bytes(), &mut output);
        let decisions = decisions.expect("walked");
        let letter = |decision: &Decision| match decision {
            Decision::Accept => 'A',
            Decision::Skip => '-',
        };
        (decisions.iter().map(letter).collect(), String::from_utf8(output).expect("a text"))
    }

    #[test]
    fn every_change_is_asked_for() {
        let changes = [change("a", &["x"]), change("b", &["x"]), change("c", &[])];
        for (answers, decisions) in [
            ("a\ns\na\n", "A-A"),
            ("A\n skip \nquit\n", "A--"),
            ("", "---"),
            ("s\n", "---"),
            ("what\n\na\nq\n", "A--"),
        ] {
            assert_eq!(walked(&changes, answers).0, decisions, "{answers:?}");
        }
    }

    #[test]
    fn what_is_like_an_accepted_one_is_not_asked_for() {
        let changes = [
            change("a", &["x", "y"]),
            change("b", &["y"]),
            change("c", &["x", "z"]),
            change("d", &["z"]),
            change("e", &[]),
        ];
        let (decisions, said) = walked(&changes, "l\ns\na\ns\n");
        assert_eq!(decisions, "AA-A-");
        assert!(said.contains("b: accepted, like the one before\n3 of 5  c\n"), "{said}");
    }
}
