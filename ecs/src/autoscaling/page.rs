//! Pages of long answers.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::errors::validation;
use crate::api::ApiError;

/// The most that one answer has, and the default.
const MOST: i32 = 50;

/// A page of `items` and the token for the next one. `query` is what was asked: a token serves the same question
/// only.
pub(super) fn page<T>(
    items: impl Iterator<Item = T>,
    query: impl Hash,
    max_results: Option<i32>,
    token: Option<&str>,
) -> Result<(Vec<T>, Option<String>), ApiError> {
    let size = max_results.unwrap_or(MOST);
    if !(1..=MOST).contains(&size) {
        return Err(validation(format!(
            "MaxResults must be between 1 and {MOST}, but is {size}"
        )));
    }
    let size = usize::try_from(size).unwrap_or(1);
    let start = token.map_or(Ok(0), |token| {
        start(token, &query).ok_or_else(|| {
            ApiError::new(
                "InvalidNextTokenException",
                "The next token is not valid for this request",
            )
        })
    })?;
    let mut rest = items.skip(start);
    let page: Vec<T> = rest.by_ref().take(size).collect();
    let next = rest
        .next()
        .map(|_| format!("{:016x}{:x}", fingerprint(&query), start + page.len()));
    Ok((page, next))
}

fn start(token: &str, query: &impl Hash) -> Option<usize> {
    let (of, start) = token.split_at_checked(16)?;
    if u64::from_str_radix(of, 16).ok()? != fingerprint(query) {
        return None;
    }
    usize::from_str_radix(start, 16).ok()
}

fn fingerprint(query: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    query.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_bring_everything_once_and_in_order() {
        for size in [1, 3, 50] {
            let mut all = Vec::new();
            let mut token = None;
            loop {
                let (page, next) = page(0..100, "a question", Some(size), token.as_deref()).expect("a page");
                all.extend(page);
                token = next;
                if token.is_none() {
                    break;
                }
            }
            assert_eq!(all, (0..100).collect::<Vec<_>>(), "with pages of {size}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_own_question() {
        let (_, token) = page(0..9, "a question", Some(3), None).expect("a page");
        let refused = page(0..9, "another question", Some(3), token.as_deref()).expect_err("a foreign token");
        assert_eq!(refused.code, "InvalidNextTokenException");
        for token in [
            "",
            "x",
            "ffffffffffffffff",
            "ffffffffffffffffffffffffffffffffff",
            "äääääääääää",
        ] {
            assert!(page(0..9, "a question", None, Some(token)).is_err(), "{token}");
        }
    }
}
