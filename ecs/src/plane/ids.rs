//! Where the ids of tasks, deployments and events come from.

use std::sync::Arc;

/// Makes ids; from a seed always the same.
#[derive(Debug)]
pub(crate) struct Ids(fastrand::Rng);

impl Ids {
    /// Ids that nobody can foresee.
    pub(crate) fn new() -> Self {
        Self(fastrand::Rng::new())
    }

    /// The same ids each time.
    #[cfg(test)]
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// 32 hexadecimal digits, as of a task.
    pub(crate) fn task(&mut self) -> Arc<str> {
        format!("{:032x}", self.0.u128(..)).into()
    }

    /// 19 digits, as of a deployment and its service revision.
    pub(crate) fn deployment(&mut self) -> u64 {
        self.0.u64(1_000_000_000_000_000_000..9_200_000_000_000_000_000)
    }

    /// Letters and digits, as of a service deployment.
    pub(crate) fn service_deployment(&mut self) -> String {
        (0..21).map(|_| self.0.alphanumeric()).collect()
    }

    /// A UUID, as of an event, a container or an attachment.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = self.0.u128(..);
        // Version 4, variant 1.
        let bits = (bits & !(0xf000 << 64) & !(0xc000 << 48)) | (0x4000 << 64) | (0x8000 << 48);
        let hex = format!("{bits:032x}");
        let part = |from, to| hex.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-{}-{}-{}",
            part(0, 8),
            part(8, 12),
            part(12, 16),
            part(16, 20),
            part(20, 32)
        )
    }

    /// As of a network interface: 17 hexadecimal digits.
    pub(crate) fn short(&mut self) -> String {
        format!("{:017x}", self.0.u128(..) >> 60)
    }

    /// A number below the limit; 0 for a limit of 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { self.0.usize(..limit) }
    }

    /// A byte.
    pub(crate) fn byte(&mut self) -> u8 {
        self.0.u8(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_that_ecs_gives_them() {
        let mut ids = Ids::seeded(7);
        let hex = |text: &str| text.chars().all(|digit| digit.is_ascii_hexdigit());
        let task = ids.task();
        assert!(task.len() == 32 && hex(&task), "{task}");
        assert_eq!(ids.deployment().to_string().len(), 19);
        let uuid = ids.uuid();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes().get(14), Some(&b'4'), "{uuid}");
        let short = ids.short();
        assert!(short.len() == 17 && hex(&short), "{short}");
        assert_eq!(Ids::seeded(7).task(), task);
        assert_ne!(Ids::seeded(8).task(), task);
    }
}
