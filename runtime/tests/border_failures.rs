//! The closed set of errors, panics, and operations that an implementation drops: what generated glue relies on.

mod border;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use border::*;
use distos_runtime::abi::descriptor::{Descriptor, ErrorUse, Kind, Tier};
use distos_runtime::abi::support::{CallContext, enter};
use distos_runtime::failure::Failure;

static CALL: Descriptor = Descriptor {
    number: 0x7777,
    module: c"tested",
    name: c"tested.call",
    kind: Kind::Async,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse {
            code: DISTOS_ERROR_INVALID_ARGUMENT,
            clause: c"tested.call.implied.null",
            implied: true,
        },
        ErrorUse {
            code: DISTOS_ERROR_CANCELLED,
            clause: c"tested.call.implied.cancelled",
            implied: true,
        },
        ErrorUse {
            code: DISTOS_ERROR_DEADLINE_EXCEEDED,
            clause: c"tested.call.implied.late",
            implied: true,
        },
        ErrorUse {
            code: DISTOS_ERROR_OUT_OF_MEMORY,
            clause: c"tested.call.too_large",
            implied: false,
        },
        ErrorUse {
            code: DISTOS_ERROR_OUT_OF_MEMORY,
            clause: c"tested.call.no_memory",
            implied: false,
        },
    ],
};

fn run(body: impl FnOnce(CallContext) -> Result<(), Failure>) -> Result<(), Box<Told>> {
    call(|error| enter(&CALL, error, body))
}

fn fail(failure: Failure) -> Box<Told> {
    run(|_| Err(failure)).unwrap_err()
}

#[test]
fn the_clause_that_speaks_is_named() {
    let memory = || Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, c"FULL", "There is no room.");
    assert_eq!(fail(memory()).clause, "tested.call.too_large");
    assert_eq!(
        fail(memory().clause("no_memory")).clause,
        "tested.call.no_memory"
    );
    let implied = Failure::implied(
        DISTOS_ERROR_INVALID_ARGUMENT,
        c"NULL_POINTER",
        "It is null.",
    );
    let told = fail(implied.value("parameter", "x"));
    assert_eq!(
        (told.clause.as_str(), told.metadata["parameter"].as_str()),
        ("tested.call.implied.null", "x")
    );
    assert_eq!(told.call, "tested.call");
}

#[test]
fn what_a_call_does_not_declare_comes_out_as_internal() {
    let told = fail(Failure::new(
        DISTOS_ERROR_NOT_FOUND,
        c"NOWHERE",
        "It is not there.",
    ));
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INTERNAL, "UNDECLARED_CODE")
    );
    assert_eq!(
        told.metadata["undeclared_code"],
        DISTOS_ERROR_NOT_FOUND.to_string()
    );
    assert_eq!(told.metadata["undeclared_message"], "It is not there.");
    let silent = fail(Failure::status(DISTOS_ERROR_WOULD_BLOCK));
    assert_eq!(
        silent.metadata["undeclared_code"],
        DISTOS_ERROR_WOULD_BLOCK.to_string()
    );
    // The code is declared, but not as a written clause, or not by this one.
    let told = fail(Failure::new(
        DISTOS_ERROR_INVALID_ARGUMENT,
        c"ODD",
        "It is odd.",
    ));
    assert_eq!(told.status, DISTOS_ERROR_INTERNAL);
    let misnamed = Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, c"FULL", "No.").clause("memory");
    assert_eq!(fail(misnamed).status, DISTOS_ERROR_INTERNAL);
}

#[test]
fn a_panic_stops_at_the_border() {
    let told = run(|_| panic!("on purpose")).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INTERNAL, "PANIC")
    );
}

#[test]
fn zero_bytes_do_not_end_a_message() {
    let told = fail(Failure::new(
        DISTOS_ERROR_OUT_OF_MEMORY,
        c"FULL",
        "before\0after",
    ));
    assert_eq!(told.message, "before\u{fffd}after");
}

#[test]
fn an_operation_that_is_dropped_completes_as_internal() {
    let told = run(|call| call.wait(0, drop)).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INTERNAL, "DROPPED")
    );
    let told = run(|call| {
        call.wait(0, |completer| {
            thread::spawn(move || {
                let _held = completer;
                panic!("on purpose");
            });
        })
    });
    assert_eq!(told.unwrap_err().reason, "DROPPED");
}

#[test]
fn a_request_runs_what_was_registered_whenever_it_was() {
    for registers_late in [false, true] {
        let told = run(|call| {
            call.wait(1, move |completer| {
                let cancellation = completer.cancellation();
                let held = Arc::new(Mutex::new(Some(completer)));
                let register = move || {
                    cancellation.on_request(move || {
                        let completer = held.lock().unwrap().take().expect("asked once");
                        completer.complete(Err(Failure::status(DISTOS_ERROR_CANCELLED)));
                    });
                };
                if registers_late {
                    thread::spawn(move || {
                        thread::sleep(Duration::from_millis(20));
                        register();
                    });
                } else {
                    register();
                }
            })
        });
        assert_eq!(told.unwrap_err().status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    }
}

#[test]
fn what_finished_in_spite_of_the_deadline_succeeded() {
    let asked = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&asked);
    run(|call| {
        call.wait(1, move |completer| {
            let cancellation = completer.cancellation();
            let held = Mutex::new(Some(completer));
            cancellation.on_request(move || {
                seen.store(true, Ordering::Relaxed);
                held.lock()
                    .unwrap()
                    .take()
                    .expect("asked once")
                    .complete(Ok(()));
            });
        })
    })
    .unwrap();
    assert!(asked.load(Ordering::Relaxed));
}

#[test]
fn the_enqueued_form_tells_a_failure_of_the_admission_alone() {
    let failure = || Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, c"FULL", "There is no room.");
    let told = run(|call| call.enqueue(|completer| completer.complete(Err(failure()))));
    assert_eq!(told.unwrap_err().status, DISTOS_ERROR_OUT_OF_MEMORY);
    run(|call| {
        call.enqueue(|completer| {
            completer.enqueued();
            completer.complete(Err(failure()));
        })
    })
    .unwrap();
}
