//! Lists and maps that are indented.

use super::super::tokens::no_colon;
use super::{Grammar, Rest, SyntaxFault, Token};

const INDENT_HELP: &str =
    "check the indentation of this line, and that nothing follows a closing quote";

impl Grammar<'_> {
    pub(super) fn block_list(&mut self) -> Result<(), SyntaxFault> {
        match self.tokens.peek()? {
            Token::Dash => {
                self.take()?;
                self.rest.push(Rest::BlockList);
                self.node_unless(
                    |token| matches!(token, Token::Dash | Token::BlockEnd),
                    true,
                    false,
                )
            }
            Token::BlockEnd => self.close_block(),
            _ => {
                self.is_misplaced = true;
                self.fault("an item of the list does not begin with `- `", INDENT_HELP)
            }
        }
    }

    pub(super) fn level_list(&mut self) -> Result<(), SyntaxFault> {
        if !matches!(self.tokens.peek()?, Token::Dash) {
            return self.tree.close(&(self.end..self.end));
        }
        self.take()?;
        self.rest.push(Rest::LevelList);
        let ends = |token: &Token<'_>| {
            matches!(token, Token::Dash | Token::Key | Token::Colon | Token::BlockEnd)
        };
        self.node_unless(ends, true, false)
    }

    pub(super) fn block_map(&mut self) -> Result<(), SyntaxFault> {
        match self.tokens.peek()? {
            Token::Key => {
                self.take()?;
                self.rest.push(Rest::BlockValue);
                self.node_unless(
                    |token| matches!(token, Token::Key | Token::Colon | Token::BlockEnd),
                    true,
                    true,
                )
            }
            Token::BlockEnd => self.close_block(),
            _ => self.no_key(),
        }
    }

    /// Something else stands where a key is wanted. The line above may have been meant for one.
    fn no_key(&mut self) -> Result<(), SyntaxFault> {
        let (text, at) = (self.tokens.cursor.text, self.tokens.bytes()?.start);
        let column = |at: usize| at - text[..at].rfind('\n').map_or(0, |end| end + 1);
        let begins_line = |at: usize| text[at - column(at)..at].trim_matches([' ', '-']).is_empty();
        if self.scalar < at && column(self.scalar) == column(at) && begins_line(self.scalar) {
            return Err(no_colon(text, self.scalar));
        }
        self.is_misplaced = true;
        self.fault("no key begins here", INDENT_HELP)
    }

    pub(super) fn block_value(&mut self) -> Result<(), SyntaxFault> {
        self.rest.push(Rest::BlockMap);
        if !matches!(self.tokens.peek()?, Token::Colon) {
            return self.nothing();
        }
        self.take()?;
        self.node_unless(
            |token| matches!(token, Token::Key | Token::Colon | Token::BlockEnd),
            true,
            true,
        )
    }

    pub(super) fn close_block(&mut self) -> Result<(), SyntaxFault> {
        let end = self.end;
        self.take()?;
        self.end = end;
        self.tree.close(&(end..end))
    }
}
