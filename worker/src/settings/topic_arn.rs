//! A topic's ARN.

use std::fmt;

use aws_client::is_region;

/// `arn:<partition>:sns:<region>:<account>:<name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicArn {
    text: String,
    region: String,
}

impl TopicArn {
    /// Checks an ARN; the error completes "which ...".
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let parts: Vec<&str> = text.split(':').collect();
        let [arn, partition, service, region, account, name] = parts.as_slice() else {
            return Err("is no ARN of a topic, arn:aws:sns:<region>:<account>:<name>");
        };
        if *arn != "arn" || !(*partition == "aws" || partition.starts_with("aws-")) || *service != "sns" {
            return Err("is no ARN of a topic, arn:aws:sns:<region>:<account>:<name>");
        }
        if !is_region(region) {
            return Err("is the ARN of no AWS region");
        }
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("is the ARN of an account without 12 digits");
        }
        let stem = name.strip_suffix(".fifo").unwrap_or(name);
        if stem.is_empty()
            || name.len() > 256
            || !stem
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        {
            return Err("is the ARN of a topic with a name that SNS does not take");
        }
        Ok(Self {
            text: text.to_owned(),
            region: (*region).to_owned(),
        })
    }

    /// The ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The region that the topic is in, and that must be called to publish to it.
    pub fn region(&self) -> &str {
        &self.region
    }
}

impl fmt::Display for TopicArn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_all_partitions_are_taken_and_nothing_else() {
        for text in [
            "arn:aws:sns:us-east-2:123456789012:AWSProton-env--MPDTYJAPBFYGPYF-ping",
            "arn:aws-cn:sns:cn-north-1:123456789012:ping.fifo",
        ] {
            assert_eq!(TopicArn::parse(text).expect(text).as_str(), text);
        }
        for text in [
            "",
            "ping",
            "arn:aws:sqs:us-east-2:123456789012:ping",
            "arn:gcp:sns:us-east-2:123456789012:ping",
            "arn:aws:sns:nowhere:123456789012:ping",
            "arn:aws:sns:us-east-2:1234:ping",
            "arn:aws:sns:us-east-2:123456789012:",
            "arn:aws:sns:us-east-2:123456789012:p ng",
            "arn:aws:sns:us-east-2:123456789012:ping:3f2c9a0e-subscription",
        ] {
            assert!(TopicArn::parse(text).is_err(), "{text}");
        }
    }
}
