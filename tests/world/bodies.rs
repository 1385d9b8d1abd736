//! Bodies that features name by what is special about them.

use conformance::trouble::{OrBroken, Outcome};

/// The body that a feature describes; `limit` is the most bytes that the queue takes.
pub(crate) fn body(description: &str, limit: usize) -> Outcome<String> {
    Ok(match description {
        "a JSON document of several lines" => {
            "{\n  \"order\": 17,\n\t\"lines\": [\n    {\"text\": \"a \\\"quoted\\\" word\\\\\"},\r\n    null\n  ]\n}".to_owned()
        }
        // Latin, combining, right-to-left, CJK, a plane beyond the first, a joined emoji.
        "Unicode from every plane" => "na\u{ef}ve e\u{301} \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{4f60}\u{597d} \u{1d11e} \u{20000} \u{1f469}\u{200d}\u{1f680} \u{10fffd}".to_owned(),
        "spaces and line breaks at both ends" => "\n  \t two lines\nand their edges \t \n\n".to_owned(),
        "as many bytes as the queue allows" => {
            // Of two bytes each in UTF-8, so that counting characters would be noticed.
            "\u{e9}".repeat(limit / 2) + &"x".repeat(limit % 2)
        }
        _ => None.or_broken(format!("there is no body described as `{description}`"))?,
    })
}
