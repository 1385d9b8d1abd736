//! A request's body, read: what is malformed, of a wrong type or not served ends here.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ApiError;
use super::input;
use super::unserved::UNSERVED;

/// Reads the body of a call.
pub(super) fn read<Q: DeserializeOwned>(operation: &str, body: &[u8]) -> Result<Q, ApiError> {
    let value = parse(body)?;
    let (request, unread) = input::read(value).map_err(|error| error.answer(operation))?;
    match unread.iter().find(|place| is_of_the_model(operation, place)) {
        None => Ok(request),
        Some(place) => Err(ApiError::client(format!(
            "local-ecs does not serve the parameter {place} of {operation}: leave it out."
        ))),
    }
}

/// The body as JSON. An empty one says nothing, like `{}`.
fn parse(body: &[u8]) -> Result<Value, ApiError> {
    if body.trim_ascii().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(body).map_err(|error| {
        ApiError::new(
            "SerializationException",
            format!("The request is no JSON: {error}."),
        )
    })
}

/// Members of the model are refused where they cannot be served; others are ignored, as AWS does.
fn is_of_the_model(operation: &str, place: &str) -> bool {
    UNSERVED
        .iter()
        .any(|(name, places)| *name == operation && places.contains(&place))
}
