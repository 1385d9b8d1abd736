//! Reading an expression: precedence climbing over its tokens.

use super::MAX_DEPTH;
use super::error::ExpressionError;
use super::function::{self, Function};
use super::operator::{NEGATION, Operator};
use super::token::{self, Placed, Token};

/// What was read, and where it begins.
#[derive(Debug)]
pub(super) struct Syntax<'s> {
    pub(super) at: usize,
    pub(super) shape: Shape<'s>,
}

/// What an expression is made of, before it is known what its ids stand for.
#[derive(Debug)]
pub(super) enum Shape<'s> {
    Number(f64),
    Id(&'s str),
    Text(&'s str),
    /// `REPEAT` or `LINEAR`.
    Way(Way),
    Array(Vec<Syntax<'s>>),
    Negation(Box<Syntax<'s>>),
    /// Operators from the left to the right: as a list, a long sum is no deeper than a short one.
    Chain(Box<Syntax<'s>>, Vec<(Operator, usize, Syntax<'s>)>),
    Call(Function, Vec<Syntax<'s>>),
}

/// How `FILL` finds a value among those that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Repeat,
    Linear,
}

/// What an operand may be.
const OPERAND: &str = "a number, an id, a function, -, ( or [";

type Read<T> = Result<T, (usize, ExpressionError)>;

/// Reads a whole expression, of which the caller has limited the length.
pub(super) fn read(expression: &str) -> Read<Syntax<'_>> {
    let tokens = token::all(expression)?;
    let mut reader = Reader {
        tokens: &tokens,
        end: expression.chars().count() + 1,
    };
    if tokens.is_empty() {
        return Err((1, ExpressionError::Empty));
    }
    let syntax = reader.expression(0, 1)?;
    if reader.tokens.is_empty() {
        Ok(syntax)
    } else {
        Err(reader.unexpected("an operator or the end"))
    }
}

struct Reader<'t, 's> {
    /// Those that are left.
    tokens: &'t [Placed<'s>],
    /// Where the expression ends.
    end: usize,
}

impl<'s> Reader<'_, 's> {
    /// An operand, and the operators after it that bind at least so tightly.
    fn expression(&mut self, power: u8, depth: usize) -> Read<Syntax<'s>> {
        let first = self.operand(depth)?;
        let mut rest: Vec<(Operator, usize, Syntax<'s>)> = Vec::new();
        while let Some(Token::Operator(operator)) = self.peek() {
            if operator.power() < power {
                break;
            }
            let at = self.at();
            if operator.compares() && rest.last().is_some_and(|(before, ..)| before.compares()) {
                return Err((at, ExpressionError::Chained));
            }
            self.skip();
            let right = self.expression(operator.power_of_right(), depth + 1)?;
            rest.push((operator, at, right));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let at = first.at;
        let shape = Shape::Chain(Box::new(first), rest);
        Ok(Syntax { at, shape })
    }

    fn operand(&mut self, depth: usize) -> Read<Syntax<'s>> {
        let at = self.at();
        if depth > MAX_DEPTH {
            return Err((at, ExpressionError::TooDeep));
        }
        let Some(token) = self.peek() else {
            return Err(self.unexpected(OPERAND));
        };
        let shape = match token {
            Token::Number(value) => self.skip_for(Shape::Number(value)),
            Token::Text(text) => self.skip_for(Shape::Text(text)),
            Token::Name(name) => self.named(name, depth)?,
            Token::Operator(Operator::Subtract) => {
                self.skip();
                Shape::Negation(Box::new(self.expression(NEGATION, depth + 1)?))
            }
            Token::Open => {
                self.skip();
                let inner = self.expression(0, depth + 1)?;
                self.close(Token::Close, (at, '('), "an operator or )")?;
                inner.shape
            }
            Token::OpenArray => {
                let opened = (at, '[');
                Shape::Array(self.list(opened, Token::CloseArray, "an operator, a comma or ]", depth)?)
            }
            _ => return Err(self.unexpected(OPERAND)),
        };
        Ok(Syntax { at, shape })
    }

    /// What begins with a name: an id, a function with its arguments, or a way to fill.
    fn named(&mut self, name: &'s str, depth: usize) -> Read<Shape<'s>> {
        let at = self.at();
        self.skip();
        let called = self.peek() == Some(Token::Open);
        if name.starts_with(|first: char| first.is_ascii_lowercase()) {
            let upper = name.to_ascii_uppercase();
            if called && (Function::of_name(&upper).is_some() || function::is_not_here(&upper)) {
                let name = name.to_owned();
                return Err((at, ExpressionError::Lowercase { name, upper }));
            }
            return Ok(Shape::Id(name));
        }
        match name {
            _ if function::is_not_here(name) => {
                let name = name.to_owned();
                return Err((at, ExpressionError::NotHere { name }));
            }
            "REPEAT" => return Ok(Shape::Way(Way::Repeat)),
            "LINEAR" => return Ok(Shape::Way(Way::Linear)),
            _ => {}
        }
        let Some(function) = Function::of_name(name) else {
            let name = name.to_owned();
            return Err((at, ExpressionError::UnknownFunction { name }));
        };
        if !called {
            return Err(self.unexpected("( and the arguments of the function"));
        }
        let opened = (self.at(), '(');
        let arguments = self.list(opened, Token::Close, "an operator, a comma or )", depth)?;
        Ok(Shape::Call(function, arguments))
    }

    /// What stands between the bracket that is next and the one that closes it.
    fn list(
        &mut self,
        opened: (usize, char),
        closing: Token<'s>,
        expected: &'static str,
        depth: usize,
    ) -> Read<Vec<Syntax<'s>>> {
        self.skip();
        let mut list = Vec::new();
        if self.peek() == Some(closing) {
            self.skip();
            return Ok(list);
        }
        loop {
            list.push(self.expression(0, depth + 1)?);
            if self.peek() == Some(Token::Comma) {
                self.skip();
            } else {
                self.close(closing, opened, expected)?;
                return Ok(list);
            }
        }
    }

    fn close(&mut self, closing: Token<'s>, opened: (usize, char), expected: &'static str) -> Read<()> {
        match self.peek() {
            Some(token) if token == closing => {
                self.skip();
                Ok(())
            }
            Some(_) => Err(self.unexpected(expected)),
            None => {
                let (at, bracket) = opened;
                Err((at, ExpressionError::OpenBracket { bracket }))
            }
        }
    }

    /// The next token is not what is expected.
    fn unexpected(&self, expected: &'static str) -> (usize, ExpressionError) {
        let found = self.tokens.first().map(|placed| placed.text.to_owned());
        (self.at(), ExpressionError::Unexpected { found, expected })
    }

    fn peek(&self) -> Option<Token<'s>> {
        self.tokens.first().map(|placed| placed.token)
    }

    fn skip(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    fn skip_for(&mut self, shape: Shape<'s>) -> Shape<'s> {
        self.skip();
        shape
    }

    /// Where the next token begins.
    fn at(&self) -> usize {
        self.tokens.first().map_or(self.end, |placed| placed.at)
    }
}
