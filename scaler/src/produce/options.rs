//! Its settings as they are given on the command line and in the environment.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use aws_client::{AwsOptions, QueueReference};
use clap::Args;
use command_line::{Given, SettingError};

use super::load::{Deduplication, Groups, Load};
use super::record::Record;
use crate::load::duration_distribution::{self, DurationDistribution};
use crate::passes;

/// As they are given. Each is a text, so that what is wrong with it is told in our words.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// The queue's name, looked up in its region
    #[arg(long, env = "queue_name", value_name = "NAME")]
    queue_name: Option<String>,

    /// The queue's URL, in place of its name
    #[arg(long, env = "QUEUE_URI", value_name = "URL")]
    queue_uri: Option<String>,

    /// How many messages a run sends, 1 to 100000 [default: 50]
    #[arg(long, env = "number_of_messages", value_name = "N")]
    messages: Option<String>,

    /// How long the work on a message takes, such as 5s, uniform:2s..8s, exponential:5s (the mean) or lognormal:5s,0.5
    /// (the median, and the standard deviation of the logarithm) [default: 5s]
    #[arg(long, env = "default_msg_proc_duration", value_name = "DURATION")]
    duration: Option<String>,

    /// A run every so long, 100ms to 24h, the first at once, until SIGTERM; only where enabled [default: one run]
    #[arg(long, env = "EVERY", value_name = "DURATION")]
    every: Option<String>,

    /// 1: sends; 0: says that it is off, and ends [default: 0 with --every, 1 for one run]
    #[arg(long, env = "PRODUCER_ENABLED", value_name = "0|1")]
    enabled: Option<String>,

    /// How long a run may take before it is given up, 1s to 1h [default: 60s]
    #[arg(long, env = "PASS_TIMEOUT", value_name = "DURATION")]
    pass_timeout: Option<String>,

    /// Write when each message was sent and how long its work takes to this file, which simulate reads
    #[arg(long, env = "PRODUCER_CSV", value_name = "FILE")]
    csv: Option<PathBuf>,

    /// The queue's region
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,

    #[command(flatten)]
    fifo: Fifo,

    #[command(flatten)]
    pub(super) aws: AwsOptions,
}

/// What only a FIFO queue has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "FIFO queues")]
struct Fifo {
    /// All messages are in this group [default: each is in one of its own]
    #[arg(long, env = "MESSAGE_GROUP", value_name = "GROUP")]
    group: Option<String>,

    /// They are in so many groups in turn, 1 to 100000
    #[arg(long, env = "MESSAGE_GROUPS", value_name = "N")]
    groups: Option<String>,

    /// unique: each has a deduplication id of its own; content: none, and equal messages within 5 minutes are one
    /// [default: unique]
    #[arg(long, env = "DEDUPLICATION", value_name = "unique|content")]
    deduplication: Option<String>,
}

const LARGEST_RUN: usize = 100_000;

impl Options {
    /// The queue by its URL, or else by its name.
    pub(super) fn queue(&self) -> Result<QueueReference, SettingError> {
        QueueReference::read(
            Given::new("QUEUE_URI", "--queue-uri", self.queue_uri.as_ref()),
            Given::new("queue_name", "--queue-name", self.queue_name.as_ref()),
        )
    }

    /// What a run for that queue is made of.
    pub(super) fn load(&self, queue: &QueueReference) -> Result<Load, SettingError> {
        let messages = Given::new("number_of_messages", "--messages", self.messages.as_ref());
        let fifo = (self.groups()?, self.deduplication()?);
        Ok(Load {
            messages: messages.number(50, 1..=LARGEST_RUN)?,
            durations: self.durations()?,
            fifo: queue.name().is_fifo().then_some(fifo),
        })
    }

    fn durations(&self) -> Result<DurationDistribution, SettingError> {
        let given = Given::new("default_msg_proc_duration", "--duration", self.duration.as_ref());
        match given.text() {
            None => Ok(DurationDistribution::Fixed(Duration::from_secs(5))),
            Some(text) => duration_distribution::parse(text)
                .map_err(|why| given.unusable(text, why, duration_distribution::WHAT)),
        }
    }

    fn groups(&self) -> Result<Groups, SettingError> {
        let one = Given::new("MESSAGE_GROUP", "--group", self.fifo.group.as_ref());
        let several = Given::new("MESSAGE_GROUPS", "--groups", self.fifo.groups.as_ref());
        let count = NonZeroUsize::new(several.number(1, 1..=LARGEST_RUN)?).unwrap_or(NonZeroUsize::MIN);
        match (one.text(), several.text()) {
            (None, None) => Ok(Groups::Each),
            (None, Some(_)) => Ok(Groups::Several(count)),
            (Some(group), None)
                if group.len() <= 128 && group.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Ok(Groups::One(group.to_owned()))
            }
            (Some(group), None) => Err(one.unusable(
                group,
                "is no group",
                "1 to 128 letters, digits and punctuation marks",
            )),
            (Some(_), Some(text)) => Err(several.unusable(
                text,
                "cannot be beside MESSAGE_GROUP",
                "nothing, or leave MESSAGE_GROUP out",
            )),
        }
    }

    fn deduplication(&self) -> Result<Deduplication, SettingError> {
        let given = Given::new(
            "DEDUPLICATION",
            "--deduplication",
            self.fifo.deduplication.as_ref(),
        );
        match given.text() {
            None | Some("unique") => Ok(Deduplication::Unique),
            Some("content") => Ok(Deduplication::Content),
            Some(text) => Err(given.unusable(text, "is neither unique nor content", "unique or content")),
        }
    }

    /// How long from one run to the next; nothing for a single run.
    pub(super) fn every(&self) -> Result<Option<Duration>, SettingError> {
        passes::every(self.every.as_ref())
    }

    /// Whether anything is sent at all. A schedule is off until it is enabled; whoever asks for one run means it.
    pub(super) fn is_enabled(&self) -> Result<bool, SettingError> {
        let by_itself = self.every()?.is_none();
        let given = Given::new("PRODUCER_ENABLED", "--enabled", self.enabled.as_ref());
        given.switch(by_itself, "1 to send messages, or 0 not to")
    }

    pub(super) fn pass_timeout(&self) -> Result<Duration, SettingError> {
        passes::limit(self.pass_timeout.as_ref())
    }

    /// The record, begun, where one is wished for.
    pub(super) fn record(&self) -> Result<Option<Record>, SettingError> {
        let Some(path) = self.csv.as_ref().filter(|path| !path.as_os_str().is_empty()) else {
            return Ok(None);
        };
        let text = path.display().to_string();
        let given = Given::new("PRODUCER_CSV", "--csv", Some(&text));
        Record::create(path).map(Some).map_err(|error| {
            given.unusable(
                &text,
                format!("cannot be written ({error})"),
                "a file that can be written",
            )
        })
    }

    pub(super) fn region(&self) -> Result<String, SettingError> {
        aws_client::region(&[Given::new("AWS_REGION", "--region", self.region.as_ref())])
    }
}

#[cfg(test)]
mod tests {
    use aws_client::QueueName;

    use super::*;

    fn queue(name: &str) -> QueueReference {
        QueueReference::Name(QueueName::parse(name).expect("a name"))
    }

    #[test]
    fn the_defaults_are_the_documented_run() {
        let options = Options::default();
        let load = Load {
            messages: 50,
            durations: DurationDistribution::Fixed(Duration::from_secs(5)),
            fifo: Some((Groups::Each, Deduplication::Unique)),
        };
        assert_eq!(options.load(&queue("work.fifo")), Ok(load.clone()));
        assert_eq!(options.load(&queue("work")), Ok(Load { fifo: None, ..load }));
        assert_eq!(options.pass_timeout(), Ok(Duration::from_secs(60)));
        assert_eq!(options.region().expect_err("missing").setting, "AWS_REGION");
    }

    #[test]
    fn one_run_is_meant_and_a_schedule_is_off_until_it_is_enabled() {
        let enabled = |every: Option<&str>, enabled: Option<&str>| {
            let options = Options {
                every: every.map(str::to_owned),
                enabled: enabled.map(str::to_owned),
                ..Options::default()
            };
            options.is_enabled()
        };
        assert_eq!(enabled(None, None), Ok(true));
        assert_eq!(enabled(None, Some("0")), Ok(false));
        assert_eq!(enabled(Some("1m"), None), Ok(false));
        assert_eq!(enabled(Some("1m"), Some("")), Ok(false));
        assert_eq!(enabled(Some("1m"), Some("1")), Ok(true));
        assert!(enabled(Some("1m"), Some("yes")).is_err());
    }

    #[test]
    fn groups_are_one_or_several_and_never_both() {
        let groups = |group: Option<&str>, groups: Option<&str>| {
            let options = Options {
                fifo: Fifo {
                    group: group.map(str::to_owned),
                    groups: groups.map(str::to_owned),
                    ..Fifo::default()
                },
                ..Options::default()
            };
            options.groups().map_err(|error| error.setting)
        };
        assert_eq!(groups(Some("a"), None), Ok(Groups::One("a".to_owned())));
        let seven = NonZeroUsize::new(7).expect("seven");
        assert_eq!(groups(None, Some("7")), Ok(Groups::Several(seven)));
        assert_eq!(groups(None, Some("0")), Err("MESSAGE_GROUPS"));
        assert_eq!(groups(Some("a"), Some("7")), Err("MESSAGE_GROUPS"));
        assert_eq!(groups(Some("a b"), None), Err("MESSAGE_GROUP"));
        assert_eq!(groups(Some(&"x".repeat(129)), None), Err("MESSAGE_GROUP"));
    }

    #[test]
    fn a_queue_is_fifo_by_its_name_and_by_its_url() {
        let queue = |name: Option<&str>, url: Option<&str>| {
            let options = Options {
                queue_name: name.map(str::to_owned),
                queue_uri: url.map(str::to_owned),
                ..Options::default()
            };
            options.queue().map(|queue| queue.name().is_fifo())
        };
        assert_eq!(queue(Some("work.fifo"), None), Ok(true));
        let url = "http://localhost:4566/000000000000/work";
        assert_eq!(queue(Some("work.fifo"), Some(url)), Ok(false));
        assert_eq!(queue(None, Some(&format!("{url}.fifo"))), Ok(true));
        assert_eq!(queue(None, None).expect_err("missing").setting, "queue_name");
    }

    #[test]
    fn durations_and_deduplication_are_as_they_are_set() {
        let options = Options {
            duration: Some("uniform:2s..8s".to_owned()),
            fifo: Fifo {
                deduplication: Some("content".to_owned()),
                ..Fifo::default()
            },
            ..Options::default()
        };
        let load = options.load(&queue("work.fifo")).expect("usable");
        let seconds = Duration::from_secs;
        assert_eq!(
            load.durations,
            DurationDistribution::Uniform(seconds(2), seconds(8))
        );
        assert_eq!(load.fifo, Some((Groups::Each, Deduplication::Content)));
    }
}
