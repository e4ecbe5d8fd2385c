//! A template into what is opened in it and not closed, or closed and not opened, and into the text
//! that a comment swallows. What else may be wrong with it is not looked at.

use std::ops::Range;

use memchr::memchr_iter;

use crate::diagnostic::{Code, Diagnostic, SourceId, Span};

/// A shell's `${#list}` begins a comment, which would be left out up to the next `#}`.
pub(super) fn swallowed(text: &str, source: SourceId) -> Option<Diagnostic> {
    if !text.contains("${#") {
        return None;
    }
    let found = Scan { text, at: 0, blocks: Vec::new() }.run();
    let Some(Found::Comment(bytes)) = found else { return None };
    let fault = Diagnostic::error(Code::TemplateSyntax, "text is taken for a comment");
    Some(fault.at(Span::new(source, bytes), "left out").help(TEXT_HELP))
}

const TEXT_HELP: &str = "where `{#` is text, as in a shell's `${#list}`, put `{% raw %}` before it and `{% endraw %}` after it";

/// What is open where the engine stopped, at `at`, for the reason it gives as `detail`.
pub(super) fn fault(detail: &str, text: &str, source: SourceId, at: usize) -> Option<Diagnostic> {
    let found = Scan { text, at: 0, blocks: Vec::new() }.run()?;
    let is_why = match &found {
        Found::Torn { open, .. } => open.start <= at,
        Found::Quote(_) => detail.contains("end of string"),
        Found::Comment(_) => return None,
        Found::Open { other_end: None, .. } => {
            detail.contains("end of input") || detail.contains("end of raw")
        }
        Found::Open { .. } | Found::Stray { .. } => detail
            .strip_prefix("unknown statement ")
            .is_some_and(|word| matches!(word, "else" | "elif") || end_of(word).is_some()),
    };
    if !is_why {
        return None;
    }
    let syntax = |message| Diagnostic::error(Code::TemplateSyntax, message);
    let span = |bytes: &Range<usize>| Span::new(source, bytes.clone());
    Some(match found {
        Found::Torn { open, close } => {
            let name = &text[open.clone()];
            let fault = syntax(format!("`{name}` has no `{close}`")).at(span(&open), "opened here");
            match name {
                "{#" => fault.help(TEXT_HELP),
                _ => fault,
            }
        }
        Found::Comment(_) => return None,
        Found::Quote(open) => {
            syntax("a text in quotes has no end".to_owned()).at(span(&open), "opened here")
        }
        Found::Open { block, other_end } => {
            let Block { name, tag } = block;
            let message = format!("`{{% {name} %}}` has no `{{% end{name} %}}`");
            let fault = syntax(message).at(span(&tag), "opened here");
            match other_end {
                Some(end) => fault.context(span(&end), "this ends a block around it"),
                None => fault,
            }
        }
        Found::Stray { word, tag, around } => {
            let opens = word.strip_prefix("end").unwrap_or("if");
            let message = format!("`{{% {word} %}}` belongs to no `{{% {opens} %}}`");
            let fault = syntax(message).at(span(&tag), "no such block is open here");
            match around {
                Some(Block { name, tag }) => {
                    fault.context(span(&tag), format!("this is: `{{% end{name} %}}` ends it"))
                }
                None => fault,
            }
        }
    })
}

enum Found {
    Torn { open: Range<usize>, close: &'static str },
    Quote(Range<usize>),
    Comment(Range<usize>),
    Open { block: Block, other_end: Option<Range<usize>> },
    Stray { word: String, tag: Range<usize>, around: Option<Block> },
}

#[derive(Clone)]
struct Block {
    name: String,
    tag: Range<usize>,
}

const BLOCKS: &[&str] = &["if", "for", "macro", "with", "call", "filter", "block", "set"];

struct Scan<'t> {
    text: &'t str,
    at: usize,
    blocks: Vec<Block>,
}

impl Scan<'_> {
    fn run(mut self) -> Option<Found> {
        while let Some(open) = self.next_tag() {
            let close = match &self.text[open.clone()] {
                "{{" => "}}",
                "{%" => "%}",
                _ => "#}",
            };
            let end = match close {
                "#}" => self.text[open.end..].find("#}").map(|end| open.end + end).ok_or(None),
                _ => inside(self.text, open.end, close),
            };
            let end = match end {
                Ok(end) => end,
                Err(Some(quote)) => return Some(Found::Quote(quote..quote + 1)),
                Err(None) => return Some(Found::Torn { open, close }),
            };
            self.at = end + 2;
            if close == "#}" && self.text[..open.start].ends_with('$') {
                return Some(Found::Comment(open.start..self.at));
            }
            if self.text[open.clone()].starts_with("{%")
                && let Some(found) = self.statement(open.start..self.at)
            {
                return Some(found);
            }
        }
        let block = self.blocks.pop()?;
        Some(Found::Open { block, other_end: None })
    }

    fn next_tag(&self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut braces = memchr_iter(b'{', &bytes[self.at..]).map(|at| self.at + at);
        let start = braces.find(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#')))?;
        Some(start..start + 2)
    }

    fn statement(&mut self, tag: Range<usize>) -> Option<Found> {
        let inner = self.text[tag.start + 2..tag.end - 2].trim_matches(['-', '+', ' ', '\n', '\t']);
        let word = inner.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let stray = |blocks: &[Block]| {
            let around = blocks.last().cloned();
            Some(Found::Stray { word: word.to_owned(), tag: tag.clone(), around })
        };
        if word == "raw" {
            let Some(end) = end_of_raw(self.text, tag.end) else {
                return Some(Found::Open {
                    block: Block { name: word.to_owned(), tag },
                    other_end: None,
                });
            };
            self.at = end;
        } else if BLOCKS.contains(&word) && !(word == "set" && inner.contains('=')) {
            self.blocks.push(Block { name: word.to_owned(), tag });
        } else if matches!(word, "else" | "elif") {
            let fits =
                |block: &Block| block.name == "if" || (block.name == "for" && word == "else");
            return if self.blocks.last().is_some_and(fits) { None } else { stray(&self.blocks) };
        } else if let Some(name) = end_of(word) {
            match self.blocks.iter().rposition(|block| block.name == name) {
                None => return stray(&self.blocks),
                Some(at) if at + 1 < self.blocks.len() => {
                    let block = self.blocks.pop()?;
                    return Some(Found::Open { block, other_end: Some(tag) });
                }
                Some(_) => self.blocks.pop(),
            };
        }
        None
    }
}

/// The statement that a word ends.
fn end_of(word: &str) -> Option<&str> {
    word.strip_prefix("end").filter(|name| !name.is_empty())
}

/// Where `close` stands, outside of quotes and of maps; or else where a quote opens that has no end.
/// A tag in a tag is none.
pub(super) fn inside(text: &str, start: usize, close: &str) -> Result<usize, Option<usize>> {
    let (mut quote, mut brackets) = (None, Vec::new());
    let mut letters = text[start..].char_indices();
    while let Some((at, letter)) = letters.next() {
        let rest = &text[start + at..];
        match (quote, letter) {
            (Some(_), '\\') => {
                letters.next();
            }
            (Some((open, _)), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some((letter, start + at)),
            _ if rest.starts_with(close) && brackets.last() != Some(&'{') => return Ok(start + at),
            _ if rest.starts_with("{{") || rest.starts_with("{%") => return Err(None),
            (None, '(' | '[' | '{') => brackets.push(letter),
            (None, ')' | ']') => drop(brackets.pop()),
            (None, '}') if brackets.pop().is_none() => return Err(None),
            _ => {}
        }
    }
    Err(quote.map(|(_, at)| at))
}

/// Where the text after `{% endraw %}` begins.
pub(super) fn end_of_raw(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let open = at + text[at..].find("{%")? + 2;
        let close = open + text[open..].find("%}")?;
        if text[open..close].trim_matches(['-', '+', ' ', '\n', '\t']) == "endraw" {
            return Some(close + 2);
        }
        at = open;
    }
}
