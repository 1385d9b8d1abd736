//! The tokens of an expression.

use winnow::ascii::{digit1, multispace0};
use winnow::combinator::{alt, delimited, opt};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::{any, literal, one_of, take_till, take_while};

use super::error::ExpressionError;
use super::operator::Operator;

/// The least part of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'s> {
    Number(f64),
    Name(&'s str),
    Text(&'s str),
    /// `-` is here too, before an operand as well.
    Operator(Operator),
    Open,
    Close,
    OpenArray,
    CloseArray,
    Comma,
}

/// A token, where it begins (the first character is 1), and as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed<'s> {
    pub(super) at: usize,
    pub(super) token: Token<'s>,
    pub(super) text: &'s str,
}

/// All tokens of an expression, or what is none and where.
pub(super) fn all(expression: &str) -> Result<Vec<Placed<'_>>, (usize, ExpressionError)> {
    let mut rest = expression;
    let mut at = 1;
    let mut tokens = Vec::new();
    loop {
        at += taken(&mut rest, multispace0).chars().count();
        if rest.is_empty() {
            return Ok(tokens);
        }
        let before = rest;
        let token = match token.parse_next(&mut rest) {
            Ok(token) => token,
            Err(EmptyError) => return Err((at, none(before))),
        };
        let text = &before[..before.len() - rest.len()];
        if let Token::Number(value) = token {
            let rest = taken(&mut rest, take_while(0.., |c| is_of_name(c) || c == '.'));
            if !rest.is_empty() || !value.is_finite() {
                let text = format!("{text}{rest}");
                return Err((at, ExpressionError::Number { text }));
            }
        }
        tokens.push(Placed { at, token, text });
        at += text.chars().count();
    }
}

/// What a parser that always succeeds takes.
fn taken<'s>(rest: &mut &'s str, mut parser: impl Parser<&'s str, &'s str, EmptyError>) -> &'s str {
    parser.parse_next(rest).unwrap_or_default()
}

/// Why there is no token at the beginning of what is left.
fn none(rest: &str) -> ExpressionError {
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => ExpressionError::OpenText { quote },
        Some(character) => ExpressionError::Character { character },
        None => ExpressionError::Empty,
    }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn token<'s>(input: &mut &'s str) -> Result<Token<'s>, EmptyError> {
    alt((number, name, text, symbol)).parse_next(input)
}

fn number<'s>(input: &mut &'s str) -> Result<Token<'s>, EmptyError> {
    let whole = (digit1, opt(('.', digit1))).void();
    let fraction = ('.', digit1).void();
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    (alt((whole, fraction)), opt(exponent))
        .take()
        .parse_to()
        .map(Token::Number)
        .parse_next(input)
}

fn name<'s>(input: &mut &'s str) -> Result<Token<'s>, EmptyError> {
    (
        one_of(|c: char| c.is_ascii_alphabetic()),
        take_while(0.., is_of_name),
    )
        .take()
        .map(|name| match name {
            "AND" => Token::Operator(Operator::And),
            "OR" => Token::Operator(Operator::Or),
            name => Token::Name(name),
        })
        .parse_next(input)
}

fn text<'s>(input: &mut &'s str) -> Result<Token<'s>, EmptyError> {
    let double = delimited('"', take_till(0.., '"'), '"');
    let single = delimited('\'', take_till(0.., '\''), '\'');
    alt((double, single)).map(Token::Text).parse_next(input)
}

fn symbol<'s>(input: &mut &'s str) -> Result<Token<'s>, EmptyError> {
    let two = alt((
        literal("==").value(Operator::Equal),
        literal("!=").value(Operator::NotEqual),
        literal("<=").value(Operator::LessOrEqual),
        literal(">=").value(Operator::GreaterOrEqual),
        literal("&&").value(Operator::And),
        literal("||").value(Operator::Or),
    ))
    .map(Token::Operator);
    let one = any.verify_map(|character| {
        Some(match character {
            '+' => Token::Operator(Operator::Add),
            '-' => Token::Operator(Operator::Subtract),
            '*' => Token::Operator(Operator::Multiply),
            '/' => Token::Operator(Operator::Divide),
            '^' => Token::Operator(Operator::Power),
            '<' => Token::Operator(Operator::Less),
            '>' => Token::Operator(Operator::Greater),
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::OpenArray,
            ']' => Token::CloseArray,
            ',' => Token::Comma,
            _ => return None,
        })
    });
    alt((two, one)).parse_next(input)
}
