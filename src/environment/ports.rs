//! Free ports for servers that cannot say which port they got.
//!
//! The gateway's port must be known before LocalStack starts (LocalStack puts it into the URLs that it returns),
//! and LocalStack's before the gateway does. Both are chosen here, outside the range from which the operating
//! system takes ports for outgoing connections, so that nothing takes one in the moment between.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

const RANGE: std::ops::Range<u16> = 20_000..32_000;

/// A port on which nothing listens on loopback or any other address of this machine now.
///
/// # Errors
/// None is found in a hundred tries, which means that none can be had.
pub(super) fn free() -> std::io::Result<u16> {
    let mut refused = None;
    for _ in 0..100 {
        let port = fastrand::u16(RANGE);
        match TcpListener::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)) {
            Ok(_) => return Ok(port),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into()))
}
