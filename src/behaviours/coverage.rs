//! Holding the table and the tags against each other.

use std::collections::BTreeSet;

use super::Row;
use super::table::is_id;

/// How the table and the features agree.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rows said to be built that no scenario carries.
    pub without_scenario: Vec<String>,
    /// Tags of the form of an id that have no row.
    pub without_row: Vec<String>,
    /// Rows said not to be built that a scenario carries all the same.
    pub built_after_all: Vec<String>,
    /// Rows that are not built yet, as the table says.
    pub not_built: Vec<String>,
}

impl Coverage {
    /// Whether they agree; rows that are not built yet are no disagreement.
    pub fn agrees(&self) -> bool {
        self.without_scenario.is_empty() && self.without_row.is_empty() && self.built_after_all.is_empty()
    }
}

/// `tags` are those of all scenarios, inherited ones included, without the `@`.
pub fn coverage(rows: &[Row], tags: &BTreeSet<String>) -> Coverage {
    let ids = |choose: &dyn Fn(&&Row) -> bool| rows.iter().filter(choose).map(|row| row.id.clone()).collect();
    let known: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    Coverage {
        without_scenario: ids(&|row| row.built && !tags.contains(&row.id)),
        without_row: tags
            .iter()
            .filter(|tag| is_id(tag) && !known.contains(tag.as_str()))
            .cloned()
            .collect(),
        built_after_all: ids(&|row| !row.built && tags.contains(&row.id)),
        not_built: ids(&|row| !row.built),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, built: bool) -> Row {
        Row {
            id: id.to_owned(),
            promise: String::new(),
            built,
        }
    }

    #[test]
    fn each_kind_of_disagreement_is_found() {
        let rows = [
            row("WS-01", true),
            row("WS-02", true),
            row("WS-03", false),
            row("WS-04", false),
        ];
        let tags = ["WS-01", "WS-03", "WS-99", "profile-log-consumer"]
            .map(str::to_owned)
            .into();
        let found = coverage(&rows, &tags);
        assert_eq!(
            found,
            Coverage {
                without_scenario: vec!["WS-02".into()],
                without_row: vec!["WS-99".into()],
                built_after_all: vec!["WS-03".into()],
                not_built: vec!["WS-03".into(), "WS-04".into()],
            }
        );
        assert!(!found.agrees());
    }
}
