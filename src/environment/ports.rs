//! Free ports for servers that cannot say which port they got.
//!
//! The gateway's port must be known before LocalStack starts (LocalStack puts it into the URLs that it returns),
//! and LocalStack's before the gateway does. Both are chosen here, outside the range from which the operating
//! system takes ports for outgoing connections, so that nothing takes one in the moment between.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

const RANGE: std::ops::Range<u16> = 20_000..32_000;

/// Those that this run has given out: whoever got one may not listen on it yet.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port on which nothing listens on loopback or any other address of this machine now, and that nobody else of this
/// run has.
///
/// # Errors
/// None is found in a hundred tries, which means that none can be had.
pub fn free() -> std::io::Result<u16> {
    let mut refused = None;
    for _ in 0..100 {
        let port = fastrand::u16(RANGE);
        if !GIVEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            continue;
        }
        match TcpListener::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)) {
            Ok(_) => return Ok(port),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into()))
}
