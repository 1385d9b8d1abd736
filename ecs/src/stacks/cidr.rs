//! `Fn::Cidr` for IPv4: a block divided into smaller ones.

use std::net::Ipv4Addr;

use serde_json::Value;

/// The blocks: the arguments are the block, the count, and the bits of a host (all of them by default).
pub(crate) fn blocks(arguments: &[String]) -> Result<Value, String> {
    let wrong = || {
        format!(
            "Fn::Cidr takes an IPv4 block, a count from 1 to 256 and the bits of a host, not {}",
            arguments.join(", ")
        )
    };
    let [block, count, rest @ ..] = arguments else {
        return Err(wrong());
    };
    let (address, prefix) = block.split_once('/').ok_or_else(wrong)?;
    let address: Ipv4Addr = address.parse().map_err(|_| wrong())?;
    let prefix: u32 = prefix
        .parse()
        .ok()
        .filter(|prefix| *prefix <= 32)
        .ok_or_else(wrong)?;
    let count: u64 = count
        .parse()
        .ok()
        .filter(|count| (1..=256).contains(count))
        .ok_or_else(wrong)?;
    let bits: u32 = match rest.first() {
        Some(bits) => bits.parse().map_err(|_| wrong())?,
        None => 32 - prefix,
    };
    if bits > 32 - prefix || count << bits > 1 << (32 - prefix) {
        return Err(format!(
            "Fn::Cidr cannot make {count} blocks of {bits} bits in {block}"
        ));
    }
    let first = u64::from(address.to_bits()) >> (32 - prefix) << (32 - prefix);
    Ok((0..count)
        .map(|index| {
            let bits_of_address = u32::try_from(first + (index << bits)).unwrap_or(u32::MAX);
            format!("{}/{}", Ipv4Addr::from_bits(bits_of_address), 32 - bits)
        })
        .map(Value::from)
        .collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_block_is_divided() {
        let arguments = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            blocks(&arguments(&["10.0.0.0/16", "2", "8"])),
            Ok(json!(["10.0.0.0/24", "10.0.1.0/24"]))
        );
        assert_eq!(
            blocks(&arguments(&["0.0.0.0/0", "1", "32"])),
            Ok(json!(["0.0.0.0/0"]))
        );
        for bad in [
            &["10.0.0.0/24", "3", "8"][..],
            &["::/64", "1", "8"],
            &["10.0.0.0/33", "1"],
            &["10.0.0.0/8", "0"],
            &["10.0.0.0/8", "1", "99"],
        ] {
            assert!(blocks(&arguments(bad)).is_err(), "{bad:?}");
        }
    }
}
