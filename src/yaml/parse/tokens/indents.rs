//! Blocks, which begin where a text is indented further and end where it no longer is.

use super::{MAX_DEPTH, SyntaxFault, Token, Tokens};

impl<'t> Tokens<'t> {
    /// The column of the innermost block.
    pub(crate) fn indent(&self) -> Option<usize> {
        self.indents.last().copied().flatten()
    }

    /// Opens a block where the text is indented further than the one it is in.
    pub(crate) fn open_block(
        &mut self,
        column: usize,
        before: Option<(usize, usize)>,
        token: Token<'t>,
    ) -> Result<(), SyntaxFault> {
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
    pub(crate) fn close_blocks(&mut self, column: Option<usize>) {
        while !self.is_flow() && self.indent() > column {
            self.indents.pop();
            self.push(Token::BlockEnd, self.cursor.at);
        }
    }
}
