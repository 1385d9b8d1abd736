//! A program's output.

/// Whether the output holds `prefix`, then exactly `body`, then the end of the line, beginning on a line of its own.
///
/// # Errors
/// What is there instead: the place at which the best candidate begins to differ.
pub fn contains_body(output: &[u8], prefix: &str, body: &[u8]) -> Result<(), String> {
    if count_body(output, prefix, body) > 0 {
        return Ok(());
    }
    let nearest = starts_of_lines(output)
        .filter_map(|start| output[start..].strip_prefix(prefix.as_bytes()))
        .map(|rest| {
            let same = rest
                .iter()
                .zip(body)
                .take_while(|(seen, expected)| seen == expected)
                .count();
            (same, rest)
        })
        .max_by_key(|(same, _)| *same);
    Err(match nearest {
        None => format!("no line begins with `{prefix}`"),
        Some((same, rest)) => format!(
            "a body of {} bytes was expected; what was printed differs after {same} bytes: expected `{}`, seen `{}`",
            body.len(),
            excerpt(&body[same..]),
            excerpt(&rest[same..]),
        ),
    })
}

/// How often the output holds it.
pub fn count_body(output: &[u8], prefix: &str, body: &[u8]) -> usize {
    let line = [prefix.as_bytes(), body, b"\n"].concat();
    starts_of_lines(output)
        .filter(|start| output[*start..].starts_with(&line))
        .count()
}

/// Whether these lines stand in the output, in this order; others may stand between them. A `*` at the end of a
/// pattern matches the rest of a line, if there is any.
///
/// # Errors
/// The first that does not follow those before it.
pub fn in_order(output: &str, patterns: &[String]) -> Result<(), String> {
    let mut lines = output.lines();
    for (index, pattern) in patterns.iter().enumerate() {
        let fits = |line: &str| match pattern.strip_suffix('*') {
            Some(beginning) => line.len() > beginning.len() && line.starts_with(beginning),
            None => line == pattern,
        };
        if !lines.any(fits) {
            let after = index
                .checked_sub(1)
                .map_or_else(String::new, |before| format!(" after `{}`", patterns[before]));
            return Err(format!("expected the line `{pattern}`{after}; seen:\n{output}"));
        }
    }
    Ok(())
}

fn starts_of_lines(output: &[u8]) -> impl Iterator<Item = usize> {
    let after_breaks = output
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(index, _)| index + 1);
    std::iter::once(0).chain(after_breaks)
}

fn excerpt(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(60)])
        .escape_debug()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIX: &str = "INFO: The message body: ";

    #[test]
    fn a_body_of_several_lines_is_found_byte_for_byte() {
        let body = "{\n  \"a\": \"\u{1F980}\"\n}\n";
        let output = format!("start\n{PREFIX}{body}\nINFO: Deleting\n");
        assert_eq!(contains_body(output.as_bytes(), PREFIX, body.as_bytes()), Ok(()));
        assert_eq!(count_body(output.as_bytes(), PREFIX, body.as_bytes()), 1);
    }

    #[test]
    fn one_byte_more_or_less_or_elsewhere_is_told() {
        let output = format!("{PREFIX}hello \n");
        let error = contains_body(output.as_bytes(), PREFIX, b"hello").expect_err("a space too much");
        assert!(
            error.contains("differs after 5 bytes: expected ``, seen ` \\n`"),
            "{error}"
        );
        let error = contains_body(output.as_bytes(), PREFIX, b"hello  ").expect_err("a space too few");
        assert!(error.contains("differs after 6 bytes"), "{error}");
        let within = format!("x {PREFIX}hello\n");
        assert!(contains_body(within.as_bytes(), PREFIX, b"hello").is_err());
        let unfinished = format!("{PREFIX}hello");
        assert!(contains_body(unfinished.as_bytes(), PREFIX, b"hello").is_err());
    }

    #[test]
    fn order_counts_and_others_may_stand_between() {
        let lines = |patterns: &[&str]| patterns.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let output = "one\nother\ntwo with 7\n";
        assert_eq!(in_order(output, &lines(&["one", "two with *"])), Ok(()));
        let error = in_order(output, &lines(&["two with *", "one"])).expect_err("the other way round");
        assert!(
            error.starts_with("expected the line `one` after `two with *`"),
            "{error}"
        );
        assert!(in_order("two with ", &lines(&["two with *"])).is_err());
        assert!(in_order(output, &lines(&["on"])).is_err());
    }
}
