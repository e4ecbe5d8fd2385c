//! The parser of CEL: the text of an expression into a tree.

use super::tokens::{Literal, Token, tokens};
use super::words;

/// An expression and its parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression<'a> {
    Literal(Literal<'a>),
    Null,
    Name(&'a str),
    /// `of.field`, `of.?field`.
    Field(Box<Expression<'a>>, Access<'a>),
    /// A call of a function, or of an operator by its symbol, such as `+`.
    Call {
        target: Option<Box<Expression<'a>>>,
        name: &'a str,
        arguments: Vec<Expression<'a>>,
    },
    List(Vec<Item<Expression<'a>>>),
    Map(Vec<Item<(Expression<'a>, Expression<'a>)>>),
    /// `Object.spec{replicas: 1}`
    Object(String, Vec<(&'a str, Expression<'a>)>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Access<'a> {
    pub field: &'a str,
    pub is_optional: bool,
    /// Whether the field's name is in backquotes.
    pub is_quoted: bool,
}

/// An item of a list or an entry of a map; `?` before it marks an optional one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item<T> {
    pub value: T,
    pub is_optional: bool,
}

/// Parses an expression; `None` if it is nested too deep to be checked.
///
/// # Errors
/// Why it is no expression.
pub(super) fn parse(text: &str) -> Result<Option<Expression<'_>>, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let expression = match parser.expression() {
        Err(_) if parser.depth > DEEPEST => return Ok(None),
        result => result?,
    };
    match parser.peek() {
        Some(token) => Err(format!("{} can't stand here", shown(token))),
        None => Ok(Some(expression)),
    }
}

struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    depth: usize,
}

/// Expressions that are nested deeper are not checked.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, String>;

/// Binary operators, by precedence, the lowest first.
const LEVELS: [&[&str]; 5] =
    [&["||"], &["&&"], &["<=", "<", ">=", ">", "==", "!=", "in"], &["+", "-"], &["*", "/", "%"]];

impl<'t, 'a> Parser<'t, 'a> {
    fn peek(&self) -> Option<&'t Token<'a>> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Parsed<&'t Token<'a>> {
        let token = self.peek().ok_or("the expression ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn is_at(&self, mark: &str) -> bool {
        match self.peek() {
            Some(Token::Mark(found)) => *found == mark,
            Some(Token::Name(name)) => *name == mark && mark == "in",
            _ => false,
        }
    }

    fn skip(&mut self, mark: &str) -> bool {
        let is_there = self.is_at(mark);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, mark: &str) -> Parsed<()> {
        if self.skip(mark) {
            return Ok(());
        }
        match self.peek() {
            Some(token) => Err(format!("{} stands where `{mark}` is missing", shown(token))),
            None => Err(format!("`{mark}` is missing at the end")),
        }
    }

    fn expression(&mut self) -> Parsed<Expression<'a>> {
        let condition = self.level(0)?;
        if !self.skip("?") {
            return Ok(condition);
        }
        let then = self.level(0)?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        Ok(call("?:", vec![condition, then, otherwise]))
    }

    fn level(&mut self, level: usize) -> Parsed<Expression<'a>> {
        let Some(marks) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while let Some(mark) = marks.iter().find(|mark| self.is_at(mark)) {
            self.skip(mark);
            left = call(mark, vec![left, self.level(level + 1)?]);
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expression<'a>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the expression nests too deep".to_owned());
        }
        let expression = if self.skip("!") {
            call("!", vec![self.unary()?])
        } else if self.skip("-") {
            call("negative", vec![self.unary()?])
        } else {
            self.member()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn member(&mut self) -> Parsed<Expression<'a>> {
        let mut value = self.primary()?;
        loop {
            if self.skip(".") {
                let is_optional = self.skip("?");
                let (field, is_quoted) = match self.take()? {
                    Token::Name(name) if !words::is_keyword(name) => (*name, false),
                    Token::Quoted(name) => (*name, true),
                    token => {
                        return Err(format!("{} stands where a name is missing", shown(token)));
                    }
                };
                if self.skip("(") {
                    let arguments = self.arguments()?;
                    value =
                        Expression::Call { target: Some(Box::new(value)), name: field, arguments };
                } else {
                    let access = Access { field, is_optional, is_quoted };
                    value = Expression::Field(Box::new(value), access);
                }
            } else if self.skip("[") {
                let name = if self.skip("?") { "[?]" } else { "[]" };
                let index = self.expression()?;
                self.expect("]")?;
                value = call(name, vec![value, index]);
            } else if let Some(name) = path_of(&value).filter(|_| self.is_at("{")) {
                self.at += 1;
                value = Expression::Object(name, self.fields()?);
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Parsed<Expression<'a>> {
        match self.take()? {
            Token::Literal(literal) => Ok(Expression::Literal(literal.clone())),
            Token::Name("null") => Ok(Expression::Null),
            Token::Name(name @ ("true" | "false")) => Ok(Expression::Name(name)),
            Token::Name(name) => self.named(name),
            Token::Mark(".") => match self.take()? {
                Token::Name(name) => self.named(name),
                token => Err(format!("{} stands where a name is missing", shown(token))),
            },
            Token::Mark("(") => {
                let expression = self.expression()?;
                self.expect(")")?;
                Ok(expression)
            }
            Token::Mark("[") => self.items("]", Self::expression).map(Expression::List),
            Token::Mark("{") => self.items("}", Self::entry).map(Expression::Map),
            token => Err(format!("{} can't stand here", shown(token))),
        }
    }

    /// A variable, or a call of a function.
    fn named(&mut self, name: &'a str) -> Parsed<Expression<'a>> {
        if words::is_keyword(name) || (words::is_reserved(name) && !self.is_at("(")) {
            return Err(format!("`{name}` is not the name of a variable"));
        }
        if self.skip("(") {
            return Ok(call(name, self.arguments()?));
        }
        Ok(Expression::Name(name))
    }

    fn arguments(&mut self) -> Parsed<Vec<Expression<'a>>> {
        let mut found = Vec::new();
        while !self.skip(")") {
            if !found.is_empty() {
                self.expect(",")?;
            }
            found.push(self.expression()?);
        }
        Ok(found)
    }

    fn items<T>(
        &mut self,
        end: &str,
        item: impl Fn(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<Item<T>>> {
        let mut found = Vec::new();
        while !self.skip(end) {
            let is_optional = self.skip("?");
            found.push(Item { value: item(self)?, is_optional });
            if !self.skip(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(found)
    }

    fn entry(&mut self) -> Parsed<(Expression<'a>, Expression<'a>)> {
        let key = self.expression()?;
        self.expect(":")?;
        Ok((key, self.expression()?))
    }

    fn fields(&mut self) -> Parsed<Vec<(&'a str, Expression<'a>)>> {
        let fields = self.items("}", |parser| {
            let name = match parser.take()? {
                Token::Name(name) | Token::Quoted(name) => *name,
                token => return Err(format!("{} stands where a name is missing", shown(token))),
            };
            parser.expect(":")?;
            Ok((name, parser.expression()?))
        })?;
        Ok(fields.into_iter().map(|field| field.value).collect())
    }
}

fn call<'a>(name: &'a str, arguments: Vec<Expression<'a>>) -> Expression<'a> {
    Expression::Call { target: None, name, arguments }
}

/// The path `a.b.c`, if an expression is nothing but that.
pub(super) fn path_of(expression: &Expression<'_>) -> Option<String> {
    match expression {
        Expression::Name(name) if !words::is_keyword(name) => Some((*name).to_owned()),
        Expression::Field(of, access) if !access.is_optional && !access.is_quoted => {
            Some(format!("{}.{}", path_of(of)?, access.field))
        }
        _ => None,
    }
}

fn shown(token: &Token<'_>) -> String {
    match token {
        Token::Name(text) | Token::Quoted(text) | Token::Mark(text) => format!("`{text}`"),
        Token::Literal(_) => "a value".to_owned(),
    }
}
