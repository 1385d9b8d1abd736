//! The texts of `Fn::Sub`: `${Name}`, `${Name.Attribute}` and `${!Literal}`.

/// A piece of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// `${!Name}`, which stands for `${Name}`.
    Literal(&'a str),
    /// What `${Name}` stands for.
    Variable(&'a str),
}

/// Takes a text apart. What is no variable is text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find("${") {
        let Some(length) = rest[begin + 2..].find('}') else {
            break;
        };
        let name = &rest[begin + 2..begin + 2 + length];
        if begin > 0 {
            pieces.push(Piece::Text(&rest[..begin]));
        }
        pieces.push(match name.strip_prefix('!') {
            Some(name) => Piece::Literal(name),
            None => Piece::Variable(name.trim()),
        });
        rest = &rest[begin + 2 + length + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn variables_literals_and_text_are_told_apart() {
        assert_eq!(
            pieces("a${B}-${C.D}${!E}$ {f} ${"),
            [
                Piece::Text("a"),
                Piece::Variable("B"),
                Piece::Text("-"),
                Piece::Variable("C.D"),
                Piece::Literal("E"),
                Piece::Text("$ {f} ${"),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "[${}!a.é ]{0,40}") {
            pieces(&text);
        }
    }
}
