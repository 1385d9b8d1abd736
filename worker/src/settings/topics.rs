//! The map of topics that services publish to.

use std::collections::BTreeMap;

use command_line::SettingError;

use super::{Given, TopicArn};

const WHAT: &str =
    r#"a JSON object of names and ARNs such as {"ping":"arn:aws:sns:us-east-1:123456789012:ping"}"#;

/// Topics by the names under which an environment shares them, as a JSON object of names and ARNs.
#[derive(Debug, Clone)]
pub struct Topics(BTreeMap<String, TopicArn>);

impl Topics {
    /// Reads the map and checks every ARN in it.
    ///
    /// # Errors
    /// It is missing, no JSON object of texts, or has a malformed ARN.
    pub fn read(given: Given<'_>) -> Result<Self, SettingError> {
        let text = given.required(WHAT)?;
        let entries: BTreeMap<String, String> = serde_json::from_str(text)
            .map_err(|error| given.unusable(text, format!("is no JSON object of texts ({error})"), WHAT))?;
        entries
            .into_iter()
            .map(|(name, arn)| match TopicArn::parse(&arn) {
                Ok(topic) => Ok((name, topic)),
                Err(why) => Err(given.unusable(
                    text,
                    format!("has for '{name}' the value '{arn}', which {why}"),
                    WHAT,
                )),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The topic of that name.
    ///
    /// # Errors
    /// The map has none.
    pub fn get(&self, given: Given<'_>, name: &str) -> Result<&TopicArn, SettingError> {
        self.0.get(name).ok_or_else(|| {
            given.unusable(
                given.text().unwrap_or_default(),
                format!("has no topic '{name}'"),
                WHAT,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, SettingError> {
        let text = text.to_owned();
        let given = Given::new("SNS_TOPIC_ARN", "--sns-topic-arn", Some(&text));
        let topics = Topics::read(given)?;
        topics.get(given, "ping").map(ToString::to_string)
    }

    #[test]
    fn the_topic_is_found() {
        let arn = "arn:aws:sns:us-east-1:000000000000:ping";
        let other = "arn:aws:sns:us-east-1:000000000000:other";
        assert_eq!(
            read(&format!(r#"{{"other":"{other}","ping":"{arn}"}}"#)),
            Ok(arn.to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_the_settings_name() {
        for (text, why) in [
            ("", "is missing"),
            ("arn:aws:sns:us-east-1:000000000000:ping", "no JSON object"),
            ("[]", "no JSON object"),
            (r#"{"ping":5}"#, "no JSON object"),
            (r#"{"ping":"here"}"#, "has for 'ping' the value 'here'"),
            ("{}", "has no topic 'ping'"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.setting, "SNS_TOPIC_ARN");
            assert!(error.to_string().contains(why), "{error}");
        }
    }
}
