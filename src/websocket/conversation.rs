//! What a client and its server have said to each other so far.

use std::fmt;

/// How a connection has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With a farewell of the server's, by its code (RFC 6455, 7.4); `None` where it gave none.
    Closed(Option<u16>),
    /// Without one.
    Lost(String),
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(Some(code)) => write!(formatter, "closed with {code}"),
            Self::Closed(None) => formatter.write_str("closed without a code"),
            Self::Lost(how) => write!(formatter, "lost without a farewell: {how}"),
        }
    }
}

/// One client's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The texts that the server has sent, in this order.
    pub told: Vec<String>,
    /// How the connection has ended, once it has.
    pub end: Option<End>,
}

impl Conversation {
    /// The place after the first text of this wording, from `from` on.
    ///
    /// # Errors
    /// There is none: what there is instead.
    pub fn after(&self, from: usize, text: &str) -> Result<usize, String> {
        let unread = self.told.get(from..).unwrap_or_default();
        unread
            .iter()
            .position(|told| told == text)
            .map(|place| from + place + 1)
            .ok_or_else(|| {
                format!(
                    "expected \"{text}\", after {from} earlier messages seen: {}",
                    Self::shown(unread, self.end.as_ref())
                )
            })
    }

    /// Whether the connection stands.
    ///
    /// # Errors
    /// How it has ended.
    pub fn stands(&self) -> Result<(), String> {
        match &self.end {
            None => Ok(()),
            Some(end) => Err(format!("expected the connection to stand, seen: it was {end}")),
        }
    }

    /// Whether the server has closed it with this code.
    ///
    /// # Errors
    /// How it has ended instead, or that it has not.
    pub fn closed_with(&self, code: u16) -> Result<(), String> {
        match &self.end {
            Some(End::Closed(Some(seen))) if *seen == code => Ok(()),
            Some(end) => Err(format!("expected a close with {code}, seen: it was {end}")),
            None => Err(format!(
                "expected a close with {code}, seen: the connection stands"
            )),
        }
    }

    fn shown(told: &[String], end: Option<&End>) -> String {
        let mut shown: Vec<String> = told.iter().map(|text| format!("\"{text}\"")).collect();
        shown.extend(end.map(|end| format!("and then the connection was {end}")));
        if shown.is_empty() {
            "nothing".to_owned()
        } else {
            shown.join(", ")
        }
    }
}

impl fmt::Display for Conversation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&Self::shown(&self.told, self.end.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(told: &[&str], end: Option<End>) -> Conversation {
        Conversation {
            told: told.iter().map(|text| (*text).to_owned()).collect(),
            end,
        }
    }

    #[test]
    fn each_text_is_looked_for_after_the_one_before() {
        let seen = conversation(&["Welcome! There are 1 connections", "pong", "pong"], None);
        assert_eq!(seen.after(0, "pong"), Ok(2));
        assert_eq!(seen.after(2, "pong"), Ok(3));
        let error = seen.after(3, "pong").expect_err("there were two");
        assert!(error.ends_with("seen: nothing"), "{error}");
        let error = seen.after(1, "welcome").expect_err("another wording");
        assert_eq!(
            error,
            r#"expected "welcome", after 1 earlier messages seen: "pong", "pong""#
        );
    }

    #[test]
    fn how_a_connection_ends_is_told_apart() {
        let lost = conversation(&["a"], Some(End::Lost("reset".to_owned())));
        assert_eq!(
            lost.closed_with(1001),
            Err("expected a close with 1001, seen: it was lost without a farewell: reset".to_owned())
        );
        let closed = conversation(&[], Some(End::Closed(Some(1000))));
        assert!(
            closed
                .closed_with(1001)
                .is_err_and(|error| error.ends_with("closed with 1000"))
        );
        assert_eq!(closed.closed_with(1000), Ok(()));
        assert!(closed.stands().is_err());
        let standing = conversation(&[], None);
        assert_eq!(standing.stands(), Ok(()));
        assert!(
            standing
                .closed_with(1000)
                .is_err_and(|error| error.ends_with("stands"))
        );
    }
}
