//! The memory of this process, in bytes, as the kernel counts it: what C allocates is in it.

use std::fs;

/// What is resident now; from here on the peak counts.
pub(crate) fn resident() -> u64 {
    // Forgets the peak so far.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    read("VmRSS:")
}

/// The most that was resident.
pub(crate) fn peak() -> u64 {
    read("VmHWM:")
}

fn read(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
