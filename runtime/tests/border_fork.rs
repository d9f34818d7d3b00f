//! A fork: the child has no runtime, closing does nothing, and the parent goes on. One test, since it forks.

mod border;

use std::ptr::null_mut;

use border::*;

/// Answers which check failed first, from 1 on; 0 when all held. Runs in the child.
fn checks(session: Session, buffer: distos_gpu_buffer_t, ring: distos_ring_t) -> i32 {
    let mut error = null_mut();
    let mut handle = distos_system_t { value: 0 };
    // SAFETY: the pointers are valid for the calls.
    unsafe {
        let refused = [
            distos_null_call(&mut error),
            distos_system_open(std::ptr::null(), &mut handle, null_mut()),
            distos_gpu_buffer_write(buffer, session.stream, 0, [0].as_ptr(), 1, 0, null_mut()),
            distos_ring_submit(ring, std::ptr::null(), 0, &mut 0, null_mut()),
            distos_ring_error(ring, 1, &mut null_mut()),
        ];
        if refused != [DISTOS_ERROR_FORKED_CHILD; 5] {
            return 1;
        }
        if text(distos_error_reason(error)) != "FORKED_CHILD" {
            return 2;
        }
        distos_error_free(error);
        let closed = [
            distos_gpu_buffer_free(buffer, &mut error),
            distos_gpu_buffer_free(buffer, &mut error),
            distos_ring_close(ring, null_mut()),
            distos_system_close(session.system, null_mut()),
        ];
        if closed != [DISTOS_OK; 4] || !error.is_null() {
            return 3;
        }
        if text(distos_status_name(16)) != "FORKED_CHILD" {
            return 4;
        }
    }
    0
}

#[test]
fn the_child_has_no_runtime() {
    let session = Session::open();
    let buffer = session.buffer(8);
    let submitter = Submitter {
        ring: session.ring(4),
    };
    let busy = Busy::new(session);
    // SAFETY: the child calls the library, which takes no lock there, and ends without running anything else.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let failed =
            std::panic::catch_unwind(|| checks(session, buffer, submitter.ring)).unwrap_or(99);
        // SAFETY: ends the child.
        unsafe { libc::_exit(failed) };
    }
    let mut status = 0;
    // SAFETY: waits for the child just made.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert!(
        libc::WIFEXITED(status),
        "the child died of signal {}",
        libc::WTERMSIG(status)
    );
    assert_eq!(libc::WEXITSTATUS(status), 0);
    drop(busy);
    session.write(buffer, &[1; 8]).unwrap();
    submitter.close();
}
