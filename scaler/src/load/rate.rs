//! How often messages arrive, as it is written on the command line.

/// The highest rate: a million messages a second.
const HIGHEST: f64 = 1e6;

/// Completes "set it to ...".
pub const WHAT: &str = "messages a time such as 50/m, 2.5/s, 1000/h or 20000/d, up to 1000000/s";

/// Reads `50/m` and the like, as messages a second. Zero is a rate too.
///
/// # Errors
/// What is wrong, to complete "which ...".
pub fn parse(text: &str) -> Result<f64, String> {
    let (count, unit) = text
        .split_once('/')
        .ok_or_else(|| format!("has no time in '{}', such as /m", text.trim()))?;
    let seconds = match unit.trim() {
        "s" | "sec" | "second" => 1.0,
        "m" | "min" | "minute" => 60.0,
        "h" | "hour" => 3600.0,
        "d" | "day" => 86_400.0,
        other => {
            return Err(format!(
                "has '{other}' for a time, which is none of s, m, h and d"
            ));
        }
    };
    let count: f64 = count
        .trim()
        .parse()
        .map_err(|_| format!("has no number in '{}'", count.trim()))?;
    let rate = count / seconds;
    if (0.0..=HIGHEST).contains(&rate) {
        Ok(rate)
    } else {
        Err("is out of range".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_by_the_second() {
        for (text, expected) in [
            ("2.5/s", 2.5),
            ("30/m", 0.5),
            (" 1800 / hour ", 0.5),
            ("43200/d", 0.5),
            ("0/s", 0.0),
            ("60000000/min", 1e6),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_rate_is_told() {
        for (text, why) in [
            ("", "has no time in ''"),
            ("50", "has no time in '50'"),
            ("50/fortnight", "has 'fortnight' for a time"),
            ("/m", "has no number in ''"),
            ("many/m", "has no number in 'many'"),
            ("-1/m", "is out of range"),
            ("NaN/m", "is out of range"),
            ("inf/m", "is out of range"),
            ("1000001/s", "is out of range"),
        ] {
            let told = parse(text).expect_err(text);
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
