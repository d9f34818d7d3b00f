//! Markdown's small print: cells of tables, blank lines, lists in words.

/// A text inside a cell of a table: one line, and its bars are not the table's.
pub fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}

/// A text in one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> String {
    let line = one_line(text.split("\n\n").next().unwrap_or_default());
    match line.find(". ") {
        Some(end) => line[..=end].to_string(),
        None => line,
    }
}

/// Code in a line of text.
pub fn code(text: &str) -> String {
    format!("`{text}`")
}

/// `a`, `a and b`, `a, b and c`.
pub fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Upper case at the start, and a full stop at the end.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    first + letters.as_str() + stop
}

/// `not_applied` to `not applied`.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// No line ends in blanks, no two empty lines follow each other, one line break ends the page.
pub fn tidy(page: &str) -> String {
    let mut tidied = String::with_capacity(page.len());
    let mut is_after_empty = true;
    for line in page.lines().map(str::trim_end) {
        if !(line.is_empty() && is_after_empty) {
            tidied.push_str(line);
            tidied.push('\n');
        }
        is_after_empty = line.is_empty();
    }
    tidied.trim_end().to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_do_not_end_cells() {
        assert_eq!(cell("a || b\n c"), "a \\|\\| b c");
    }

    #[test]
    fn lists_read_as_words() {
        let items = ["a", "b", "c"].map(str::to_string);
        assert_eq!(and(&items), "a, b and c");
        assert_eq!(and(&items[..2]), "a and b");
    }

    #[test]
    fn pages_are_tidy() {
        assert_eq!(tidy("\n\na  \n\n\nb\n\n"), "a\n\nb\n");
    }

    #[test]
    fn sentences_begin_and_end() {
        assert_eq!(sentence("it waits"), "It waits.");
        assert_eq!(first_sentence("It waits. It ends."), "It waits.");
    }
}
