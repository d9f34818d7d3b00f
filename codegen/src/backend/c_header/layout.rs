//! Layouts in C: assertions in the header, and a test that prints every number.

use super::struct_::guarded;
use crate::backend::generated_line;
use crate::backend::sys::layout::{LaidOut, laid_out};
use crate::model::{Model, Tier};

/// Assertions with literal numbers: a compiler that lays out otherwise refuses the header.
pub fn assertions(model: &Model) -> String {
    let mut text = String::from(
        "/* What this header says about layouts is what the library was built with. */\n\
         #if defined(__cplusplus)\n#define DISTOS_ASSERT(condition) static_assert(condition, #condition)\n\
         #else\n#define DISTOS_ASSERT(condition) _Static_assert(condition, #condition)\n#endif\n",
    );
    for ty in laid_out(model) {
        text.push_str(&guarded(assertions_of(&ty), tier(&ty)));
    }
    text.push_str("#undef DISTOS_ASSERT\n");
    text
}

fn tier(ty: &LaidOut) -> Tier {
    if ty.is_experimental {
        Tier::Experimental
    } else {
        Tier::Stable
    }
}

fn assertions_of(ty: &LaidOut) -> String {
    let name = &ty.name;
    let mut text = format!("DISTOS_ASSERT(sizeof({name}) == {});\n", ty.size);
    for (field, offset) in &ty.offsets {
        text.push_str(&format!(
            "DISTOS_ASSERT(offsetof({name}, {field}) == {offset});\n"
        ));
    }
    text
}

/// A C program that prints size, alignment and offsets of every type and compares them with literal numbers.
pub fn test_file(model: &Model) -> String {
    let mut text = format!("{}\n{TEST_HEAD}", generated_line("/*"));
    for ty in laid_out(model) {
        text.push_str(&checks_of(&ty));
    }
    text.push_str("    return failures == 0 ? 0 : 1;\n}\n");
    text
}

const TEST_HEAD: &str = r#"/* Every type has the size, alignment and offsets that the API's model says, as this compiler sees it at run time. */
#define DISTOS_ENABLE_EXPERIMENTAL
#include <distos.h>
#include <stdio.h>

static int failures = 0;

static void check(const char *what, size_t found, size_t expected)
{
    if (found != expected) {
        fprintf(stderr, "%s is %zu, not %zu\n", what, found, expected);
        failures++;
    }
}

int main(void)
{
"#;

fn checks_of(ty: &LaidOut) -> String {
    let name = &ty.name;
    let mut text = format!(
        "    check(\"sizeof({name})\", sizeof({name}), {});\n",
        ty.size
    );
    text.push_str(&format!(
        "    check(\"alignof({name})\", _Alignof({name}), {});\n",
        ty.align
    ));
    for (field, offset) in &ty.offsets {
        text.push_str(&format!(
            "    check(\"offsetof({name}, {field})\", offsetof({name}, {field}), {offset});\n"
        ));
    }
    text
}
