//! What a message asks for: work, and how long it takes.

use std::time::Duration;

use serde_json::Value;

/// A message's work.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// The message's own `id`, as JSON; nothing if it has none.
    pub id: Option<String>,
    /// Its `duration` as the message says it, in seconds.
    pub seconds: f64,
    /// The same, as a time to wait.
    pub duration: Duration,
}

/// Why a message has no work that can be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// Also where it is cut off, or has a number that is too large for any.
    #[error("its body is no JSON: {0}")]
    NoJson(String),
    /// A text, a number, a list ...
    #[error("its body is {0}, not an object such as {{\"id\": 1, \"duration\": 5}}")]
    NoObject(&'static str),
    /// Nothing says how long the work takes.
    #[error("it has no `duration`")]
    Missing,
    /// `"5"`, `null` ...
    #[error("its `duration` is {0}, not a number of seconds")]
    NoNumber(&'static str),
    /// Nothing takes less than no time.
    #[error("its `duration` is {0} s, less than none")]
    Negative(f64),
    /// SQS would hand it to another worker before the work is done.
    #[error(
        "its `duration` is {seconds} s, but a message can be kept in hand for {} s only (MAX_IN_HAND)",
        .longest.as_secs()
    )]
    TooLong {
        /// The duration.
        seconds: f64,
        /// The longest that it can be.
        longest: Duration,
    },
}

impl Work {
    /// Reads a body, `{"id": n, "duration": seconds}`. Seconds may have fractions, and be 0: work that is done at once.
    /// What else is in the object does not matter.
    ///
    /// # Errors
    /// It has no duration from 0 to `longest`.
    pub fn read(body: &str, longest: Duration) -> Result<Self, Unusable> {
        let body: Value = serde_json::from_str(body).map_err(|error| Unusable::NoJson(error.to_string()))?;
        let Value::Object(fields) = &body else {
            return Err(Unusable::NoObject(kind(&body)));
        };
        let duration = fields.get("duration").ok_or(Unusable::Missing)?;
        let seconds = duration
            .as_f64()
            .ok_or_else(|| Unusable::NoNumber(kind(duration)))?;
        if seconds < 0.0 {
            return Err(Unusable::Negative(seconds));
        }
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) if duration <= longest => Ok(Self {
                id: fields.get("id").map(Value::to_string),
                // CloudWatch tells -0 from 0.
                seconds: seconds.abs(),
                duration,
            }),
            Ok(_) | Err(_) => Err(Unusable::TooLong { seconds, longest }),
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LONGEST: Duration = Duration::from_secs(43_195);

    fn read(body: &str) -> Result<Work, Unusable> {
        Work::read(body, LONGEST)
    }

    #[test]
    fn a_number_from_0_up_is_so_many_seconds() {
        for (body, millis, id) in [
            (r#"{"id": 7, "duration": 5}"#, 5000, Some("7")),
            (r#"{"duration":0.25}"#, 250, None),
            (r#"{"id":"a\nb","duration":1.5e1}"#, 15_000, Some(r#""a\nb""#)),
            (r#"{"id":null,"duration":0}"#, 0, Some("null")),
            (
                r#" {"duration":43195,"more":[{"duration":-1}]} "#,
                43_195_000,
                None,
            ),
        ] {
            let work = read(body).expect(body);
            assert_eq!(work.duration, Duration::from_millis(millis), "{body}");
            assert_eq!(work.duration.as_secs_f64().to_bits(), work.seconds.to_bits());
            assert_eq!(work.id.as_deref(), id);
        }
        let nothing = read(r#"{"duration":-0.0}"#).expect("no time");
        assert_eq!(nothing.seconds.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn anything_else_is_told_as_what_it_is() {
        for (body, why) in [
            ("", "its body is no JSON: EOF"),
            ("{\"duration\":5", "its body is no JSON: EOF"),
            (r#"{"duration":NaN}"#, "its body is no JSON: expected"),
            (
                r#"{"duration":1e999}"#,
                "its body is no JSON: number out of range",
            ),
            ("5", "its body is a number, not an object"),
            ("[5]", "its body is a list"),
            ("null", "its body is null"),
            (r#""5""#, "its body is a text"),
            (r#"{"id":1}"#, "it has no `duration`"),
            (r#"{"Duration":1}"#, "it has no `duration`"),
            (r#"{"duration":"5"}"#, "its `duration` is a text, not a number"),
            (r#"{"duration":null}"#, "its `duration` is null"),
            (r#"{"duration":true}"#, "its `duration` is true or false"),
            (r#"{"duration":{}}"#, "its `duration` is an object"),
            (r#"{"duration":-0.5}"#, "its `duration` is -0.5 s, less than none"),
            (r#"{"duration":43195.1}"#, "its `duration` is 43195.1 s, but"),
            (
                r#"{"duration":1e300}"#,
                "kept in hand for 43195 s only (MAX_IN_HAND)",
            ),
        ] {
            let told = read(body).expect_err(body).to_string();
            assert!(told.contains(why), "{body}: {told}");
        }
    }

    proptest! {
        #[test]
        fn no_body_takes_longer_than_it_may(body in any::<String>(), longest in 0..50_000_u64) {
            let longest = Duration::from_secs(longest);
            prop_assert!(Work::read(&body, longest).map_or(true, |work| work.duration <= longest));
        }

        #[test]
        fn what_a_message_says_is_what_is_measured(seconds in 0.0..43_195.0_f64) {
            let work = read(&format!(r#"{{"id":1,"duration":{seconds}}}"#)).expect("usable");
            prop_assert!((work.seconds - seconds).abs() <= f64::EPSILON * seconds);
            prop_assert!((work.duration.as_secs_f64() - seconds).abs() < 1e-6);
        }
    }
}
