//! Devices: however often one is opened in a session, it is one object.

mod border;

use std::sync::Barrier;
use std::thread;

use border::*;

const THREADS: usize = 4;
const ROUNDS: usize = 200;

fn close(device: distos_gpu_device_t) {
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_device_close(device, error) }).unwrap();
}

fn close_stream(stream: distos_gpu_stream_t) {
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_stream_close(stream, error) }).unwrap();
}

fn free(buffer: distos_gpu_buffer_t) {
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_buffer_free(buffer, error) }).unwrap();
}

fn reopen(session: Session) -> Session {
    let device = device_open(session.system, 0).unwrap();
    Session { device, ..session }
}

#[test]
fn a_device_that_is_open_gets_another_name() {
    let session = Session::open();
    let again = reopen(session);
    assert_ne!(session.device.value, again.device.value);
    session.write(again.buffer(4), &[1; 4]).unwrap();
    close(session.device);
    session.write(again.buffer(4), &[1; 4]).unwrap();
}

#[test]
fn a_device_without_a_name_is_found_while_a_child_keeps_it() {
    let session = Session::open();
    let buffer = session.buffer(4);
    close(session.device);
    close_stream(session.stream);
    let again = reopen(session);
    let stream = stream_create(again.device, std::ptr::null()).unwrap();
    let again = Session { stream, ..again };
    again.write(buffer, &[1; 4]).unwrap();
    assert_eq!(again.allocated(), 4);
    // Its names are counted from here on as before.
    let third = reopen(again);
    close(again.device);
    again.write(third.buffer(4), &[1; 4]).unwrap();
}

#[test]
fn threads_that_open_and_close_at_once_share_one_device() {
    let session = Session::open();
    close_stream(session.stream);
    close(session.device);
    let barrier = Barrier::new(THREADS);
    let work = |_: usize| {
        for _ in 0..ROUNDS {
            barrier.wait();
            let mine = reopen(session);
            let stream = stream_create(mine.device, std::ptr::null()).unwrap();
            let other = reopen(session);
            let buffer = other.buffer(4);
            Session { stream, ..mine }.write(buffer, &[1; 4]).unwrap();
            close(mine.device);
            close(other.device);
            close_stream(stream);
            free(buffer);
        }
    };
    thread::scope(|scope| {
        (0..THREADS).for_each(|index| drop(scope.spawn(move || work(index))));
    });
    assert_eq!(reopen(session).allocated(), 0);
}
