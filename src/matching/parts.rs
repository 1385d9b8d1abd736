//! A text that a person reads, held against what it is to say.

/// Whether the text holds these parts in this order; anything may stand between them.
///
/// # Errors
/// The first that is missing, and the text.
pub fn parts_in_order(text: &str, parts: &[String]) -> Result<(), String> {
    let mut rest = text;
    let mut before: Option<&str> = None;
    for part in parts {
        let Some((_, after)) = rest.split_once(part.as_str()) else {
            let after = before.map_or_else(String::new, |before| format!(" after `{before}`"));
            return Err(format!("expected `{part}`{after}; seen:\n{text}"));
        };
        rest = after;
        before = Some(part);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, parts: &[&str]) -> Result<(), String> {
        let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        parts_in_order(text, &parts)
    }

    #[test]
    fn order_counts_and_each_part_stands_for_itself() {
        let text = "12:01 Connected!\n12:02 Client sent: \"ping\" 12:03 Client sent: \"ping\"";
        let ping = "Client sent: \"ping\"";
        assert_eq!(check(text, &["Connected!", ping, ping]), Ok(()));
        let error = check(text, &[ping, "Connected!"]).expect_err("the other way round");
        assert!(
            error.starts_with("expected `Connected!` after `Client sent: \"ping\"`; seen:\n12:01"),
            "{error}"
        );
        assert!(check(text, &[ping, ping, ping]).is_err());
        assert!(check("", &["Connected!"]).is_err_and(|error| error.starts_with("expected `Connected!`;")));
    }
}
