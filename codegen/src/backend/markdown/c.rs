//! The C declaration of a call, from the same signature that the runtime exports.

use syn::Type as RustType;

use crate::backend::naming;
use crate::backend::rust_abi::signature::{self, BorderParameter, Form};
use crate::model::*;

/// Every form of a call, each as a prototype of several lines.
pub fn prototypes(model: &Model, call: &Call) -> Vec<String> {
    let forms = signature::forms(call);
    forms
        .into_iter()
        .map(|form| prototype(model, call, form))
        .collect()
}

fn prototype(model: &Model, call: &Call, form: Form) -> String {
    let function = naming::c_function(model, call);
    let suffix = if form == Form::Enqueue {
        "_enqueue"
    } else {
        ""
    };
    let status = format!("{}_status_t", model.package);
    let parameters: Vec<String> = signature::parameters(model, call, form)
        .iter()
        .map(parameter)
        .collect();
    let line = format!("{status} {function}{suffix}({});", parameters.join(", "));
    match line.len() > 100 {
        true => format!(
            "{status} {function}{suffix}(\n    {});",
            parameters.join(",\n    ")
        ),
        false => line,
    }
}

fn parameter(parameter: &BorderParameter) -> String {
    let name = parameter.name.to_string();
    let name = name.trim_start_matches("r#");
    match syn::parse2::<RustType>(parameter.ty.clone()) {
        Ok(ty) => declared(&ty, name),
        Err(_) => name.to_string(),
    }
}

/// `const uint8_t *data`: the declaration of something of a type.
fn declared(ty: &RustType, declarator: &str) -> String {
    match ty {
        RustType::Ptr(pointer) => {
            let inner = declared(&pointer.elem, &format!("*{declarator}"));
            match pointer.mutability {
                syn::PointerMutability::Mut(_) => inner,
                syn::PointerMutability::Const(_) => format!("const {inner}"),
            }
        }
        other => format!("{} {declarator}", base(other)),
    }
}

/// The C name of a type that is no pointer: fixed-width integers, and what the API declares.
fn base(ty: &RustType) -> String {
    let RustType::Path(path) = ty else {
        return String::new();
    };
    let name = path
        .path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default();
    match name.as_str() {
        "u8" | "u16" | "u32" | "u64" => format!("uint{}_t", &name[1..]),
        "i8" | "i16" | "i32" | "i64" => format!("int{}_t", &name[1..]),
        "f32" => "float".to_string(),
        "f64" => "double".to_string(),
        "c_char" => "char".to_string(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_types_become_declarations() {
        let show = |text: &str| declared(&syn::parse_str(text).expect("a type"), "x");
        assert_eq!(show("u64"), "uint64_t x");
        assert_eq!(show("*const u8"), "const uint8_t *x");
        assert_eq!(show("*mut *mut distos_error_t"), "distos_error_t **x");
        assert_eq!(show("*const ::core::ffi::c_char"), "const char *x");
        assert_eq!(show("f32"), "float x");
    }
}
