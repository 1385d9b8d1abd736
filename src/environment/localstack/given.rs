//! A LocalStack that runs already.

use url::Url;

use super::{Kind, LocalStack, LocalStackError, health};

pub(super) async fn start(url: &Url) -> Result<LocalStack, LocalStackError> {
    health::check(url)
        .await
        .map_err(|why| LocalStackError::NoneGiven {
            url: url.clone(),
            why,
        })?;
    Ok(LocalStack {
        url: url.clone(),
        kind: Kind::Given,
    })
}
