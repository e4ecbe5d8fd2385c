//! Tokens into the tree of the first document; kubectl does not look at what follows it.

mod block;
mod flow;

use std::collections::HashMap;

use super::super::parse::Fault;
use super::super::syntax::{Bytes, Scalar, Style, Syntax, Tag};
use super::super::tree::{Items, Tree};
use super::tokens::{Token, Tokens, fault};

/// What is still to be read, the innermost last.
#[derive(Clone, Copy)]
enum Rest {
    BlockList,
    /// A list that is not indented further than the key it belongs to.
    LevelList,
    BlockMap,
    BlockValue,
    FlowList {
        first: bool,
    },
    PairKey,
    PairValue,
    PairEnd,
    FlowMap {
        first: bool,
    },
    FlowValue,
    /// A key without a colon.
    NoValue,
}

struct Grammar<'t> {
    tokens: Tokens<'t>,
    tree: Tree,
    rest: Vec<Rest>,
    /// A name that is given again stands for another node from then on.
    anchors: HashMap<&'t str, usize>,
    named: usize,
    /// Where the last token ended.
    end: usize,
}

/// The document, if there is one, as far as it can be read, and how far that was.
pub fn parse(text: &str) -> (Option<Syntax>, Option<Fault>, usize) {
    if text.ends_with('\n') { parse_lines(text) } else { parse_lines(&format!("{text}\n")) }
}

fn parse_lines(text: &str) -> (Option<Syntax>, Option<Fault>, usize) {
    let mut grammar = Grammar {
        tokens: Tokens::new(text),
        tree: Tree::new(super::LIMITS),
        rest: Vec::new(),
        anchors: HashMap::new(),
        named: 0,
        end: 0,
    };
    let fault = grammar.document().err();
    (grammar.tree.documents.pop(), fault, grammar.tokens.cursor.at)
}

impl<'t> Grammar<'t> {
    fn document(&mut self) -> Result<(), Fault> {
        let mut directed = false;
        while *self.tokens.peek()? == Token::Directive {
            self.take()?;
            directed = true;
        }
        match self.tokens.peek()? {
            token if directed && *token != Token::DocumentStart => {
                let help =
                    "remove this line: kubectl takes the `---` behind it for the end of a document";
                return self.fault("a directive stands before no `---`", help);
            }
            Token::End => return Ok(()),
            Token::DocumentStart => {
                self.take()?;
                let token = self.tokens.peek()?;
                if matches!(
                    token,
                    Token::Directive | Token::DocumentStart | Token::DocumentEnd | Token::End
                ) {
                    return Ok(());
                }
            }
            _ => {}
        }
        self.node(true, false)?;
        while let Some(rest) = self.rest.pop() {
            self.step(rest)?;
        }
        // What comes next must be sound as well.
        self.tokens.peek().map(|_| ())
    }

    fn take(&mut self) -> Result<(Token<'t>, Bytes), Fault> {
        let taken = self.tokens.take()?;
        self.end = taken.1.end;
        Ok(taken)
    }

    fn step(&mut self, rest: Rest) -> Result<(), Fault> {
        match rest {
            Rest::BlockList => self.block_list(),
            Rest::LevelList => self.level_list(),
            Rest::BlockMap => self.block_map(),
            Rest::BlockValue => self.block_value(),
            Rest::FlowList { first } => self.flow_list(first),
            Rest::PairKey => self.pair_key(),
            Rest::PairValue => self.pair_value(),
            Rest::PairEnd => self.tree.close(&(self.end..self.end)),
            Rest::FlowMap { first } => self.flow_map(first),
            Rest::FlowValue => self.flow_value(),
            Rest::NoValue => {
                self.rest.push(Rest::FlowMap { first: false });
                self.nothing()
            }
        }
    }

    /// A node, or the beginning of one.
    fn node(&mut self, block: bool, level: bool) -> Result<(), Fault> {
        if let Token::Alias(name) = *self.tokens.peek()? {
            let (_, bytes) = self.take()?;
            let Some(anchor) = self.anchors.get(name) else {
                let message = format!("nothing is anchored as `{name}`");
                return Err(Fault { message, help: None, bytes });
            };
            return self.tree.alias(*anchor, bytes);
        }
        let (mut anchor, mut tag, mut named) = (0, None, false);
        loop {
            match *self.tokens.peek()? {
                Token::Anchor(name) if anchor == 0 => anchor = self.name(name),
                Token::Tag(found) if tag.is_none() => tag = Some(found),
                _ => break,
            }
            named = true;
            self.take()?;
        }
        match self.tokens.peek()? {
            Token::Dash if level => self.open(Items::list(), anchor, Rest::LevelList),
            Token::Scalar(..) => self.scalar(tag, anchor),
            Token::FlowList => {
                self.open_taken(Items::list(), anchor, Rest::FlowList { first: true })
            }
            Token::FlowMap => self.open_taken(Items::map(), anchor, Rest::FlowMap { first: true }),
            Token::BlockList if block => self.open_taken(Items::list(), anchor, Rest::BlockList),
            Token::BlockMap if block => self.open_taken(Items::map(), anchor, Rest::BlockMap),
            _ if named => self.empty(tag, anchor),
            token => {
                let message = unexpected(token);
                self.fault(message, None)
            }
        }
    }

    fn name(&mut self, name: &'t str) -> usize {
        self.named += 1;
        self.anchors.insert(name, self.named);
        self.named
    }

    fn open(&mut self, items: Items, anchor: usize, rest: Rest) -> Result<(), Fault> {
        let bytes = self.tokens.bytes()?;
        self.rest.push(rest);
        self.tree.open(items, bytes, anchor)
    }

    fn open_taken(&mut self, items: Items, anchor: usize, rest: Rest) -> Result<(), Fault> {
        self.open(items, anchor, rest)?;
        self.take().map(|_| ())
    }

    fn scalar(&mut self, tag: Option<Tag>, anchor: usize) -> Result<(), Fault> {
        let (token, bytes) = self.take()?;
        let Token::Scalar(text, style) = token else { return Ok(()) };
        let bytes = match style {
            // A label should not reach over the last line break.
            Style::Literal | Style::Folded => {
                let written = &self.tokens.cursor.text[bytes.clone()];
                bytes.start..bytes.start + written.trim_end().len()
            }
            _ => bytes,
        };
        self.tree.scalar(Scalar { text: text.into_owned(), style, tag }, bytes, anchor)
    }

    fn empty(&mut self, tag: Option<Tag>, anchor: usize) -> Result<(), Fault> {
        let scalar = Scalar { text: String::new(), style: Style::Plain, tag };
        self.tree.scalar(scalar, self.end..self.end, anchor)
    }

    fn nothing(&mut self) -> Result<(), Fault> {
        self.empty(None, 0)
    }

    /// A node, unless one of these comes.
    fn node_unless(&mut self, ends: &[Token<'_>], block: bool, level: bool) -> Result<(), Fault> {
        if ends.contains(self.tokens.peek()?) { self.nothing() } else { self.node(block, level) }
    }

    fn fault<T>(
        &mut self,
        message: &str,
        help: impl Into<Option<&'static str>>,
    ) -> Result<T, Fault> {
        let at = self.tokens.bytes()?.start;
        let is_end = *self.tokens.peek()? == Token::End;
        match self.tree.open_since() {
            Some(opened) if is_end && self.tokens.is_flow() => {
                let help = "look for a bracket that is opened and not closed";
                Err(fault("the bracket that is opened here is not closed", opened, help))
            }
            _ => Err(fault(message, at, help)),
        }
    }
}

fn unexpected(token: &Token<'_>) -> &'static str {
    match token {
        Token::End => "the text ends where a value must stand",
        Token::Comma => "a comma stands where a value must stand",
        Token::FlowListEnd | Token::FlowMapEnd => "nothing is open that this bracket closes",
        _ => "a value must stand here",
    }
}
