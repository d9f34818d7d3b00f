//! The header: cbindgen's declarations between our macros.

use std::collections::HashMap;

use cbindgen::{Builder, Config, DocumentationStyle, Language, Layout, SortKey, Style};

use super::{layout, struct_};
use crate::backend::sys;
use crate::model::Model;

/// The text of the header.
pub fn file(model: &Model) -> Result<String, String> {
    let declarations = sys::declarations_file(model);
    let tail = format!("{}\n{}", struct_::initializers(model), layout::assertions(model));
    let bindings = bindings(&declarations, config(&tail))?;
    Ok(inside_linkage(&bindings))
}

/// cbindgen reads files alone, so the declarations go through one.
fn bindings(declarations: &str, config: Config) -> Result<String, String> {
    let folder = std::env::temp_dir().join(format!("distosc-header-{}-{:p}", std::process::id(), declarations));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let source = folder.join("declarations.rs");
    let generated = std::fs::write(&source, declarations)
        .map_err(|error| error.to_string())
        .and_then(|()| Builder::new().with_src(&source).with_config(config).generate().map_err(|error| error.to_string()));
    // A leftover in the folder for temporary files harms nobody.
    let _ = std::fs::remove_dir_all(&folder);
    let mut text = Vec::new();
    generated?.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}

fn config(tail: &str) -> Config {
    let mut config = Config {
        language: Language::C,
        cpp_compat: true,
        style: Style::Both,
        sort_by: SortKey::None,
        include_guard: Some("DISTOS_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        after_includes: Some(MACROS.trim_end().to_owned()),
        trailer: Some(tail.trim_end().to_owned()),
        documentation_style: DocumentationStyle::C,
        line_length: 120,
        tab_width: 4,
        defines: HashMap::from([("feature = experimental".to_owned(), "DISTOS_ENABLE_EXPERIMENTAL".to_owned())]),
        ..Config::default()
    };
    config.function.args = Layout::Vertical;
    config.function.deprecated_with_note = Some("DISTOS_DEPRECATED({})".to_owned());
    config.export.exclude = vec!["distos_error_t".to_owned()];
    config
}

/// cbindgen can express neither an opaque struct with docs nor a macro.
const MACROS: &str = r#"
/* Define DISTOS_ENABLE_EXPERIMENTAL before the include to see what may still change. */

/* Marks a deprecated call. Define DISTOS_NO_DEPRECATED before the include to hear nothing of it. */
#if defined(DISTOS_NO_DEPRECATED)
#define DISTOS_DEPRECATED(note)
#elif defined(__cplusplus) && __cplusplus >= 201402L
#define DISTOS_DEPRECATED(note) [[deprecated(note)]]
#elif defined(__GNUC__) || defined(__clang__)
#define DISTOS_DEPRECATED(note) __attribute__((deprecated(note)))
#else
#define DISTOS_DEPRECATED(note)
#endif

/* Why a call failed. Opened by the distos_error_... functions, which take NULL too; freed by distos_error_free. */
typedef struct distos_error_t distos_error_t;
"#;

/// cbindgen puts the trailer after the C++ guard; nothing in it has linkage, so only the form of the file is kept here.
fn inside_linkage(text: &str) -> String {
    let mut text = text.trim_end().to_owned();
    text.push('\n');
    text
}
