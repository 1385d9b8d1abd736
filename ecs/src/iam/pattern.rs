//! Texts with `*`, `?` and policy variables.

use super::context::Context;

/// A variable in a pattern has no value in the request. AWS then leaves the statement aside.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unresolved;

/// How the text of a policy is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// Whether `${...}` is a variable: in documents of version 2012-10-17.
    pub(super) variables: bool,
    pub(super) context: &'a Context,
}

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `*`: any characters, or none.
    Any,
    /// `?`: one character.
    One,
    Literal(char),
}

impl Reading<'_> {
    /// The pattern that a text is for this request: each variable stands for its value, and `${*}`, `${?}` and
    /// `${$}` for the character itself.
    pub(super) fn pattern(&self, text: &str) -> Result<Vec<Piece>, Unresolved> {
        let mut pieces = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if self.variables
                && let Some((variable, after)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}'))
            {
                pieces.extend(self.value(variable)?.chars().map(Piece::Literal));
                rest = after;
                continue;
            }
            pieces.push(match character {
                '*' => Piece::Any,
                '?' => Piece::One,
                other => Piece::Literal(other),
            });
            rest = &rest[character.len_utf8()..];
        }
        Ok(pieces)
    }

    /// The text with its variables replaced, where `*` and `?` mean nothing.
    pub(super) fn plain(&self, text: &str) -> Result<String, Unresolved> {
        let characters = self.pattern(text)?.into_iter().map(|piece| match piece {
            Piece::Any => '*',
            Piece::One => '?',
            Piece::Literal(character) => character,
        });
        Ok(characters.collect())
    }

    fn value(&self, variable: &str) -> Result<String, Unresolved> {
        let variable = variable.trim();
        if let "*" | "?" | "$" = variable {
            return Ok(variable.to_owned());
        }
        // `${aws:username, 'nobody'}`
        let (key, default) = match variable.split_once(',') {
            Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
            None => (variable, None),
        };
        match (self.context.get(key), default) {
            // A variable stands for one value.
            (Some([value]), _) => Ok(value.clone()),
            (None, Some(default)) => Ok(default.to_owned()),
            _ => Err(Unresolved),
        }
    }
}

/// Whether the text is of the pattern. Takes at most the product of both lengths, however many `*` there are.
pub(super) fn matches(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    // Where the last `*` stands, and how far what follows it has been tried.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(piece) {
            Some(Piece::Any) => {
                star = Some((piece, at));
                piece += 1;
            }
            Some(Piece::One) => {
                at += 1;
                piece += 1;
            }
            Some(Piece::Literal(character)) if *character == text[at] => {
                at += 1;
                piece += 1;
            }
            _ => {
                let Some((stands, tried)) = star else { return false };
                star = Some((stands, tried + 1));
                at = tried + 1;
                piece = stands + 1;
            }
        }
    }
    pattern[piece..].iter().all(|piece| *piece == Piece::Any)
}

/// The pattern that an action is: without regard to case, and without variables.
pub(super) fn matches_action(pattern: &str, action: &str) -> bool {
    let context = Context::default();
    let reading = Reading {
        variables: false,
        context: &context,
    };
    reading
        .pattern(&pattern.to_ascii_lowercase())
        .is_ok_and(|pattern| matches(&pattern, &action.to_ascii_lowercase()))
}

/// Whether an ARN is of a pattern that is matched part by part, as the operators of conditions do.
pub(super) fn matches_arn(pattern: &[Piece], arn: &str) -> bool {
    let patterns: Vec<&[Piece]> = pattern.splitn(6, |piece| *piece == Piece::Literal(':')).collect();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    patterns.len() == 6
        && parts.len() == 6
        && patterns
            .iter()
            .zip(parts)
            .all(|(pattern, part)| matches(pattern, part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, variables: bool, context: &Context) -> Result<Vec<Piece>, Unresolved> {
        Reading { variables, context }.pattern(text)
    }

    fn is(pattern: &str, text: &str) -> bool {
        matches(
            &read(pattern, false, &Context::default()).expect("no variables"),
            text,
        )
    }

    /// The definition, without any cleverness.
    fn by_definition(pattern: &[Piece], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((Piece::Any, rest)) => (0..=text.len()).any(|skip| by_definition(rest, &text[skip..])),
            Some((Piece::One, rest)) => !text.is_empty() && by_definition(rest, &text[1..]),
            Some((Piece::Literal(character), rest)) => {
                text.first() == Some(character) && by_definition(rest, &text[1..])
            }
        }
    }

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*:queue-??", "arn:aws:sqs:::queue-42", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l", true),
            ("A", "a", false),
            ("ä?", "äö", true),
        ] {
            assert_eq!(is(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn variables_stand_for_values_and_not_for_patterns() {
        let context = Context::default()
            .with("aws:username", "a*")
            .with_all("many", ["a", "b"]);
        let pattern = read("x/${aws:UserName}/*", true, &context).expect("known");
        assert!(matches(&pattern, "x/a*/y"));
        assert!(!matches(&pattern, "x/ab/y"), "a value's star is a star");
        assert!(matches(
            &read("${*}${?}${$}", true, &context).expect("known"),
            "*?$"
        ));
        assert!(matches(
            &read("${who, 'nobody'}", true, &context).expect("default"),
            "nobody"
        ));
        assert_eq!(read("${who}", true, &context), Err(Unresolved));
        assert_eq!(read("${many}", true, &context), Err(Unresolved));
        assert!(matches(
            &read("${who}", false, &context).expect("as it stands"),
            "${who}"
        ));
        assert!(matches(
            &read("${who", true, &context).expect("no variable"),
            "${who"
        ));
    }

    #[test]
    fn an_arn_is_matched_part_by_part() {
        let arn = |pattern: &str, arn: &str| {
            matches_arn(
                &read(pattern, false, &Context::default()).expect("no variables"),
                arn,
            )
        };
        assert!(arn(
            "arn:aws:sns:*:123456789012:topic",
            "arn:aws:sns:us-east-1:123456789012:topic"
        ));
        assert!(arn("arn:*:*:*:*:*", "arn:aws:sqs:us-east-1:1:a:b"));
        assert!(!arn(
            "arn:aws:sns:*:topic",
            "arn:aws:sns:us-east-1:123456789012:topic"
        ));
        assert!(!arn("*", "arn:aws:sns:us-east-1:123456789012:topic"));
        assert!(!arn("arn:aws:sns:us*:topic", "arn:aws:sns:us-east-1:1:topic"));
    }

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_definition(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            let pieces = read(&pattern, false, &Context::default()).expect("no variables");
            let characters: Vec<char> = text.chars().collect();
            prop_assert_eq!(matches(&pieces, &text), by_definition(&pieces, &characters));
        }

        #[test]
        fn any_text_is_a_pattern_of_something(pattern in ".*", text in ".*") {
            if let Ok(pieces) = read(&pattern, true, &Context::default()) {
                matches(&pieces, &text);
                matches_arn(&pieces, &text);
            }
        }
    }
}
