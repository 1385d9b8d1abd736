//! Credentials: the SDK's default chain, tried once at the start so that a worker without any ends at once.

use std::env;
use std::sync::Mutex;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use command_line::SettingError;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
/// Where ECS tells a task with a role that its credentials are: the first of these that is set.
const CONTAINER: [&str; 2] = [
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];
const REMEDY: &str = "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the task a role";

/// The end of the chain asks a metadata service that is not there outside EC2: that must not take long.
const CHAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// A task's role gives its credentials by the agent, which is there, and on a busy host answers late. A few attempts
/// of the SDK's own fit in.
const ROLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Half a pair of keys in the environment is a mistake; the chain would pass over it and look elsewhere.
///
/// # Errors
/// One of the two is there without the other, or the key id cannot be one.
pub(super) fn check_environment() -> Result<(), SettingError> {
    let given = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    check_pair(given(KEY).as_deref(), given(SECRET).as_deref())
}

fn check_pair(key: Option<&str>, secret: Option<&str>) -> Result<(), SettingError> {
    match (key, secret) {
        (Some(_), None) => Err(SettingError::missing(SECRET, REMEDY)),
        (None, Some(_)) => Err(SettingError::missing(KEY, REMEDY)),
        // It goes into a header's `Credential=<key id>/<date>/...`.
        (Some(key), Some(_)) if !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Err(
            SettingError::unusable(KEY, key, "is not made of letters and digits", REMEDY),
        ),
        _ => Ok(()),
    }
}

/// Takes the credentials that the configuration's provider finds, and has the clients begin with them; later
/// ones, when these expire, come from the provider again.
///
/// # Errors
/// The provider finds none in time.
pub(super) async fn resolve(config: SdkConfig) -> Result<SdkConfig, SettingError> {
    let Some(provider) = config.credentials_provider() else {
        return Err(SettingError::missing(KEY, REMEDY));
    };
    let container = CONTAINER.into_iter().find_map(|name| {
        env::var(name)
            .ok()
            .filter(|uri| !uri.is_empty())
            .map(|uri| (name, uri))
    });
    let limit = container.as_ref().map_or(CHAIN_TIMEOUT, |_| ROLE_TIMEOUT);
    let found = {
        // The SDK's own warnings would stand beside the one line that says what is missing.
        let resolving = provider
            .provide_credentials()
            .with_subscriber(NoSubscriber::new());
        tokio::time::timeout(limit, resolving).await
    };
    let problem = match found {
        Ok(Ok(first)) => {
            let primed = Primed {
                first: Mutex::new(Some(first)),
                provider,
            };
            let config = config
                .into_builder()
                .credentials_provider(SharedCredentialsProvider::new(primed));
            return Ok(config.build());
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", limit.as_secs()),
    };
    match container {
        None => Err(SettingError {
            setting: KEY,
            problem: format!("is missing, and no profile or role gave credentials ({problem})"),
            remedy: REMEDY.to_owned(),
        }),
        Some((name, uri)) => {
            let why = format!("gave no credentials ({problem})");
            Err(SettingError::unusable(name, &uri, why, "check the task's role"))
        }
    }
}

/// Hands out what was found at the start once, then asks the provider.
#[derive(Debug)]
struct Primed {
    first: Mutex<Option<Credentials>>,
    provider: SharedCredentialsProvider,
}

impl ProvideCredentials for Primed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().ok().and_then(|mut first| first.take());
        match first {
            Some(first) => future::ProvideCredentials::ready(Ok(first)),
            None => self.provider.provide_credentials(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pair_is_named() {
        let missing = |key, secret| check_pair(key, secret).expect_err("half").setting;
        assert_eq!(missing(Some("AKIA"), None), SECRET);
        assert_eq!(missing(None, Some("secret")), KEY);
        assert_eq!(missing(Some("AK IA"), Some("secret")), KEY);
        assert_eq!(check_pair(Some("000000000000"), Some("x")), Ok(()));
        assert_eq!(check_pair(None, None), Ok(()));
    }

    #[tokio::test]
    async fn what_was_found_at_the_start_is_used_once() {
        let credentials = |key: &str| Credentials::new(key, "secret", None, None, "test");
        let primed = Primed {
            first: Mutex::new(Some(credentials("first"))),
            provider: SharedCredentialsProvider::new(credentials("later")),
        };
        for key in ["first", "later", "later"] {
            let given = primed.provide_credentials().await.expect("credentials");
            assert_eq!(given.access_key_id(), key);
        }
    }
}
