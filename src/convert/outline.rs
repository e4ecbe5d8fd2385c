//! The parts of a template into its blocks, each with what stands in it.

use std::collections::HashMap;
use std::ops::Range;

use super::scan::{Part, Tag, Word};
use crate::template::go::tree::{Item, Pipe, Template};

#[derive(Debug)]
pub(super) enum Node {
    Text(Range<usize>),
    Comment(Tag),
    /// It prints something, sets a variable, or leaves a loop.
    Action(Tag),
    Branch(Vec<Arm>),
    /// A named template.
    Define(Tag, Vec<Node>),
}

/// A part of `if … else if … else … end`; the last one may have no condition.
#[derive(Debug)]
pub(super) struct Arm {
    pub tag: Tag,
    /// `If`, `With`, `Range`, or `Else` where there is no condition.
    pub word: Word,
    pub body: Vec<Node>,
}

/// The blocks of a template that the engine has parsed.
pub(super) fn outline(text: &str, parts: Vec<Part>) -> Vec<Node> {
    let mut parts = parts.into_iter().peekable();
    items(text, &mut parts).0
}

type Parts = std::iter::Peekable<std::vec::IntoIter<Part>>;

/// The nodes up to the `else` or `end` of the block that they are in.
fn items(text: &str, parts: &mut Parts) -> (Vec<Node>, Option<Tag>) {
    let mut nodes = Vec::new();
    while let Some(part) = parts.next() {
        let tag = match part {
            Part::Text(range) => {
                nodes.push(Node::Text(range));
                continue;
            }
            Part::Tag(tag) => tag,
        };
        match tag.word {
            Word::Comment => nodes.push(Node::Comment(tag)),
            Word::If | Word::With | Word::Range => nodes.push(branch(text, tag, parts)),
            Word::Define | Word::Block => {
                let (body, _) = items(text, parts);
                nodes.push(Node::Define(tag, body));
            }
            Word::Else | Word::End => return (nodes, Some(tag)),
            Word::Set | Word::Print | Word::Leave => nodes.push(Node::Action(tag)),
        }
    }
    (nodes, None)
}

fn branch(text: &str, tag: Tag, parts: &mut Parts) -> Node {
    let mut arms = Vec::new();
    let (mut open, mut word) = (tag, None);
    loop {
        let (body, stop) = items(text, parts);
        let own = word.unwrap_or(open.word);
        arms.push(Arm { tag: open, word: own, body });
        match stop {
            Some(stop) if stop.word == Word::Else => {
                let after = text[stop.inner.clone()].trim_start_matches("else").trim_start();
                word = Some(match after.split_whitespace().next() {
                    Some("if") => Word::If,
                    Some("with") => Word::With,
                    _ => Word::Else,
                });
                open = stop;
            }
            _ => return Node::Branch(arms),
        }
    }
}

/// What the tags of a template say, by where they begin; of an `else if`, where its `if` does.
#[derive(Default)]
pub(super) struct Pipes<'t>(HashMap<u32, Said<'t>>);

#[derive(Clone, Copy)]
pub(super) enum Said<'t> {
    Pipe(&'t Pipe),
    Template(&'t str, Option<&'t Pipe>),
}

impl<'t> Pipes<'t> {
    pub(super) fn add(&mut self, template: &'t Template) {
        self.items(&template.body);
    }

    pub(super) fn at(&self, at: usize) -> Option<Said<'t>> {
        self.0.get(&u32::try_from(at).ok()?).copied()
    }

    fn items(&mut self, items: &'t [Item]) {
        for item in items {
            match item {
                Item::Action(action) => {
                    self.0.insert(action.whole.start, Said::Pipe(&action.pipe));
                }
                Item::Branch(branch) => {
                    self.0.insert(branch.whole.start, Said::Pipe(&branch.pipe));
                    self.items(&branch.body);
                    branch.otherwise.iter().for_each(|items| self.items(items));
                }
                Item::Template(called) => {
                    let said = Said::Template(&called.name, called.pipe.as_ref());
                    self.0.insert(called.whole.start, said);
                }
                Item::Text(_) | Item::Break | Item::Continue => {}
            }
        }
    }
}
