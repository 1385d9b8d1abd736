//! Opens log streams.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_cloudwatchlogs::Client;

use super::LogStream;
use super::create::create;
use super::deliver::Pace;
use super::put::Target;
use crate::localstack::LocalStack;
use crate::place::Place;
use crate::runtime::AwsLogs;

/// The pause of a client before it makes a call again.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);

/// CloudWatch Logs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Logs {
    localstack: LocalStack,
    pace: Pace,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// A client costs more to make than a call.
    clients: Mutex<HashMap<Place, Client>>,
    /// The groups in which a stream has been created.
    groups: Mutex<HashSet<(Place, String)>>,
}

impl fmt::Debug for Logs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Logs").field(&self.localstack).finish()
    }
}

impl Logs {
    /// Those of this LocalStack.
    pub(crate) fn new(localstack: LocalStack) -> Self {
        Self::with_pace(localstack, Pace::default())
    }

    /// The same, at a pace of the test's.
    pub(super) fn with_pace(localstack: LocalStack, pace: Pace) -> Self {
        Self {
            localstack,
            pace,
            shared: Arc::default(),
        }
    }

    /// The stream at once, while it and, where the options ask for that, its group are still being created: what is
    /// written meanwhile is kept. What comes of the creation tells [`LogStream::opened`].
    pub(crate) fn begin(&self, place: &Place, options: &AwsLogs) -> LogStream {
        let place = Place::new(&place.account, &options.region);
        let client = self.client(&place);
        let target = Target {
            client: client.clone(),
            group: options.group.clone(),
            stream: options.stream.clone(),
        };
        let (logs, options) = (self.clone(), options.clone());
        let creation = async move {
            let created = create(&client, &options).await;
            let group = (place, options.group);
            let mut groups = logs.shared.groups.lock().unwrap_or_else(PoisonError::into_inner);
            if created.is_ok() {
                groups.insert(group);
            } else {
                groups.remove(&group);
            }
            created
        };
        LogStream::start(target, creation, self.pace)
    }

    /// Whether the stream's group was there when last it was used, so that the creation is all but sure to succeed.
    pub(crate) fn knows(&self, place: &Place, options: &AwsLogs) -> bool {
        let group = (Place::new(&place.account, &options.region), options.group.clone());
        self.shared
            .groups
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&group)
    }

    fn client(&self, place: &Place) -> Client {
        self.shared
            .clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(place.clone())
            .or_insert_with(|| {
                // Its trouble is mostly that of a busy machine, and over soon.
                let retries = RetryConfig::standard().with_initial_backoff(FIRST_BACKOFF);
                let config = self.localstack.config(place).into_builder().retry_config(retries);
                Client::new(&config.build())
            })
            .clone()
    }
}
