//! AWS takes a member that is `null` for one that is not there.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default.
pub(super) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
