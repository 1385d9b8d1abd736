//! The rules of tags: which are taken, and what becomes of those that are there.

use std::collections::BTreeSet;

use crate::api::ApiError;
use crate::shapes::tag::Tag;

/// How many a resource may have.
const AT_MOST: usize = 50;
/// How long a key may be, in characters.
const KEY: usize = 128;
/// How long a value may be, in characters.
const VALUE: usize = 256;

/// Checks the tags of a new resource.
///
/// # Errors
/// One breaks a rule, or there are too many.
pub(crate) fn check(tags: &[Tag]) -> Result<(), ApiError> {
    let mut keys = BTreeSet::new();
    for tag in tags {
        let key = tag.key.as_deref().unwrap_or_default();
        if !keys.insert(key) {
            return Err(refused(format!(
                "Duplicate tag keys are not allowed: '{}'.",
                shown(key)
            )));
        }
        check_text("key", key, KEY)?;
        if key.is_empty() {
            return Err(refused("Tag keys cannot be empty.".to_owned()));
        }
        check_text("value", tag.value.as_deref().unwrap_or_default(), VALUE)?;
    }
    if tags.len() > AT_MOST {
        return Err(refused(format!(
            "Too many tags: a resource can have {AT_MOST}, and these are {}.",
            tags.len()
        )));
    }
    Ok(())
}

/// Adds tags, each in the place of one with its key.
///
/// # Errors
/// One breaks a rule, or there would be too many.
pub(crate) fn add(to: &mut Vec<Tag>, tags: &[Tag]) -> Result<(), ApiError> {
    check(tags)?;
    let mut all = to.clone();
    for tag in tags {
        match all.iter_mut().find(|present| present.key == tag.key) {
            Some(present) => present.value.clone_from(&tag.value),
            None => all.push(tag.clone()),
        }
    }
    if all.len() > AT_MOST {
        return Err(ApiError::new(
            "LimitExceededException",
            format!(
                "A resource can have {AT_MOST} tags, and it would have {}.",
                all.len()
            ),
        ));
    }
    *to = all;
    Ok(())
}

/// Removes the tags with those keys.
pub(crate) fn remove(from: &mut Vec<Tag>, keys: &[String]) {
    from.retain(|tag| !keys.iter().any(|key| tag.key.as_deref() == Some(key)));
}

fn check_text(what: &str, text: &str, at_most: usize) -> Result<(), ApiError> {
    let length = text.chars().count();
    if length > at_most {
        return Err(refused(format!(
            "A tag's {what} can have {at_most} characters, and '{}...' has {length}.",
            shown(text)
        )));
    }
    let reserved = text
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    if reserved {
        return Err(refused(format!(
            "The prefix 'aws:' is reserved for AWS: choose another {what} than '{}'.",
            shown(text)
        )));
    }
    let allowed = |letter: char| letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter);
    if let Some(letter) = text.chars().find(|letter| !allowed(*letter) && letter.is_ascii()) {
        return Err(refused(format!(
            "A tag's {what} can have letters, digits, spaces and _ . : / = + - @, and '{}' has {letter:?}.",
            shown(text)
        )));
    }
    Ok(())
}

/// Enough to know it by.
fn shown(text: &str) -> &str {
    &text[..text.floor_char_boundary(60)]
}

fn refused(message: String) -> ApiError {
    ApiError::invalid_parameter(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag {
            key: Some(key.to_owned()),
            value: Some(value.to_owned()),
        }
    }

    #[test]
    fn the_limits_are_those_of_the_documents() {
        assert_eq!(check(&[tag("team", "a b"), tag("größe", "x@y:/=+-_.")]), Ok(()));
        assert_eq!(check(&[tag(&"k".repeat(128), &"v".repeat(256))]), Ok(()));
        let fifty: Vec<_> = (0..50).map(|number| tag(&format!("k{number}"), "")).collect();
        assert_eq!(check(&fifty), Ok(()));
        let mut many = fifty;
        many.push(tag("one-more", ""));
        for refused in [
            vec![tag("", "v")],
            vec![Tag::default()],
            vec![tag(&"k".repeat(129), "v")],
            vec![tag("k", &"v".repeat(257))],
            vec![tag("aws:k", "v")],
            vec![tag("AWS:k", "v")],
            vec![tag("k", "aws:v")],
            vec![tag("k", "a"), tag("k", "b")],
            vec![tag("k\n", "a")],
            many,
        ] {
            let error = check(&refused).expect_err("refused");
            assert_eq!(error.code, "InvalidParameterException");
        }
    }

    #[test]
    fn adding_replaces_values_and_counts_the_whole() {
        let mut tags = vec![tag("a", "1"), tag("b", "2")];
        assert_eq!(add(&mut tags, &[tag("b", "3"), tag("c", "4")]), Ok(()));
        assert_eq!(tags, [tag("a", "1"), tag("b", "3"), tag("c", "4")]);
        let fifty: Vec<_> = (0..50).map(|number| tag(&format!("k{number}"), "")).collect();
        let error = add(&mut tags, &fifty).expect_err("too many");
        assert_eq!(error.code, "LimitExceededException");
        remove(&mut tags, &["a".to_owned(), "x".to_owned()]);
        assert_eq!(tags, [tag("b", "3"), tag("c", "4")]);
    }
}
