//! A failure on its way out of the runtime.

use std::ffi::CStr;
use std::fmt::Display;
use std::sync::Arc;

use super::object::distos_error_t;
use super::{entry, is_silent};
use crate::abi::descriptor::Clause;

/// Why a call failed.
#[derive(Debug, Clone)]
pub struct Failure(pub(super) Repr);

#[derive(Debug, Clone)]
pub(super) enum Repr {
    /// Told by the status alone, and what is known about the effect.
    Status { code: u32, outcome: Option<u32> },
    /// Not yet compared with what its call declares.
    Draft(Box<Draft>),
    /// Complete.
    Sealed(Arc<distos_error_t>),
}

/// What the place that failed knows.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub code: u32,
    pub clause: ClauseChoice,
    pub reason: &'static CStr,
    pub message: String,
    pub metadata: Vec<(&'static str, String)>,
    pub outcome: Option<u32>,
    pub retry_after_ns: u64,
    pub cause: Option<Arc<distos_error_t>>,
}

/// Which clause of the call speaks.
#[derive(Debug, Clone)]
pub(super) enum ClauseChoice {
    /// The implied one with the code.
    Implied,
    /// A precondition.
    Precondition(&'static Clause),
    /// The written one with the code and this name; with an empty name the first one.
    Written(&'static str),
}

impl Failure {
    /// An error that a written clause of the call declares.
    #[cold]
    pub fn new(code: u32, reason: &'static CStr, message: impl Into<String>) -> Self {
        Self::drafted(code, ClauseChoice::Written(""), reason, message.into())
    }

    /// An error that every call of the shape can have.
    #[cold]
    pub fn implied(code: u32, reason: &'static CStr, message: impl Into<String>) -> Self {
        Self::drafted(code, ClauseChoice::Implied, reason, message.into())
    }

    /// The error of a precondition that does not hold.
    #[cold]
    pub fn violated(clause: &'static Clause, message: String) -> Self {
        Self::drafted(
            clause.code,
            ClauseChoice::Precondition(clause),
            clause.reason,
            message,
        )
    }

    /// One of the errors without an object.
    #[cold]
    pub fn status(code: u32) -> Self {
        Failure(Repr::Status {
            code,
            outcome: None,
        })
    }

    /// An error object that is complete already: what a ring or a stream kept.
    pub fn sealed(object: Arc<distos_error_t>) -> Self {
        Failure(Repr::Sealed(object))
    }

    fn drafted(code: u32, clause: ClauseChoice, reason: &'static CStr, message: String) -> Self {
        if is_silent(code) {
            return Self::status(code);
        }
        Failure(Repr::Draft(Box::new(Draft {
            code,
            clause,
            reason,
            message,
            metadata: Vec::new(),
            outcome: None,
            retry_after_ns: 0,
            cause: None,
        })))
    }

    /// Names the written clause that speaks: `too_large`.
    pub fn clause(self, name: &'static str) -> Self {
        self.with(|draft| draft.clause = ClauseChoice::Written(name))
    }

    /// Adds a value of the message.
    pub fn value(self, key: &'static str, value: impl Display) -> Self {
        self.with(|draft| draft.metadata.push((key, value.to_string())))
    }

    /// Says what is known about the effect: one of `DISTOS_ERROR_OUTCOME_…`.
    pub fn outcome(mut self, told: u32) -> Self {
        match &mut self.0 {
            Repr::Status { outcome, .. } => *outcome = Some(told),
            Repr::Draft(draft) => draft.outcome = Some(told),
            Repr::Sealed(_) => {}
        }
        self
    }

    /// The same with another of the codes that the status alone tells, and what was known about the effect.
    pub(crate) fn retold(self, code: u32) -> Self {
        match self.0 {
            Repr::Status { code: old, outcome } => {
                let outcome = outcome.or_else(|| entry(old).map(|entry| entry.outcome));
                Failure(Repr::Status { code, outcome })
            }
            Repr::Draft(_) | Repr::Sealed(_) => self,
        }
    }

    /// Says what led to it.
    pub fn caused_by(self, cause: Arc<distos_error_t>) -> Self {
        self.with(|draft| draft.cause = Some(cause))
    }

    /// Its status.
    pub fn code(&self) -> u32 {
        match &self.0 {
            Repr::Status { code, .. } => *code,
            Repr::Draft(draft) => draft.code,
            Repr::Sealed(object) => object.code(),
        }
    }

    /// Whether a `requires` clause speaks.
    pub fn is_precondition(&self) -> bool {
        match &self.0 {
            Repr::Draft(draft) => matches!(draft.clause, ClauseChoice::Precondition(_)),
            Repr::Status { .. } | Repr::Sealed(_) => false,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Draft)) -> Self {
        if let Repr::Draft(draft) = &mut self.0 {
            change(draft);
        }
        self
    }
}
