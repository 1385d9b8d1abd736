//! Ids of tasks, container instances and the like.

/// 32 hexadecimal digits, as ECS makes them.
pub(crate) fn new_id() -> String {
    format!("{:032x}", fastrand::u128(..))
}
