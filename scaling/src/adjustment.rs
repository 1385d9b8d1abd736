//! What the number of a step means.

/// What the number of a step means.
///
/// Source: Application Auto Scaling User Guide, "How step scaling for Application Auto Scaling works", Scaling
/// adjustment types. Relative ones go by the desired count here. The Amazon ECS Developer Guide names the running count
/// as the starting point, so that what cannot be placed is not asked for again and again; the desired count is on the
/// safe side of it: while tasks are starting, none of them is scaled in for not running yet, and the maximum bounds
/// what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// So many tasks more, or less.
    ChangeInCapacity,
    /// So many percent more, or less. Rounded towards 0, but to no less than one task.
    PercentChangeInCapacity {
        /// But at least so many tasks.
        min_magnitude: u32,
    },
    /// So many tasks. A negative number is as good as 0; AWS takes none.
    ExactCapacity,
}

impl Adjustment {
    /// The capacity that `adjustment` makes of `capacity`; never below 0, and saturating.
    pub(crate) fn apply(self, capacity: u32, adjustment: i32) -> u32 {
        let (capacity, adjustment) = (i64::from(capacity), i64::from(adjustment));
        let adjusted = match self {
            Self::ChangeInCapacity => capacity + adjustment,
            Self::PercentChangeInCapacity { min_magnitude } => {
                // Integers divide towards 0, which is how values beyond 1 are rounded on both sides.
                let hundredfold = capacity * adjustment;
                let rounded = if hundredfold == 0 {
                    0
                } else {
                    (hundredfold / 100).abs().max(1)
                };
                let magnitude = if adjustment == 0 {
                    0
                } else {
                    rounded.max(i64::from(min_magnitude))
                };
                capacity + adjustment.signum() * magnitude
            }
            Self::ExactCapacity => adjustment,
        };
        u32::try_from(adjusted.max(0)).unwrap_or(u32::MAX)
    }
}
