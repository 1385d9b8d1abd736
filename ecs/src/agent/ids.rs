//! Ids that nobody can guess.

use std::fmt::Write;

/// 128 random bits from the operating system, as 32 hexadecimal digits.
pub(super) fn unguessable() -> String {
    let mut bytes = [0; 16];
    // Where the operating system has no random bytes nothing works: the standard library's maps do without them
    // just as little.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| unguessable()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(
            ids.iter()
                .all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
    }
}
