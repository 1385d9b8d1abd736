//! Ids as AWS makes them.

/// A random UUID.
pub(super) fn uuid() -> String {
    let random = fastrand::u128(..);
    // The version and the variant that mark a random one.
    let bits = random & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The last part of a scalable target's ARN.
pub(super) fn target() -> String {
    format!("{:032x}{:04x}", fastrand::u128(..), fastrand::u16(..))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_uuid_is_a_random_one_of_version_4() {
        let uuid = super::uuid();
        let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        assert_ne!(uuid, super::uuid());
    }
}
