//! The signs that stand for themselves: brackets, commas, dashes, colons, marks of documents.

use super::super::{MAX_DEPTH, names};
use super::keys::{lines_of_keys, no_colon};
use super::{SyntaxFault, Token, Tokens};

const KEY_HELP: &str = "quote the text if it holds `: `, or check the indentation of this key";

impl<'t> Tokens<'t> {
    pub(crate) fn flow_start(&mut self, token: Token<'t>) -> Result<(), SyntaxFault> {
        self.save_key()?;
        self.flow_depth += 1;
        if self.flow_depth > MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.key_allowed = true;
        self.push_skipping(token);
        Ok(())
    }

    pub(crate) fn flow_end(&mut self, token: Token<'t>) -> Result<(), SyntaxFault> {
        self.drop_key()?;
        self.flow_depth = self.flow_depth.saturating_sub(1);
        self.key_allowed = false;
        self.push_skipping(token);
        Ok(())
    }

    pub(crate) fn comma(&mut self) -> Result<(), SyntaxFault> {
        self.drop_key()?;
        self.key_allowed = true;
        self.push_skipping(Token::Comma);
        Ok(())
    }

    pub(crate) fn dash(&mut self) -> Result<(), SyntaxFault> {
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

    pub(crate) fn question(&mut self) -> Result<(), SyntaxFault> {
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

    pub(crate) fn colon(&mut self) -> Result<(), SyntaxFault> {
        if let Some(key) = self.current_key()? {
            let at = key.token - self.taken;
            self.queue.insert(at, (Token::Key, key.at..key.at));
            self.open_block(key.column, Some((at, key.at)), Token::BlockMap)?;
            self.key_allowed = false;
        } else {
            if !self.is_flow() {
                if !self.key_allowed {
                    return Err(self.no_key());
                }
                self.open_block(self.cursor.column(), None, Token::BlockMap)?;
            }
            self.key_allowed = !self.is_flow();
        }
        self.push_skipping(Token::Colon);
        Ok(())
    }

    /// Why a colon stands behind what is no key.
    fn no_key(&self) -> SyntaxFault {
        let (text, at) = (self.cursor.text, self.cursor.at);
        match lines_of_keys(text, self.last_plain.clone(), at) {
            Some(start) => no_colon(text, start),
            None => self.fault("mapping values are not allowed here", KEY_HELP),
        }
    }

    pub(crate) fn document_level(&mut self, token: Token<'t>) -> Result<(), SyntaxFault> {
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

    pub(crate) fn end(&mut self) -> Result<(), SyntaxFault> {
        self.close_blocks(None);
        self.drop_key()?;
        self.push(Token::End, self.cursor.at);
        Ok(())
    }
}
