//! Creates a log stream as the awslogs driver does.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cloudwatchlogs::operation::create_log_group::CreateLogGroupError;
use aws_sdk_cloudwatchlogs::operation::create_log_stream::CreateLogStreamError;

use super::LogsError;
use crate::runtime::AwsLogs;

/// Creates the stream; the group only where it is missing and the options say so. Both may be there already.
pub(super) async fn create(client: &Client, options: &AwsLogs) -> Result<(), LogsError> {
    let refused = match stream(client, options).await {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    let missing = refused
        .as_service_error()
        .is_some_and(CreateLogStreamError::is_resource_not_found_exception);
    if !(missing && options.create_group) {
        return Err(LogsError::Stream(words(&refused)));
    }
    let created = client
        .create_log_group()
        .log_group_name(&options.group)
        .send()
        .await;
    match created {
        Err(error)
            if !error
                .as_service_error()
                .is_some_and(CreateLogGroupError::is_resource_already_exists_exception) =>
        {
            return Err(LogsError::Group(words(&error)));
        }
        _ => {}
    }
    stream(client, options)
        .await
        .map_err(|refused| LogsError::Stream(words(&refused)))
}

async fn stream(client: &Client, options: &AwsLogs) -> Result<(), SdkError<CreateLogStreamError>> {
    let created = client
        .create_log_stream()
        .log_group_name(&options.group)
        .log_stream_name(&options.stream)
        .send()
        .await;
    match created {
        Err(error)
            if !error
                .as_service_error()
                .is_some_and(CreateLogStreamError::is_resource_already_exists_exception) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// `<code>: <message>` of a refusal, else what keeps the call from getting through.
pub(super) fn words<E: ProvideErrorMetadata + std::error::Error + 'static>(error: &SdkError<E>) -> String {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => {
            let error: &(dyn std::error::Error + 'static) = error;
            command_line::one_line(error)
        }
    }
}
