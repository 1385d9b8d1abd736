//! The greeting.

use time::OffsetDateTime;
use time::macros::format_description;

/// `Hello! Message srptt sent at time Monday, May 02 2022, 15:34:19`: five random lowercase letters, and the time
/// in the offset of `now`.
pub fn greeting(now: OffsetDateTime) -> String {
    let format = format_description!("[weekday], [month repr:long] [day] [year], [hour]:[minute]:[second]");
    let letters: String = std::iter::repeat_with(fastrand::lowercase).take(5).collect();
    // A time has all of these parts; were it not so, the greeting would say when all the same.
    let time = now.format(format).unwrap_or_else(|_| now.to_string());
    format!("Hello! Message {letters} sent at time {time}")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn it_is_as_documented() {
        let greeting = greeting(datetime!(2022-05-02 15:34:09 UTC));
        let letters = greeting
            .strip_prefix("Hello! Message ")
            .and_then(|rest| rest.strip_suffix(" sent at time Monday, May 02 2022, 15:34:09"))
            .expect("the documented form");
        assert!(
            letters.len() == 5 && letters.bytes().all(|letter| letter.is_ascii_lowercase()),
            "{letters}"
        );
    }
}
