//! What a container instance has, and what of it is left.

use std::collections::BTreeSet;

/// CPU, memory and ports: what a host offers, or what a task takes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resources {
    /// CPU units; 1024 are one core.
    pub(crate) cpu: i64,
    /// MiB.
    pub(crate) memory: i64,
    /// TCP ports of the host: those that are taken, never those that are free.
    pub(crate) ports: BTreeSet<u16>,
    /// UDP ports of the host that are taken.
    pub(crate) ports_udp: BTreeSet<u16>,
}

/// What a task cannot be placed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shortage {
    Cpu,
    Memory,
    Ports,
}

impl Shortage {
    /// As a failure's reason: `RESOURCE:MEMORY`.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Cpu => "RESOURCE:CPU",
            Self::Memory => "RESOURCE:MEMORY",
            Self::Ports => "RESOURCE:PORTS",
        }
    }
}

impl Resources {
    /// What is missing for those needs, if anything is.
    pub(crate) fn shortage(&self, needs: &Self) -> Option<Shortage> {
        if needs.cpu > self.cpu {
            Some(Shortage::Cpu)
        } else if needs.memory > self.memory {
            Some(Shortage::Memory)
        } else if !self.ports.is_disjoint(&needs.ports) || !self.ports_udp.is_disjoint(&needs.ports_udp) {
            Some(Shortage::Ports)
        } else {
            None
        }
    }

    /// Takes those needs from what is left.
    pub(crate) fn take(&mut self, needs: &Self) {
        self.cpu -= needs.cpu;
        self.memory -= needs.memory;
        self.ports.extend(&needs.ports);
        self.ports_udp.extend(&needs.ports_udp);
    }

    /// Gives back what [`Resources::take`] took.
    pub(crate) fn give_back(&mut self, needs: &Self) {
        self.cpu += needs.cpu;
        self.memory += needs.memory;
        self.ports.retain(|port| !needs.ports.contains(port));
        self.ports_udp.retain(|port| !needs.ports_udp.contains(port));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_missing_until_it_is_given_back() {
        let whole = Resources {
            cpu: 1024,
            memory: 512,
            ports: [22].into(),
            ports_udp: BTreeSet::new(),
        };
        let needs = Resources {
            cpu: 600,
            memory: 100,
            ports: [80].into(),
            ports_udp: [53].into(),
        };
        let mut left = whole.clone();
        assert_eq!(left.shortage(&needs), None);
        left.take(&needs);
        assert_eq!(left.shortage(&needs), Some(Shortage::Cpu));
        let port = |ports: &[u16], ports_udp: &[u16]| Resources {
            ports: ports.iter().copied().collect(),
            ports_udp: ports_udp.iter().copied().collect(),
            ..Resources::default()
        };
        assert_eq!(left.shortage(&port(&[80], &[])), Some(Shortage::Ports));
        assert_eq!(left.shortage(&port(&[53], &[80])), None);
        assert_eq!(left.shortage(&port(&[], &[53])), Some(Shortage::Ports));
        let memory = Resources {
            memory: 413,
            ..Resources::default()
        };
        assert_eq!(left.shortage(&memory), Some(Shortage::Memory));
        left.give_back(&needs);
        assert_eq!(left, whole);
    }
}
