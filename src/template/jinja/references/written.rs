//! The text of a template into what each part of it outputs: text, the output of a tag, or nothing.

use minijinja::machinery::{Token, tokenize};

use super::silent::Silent;
use crate::template::jinja::tree::syntax;

/// The mark of a tag without output.
pub(super) const NOTHING: u8 = 1;
/// The mark of a tag with unknown output.
const SOMETHING: u8 = 2;

pub(super) struct Written {
    /// As long as the text, and every line break that is in no emission in its place.
    pub bytes: Vec<u8>,
    /// Whether another template writes the documents, and this one parts of them.
    pub extends: bool,
}

/// Puts marks in place of the tags, and of text that is not output where it stands: the bodies of
/// macros, of `{% set x %}` and of filter blocks.
pub(super) fn written(text: &str, silent: &Silent) -> Written {
    let mark = |byte: u8| if byte == b'\n' { byte } else { NOTHING };
    let mut bytes: Vec<u8> = text.bytes().map(mark).collect();
    let (mut opened, mut kept, mut extends) = (0, 0_usize, false);
    let mut tag: Option<Tag<'_>> = None;
    let mut emission: Option<Emission<'_>> = None;
    for (token, span) in tokenize(text, false, syntax()).map_while(Result::ok) {
        let (start, end) = (span.start_offset as usize, span.end_offset as usize);
        match token {
            Token::TemplateData(data) if kept == 0 => {
                let start = (data.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
                bytes[start..start + data.len()].copy_from_slice(data.as_bytes());
            }
            Token::VariableStart => {
                opened = start;
                emission = Some(Emission::default());
            }
            Token::VariableEnd => {
                let callee = emission.take().and_then(Emission::only_callee);
                if kept == 0 && !callee.is_some_and(|callee| silent.holds(callee)) {
                    bytes[opened..end].fill(SOMETHING);
                }
            }
            Token::BlockStart => {
                opened = start;
                tag = Some(Tag::default());
            }
            Token::BlockEnd => {
                let tag = tag.take().unwrap_or_default();
                if kept == 0 && tag.writes() {
                    bytes[opened..end].fill(SOMETHING);
                }
                extends |= tag.word == "extends";
                if tag.keeps() {
                    kept += 1;
                } else if ["endmacro", "endset", "endcall", "endfilter"].contains(&tag.word) {
                    kept = kept.saturating_sub(1);
                }
            }
            token => {
                tag.iter_mut().for_each(|tag| tag.add(&token));
                emission.iter_mut().for_each(|emission| emission.add(&token));
            }
        }
    }
    Written { bytes, extends }
}

/// The name that an emission calls, if it is only a call: `{{ renamed.refuse(values, names) }}`.
#[derive(Default)]
struct Emission<'t> {
    callee: Option<&'t str>,
    depth: usize,
    is_over: bool,
    is_other: bool,
}

impl<'t> Emission<'t> {
    fn add(&mut self, token: &Token<'t>) {
        self.is_other |= self.is_over;
        match token {
            Token::ParenOpen if self.depth > 0 || self.callee.is_some() => self.depth += 1,
            Token::ParenClose if self.depth > 0 => {
                self.depth -= 1;
                self.is_over = self.depth == 0;
            }
            Token::Ident(name) if self.depth == 0 => self.callee = Some(name),
            Token::Dot => {}
            _ => self.is_other |= self.depth == 0,
        }
    }

    fn only_callee(self) -> Option<&'t str> {
        self.callee.filter(|_| self.is_over && !self.is_other)
    }
}

/// The first word of a tag, and whether it assigns.
#[derive(Default)]
struct Tag<'t> {
    word: &'t str,
    depth: usize,
    assigns: bool,
}

impl<'t> Tag<'t> {
    fn add(&mut self, token: &Token<'t>) {
        match token {
            Token::Ident(word) if self.word.is_empty() => self.word = word,
            Token::ParenOpen => self.depth += 1,
            Token::ParenClose => self.depth = self.depth.saturating_sub(1),
            Token::Assign => self.assigns |= self.depth == 0,
            _ => {}
        }
    }

    /// Whether it outputs what is written elsewhere.
    fn writes(&self) -> bool {
        matches!(self.word, "include" | "call" | "filter" | "extends")
    }

    /// Whether the text that follows it is not output where it stands.
    fn keeps(&self) -> bool {
        matches!(self.word, "macro" | "call" | "filter") || (self.word == "set" && !self.assigns)
    }
}
