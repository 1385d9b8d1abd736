//! Subnets for networks: small ones that nobody uses. Pure.
//!
//! The engine itself has some thirty of them to give, which many clusters would use up.

use std::fmt;
use std::net::Ipv4Addr;

/// An IPv4 subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subnet {
    first: u32,
    bits: u8,
}

/// 10.208.0.0/12, in pieces of 1,022 hosts: about what a Linux bridge takes.
const RANGE: Subnet = Subnet {
    first: 0x0AD0_0000,
    bits: 12,
};
const PIECE_BITS: u8 = 22;

impl Subnet {
    /// `10.0.0.0/8`; `None` if it is no IPv4 subnet.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        Self::new(u32::from(address), bits.parse().ok()?)
    }

    /// The subnet of that size around the address.
    pub(super) fn new(address: u32, bits: u8) -> Option<Self> {
        (bits <= 32).then(|| Self {
            first: address & mask(bits),
            bits,
        })
    }

    fn overlaps(self, other: Self) -> bool {
        let mask = mask(self.bits.min(other.bits));
        self.first & mask == other.first & mask
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", Ipv4Addr::from(self.first), self.bits)
    }
}

fn mask(bits: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0)
}

/// The subnets of the range that overlap none of those taken, from one that the seed picks: two that choose at the
/// same time choose differently.
pub(super) fn free(taken: &[Subnet], seed: u32) -> impl Iterator<Item = Subnet> {
    const COUNT: u32 = 1 << (PIECE_BITS - RANGE.bits);
    (0..COUNT)
        .map(move |step| (seed.wrapping_add(step)) % COUNT)
        .map(|piece| Subnet {
            first: RANGE.first + (piece << (32 - PIECE_BITS)),
            bits: PIECE_BITS,
        })
        .filter(|subnet| !taken.iter().any(|other| other.overlaps(*subnet)))
}

/// The subnets that this machine has routes to, by the kernel's table in `/proc/net/route`. The default route is
/// none.
pub(super) fn routes(table: &str) -> Vec<Subnet> {
    table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split_ascii_whitespace().skip(1);
            // Addresses are written as the machine reads their bytes.
            let address = u32::from_be(u32::from_str_radix(fields.next()?, 16).ok()?);
            let mask = u32::from_str_radix(fields.nth(5)?, 16).ok()?;
            let bits = u8::try_from(mask.count_ones()).ok()?;
            Subnet::new(address, bits).filter(|_| bits > 0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn subnet(text: &str) -> Subnet {
        Subnet::parse(text).expect("a subnet")
    }

    #[test]
    fn a_free_subnet_avoids_those_taken_whatever_their_size() {
        let taken = ["10.208.0.0/22", "10.208.8.128/25", "172.17.0.0/16"].map(subnet);
        let mut free = free(&taken, 0).map(|subnet| subnet.to_string());
        assert_eq!(free.next().as_deref(), Some("10.208.4.0/22"));
        assert_eq!(free.next().as_deref(), Some("10.208.12.0/22"));
        assert_eq!(super::free(&[subnet("10.0.0.0/8")], 7).next(), None);
        assert_eq!(super::free(&[], u32::MAX).count(), 1024);
    }

    #[test]
    fn routes_are_read_but_not_the_default_one() {
        let table = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
            eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
            eth0\t0000D00A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        assert_eq!(routes(table), [subnet("10.208.0.0/16")]);
        assert_eq!(free(&routes(table), 0).next(), Some(subnet("10.209.0.0/22")));
    }

    proptest! {
        #[test]
        fn no_free_subnet_shares_an_address_with_one_taken(
            taken in prop::collection::vec((0x0AD0_0000_u32..0x0AE0_0000, 14_u8..=32), 0..40),
            seed: u32,
        ) {
            let taken: Vec<Subnet> = taken.into_iter().filter_map(|(address, bits)| Subnet::new(address, bits)).collect();
            for subnet in free(&taken, seed).take(5) {
                let last = |subnet: Subnet| subnet.first | !mask(subnet.bits);
                for other in &taken {
                    prop_assert!(last(subnet) < other.first || last(*other) < subnet.first);
                }
            }
        }
    }
}
