//! The little XML that is needed: error answers, and the fields of SQS's answers in its query protocol.
//!
//! AWS's answers are flat, without CDATA and with attributes only on the root, so a search for tags does; an
//! answer of another form yields nothing, never a wrong field.

use std::borrow::Cow;

/// The text as XML content.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// The contents of each `<tag>...</tag>`, in order, as they stand.
pub(crate) fn elements<'a>(xml: &'a str, tag: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let begin = rest.find(&open)? + open.len();
        let length = rest[begin..].find(&close)?;
        let content = &rest[begin..begin + length];
        rest = &rest[begin + length + close.len()..];
        Some(content)
    })
}

/// The text of the first `<tag>`.
pub(crate) fn text(xml: &str, tag: &str) -> Option<String> {
    elements(xml, tag).next().map(unescape)
}

fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((character, end)) = entity(rest) else {
            text.push('&');
            rest = &rest[1..];
            continue;
        };
        text.push(character);
        rest = &rest[end..];
    }
    text.push_str(rest);
    text
}

/// The character that the entity at the beginning stands for, and where the entity ends.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';')?;
    let name = &text[1..end];
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements_are_found_in_order() {
        let xml = "<R><Message><Body>a&#10;&amp;b</Body></Message><Message><Body>c</Body></Message></R>";
        let bodies: Vec<_> = elements(xml, "Message")
            .map(|message| text(message, "Body"))
            .collect();
        assert_eq!(bodies, [Some("a\n&b".to_owned()), Some("c".to_owned())]);
        assert_eq!(text(xml, "Code"), None);
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_back(original in "\\PC{0,60}") {
            let xml = format!("<T>{}</T>", escape(&original));
            prop_assert_eq!(text(&xml, "T"), Some(original));
        }

        #[test]
        fn any_text_is_searched_without_a_panic(xml in "[<>/&;#xTé1]{0,60}") {
            for content in elements(&xml, "T") {
                unescape(content);
            }
        }
    }
}
