//! The header: cbindgen's declarations between our macros.

use std::collections::HashMap;

use cbindgen::{Builder, Config, DocumentationStyle, Language, Layout, SortKey, Style};

use proc_macro2::TokenStream;
use quote::quote;

use super::{layout, struct_};
use crate::backend::{generated_line, sys};
use crate::model::Model;

/// The text of the header.
pub fn file(model: &Model) -> Result<String, String> {
    let declarations = definitions(sys::declarations(model)).to_string();
    let tail = format!(
        "{}\n{}",
        struct_::initializers(model),
        layout::assertions(model)
    );
    let text = bindings(&declarations, config(model, &tail))?;
    Ok(format!("{}\n", text.trim_end()))
}

/// cbindgen writes neither deprecations nor prefixes of functions in an `extern` block, so each becomes a definition.
fn definitions(declarations: TokenStream) -> TokenStream {
    let Ok(file) = syn::parse2::<syn::File>(declarations.clone()) else {
        return declarations;
    };
    let items = file.items.into_iter().map(|item| match item {
        syn::Item::ForeignMod(block) => block.items.iter().map(definition).collect(),
        other => quote!(#other),
    });
    items.collect()
}

fn definition(item: &syn::ForeignItem) -> TokenStream {
    let syn::ForeignItem::Fn(function) = item else {
        return quote!(#item);
    };
    let (attributes, signature) = (&function.attrs, &function.sig);
    quote!(#(#attributes)* #[unsafe(no_mangle)] pub unsafe extern "C" #signature { loop {} })
}

/// cbindgen reads files alone, so the declarations go through one.
fn bindings(declarations: &str, config: Config) -> Result<String, String> {
    let folder = std::env::temp_dir().join(format!(
        "distosc-header-{}-{:p}",
        std::process::id(),
        declarations
    ));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let source = folder.join("declarations.rs");
    let generated = std::fs::write(&source, declarations)
        .map_err(|error| error.to_string())
        .and_then(|()| {
            Builder::new()
                .with_src(&source)
                .with_config(config)
                .generate()
                .map_err(|error| error.to_string())
        });
    // A leftover in the folder for temporary files harms nobody.
    let _ = std::fs::remove_dir_all(&folder);
    let mut text = Vec::new();
    generated?.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}

fn config(model: &Model, tail: &str) -> Config {
    let mut config = Config {
        language: Language::C,
        cpp_compat: true,
        header: Some(generated_line("/*")),
        style: Style::Type,
        sort_by: SortKey::None,
        include_guard: Some("DISTOS_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        after_includes: Some(MACROS.trim_end().to_owned()),
        trailer: Some(tail.trim_end().to_owned()),
        documentation_style: DocumentationStyle::Doxy,
        line_length: 120,
        tab_width: 4,
        defines: HashMap::from([(
            "feature = experimental".to_owned(),
            "DISTOS_ENABLE_EXPERIMENTAL".to_owned(),
        )]),
        ..Config::default()
    };
    config.function.args = Layout::Auto;
    config.function.deprecated_with_note = Some("DISTOS_DEPRECATED({})".to_owned());
    // Argument blocks are reached through an address alone, so cbindgen would leave them out.
    config.export.include = layout_names(model);
    config.export.exclude = vec!["distos_error_t".to_owned()];
    config
}

fn layout_names(model: &Model) -> Vec<String> {
    sys::layout::laid_out(model)
        .iter()
        .map(|ty| ty.name.to_string())
        .collect()
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
