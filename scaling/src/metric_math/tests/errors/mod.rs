//! What errors say.

mod kinds;
mod parts;
mod syntax;

use super::formula;

const FUNCTIONS: &str = "ABS, AVG, CEIL, DATAPOINT_COUNT, DIFF, DIFF_TIME, FILL, FIRST, FLOOR, IF, LAST, LOG, LOG10, \
    MAX, METRIC_COUNT, METRICS, MIN, PERIOD, RATE, RUNNING_SUM, STDDEV, SUM, TIME_SERIES";

/// Each expression is refused at the character, with the text.
fn all(table: &[(&str, usize, &str)]) {
    let wrong: Vec<_> = table
        .iter()
        .filter_map(|(text, character, error)| {
            let expected = format!("expression \"e1\", character {character}: {error}");
            let result = formula(text).err().map(|error| error.to_string());
            (result.as_ref() != Some(&expected)).then(|| format!("{text}: {result:?}\n{expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
