//! Link-local addresses for the containers of a network.

use std::collections::HashSet;
use std::net::Ipv4Addr;

/// Where the agent of ECS is in every task, and so the relay.
pub(in super::super) const RELAY: Ipv4Addr = Ipv4Addr::new(169, 254, 170, 2);

/// From 169.254.171.1 to 169.254.254.254: beyond the addresses of ECS, before what RFC 3927 reserves.
const FIRST: u32 = 0xA9FE_AB01;
const LAST: u32 = 0xA9FE_FEFE;

/// Those of one network. One that was given back is not given again soon: neighbours may remember whose it was.
#[derive(Debug, Default)]
pub(super) struct LinkLocals {
    given: HashSet<Ipv4Addr>,
    /// Beyond the first.
    next: u32,
}

impl LinkLocals {
    /// An address that nobody in the network has; `None` if all are given.
    pub(super) fn give(&mut self) -> Option<Ipv4Addr> {
        const COUNT: u32 = LAST - FIRST + 1;
        (0..COUNT)
            .map(|step| (self.next + step) % COUNT)
            .find_map(|offset| {
                let address = Ipv4Addr::from(FIRST + offset);
                self.given.insert(address).then_some((offset, address))
            })
            .map(|(offset, address)| {
                self.next = (offset + 1) % COUNT;
                address
            })
    }

    /// Nobody has it any more.
    pub(super) fn take_back(&mut self, address: Ipv4Addr) {
        self.given.remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_given_twice_and_one_that_came_back_comes_last() {
        let mut addresses = LinkLocals::default();
        let first = addresses.give().expect("given");
        assert_eq!(first, Ipv4Addr::new(169, 254, 171, 1));
        let mut all = HashSet::from([first]);
        addresses.take_back(first);
        while let Some(address) = addresses.give() {
            if address == first {
                break;
            }
            assert!(all.insert(address), "{address} was given twice");
        }
        assert_eq!(all.len(), (LAST - FIRST + 1) as usize);
        assert!(!all.contains(&RELAY));
        assert_eq!(addresses.give(), None);
    }
}
