//! What stands in brackets.

use super::{Grammar, Items, Rest, SyntaxFault, Token};

impl Grammar<'_> {
    pub(super) fn flow_list(&mut self, first: bool) -> Result<(), SyntaxFault> {
        if self.is_flow_end(first, &Token::FlowListEnd)? {
            return self.close_flow();
        }
        self.rest.push(Rest::FlowList { first: false });
        if matches!(self.tokens.peek()?, Token::Key) {
            return self.open_taken(Items::map(), 0, Rest::PairKey);
        }
        self.node(false, false)
    }

    pub(super) fn pair_key(&mut self) -> Result<(), SyntaxFault> {
        self.rest.push(Rest::PairValue);
        let next = self.tokens.peek()?;
        if matches!(next, Token::Colon | Token::Comma | Token::FlowListEnd) {
            // A reader's flaw that people may have come to rely on: the colon goes unseen.
            self.take()?;
            return self.nothing();
        }
        self.node(false, false)
    }

    pub(super) fn pair_value(&mut self) -> Result<(), SyntaxFault> {
        self.rest.push(Rest::PairEnd);
        if !matches!(self.tokens.peek()?, Token::Colon) {
            return self.nothing();
        }
        self.take()?;
        self.node_unless(|token| matches!(token, Token::Comma | Token::FlowListEnd), false, false)
    }

    pub(super) fn flow_map(&mut self, first: bool) -> Result<(), SyntaxFault> {
        if self.is_flow_end(first, &Token::FlowMapEnd)? {
            return self.close_flow();
        }
        if !matches!(self.tokens.peek()?, Token::Key) {
            self.rest.push(Rest::NoValue);
            return self.node(false, false);
        }
        self.take()?;
        self.rest.push(Rest::FlowValue);
        self.node_unless(
            |token| matches!(token, Token::Colon | Token::Comma | Token::FlowMapEnd),
            false,
            false,
        )
    }

    pub(super) fn flow_value(&mut self) -> Result<(), SyntaxFault> {
        self.rest.push(Rest::FlowMap { first: false });
        if !matches!(self.tokens.peek()?, Token::Colon) {
            return self.nothing();
        }
        self.take()?;
        self.node_unless(|token| matches!(token, Token::Comma | Token::FlowMapEnd), false, false)
    }

    /// Takes the comma before another item; a comma may stand before the end as well.
    pub(super) fn is_flow_end(
        &mut self,
        first: bool,
        end: &Token<'_>,
    ) -> Result<bool, SyntaxFault> {
        if !first && self.tokens.peek()? != end {
            if !matches!(self.tokens.peek()?, Token::Comma) {
                let help = "put a comma between two items, and close what is opened";
                return self.fault("a comma or the closing bracket is missing", help);
            }
            self.take()?;
        }
        Ok(self.tokens.peek()? == end)
    }

    pub(super) fn close_flow(&mut self) -> Result<(), SyntaxFault> {
        let (_, bytes) = self.take()?;
        self.tree.close(&bytes)
    }
}
