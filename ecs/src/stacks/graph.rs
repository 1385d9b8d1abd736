//! What comes before what.

use std::collections::{BTreeMap, BTreeSet};

/// The names, each after all that it needs; needs that are no names of the graph count for nothing. Among equals by
/// name.
///
/// # Errors
/// The names that need each other in a circle, and those that need these.
pub(crate) fn order(needs: &BTreeMap<String, BTreeSet<String>>) -> Result<Vec<String>, Vec<String>> {
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wanted_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, needed) in needs {
        let needed = needed.iter().filter(|needed| needs.contains_key(*needed));
        missing.insert(name, needed.clone().count());
        for needed in needed {
            wanted_by.entry(needed).or_default().push(name);
        }
    }
    let mut ready: BTreeSet<&str> = missing
        .iter()
        .filter(|(_, missing)| **missing == 0)
        .map(|(name, _)| *name)
        .collect();
    let mut ordered = Vec::with_capacity(needs.len());
    while let Some(name) = ready.pop_first() {
        ordered.push(name.to_owned());
        missing.remove(name);
        for wanting in wanted_by.remove(name).unwrap_or_default() {
            if let Some(left) = missing.get_mut(wanting) {
                *left -= 1;
                if *left == 0 {
                    ready.insert(wanting);
                }
            }
        }
    }
    if missing.is_empty() {
        Ok(ordered)
    } else {
        Err(missing.into_keys().map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
        edges
            .iter()
            .map(|(name, needs)| {
                (
                    (*name).to_owned(),
                    needs.iter().map(|need| (*need).to_owned()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn each_comes_after_what_it_needs() {
        let needs = graph(&[
            ("service", &["cluster", "definition", "elsewhere"]),
            ("cluster", &[]),
            ("definition", &["cluster"]),
        ]);
        assert_eq!(
            order(&needs).expect("an order"),
            ["cluster", "definition", "service"]
        );
    }

    #[test]
    fn a_circle_is_named() {
        let needs = graph(&[("a", &["b"]), ("b", &["a"]), ("c", &[])]);
        assert_eq!(order(&needs), Err(vec!["a".to_owned(), "b".to_owned()]));
    }
}
