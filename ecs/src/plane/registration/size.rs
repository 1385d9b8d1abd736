//! The task's own CPU and memory: `256` and `.25 vCPU`, `512` and `0.5 GB`.

use super::refuse;
use crate::api::ApiError;
use crate::plane::names::shown;

/// The smallest and the largest CPU of a task on a container instance.
const CPU: std::ops::RangeInclusive<i32> = 128..=196_608;

/// CPU units of a task.
pub(super) fn cpu(text: &str) -> Result<i32, ApiError> {
    match amount(text, "vcpu").filter(|cpu| CPU.contains(cpu)) {
        Some(cpu) => Ok(cpu),
        None => refuse(format!(
            "Invalid 'cpu' setting for task: '{}'. Use CPU units from {} to {}, or vCPUs as in '.25 vCPU'.",
            shown(text),
            CPU.start(),
            CPU.end()
        )),
    }
}

/// MiB of a task.
pub(super) fn memory(text: &str) -> Result<i32, ApiError> {
    match amount(text, "gb").filter(|memory| *memory >= 4) {
        Some(memory) => Ok(memory),
        None => refuse(format!(
            "Invalid 'memory' setting for task: '{}'. Use MiB, or GB as in '0.5 GB'.",
            shown(text)
        )),
    }
}

/// A whole number, or a number of units of 1024.
fn amount(text: &str, unit: &str) -> Option<i32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else {
        return text.parse().ok();
    };
    let number = number.trim_end();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let whole = number.parse::<f64>().ok()? * 1024.0;
    // Of a range that is far from the end of the type.
    #[allow(clippy::cast_possible_truncation)]
    (whole.fract() == 0.0 && whole < 1e9).then_some(whole as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_plain_numbers_are_read() {
        for (text, units) in [
            ("256", 256),
            (".25 vCPU", 256),
            ("0.25vcpu", 256),
            ("1 vCPU", 1024),
            ("192 vCPU", 196_608),
        ] {
            assert_eq!(cpu(text), Ok(units), "{text}");
        }
        for (text, mib) in [("512", 512), ("1GB", 1024), ("0.5 gb", 512), ("120 GB", 122_880)] {
            assert_eq!(memory(text), Ok(mib), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "x",
            "-256",
            "1e3 vCPU",
            "inf vCPU",
            "nan vCPU",
            "vCPU",
            "127",
            "196609",
            "1.0001 vCPU",
            "256.0",
            "99999999999999999999 vCPU",
            "1 GB",
        ] {
            assert!(cpu(text).is_err(), "{text}");
        }
        for text in ["0", "-1", "1 TB", "1 vCPU", "..5 GB", "2147483648"] {
            assert!(memory(text).is_err(), "{text}");
        }
    }
}
