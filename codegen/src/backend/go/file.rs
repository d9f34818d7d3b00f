//! A Go file around its declarations: header, build tag, package, imports.

use askama::Template;

/// What a generated file begins with.
#[derive(Template)]
#[template(path = "go/file.txt", escape = "none")]
pub struct GoFile<'f> {
    /// What the compiler writes first into every file.
    pub generated: &'f str,
    /// A build constraint, or empty.
    pub build: &'f str,
    /// The package's docs as comment lines, or empty.
    pub docs: &'f str,
    /// `gpu`.
    pub package: &'f str,
    /// What C reads, or empty.
    pub preamble: &'f str,
    /// Paths of standard packages.
    pub standard: Vec<String>,
    /// Paths of this module's packages.
    pub own: Vec<String>,
    /// The declarations, each ending its last line.
    pub body: &'f str,
}

/// Standard packages that generated text may use.
const STANDARD: &[&str] = &[
    "context", "runtime", "strconv", "strings", "syscall", "testing", "time", "unsafe",
];

/// The imports that `body` uses, out of the standard ones and of `own`.
pub fn imports(body: &str, own: &[String]) -> (Vec<String>, Vec<String>) {
    let uses = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = if name == "sdk-go" { "distos" } else { name };
        body.lines()
            .any(|line| is_code(line) && mentions(line, name))
    };
    let standard = STANDARD
        .iter()
        .filter(|path| uses(path))
        .map(|path| (*path).to_owned())
        .collect();
    let own = own.iter().filter(|path| uses(path)).cloned().collect();
    (standard, own)
}

fn is_code(line: &str) -> bool {
    !line.trim_start().starts_with("//")
}

/// Whether `name.` stands in `line` as a word of its own, outside of strings.
fn mentions(line: &str, name: &str) -> bool {
    let pattern = format!("{name}.");
    let line: String = line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    line.match_indices(&pattern).any(|(at, _)| {
        !line[..at].ends_with(|before: char| {
            before.is_alphanumeric() || before == '_' || before == '.' || before == '"'
        })
    })
}

/// Pads to `width`, as gofmt aligns columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text:width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_a_word_in_code() {
        assert!(mentions("\treturn time.Time{}", "time"));
        assert!(!mentions("\treturn runtime.Time{}", "time"));
        assert!(!mentions("\treturn \"a matter of time.\"", "time"));
        assert!(!is_code("\t// see time.Time"));
    }
}
