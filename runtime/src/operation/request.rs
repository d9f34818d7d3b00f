//! The request to end an operation early.

use super::Operation;
use crate::generated::abi::{DISTOS_ERROR_CANCELLED, DISTOS_ERROR_DEADLINE_EXCEEDED};
use crate::lock::lock;

/// Why an operation was asked to end early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The caller asked.
    Cancelled,
    /// Its deadline passed.
    Deadline,
}

impl Why {
    /// The status of an operation that ended because of it.
    pub fn status(self) -> u32 {
        match self {
            Why::Cancelled => DISTOS_ERROR_CANCELLED,
            Why::Deadline => DISTOS_ERROR_DEADLINE_EXCEEDED,
        }
    }
}

/// What a request found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The operation was in flight, and knows now.
    InTime,
    /// It was completing already.
    TooLate,
}

/// What to do on a request.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

pub(super) enum Request {
    /// Nobody asked, and the implementation has not said what to do.
    None,
    /// What to do when somebody asks.
    Hook(Hook),
    /// Somebody asked.
    Asked(Why),
    /// It is complete.
    Over,
}

impl<S: ?Sized> Operation<S> {
    /// Asks the operation to end early. The first reason counts.
    pub fn ask(&self, why: Why) -> Asked {
        let hook = {
            let mut request = lock(&self.request);
            match *request {
                Request::Over => return Asked::TooLate,
                Request::Asked(_) => return Asked::InTime,
                Request::None | Request::Hook(_) => {
                    std::mem::replace(&mut *request, Request::Asked(why))
                }
            }
        };
        if let Request::Hook(hook) = hook {
            hook();
        }
        Asked::InTime
    }

    /// Says what to do on a request; does it at once when there has been one.
    pub(crate) fn on_request(&self, hook: Hook) {
        let replaced = {
            let mut request = lock(&self.request);
            match *request {
                Request::None | Request::Hook(_) => {
                    std::mem::replace(&mut *request, Request::Hook(hook))
                }
                Request::Over => return,
                Request::Asked(_) => {
                    drop(request);
                    return hook();
                }
            }
        };
        // What the hook owned may run code of others when it goes: not under the lock.
        drop(replaced);
    }

    /// Ends the time for requests, and tells whether there was one.
    pub(super) fn close_requests(&self) -> Option<Why> {
        let last = std::mem::replace(&mut *lock(&self.request), Request::Over);
        match last {
            Request::Asked(why) => Some(why),
            Request::None | Request::Hook(_) | Request::Over => None,
        }
    }
}
