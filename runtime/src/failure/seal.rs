//! The closed set: a failure leaves a call with a code that the call declares, or as INTERNAL.

use std::ffi::{CStr, CString};
use std::sync::{Arc, OnceLock};

use super::draft::{ClauseChoice, Draft, Failure, Repr};
use super::entry;
use super::object::distos_error_t;
use crate::abi::descriptor::{Descriptor, ErrorEntry, ErrorUse};
use crate::generated::abi::{DISTOS_ERROR_INTERNAL, DISTOS_ERROR_OUTCOME_UNKNOWN};
use crate::random;

/// A failure as the caller learns it.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The status.
    pub status: u32,
    /// One of `DISTOS_ERROR_OUTCOME_…`.
    pub outcome: u32,
    /// None where the status tells all.
    pub object: Option<Arc<distos_error_t>>,
}

impl Failure {
    /// Completes the failure as one of `call`.
    #[cold]
    pub fn seal(self, call: &'static Descriptor) -> Sealed {
        match self.0 {
            Repr::Sealed(object) => Sealed::of(object),
            Repr::Status { code, outcome } if declares(call, code) => {
                Sealed::without_object(code, outcome)
            }
            Repr::Status { code, .. } => Sealed::of(Arc::new(fault(call, code, ""))),
            Repr::Draft(draft) => Sealed::of(Arc::new(object(call, *draft))),
        }
    }
}

impl Sealed {
    fn of(object: Arc<distos_error_t>) -> Self {
        Sealed {
            status: object.code(),
            outcome: object.outcome(),
            object: Some(object),
        }
    }

    fn without_object(status: u32, outcome: Option<u32>) -> Self {
        let declared = || entry(status).map_or(DISTOS_ERROR_OUTCOME_UNKNOWN, |entry| entry.outcome);
        Sealed {
            status,
            outcome: outcome.unwrap_or_else(declared),
            object: None,
        }
    }

    /// The same as a failure that passes every call.
    pub fn into_failure(self) -> Failure {
        match self.object {
            Some(object) => Failure::sealed(object),
            None => Failure::status(self.status).outcome(self.outcome),
        }
    }
}

fn object(call: &'static Descriptor, draft: Draft) -> distos_error_t {
    let (entry, clause) = match (entry(draft.code), clause(call, &draft)) {
        (Some(entry), Some(clause)) => (entry, clause),
        _ => return fault(call, draft.code, &draft.message),
    };
    filled(call, entry, clause, draft)
}

/// A bug of ours: what should have come out, as INTERNAL.
fn fault(call: &'static Descriptor, code: u32, message: &str) -> distos_error_t {
    let told = undeclared(code, message);
    log(call, &told);
    filled(call, internal(), c"", told)
}

fn filled(
    call: &'static Descriptor,
    entry: &'static ErrorEntry,
    clause: &'static CStr,
    draft: Draft,
) -> distos_error_t {
    distos_error_t {
        entry,
        reason: draft.reason,
        message: text(draft.message),
        outcome: draft.outcome.unwrap_or(entry.outcome),
        clause,
        node: node(),
        subsystem: call.module,
        call: call.name,
        correlation_id: random::bytes(),
        retry_after_ns: draft.retry_after_ns,
        metadata: metadata(draft.metadata),
        cause: draft.cause,
    }
}

fn declares(call: &Descriptor, code: u32) -> bool {
    call.errors.iter().any(|error| error.code == code)
}

/// The id of the clause that speaks; none when the call does not declare it.
fn clause(call: &'static Descriptor, draft: &Draft) -> Option<&'static CStr> {
    if draft.code == DISTOS_ERROR_INTERNAL {
        return Some(c"");
    }
    let matches = |error: &&ErrorUse| match draft.clause {
        ClauseChoice::Implied => error.implied,
        ClauseChoice::Precondition(clause) => error.clause == clause.id,
        ClauseChoice::Written(name) => {
            !error.implied && (name.is_empty() || names(error.clause, name))
        }
    };
    let mut with_code = call.errors.iter().filter(|error| error.code == draft.code);
    with_code.find(matches).map(|error| error.clause)
}

/// Whether `id` ends in `.name`.
fn names(id: &CStr, name: &str) -> bool {
    id.to_bytes()
        .strip_suffix(name.as_bytes())
        .is_some_and(|start| start.ends_with(b"."))
}

fn undeclared(code: u32, message: &str) -> Draft {
    Draft {
        code: DISTOS_ERROR_INTERNAL,
        clause: ClauseChoice::Implied,
        reason: c"UNDECLARED_CODE",
        message: format!(
            "The implementation answered with code {code}, which the call does not declare. It said: {message}"
        ),
        metadata: vec![
            ("undeclared_code", code.to_string()),
            ("undeclared_message", message.to_owned()),
        ],
        outcome: None,
        retry_after_ns: 0,
        cause: None,
    }
}

fn internal() -> &'static ErrorEntry {
    static LAST_RESORT: ErrorEntry = ErrorEntry {
        code: DISTOS_ERROR_INTERNAL,
        name: c"INTERNAL",
        class: crate::generated::abi::DISTOS_ERROR_CLASS_PERMANENT,
        severity: crate::generated::abi::DISTOS_ERROR_SEVERITY_FATAL,
        outcome: crate::generated::abi::DISTOS_ERROR_OUTCOME_UNKNOWN,
        scope: crate::generated::abi::DISTOS_ERROR_SCOPE_CALL,
        retry: crate::generated::abi::DISTOS_ERROR_RETRY_NEVER,
        canonical: "INTERNAL",
        errno: "EIO",
        action: c"Report it, with the correlation id and the message.",
    };
    entry(DISTOS_ERROR_INTERNAL).unwrap_or(&LAST_RESORT)
}

/// Only on request: a library has no business on its program's standard error.
fn log(call: &Descriptor, draft: &Draft) {
    if std::env::var_os("DISTOS_LOG").is_some() {
        eprintln!("distos: {}: {}", call.name.to_string_lossy(), draft.message);
    }
}

fn metadata(values: Vec<(&'static str, String)>) -> Vec<(CString, CString)> {
    values
        .into_iter()
        .map(|(key, value)| (text(key.to_owned()), text(value)))
        .collect()
}

/// Text for C. A zero byte inside would hide the rest, so it becomes a replacement character.
fn text(text: String) -> CString {
    CString::new(text).unwrap_or_else(|error| {
        let text = String::from_utf8_lossy(&error.into_vec()).replace('\0', "\u{fffd}");
        CString::new(text).unwrap_or_default()
    })
}

/// The machine's name, as it was when it was first asked for.
fn node() -> &'static CStr {
    static NODE: OnceLock<CString> = OnceLock::new();
    NODE.get_or_init(host_name)
}

fn host_name() -> CString {
    let mut name = [0_u8; 256];
    // SAFETY: `gethostname` writes at most 255 bytes here, and the last one stays zero.
    let status = unsafe { libc::gethostname(name.as_mut_ptr().cast(), 255) };
    let name = CStr::from_bytes_until_nul(&name).unwrap_or_default();
    if status == 0 {
        text(name.to_string_lossy().into_owned())
    } else {
        CString::default()
    }
}
