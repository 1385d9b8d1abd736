//! Lists in pages.
//!
//! A page begins after the last key of the one before it, so that what comes and goes in between neither repeats nor
//! hides the rest.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::ApiError;

/// Which page is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging<'a> {
    max_results: Option<i32>,
    next_token: Option<&'a str>,
    by_default: usize,
    at_most: i32,
    descending: bool,
}

impl<'a> Paging<'a> {
    /// Up to 100 a page, and 100 where nothing is said, as most operations have it.
    pub(crate) fn new(max_results: Option<i32>, next_token: Option<&'a str>) -> Self {
        Self {
            max_results,
            next_token,
            by_default: 100,
            at_most: 100,
            descending: false,
        }
    }

    /// How many a page has where nothing is said.
    pub(crate) fn by_default(mut self, by_default: usize) -> Self {
        self.by_default = by_default;
        self
    }

    /// How many a page may be wanted to have.
    pub(crate) fn at_most(mut self, at_most: i32) -> Self {
        self.at_most = at_most;
        self
    }

    /// Whether the keys come with the largest first.
    pub(crate) fn descending(mut self, descending: bool) -> Self {
        self.descending = descending;
        self
    }

    /// The keys of the page, of keys that come in their order, and the token of the next page if there is one.
    ///
    /// # Errors
    /// The size is out of range, or the token is none that was given out for such keys.
    pub(crate) fn page<K>(
        self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<(Vec<K>, Option<String>), ApiError>
    where
        K: Ord + Serialize + DeserializeOwned,
    {
        let size = self.size()?;
        let after: Option<K> = self.next_token.map(read).transpose()?;
        let mut keys = keys.into_iter().filter(|key| match &after {
            Some(after) if self.descending => key < after,
            Some(after) => key > after,
            None => true,
        });
        let page: Vec<K> = keys.by_ref().take(size).collect();
        let token = match (page.last(), keys.next()) {
            (Some(last), Some(_)) => write(last),
            _ => None,
        };
        Ok((page, token))
    }

    fn size(self) -> Result<usize, ApiError> {
        match self.max_results {
            None => Ok(self.by_default),
            Some(size) => usize::try_from(size)
                .ok()
                .filter(|_| (1..=self.at_most).contains(&size))
                .ok_or_else(|| {
                    ApiError::invalid_parameter(format!(
                        "maxResults must be between 1 and {}, and is {size}.",
                        self.at_most
                    ))
                }),
        }
    }
}

fn write<K: Serialize>(key: &K) -> Option<String> {
    // The keys are strings and numbers, which JSON can hold.
    serde_json::to_vec(key)
        .ok()
        .map(|json| URL_SAFE_NO_PAD.encode(json))
}

fn read<K: DeserializeOwned>(token: &str) -> Result<K, ApiError> {
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| {
            ApiError::invalid_parameter("Invalid token: nextToken is none that this operation has given.")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ('a'..='e').map(String::from).collect()
    }

    #[test]
    fn pages_together_hold_everything_once_in_order() {
        for size in 1..=6 {
            let (mut all, mut token, mut pages) = (Vec::new(), None, 0);
            loop {
                let (page, next) = Paging::new(Some(size), token.as_deref())
                    .page(names())
                    .expect("a page");
                all.extend(page);
                pages += 1;
                token = next;
                if token.is_none() {
                    break;
                }
            }
            assert_eq!(all, names());
            assert_eq!(pages, (5 + size - 1) / size);
        }
    }

    #[test]
    fn a_page_goes_on_where_the_last_has_ended_though_its_end_is_gone() {
        let (page, token) = Paging::new(Some(2), None).page(names()).expect("a page");
        assert_eq!(page, ["a", "b"]);
        let rest = ["a", "c", "d"].map(str::to_owned);
        let (page, token) = Paging::new(Some(2), token.as_deref()).page(rest).expect("a page");
        assert_eq!(page, ["c", "d"]);
        assert_eq!(token, None);
    }

    #[test]
    fn the_largest_may_come_first() {
        let downwards = || (1..=3).rev();
        let first = Paging::new(Some(2), None).descending(true);
        let (page, token) = first.page(downwards()).expect("a page");
        assert_eq!(page, [3, 2]);
        let second = Paging::new(Some(2), token.as_deref()).descending(true);
        assert_eq!(second.page(downwards()).expect("a page"), (vec![1], None));
    }

    #[test]
    fn sizes_out_of_range_and_foreign_tokens_are_refused() {
        for size in [i32::MIN, 0, 101] {
            let error = Paging::new(Some(size), None).page(names()).expect_err("refused");
            assert_eq!(error.code, "InvalidParameterException");
        }
        assert!(Paging::new(Some(11), None).at_most(10).page(names()).is_err());
        for token in ["", "?", "abc", "e30", "MTI"] {
            let error = Paging::new(None, Some(token)).page(names()).expect_err("refused");
            assert_eq!(error.code, "InvalidParameterException", "{token}");
        }
    }
}
