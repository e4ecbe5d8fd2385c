//! Tokens into the trees of documents.

mod block;
mod flow;

use std::collections::HashMap;

use super::super::syntax::{Bytes, Scalar, Style, Syntax, SyntaxKind, Tag};
use super::tokens::{Token, Tokens};
use super::tree::{Items, Tree};
use super::{Habits, SyntaxFault, Tags, fault};

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
    tags: Tags,
    tree: Tree,
    rest: Vec<Rest>,
    /// A name that is given again stands for another node from then on.
    anchors: HashMap<&'t str, usize>,
    named: usize,
    /// Where the last token ended.
    end: usize,
    /// Where the last scalar begins.
    scalar: usize,
    /// Something stands in a block that has no place in it.
    is_misplaced: bool,
}

/// What a document begins with.
enum Beginning {
    Node,
    /// `---`, and another document or the end behind it.
    Nothing,
    EndOfText,
}

/// All documents of a text, up to the first fault.
pub(super) fn documents(text: &str, habits: Habits) -> (Vec<Syntax>, Option<SyntaxFault>) {
    with_last_break(text, |text| {
        let mut grammar = Grammar::new(text, habits);
        let fault = grammar.documents().err();
        (grammar.tree.documents, fault)
    })
}

/// What is said of a name that nothing has begins so.
pub(super) const NO_ANCHOR: &str = "nothing is anchored as `";

/// Where the reader stands when it stops.
pub(super) struct Standing {
    /// The column of the innermost block.
    pub column: Option<usize>,
    /// Something stands in that block that has no place in it.
    pub is_misplaced: bool,
    /// Where the innermost bracket is that is not closed.
    pub flow: Option<usize>,
    /// A text in quotes goes over several lines: it may have the wrong end.
    pub is_doubtful: bool,
}

/// The first fault of a text, and where the reader stands then.
pub(super) fn stop(text: &str, habits: Habits) -> (Option<SyntaxFault>, Standing) {
    with_last_break(text, |text| {
        let mut grammar = Grammar::new(text, habits);
        let fault = grammar.documents().err();
        let Grammar { tokens, tree, is_misplaced, .. } = &grammar;
        let standing = Standing {
            column: tokens.indent(),
            is_misplaced: *is_misplaced,
            flow: if tokens.is_flow() { tree.open_since() } else { None },
            is_doubtful: text[tokens.last_quoted.clone()].contains('\n'),
        };
        (fault, standing)
    })
}

/// The first document, if there is one, as far as it can be read, and how far that was.
pub(crate) fn first_document(
    text: &str,
    habits: Habits,
) -> (Option<Syntax>, Option<SyntaxFault>, usize) {
    with_last_break(text, |text| {
        let mut grammar = Grammar::new(text, habits);
        let fault = grammar.first_document().err();
        (grammar.tree.documents.pop(), fault, grammar.tokens.cursor.at)
    })
}

/// kubectl reads a text by lines, and ends the last of them.
fn with_last_break<T>(text: &str, read: impl FnOnce(&str) -> T) -> T {
    if text.ends_with('\n') { read(text) } else { read(&format!("{text}\n")) }
}

impl<'t> Grammar<'t> {
    fn new(text: &'t str, habits: Habits) -> Self {
        Grammar {
            tokens: Tokens::new(text),
            tags: habits.tags,
            tree: Tree::new(habits.limits),
            rest: Vec::new(),
            anchors: HashMap::new(),
            named: 0,
            end: 0,
            scalar: 0,
            is_misplaced: false,
        }
    }

    fn documents(&mut self) -> Result<(), SyntaxFault> {
        loop {
            match self.begin()? {
                Beginning::Node => self.root()?,
                Beginning::Nothing => self.nothing()?,
                Beginning::EndOfText => return Ok(()),
            }
            self.anchors.clear();
            self.end_document()?;
        }
    }

    fn first_document(&mut self) -> Result<(), SyntaxFault> {
        if let Beginning::Node = self.begin()? {
            self.root()?;
            // What comes next must be sound as well.
            self.tokens.peek()?;
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<Beginning, SyntaxFault> {
        let mut directed = false;
        while matches!(self.tokens.peek()?, Token::Directive) {
            self.take()?;
            directed = true;
        }
        match self.tokens.peek()? {
            token if directed && !matches!(token, Token::DocumentStart) => {
                let help =
                    "remove this line: kubectl takes the `---` behind it for the end of a document";
                self.fault("a directive stands before no `---`", help)
            }
            Token::End => Ok(Beginning::EndOfText),
            Token::DocumentStart => {
                self.take()?;
                let is_empty = matches!(
                    self.tokens.peek()?,
                    Token::Directive | Token::DocumentStart | Token::DocumentEnd | Token::End
                );
                Ok(if is_empty { Beginning::Nothing } else { Beginning::Node })
            }
            _ => Ok(Beginning::Node),
        }
    }

    /// The node that a document is, with all that is below it.
    fn root(&mut self) -> Result<(), SyntaxFault> {
        self.node(true, false)?;
        while let Some(rest) = self.rest.pop() {
            self.step(rest)?;
        }
        Ok(())
    }

    /// Another document, or a `...`, must follow one.
    fn end_document(&mut self) -> Result<(), SyntaxFault> {
        while matches!(self.tokens.peek()?, Token::DocumentEnd) {
            self.take()?;
            if !matches!(self.tokens.peek()?, Token::DocumentEnd) {
                return Ok(());
            }
        }
        match self.tokens.peek()? {
            Token::DocumentStart | Token::Directive | Token::End => Ok(()),
            _ => {
                self.is_misplaced = true;
                self.fault("this stands behind the end of the document", self.end_help())
            }
        }
    }

    fn end_help(&self) -> &'static str {
        let root = self.tree.documents.last();
        let is_block = root.is_some_and(|root| {
            let written = &self.tokens.cursor.text[root.bytes.start..];
            !matches!(root.kind, SyntaxKind::Scalar(_)) && !written.starts_with(['[', '{'])
        });
        if is_block {
            "indent this line as far as the first one of the document"
        } else {
            "a document is one value; put `---` on a line of its own before another one"
        }
    }

    fn take(&mut self) -> Result<(Token<'t>, Bytes), SyntaxFault> {
        let taken = self.tokens.take()?;
        self.end = taken.1.end;
        Ok(taken)
    }

    fn step(&mut self, rest: Rest) -> Result<(), SyntaxFault> {
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
    fn node(&mut self, block: bool, level: bool) -> Result<(), SyntaxFault> {
        if let Token::Alias(name) = *self.tokens.peek()? {
            let (_, bytes) = self.take()?;
            let Some(anchor) = self.anchors.get(name) else {
                let message = format!("{NO_ANCHOR}{name}`");
                return Err(SyntaxFault { message, help: None, bytes });
            };
            return self.tree.alias(*anchor, bytes);
        }
        let (mut anchor, mut tag, mut tag_bytes, mut named) = (0, None, 0..0, false);
        loop {
            match *self.tokens.peek()? {
                Token::Anchor(name) if anchor == 0 => anchor = self.name(name),
                Token::Tag(found) if tag.is_none() => {
                    tag = Some(found);
                    tag_bytes = self.tokens.bytes()?;
                }
                _ => break,
            }
            named = true;
            self.take()?;
        }
        self.check_tag(tag, tag_bytes)?;
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

    /// Refuses a tag that has no meaning for what follows it.
    fn check_tag(&mut self, tag: Option<Tag>, bytes: Bytes) -> Result<(), SyntaxFault> {
        let Some(tag) = tag.filter(|_| self.tags == Tags::OfJson) else { return Ok(()) };
        let text: &'t str = self.tokens.cursor.text;
        let written = &text[bytes.clone()];
        let is_known = match self.tokens.peek()? {
            Token::FlowList | Token::FlowMap | Token::BlockList | Token::BlockMap | Token::Dash => {
                tag == Tag::Collection || written == "!"
            }
            _ => matches!(tag, Tag::Str | Tag::Int | Tag::Float | Tag::Bool | Tag::Null),
        };
        if is_known {
            return Ok(());
        }
        let message = format!("the tag `{written}` has no meaning in a manifest");
        let help = "remove the tag, or quote the text if it is meant as a string";
        Err(SyntaxFault { message, help: Some(help.to_owned()), bytes })
    }

    fn name(&mut self, name: &'t str) -> usize {
        self.named += 1;
        self.anchors.insert(name, self.named);
        self.named
    }

    fn open(&mut self, items: Items, anchor: usize, rest: Rest) -> Result<(), SyntaxFault> {
        let bytes = self.tokens.bytes()?;
        self.rest.push(rest);
        self.tree.open(items, bytes, anchor)
    }

    fn open_taken(&mut self, items: Items, anchor: usize, rest: Rest) -> Result<(), SyntaxFault> {
        self.open(items, anchor, rest)?;
        self.take().map(|_| ())
    }

    fn scalar(&mut self, tag: Option<Tag>, anchor: usize) -> Result<(), SyntaxFault> {
        let (token, bytes) = self.take()?;
        let Token::Scalar(text, style) = token else { return Ok(()) };
        self.scalar = bytes.start;
        self.tree.scalar(Scalar { text: text.into_owned(), style, tag }, bytes, anchor)
    }

    fn empty(&mut self, tag: Option<Tag>, anchor: usize) -> Result<(), SyntaxFault> {
        let scalar = Scalar { text: String::new(), style: Style::Plain, tag };
        self.tree.scalar(scalar, self.end..self.end, anchor)
    }

    fn nothing(&mut self) -> Result<(), SyntaxFault> {
        self.empty(None, 0)
    }

    /// A node, unless one of these comes.
    fn node_unless(
        &mut self,
        ends: impl Fn(&Token<'_>) -> bool,
        block: bool,
        level: bool,
    ) -> Result<(), SyntaxFault> {
        if ends(self.tokens.peek()?) { self.nothing() } else { self.node(block, level) }
    }

    fn fault<T>(
        &mut self,
        message: &str,
        help: impl Into<Option<&'static str>>,
    ) -> Result<T, SyntaxFault> {
        let at = self.tokens.bytes()?.start;
        let is_end = matches!(self.tokens.peek()?, Token::End);
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
