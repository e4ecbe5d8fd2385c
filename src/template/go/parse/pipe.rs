//! What stands in an action into its pipe: declarations, commands and their operands.

use std::sync::Arc;

use super::{Parsed, Parser, after_dot, stretch};
use crate::template::go::callee::Callee;
use crate::template::go::lex::{Kind, Token};
use crate::template::go::literal;
use crate::template::go::print::quote;
use crate::template::go::text::lossy;
use crate::template::go::tree::{Binding, Command, Operand, OperandKind, Pipe};

impl Parser<'_> {
    pub(super) fn pipe(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let at = self.peek_word().start;
        let mut pipe = Pipe {
            at,
            binding: Binding::Declare,
            variables: Vec::new(),
            commands: Vec::with_capacity(1),
        };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.next_word();
            match token.kind {
                kind if kind == end => {
                    self.check(&pipe, context)?;
                    return Ok(pipe);
                }
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back();
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return self.unexpected(token, context),
            }
        }
    }

    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Parsed<()> {
        loop {
            let variable = self.peek_word();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            self.next();
            let adjacent = self.peek();
            let next = self.peek_word();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    pipe.binding =
                        if next.kind == Kind::Assign { Binding::Assign } else { Binding::Declare };
                    self.next_word();
                    self.declare(pipe, variable);
                    return Ok(());
                }
                Kind::Char if self.bytes(next) == b"," => {
                    self.next_word();
                    self.declare(pipe, variable);
                    if context != "range" || pipe.variables.len() >= 2 {
                        return self.fault(format!("too many declarations in {context}"));
                    }
                    if !matches!(
                        self.peek_word().kind,
                        Kind::Variable | Kind::RightDelim | Kind::RightParen
                    ) {
                        return self.fault("range can only initialize variables");
                    }
                }
                _ if adjacent.kind == Kind::Space => {
                    (self.tokens[1], self.tokens[2]) = (adjacent, variable);
                    self.peeked = 3;
                    return Ok(());
                }
                _ => {
                    self.tokens[1] = variable;
                    self.peeked = 2;
                    return Ok(());
                }
            }
        }
    }

    fn declare(&mut self, pipe: &mut Pipe, variable: Token) {
        pipe.variables.push(stretch(variable));
        self.variables.push(self.bytes(variable));
    }

    fn check(&self, pipe: &Pipe, context: &str) -> Parsed<()> {
        if pipe.commands.is_empty() {
            return self.fault(format!("missing value for {context}"));
        }
        // Only the first command may begin with what can't be called.
        let fixed = pipe.commands.iter().skip(1).position(|command| {
            matches!(
                command.operands[0].kind,
                OperandKind::Bool(_)
                    | OperandKind::Dot
                    | OperandKind::Nil
                    | OperandKind::Number(_)
                    | OperandKind::Text { .. }
            )
        });
        match fixed {
            Some(stage) => {
                self.fault(format!("non executable command in pipeline stage {}", stage + 2))
            }
            None => Ok(()),
        }
    }

    fn command(&mut self) -> Parsed<Command> {
        let at = self.peek_word().start;
        let mut operands = Vec::with_capacity(2);
        loop {
            self.peek_word();
            operands.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.back(),
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        if operands.is_empty() {
            return self.fault("empty command");
        }
        Ok(Command { at, operands })
    }

    fn operand(&mut self) -> Parsed<Option<Operand>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let first = self.peek();
        if first.kind != Kind::Field {
            return Ok(Some(term));
        }
        let mut chained = Vec::new();
        while self.peek().kind == Kind::Field {
            let field = self.next();
            chained.push(after_dot(field));
        }
        let kind = match term.kind {
            OperandKind::Field(mut fields) => {
                fields.append(&mut chained);
                OperandKind::Field(fields)
            }
            OperandKind::Variable { name, mut fields } => {
                fields.append(&mut chained);
                OperandKind::Variable { name, fields }
            }
            OperandKind::Function { .. } | OperandKind::Pipe(_) | OperandKind::Chain { .. } => {
                OperandKind::Chain { operand: Box::new(term), fields: chained }
            }
            _ => {
                let shown = quote(term.show(self.source));
                return self.fault(format!("unexpected . after term {shown}"));
            }
        };
        Ok(Some(Operand { at: first.start, kind }))
    }

    fn term(&mut self) -> Parsed<Option<Operand>> {
        let token = self.next_word();
        let bytes = self.bytes(token);
        let kind = match token.kind {
            Kind::Identifier => {
                let name = lossy(bytes);
                match Callee::find(&name) {
                    Some(callee) => OperandKind::Function { name: stretch(token), callee },
                    None => return self.fault(format!("function {} not defined", quote(&*name))),
                }
            }
            Kind::Dot => OperandKind::Dot,
            Kind::Nil => OperandKind::Nil,
            Kind::Variable => {
                if !self.variables.contains(&bytes) {
                    let name = quote(bytes);
                    return self.fault(format!("undefined variable {name}"));
                }
                OperandKind::Variable { name: stretch(token), fields: Vec::new() }
            }
            Kind::Field => OperandKind::Field(vec![after_dot(token)]),
            Kind::Bool => OperandKind::Bool(bytes == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number = if token.kind == Kind::CharConstant {
                    literal::character(bytes, stretch(token))
                } else {
                    literal::numeric(&lossy(bytes), stretch(token))
                };
                match number {
                    Ok(number) => OperandKind::Number(Box::new(number)),
                    Err(reason) => return self.fault(reason),
                }
            }
            Kind::LeftParen => {
                let pipe =
                    self.nested(|parser| parser.pipe("parenthesized pipeline", Kind::RightParen))?;
                return Ok(Some(Operand { at: pipe.at, kind: OperandKind::Pipe(Box::new(pipe)) }));
            }
            Kind::String | Kind::RawString => match literal::unquote(bytes) {
                Ok(text) => OperandKind::Text { quoted: stretch(token), text: Arc::new(text) },
                Err(reason) => return self.fault(reason),
            },
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(Operand { at: token.start, kind }))
    }
}
