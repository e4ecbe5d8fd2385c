//! A text into tokens, where the ends of blocks and the keys of maps have marks of their own.
//!
//! Whether a scalar is a key is known when its `:` comes; until then its token is held back.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::super::parse::Fault;
use super::super::syntax::{Bytes, Style, Tag};
use super::MAX_DEPTH;
use super::cursor::Cursor;
use super::{block, flow, names, plain};

#[derive(Debug, PartialEq)]
pub enum Token<'t> {
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

pub struct Tokens<'t> {
    pub cursor: Cursor<'t>,
    queue: VecDeque<(Token<'t>, Bytes)>,
    /// How many were taken from the queue.
    taken: usize,
    /// The column of each block that is open, and before them that of none.
    indents: Vec<Option<usize>>,
    flow_depth: usize,
    key_allowed: bool,
    /// What may turn out to be a key, at most one a flow collection, the outermost first.
    keys: VecDeque<MaybeKey>,
}

/// A node on one line that is a key if a colon follows.
struct MaybeKey {
    flow_depth: usize,
    /// It begins a line of a block map, where nothing but a key can stand.
    required: bool,
    token: usize,
    at: usize,
    line: usize,
    column: usize,
}

/// A key is not longer than this.
const MAX_KEY: usize = 1024;

impl<'t> Tokens<'t> {
    pub fn new(text: &'t str) -> Self {
        Tokens {
            cursor: Cursor::new(text),
            queue: VecDeque::new(),
            taken: 0,
            indents: vec![None],
            flow_depth: 0,
            key_allowed: true,
            keys: VecDeque::new(),
        }
    }

    pub fn peek(&mut self) -> Result<&Token<'t>, Fault> {
        self.fill()?;
        Ok(&self.queue[0].0)
    }

    pub fn take(&mut self) -> Result<(Token<'t>, Bytes), Fault> {
        self.fill()?;
        self.taken += 1;
        Ok(self.queue.pop_front().unwrap_or((Token::End, 0..0)))
    }

    /// Where the next token stands.
    pub fn bytes(&mut self) -> Result<Bytes, Fault> {
        self.fill()?;
        Ok(self.queue[0].1.clone())
    }

    pub fn is_flow(&self) -> bool {
        self.flow_depth > 0
    }

    /// The column of the innermost block.
    pub fn indent(&self) -> Option<usize> {
        self.indents.last().copied().flatten()
    }

    /// Reads on until it is settled what the next token is.
    fn fill(&mut self) -> Result<(), Fault> {
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

    fn fetch(&mut self) -> Result<(), Fault> {
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
            b'\'' => self.named(|cursor| flow::single(cursor)),
            b'"' => self.named(|cursor| flow::double(cursor)),
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

    fn end(&mut self) -> Result<(), Fault> {
        self.close_blocks(None);
        self.drop_key()?;
        self.push(Token::End, self.cursor.at);
        Ok(())
    }

    fn document_level(&mut self, token: Token<'t>) -> Result<(), Fault> {
        self.close_blocks(None);
        self.drop_key()?;
        self.key_allowed = false;
        let start = self.cursor.at;
        if token == Token::Directive {
            names::directive(&mut self.cursor)?;
        } else {
            self.cursor.jump(start + 3);
        }
        self.push(token, start);
        Ok(())
    }

    fn flow_start(&mut self, token: Token<'t>) -> Result<(), Fault> {
        self.save_key()?;
        self.flow_depth += 1;
        if self.flow_depth > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.key_allowed = true;
        self.push_skipping(token);
        Ok(())
    }

    fn flow_end(&mut self, token: Token<'t>) -> Result<(), Fault> {
        self.drop_key()?;
        self.flow_depth = self.flow_depth.saturating_sub(1);
        self.key_allowed = false;
        self.push_skipping(token);
        Ok(())
    }

    fn comma(&mut self) -> Result<(), Fault> {
        self.drop_key()?;
        self.key_allowed = true;
        self.push_skipping(Token::Comma);
        Ok(())
    }

    fn dash(&mut self) -> Result<(), Fault> {
        if !self.is_flow() {
            if !self.key_allowed {
                return Err(
                    self.fault("a list can't begin here", "put its `- ` on a line of its own")
                );
            }
            self.open_block(self.cursor.column(), None, Token::BlockList)?;
        }
        self.drop_key()?;
        self.key_allowed = true;
        self.push_skipping(Token::Dash);
        Ok(())
    }

    fn question(&mut self) -> Result<(), Fault> {
        if !self.is_flow() {
            if !self.key_allowed {
                return Err(self.fault("a key can't begin here", KEY_HELP));
            }
            self.open_block(self.cursor.column(), None, Token::BlockMap)?;
        }
        self.drop_key()?;
        self.key_allowed = !self.is_flow();
        self.push_skipping(Token::Key);
        Ok(())
    }

    fn colon(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.current_key()? {
            let at = key.token - self.taken;
            self.queue.insert(at, (Token::Key, key.at..key.at));
            self.open_block(key.column, Some((at, key.at)), Token::BlockMap)?;
            self.key_allowed = false;
        } else {
            if !self.is_flow() {
                if !self.key_allowed {
                    return Err(self.fault("mapping values are not allowed here", KEY_HELP));
                }
                self.open_block(self.cursor.column(), None, Token::BlockMap)?;
            }
            self.key_allowed = !self.is_flow();
        }
        self.push_skipping(Token::Colon);
        Ok(())
    }

    /// Anchors, aliases, tags and quoted texts.
    fn named(
        &mut self,
        read: impl FnOnce(&mut Cursor<'t>) -> Result<Token<'t>, Fault>,
    ) -> Result<(), Fault> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.at;
        let token = read(&mut self.cursor)?;
        self.push(token, start);
        Ok(())
    }

    fn plain(&mut self) -> Result<(), Fault> {
        self.save_key()?;
        let least_column = self.indent().map_or(0, |indent| indent + 1);
        let in_flow = self.is_flow();
        let found = plain::read(&mut self.cursor, least_column, in_flow)?;
        self.key_allowed = found.ends_line;
        self.queue.push_back((Token::Scalar(found.text, Style::Plain), found.bytes));
        Ok(())
    }

    fn block_scalar(&mut self, style: Style) -> Result<(), Fault> {
        self.drop_key()?;
        self.key_allowed = true;
        let (start, indent) = (self.cursor.at, self.indent());
        let text = block::read(&mut self.cursor, indent, style == Style::Literal)?;
        self.push(Token::Scalar(text, style), start);
        Ok(())
    }

    /// What begins here may be a key.
    fn save_key(&mut self) -> Result<(), Fault> {
        if !self.key_allowed {
            return Ok(());
        }
        self.drop_key()?;
        let (cursor, column) = (&self.cursor, self.cursor.column());
        let required = !self.is_flow() && self.indent() == Some(column);
        self.keys.push_back(MaybeKey {
            flow_depth: self.flow_depth,
            required,
            token: self.taken + self.queue.len(),
            at: cursor.at,
            line: cursor.line,
            column,
        });
        Ok(())
    }

    /// What might have been a key is none.
    fn drop_key(&mut self) -> Result<(), Fault> {
        match self.pop_key() {
            Some(key) if key.required => Err(no_colon(&key)),
            _ => Ok(()),
        }
    }

    /// The key that a colon makes of what stands before it.
    fn current_key(&mut self) -> Result<Option<MaybeKey>, Fault> {
        match self.pop_key() {
            Some(key) if !self.is_stale(&key)? => Ok(Some(key)),
            _ => Ok(None),
        }
    }

    fn pop_key(&mut self) -> Option<MaybeKey> {
        let is_here = self.keys.back().is_some_and(|key| key.flow_depth == self.flow_depth);
        if is_here { self.keys.pop_back() } else { None }
    }

    fn is_stale(&self, key: &MaybeKey) -> Result<bool, Fault> {
        let stale = key.line < self.cursor.line || key.column + MAX_KEY < self.cursor.column();
        if stale && key.required { Err(no_colon(key)) } else { Ok(stale) }
    }

    /// Opens a block where the text is indented further than the one it is in.
    fn open_block(
        &mut self,
        column: usize,
        before: Option<(usize, usize)>,
        token: Token<'t>,
    ) -> Result<(), Fault> {
        if self.is_flow() || self.indent().is_some_and(|indent| indent >= column) {
            return Ok(());
        }
        self.indents.push(Some(column));
        if self.indents.len() > MAX_DEPTH {
            return Err(self.too_deep());
        }
        let (place, at) = before.unwrap_or((self.queue.len(), self.cursor.at));
        self.queue.insert(place, (token, at..at));
        Ok(())
    }

    /// Closes the blocks that are indented further; all of them where there is no column.
    fn close_blocks(&mut self, column: Option<usize>) {
        while !self.is_flow() && self.indent() > column {
            self.indents.pop();
            self.push(Token::BlockEnd, self.cursor.at);
        }
    }

    fn too_deep(&self) -> Fault {
        self.fault(&format!("nested more than {MAX_DEPTH} levels deep"), None)
    }

    fn fault(&self, message: &str, help: impl Into<Option<&'static str>>) -> Fault {
        fault(message, self.cursor.at, help)
    }
}

const TAB_HELP: &str = "YAML is indented with spaces; a tab is not one";
const KEY_HELP: &str = "quote the text if it holds `: `, or check the indentation of this key";

pub fn fault(message: &str, at: usize, help: impl Into<Option<&'static str>>) -> Fault {
    Fault { message: message.to_owned(), help: help.into().map(str::to_owned), bytes: at..at }
}

fn no_colon(key: &MaybeKey) -> Fault {
    let help = "write `key: value`, or check the indentation of this line";
    fault("a key without its `:`", key.at, help)
}
