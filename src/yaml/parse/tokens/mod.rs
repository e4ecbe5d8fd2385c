//! A text into tokens, where the ends of blocks and the keys of maps have marks of their own.
//!
//! Whether a scalar is a key is known when its `:` comes; until then its token is held back.

mod indents;
mod keys;
mod signs;

use std::borrow::Cow;
use std::collections::VecDeque;

use super::super::syntax::{Bytes, Style, Tag};
use super::cursor::Cursor;
use super::{MAX_DEPTH, SyntaxFault, block_scalar, fault, names, plain, quoted};
use keys::MaybeKey;
pub(super) use keys::{is_no_colon, no_colon};

#[derive(Debug, PartialEq)]
pub(super) enum Token<'t> {
    End,
    Directive,
    DocumentStart,
    DocumentEnd,
    BlockList,
    BlockMap,
    BlockEnd,
    FlowList,
    FlowListEnd,
    FlowMap,
    FlowMapEnd,
    Comma,
    Dash,
    Key,
    Colon,
    Alias(&'t str),
    Anchor(&'t str),
    Tag(Tag),
    Scalar(Cow<'t, str>, Style),
}

pub(super) struct Tokens<'t> {
    pub cursor: Cursor<'t>,
    queue: VecDeque<(Token<'t>, Bytes)>,
    /// How many were taken from the queue.
    taken: usize,
    /// The column of each block that is open, and before them that of none.
    indents: Vec<Option<usize>>,
    flow_depth: usize,
    key_allowed: bool,
    /// The last text that was not quoted.
    last_plain: Bytes,
    pub last_quoted: Bytes,
    /// What may turn out to be a key, at most one a flow collection, the outermost first.
    keys: VecDeque<MaybeKey>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Tokens {
            cursor: Cursor::new(text),
            queue: VecDeque::new(),
            taken: 0,
            indents: vec![None],
            flow_depth: 0,
            key_allowed: true,
            last_plain: 0..0,
            last_quoted: 0..0,
            keys: VecDeque::new(),
        }
    }

    #[inline]
    pub(super) fn peek(&mut self) -> Result<&Token<'t>, SyntaxFault> {
        self.fill()?;
        Ok(&self.queue[0].0)
    }

    pub(super) fn take(&mut self) -> Result<(Token<'t>, Bytes), SyntaxFault> {
        self.fill()?;
        self.taken += 1;
        Ok(self.queue.pop_front().unwrap_or((Token::End, 0..0)))
    }

    /// Where the next token stands.
    pub(super) fn bytes(&mut self) -> Result<Bytes, SyntaxFault> {
        self.fill()?;
        Ok(self.queue[0].1.clone())
    }

    pub(super) fn is_flow(&self) -> bool {
        self.flow_depth > 0
    }

    /// Reads on until it is settled what the next token is.
    #[inline]
    fn fill(&mut self) -> Result<(), SyntaxFault> {
        let is_settled =
            !self.queue.is_empty() && self.keys.front().is_none_or(|key| key.token != self.taken);
        if is_settled { Ok(()) } else { self.read_on() }
    }

    fn read_on(&mut self) -> Result<(), SyntaxFault> {
        loop {
            if !self.queue.is_empty() {
                match self.keys.front() {
                    Some(key) if key.token == self.taken => {
                        if self.is_stale(key)? {
                            self.keys.pop_front();
                            return Ok(());
                        }
                    }
                    _ => return Ok(()),
                }
            }
            self.fetch()?;
        }
    }

    fn fetch(&mut self) -> Result<(), SyntaxFault> {
        self.skip_to_token();
        self.close_blocks(Some(self.cursor.column()));
        if self.cursor.is_end() {
            return self.end();
        }
        if self.cursor.column() == 0 {
            if self.cursor.byte(0) == b'%' {
                return self.document_level(Token::Directive);
            }
            if self.cursor.is_document_mark("---") {
                return self.document_level(Token::DocumentStart);
            }
            if self.cursor.is_document_mark("...") {
                return self.document_level(Token::DocumentEnd);
            }
        }
        let flow = self.is_flow();
        let spaced = self.cursor.is_space_or_end(1);
        match self.cursor.byte(0) {
            b'[' => self.flow_start(Token::FlowList),
            b'{' => self.flow_start(Token::FlowMap),
            b']' => self.flow_end(Token::FlowListEnd),
            b'}' => self.flow_end(Token::FlowMapEnd),
            b',' => self.comma(),
            b'-' if spaced => self.dash(),
            b'?' if flow || spaced => self.question(),
            b':' if flow || spaced => self.colon(),
            b'*' => self.named(|cursor| names::anchor(cursor).map(Token::Alias)),
            b'&' => self.named(|cursor| names::anchor(cursor).map(Token::Anchor)),
            b'!' => self.named(|cursor| names::tag(cursor).map(Token::Tag)),
            b'|' if !flow => self.block_scalar(Style::Literal),
            b'>' if !flow => self.block_scalar(Style::Folded),
            b'\'' => self.quoted(|cursor| {
                quoted::single(cursor).map(|text| Token::Scalar(text, Style::SingleQuoted))
            }),
            b'"' => self.quoted(|cursor| {
                quoted::double(cursor).map(|text| Token::Scalar(text, Style::DoubleQuoted))
            }),
            b'-' if !self.cursor.is_blank(1) => self.plain(),
            b'?' | b':' if !flow => self.plain(),
            b'\t' => Err(self.fault("a tab stands where only spaces may", TAB_HELP)),
            b'-' | b'?' | b':' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                let found = char::from(self.cursor.byte(0));
                let message = format!("text can't begin with `{found}` here");
                Err(self.fault(&message, "quote the text"))
            }
            _ => self.plain(),
        }
    }

    /// Spaces, comments and line breaks. A tab indents nothing.
    fn skip_to_token(&mut self) {
        loop {
            let tabs = self.is_flow() || !self.key_allowed;
            while self.cursor.byte(0) == b' ' || (tabs && self.cursor.byte(0) == b'\t') {
                self.cursor.skip();
            }
            if self.cursor.byte(0) == b'#' {
                self.cursor.jump(self.cursor.line_end());
            }
            if !self.cursor.is_break(0) {
                return;
            }
            self.cursor.skip_break();
            self.key_allowed |= !self.is_flow();
        }
    }

    fn push(&mut self, token: Token<'t>, start: usize) {
        self.queue.push_back((token, self.cursor.since(start)));
    }

    fn push_skipping(&mut self, token: Token<'t>) {
        let start = self.cursor.at;
        self.cursor.skip();
        self.push(token, start);
    }

    /// Anchors, aliases, tags and quoted texts.
    fn named(
        &mut self,
        read: impl FnOnce(&mut Cursor<'t>) -> Result<Token<'t>, SyntaxFault>,
    ) -> Result<(), SyntaxFault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.at;
        let token = read(&mut self.cursor)?;
        self.push(token, start);
        Ok(())
    }

    fn quoted(
        &mut self,
        read: impl FnOnce(&mut Cursor<'t>) -> Result<Token<'t>, SyntaxFault>,
    ) -> Result<(), SyntaxFault> {
        let start = self.cursor.at;
        let read = self.named(read);
        self.last_quoted = start..self.cursor.at;
        read
    }

    fn plain(&mut self) -> Result<(), SyntaxFault> {
        self.save_key()?;
        let least_column = self.indent().map_or(0, |indent| indent + 1);
        let in_flow = self.is_flow();
        let found = plain::read(&mut self.cursor, least_column, in_flow)?;
        self.key_allowed = found.ends_line;
        self.last_plain = found.bytes.clone();
        self.queue.push_back((Token::Scalar(found.text, Style::Plain), found.bytes));
        Ok(())
    }

    fn block_scalar(&mut self, style: Style) -> Result<(), SyntaxFault> {
        self.drop_key()?;
        self.key_allowed = true;
        let indent = self.indent();
        let found = block_scalar::read(&mut self.cursor, indent, style == Style::Literal)?;
        self.queue.push_back((Token::Scalar(found.text, style), found.bytes));
        Ok(())
    }

    fn too_deep(&self) -> SyntaxFault {
        self.fault(&format!("nested more than {MAX_DEPTH} levels deep"), None)
    }

    fn fault(&self, message: &str, help: impl Into<Option<&'static str>>) -> SyntaxFault {
        fault(message, self.cursor.at, help)
    }
}

const TAB_HELP: &str = "YAML is indented with spaces; a tab is not one";
