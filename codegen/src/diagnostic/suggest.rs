//! The known name that is nearest to a misspelt one.

/// The nearest of `known`, when it is near enough to be what was meant. Ties go to the first in alphabetical order.
pub fn closest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = wrong.chars().count() / 3;
    known
        .into_iter()
        .map(|name| (distance(&wrong.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's distance, where swapping two neighbours also counts as one step.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(closest("Bufer", ["Device", "Buffer"]), Some("Buffer"));
        assert_eq!(closest("hadnle", ["handle", "enum"]), Some("handle"));
        assert_eq!(
            closest("out_of_memory", ["OUT_OF_MEMORY"]),
            Some("OUT_OF_MEMORY")
        );
    }

    #[test]
    fn is_silent_when_nothing_is_near() {
        assert_eq!(closest("Ring", ["Device", "Buffer"]), None);
        assert_eq!(closest("a", ["b"]), None);
    }
}
