//! Reading the table.

use regex::Regex;

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its permanent id: `WS-02`.
    pub id: String,
    /// What is promised.
    pub promise: String,
    /// Whether scenarios for it are there, by the table's own word.
    pub built: bool,
}

/// The table cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A row's third column is neither word.
    #[error("the table's row {0} says neither `built` nor `not yet` in its last column")]
    NoState(String),
    /// An id stands twice.
    #[error("the table has the id {0} twice")]
    Twice(String),
    /// Nothing in it looks like a row.
    #[error("the table has no rows of the form `| WS-02 | promise | built |`")]
    Empty,
}

/// Reads the rows of the form `| WS-02 | promise | built |` or `| ... | not yet |`; all else is prose.
///
/// # Errors
/// A row that cannot be used, or none.
pub fn parse(markdown: &str) -> Result<Vec<Row>, TableError> {
    let mut rows: Vec<Row> = Vec::new();
    for line in markdown.lines() {
        let cells: Vec<_> = line
            .trim()
            .trim_matches('|')
            .split(" | ")
            .map(str::trim)
            .collect();
        let [id, promise, state] = cells.as_slice() else {
            continue;
        };
        if !is_id(id) {
            continue;
        }
        let built = match *state {
            "built" => true,
            "not yet" => false,
            _ => return Err(TableError::NoState((*id).to_owned())),
        };
        if rows.iter().any(|row| row.id == *id) {
            return Err(TableError::Twice((*id).to_owned()));
        }
        rows.push(Row {
            id: (*id).to_owned(),
            promise: (*promise).to_owned(),
            built,
        });
    }
    if rows.is_empty() {
        Err(TableError::Empty)
    } else {
        Ok(rows)
    }
}

/// Whether a word has the form of an id: two capitals, a hyphen, two digits.
pub(super) fn is_id(word: &str) -> bool {
    Regex::new("^[A-Z]{2}-[0-9]{2}$").is_ok_and(|form| form.is_match(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_from_prose_and_headings() {
        let rows = parse(
            "# Title\n| id | promise | state |\n|---|---|---|\n| WS-02 | It `logs`. | built |\n| WS-05 | Logs. | not yet |\n",
        );
        let rows = rows.expect("read");
        assert_eq!(rows.len(), 2);
        assert_eq!(
            rows[0],
            Row {
                id: "WS-02".into(),
                promise: "It `logs`.".into(),
                built: true
            }
        );
        assert!(!rows[1].built);
    }

    #[test]
    fn a_row_without_a_state_and_an_id_that_stands_twice_are_refused() {
        assert_eq!(
            parse("| WS-02 | x | maybe |"),
            Err(TableError::NoState("WS-02".into()))
        );
        assert_eq!(
            parse("| WS-02 | x | built |\n| WS-02 | y | built |"),
            Err(TableError::Twice("WS-02".into()))
        );
        assert_eq!(parse("nothing"), Err(TableError::Empty));
    }
}
