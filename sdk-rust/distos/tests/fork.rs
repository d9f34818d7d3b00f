//! After `fork`, the child is told so by everything it tries, and closing does nothing; the parent goes on.

mod common;

use common::{Bench, spin};
use distos::{Error, ErrorKind};

#[test]
fn the_child_of_a_fork_has_no_runtime() {
    let bench = Bench::new();
    let buffer = bench.buffer(4);
    let running = spin(&bench, &bench.stream);
    // SAFETY: the child calls what is tested and leaves with `_exit`; the runtime and the SDK take no lock in it.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let told = in_child(&bench, &buffer);
        drop(running);
        drop(buffer);
        drop(bench);
        // SAFETY: nothing of the test harness may run in the child.
        unsafe { libc::_exit(i32::from(!told)) };
    }
    let mut status = -1;
    // SAFETY: the child is ours, and `status` is a place for its status.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert!(
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0,
        "the child ended with {status:#x}"
    );
    drop(running);
    buffer
        .write(&bench.stream, 0, [1u32])
        .wait()
        .expect("the parent goes on");
}

fn in_child(bench: &Bench, buffer: &distos::gpu::Buffer) -> bool {
    let is_told =
        |error: Option<Error>| error.is_some_and(|error| error.kind() == ErrorKind::ForkedChild);
    is_told(bench.device.info().err())
        && is_told(bench.system.device_list().err())
        && is_told(buffer.write(&bench.stream, 0, [1u32]).wait().err())
        && bench.stream.clone().close().is_ok()
}
