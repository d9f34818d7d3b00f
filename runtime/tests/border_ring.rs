//! The ring: credits, refusals, chains, cancellation, deadlines, the eventfd, and closing.

mod border;

use std::ptr::null;
use std::thread;
use std::time::Duration;

use border::*;

fn is_readable(descriptor: i32) -> bool {
    let mut poll = libc::pollfd {
        fd: descriptor,
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one entry, as said.
    unsafe { libc::poll(&mut poll, 1, 0) == 1 }
}

fn statuses(completions: &[distos_ring_completion_t]) -> Vec<(u64, u32)> {
    let mut statuses: Vec<_> = completions
        .iter()
        .map(|completion| (completion.user_data, completion.status))
        .collect();
    statuses.sort_unstable();
    statuses
}

#[test]
fn a_submission_completes_with_its_user_data() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let buffer = session.buffer(4);
    let block = write_block(session, buffer, &[1, 2, 3, 4]);
    assert_eq!(
        submitter
            .submit(&[entry(DISTOS_CALL_GPU_BUFFER_WRITE, 77, &block)])
            .unwrap(),
        1
    );
    let [completion] = submitter.wait(1, 8, 0).unwrap()[..] else {
        panic!("one completion")
    };
    assert_eq!(
        (
            completion.user_data,
            completion.status,
            completion.outcome,
            completion.error
        ),
        (77, 0, 0, 0)
    );
    let mut data = [0; 4];
    session.read(buffer, &mut data).unwrap();
    assert_eq!(data, [1, 2, 3, 4]);
    submitter.close();
}

#[test]
fn a_full_ring_would_block_until_completions_are_taken() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(2),
    };
    let buffer = session.buffer(4);
    let block = write_block(session, buffer, &[1; 4]);
    let entries = [0, 1, 2].map(|user_data| entry(DISTOS_CALL_GPU_BUFFER_WRITE, user_data, &block));
    assert_eq!(submitter.submit(&entries).unwrap(), 2);
    assert_eq!(
        submitter.submit(&entries[2..]).unwrap_err().status,
        DISTOS_ERROR_WOULD_BLOCK
    );
    // Without credits, what ranks behind them is not looked at; what ranks before them is.
    let mut outside = block;
    outside.offset = 1;
    let outside = [entry(DISTOS_CALL_GPU_BUFFER_WRITE, 3, &outside)];
    assert_eq!(
        submitter.submit(&outside).unwrap_err().status,
        DISTOS_ERROR_WOULD_BLOCK
    );
    let unknown = [entry(DISTOS_CALL_NULL_CALL, 3, &block)];
    assert_eq!(
        refusal(submitter.submit(&unknown).map(drop)),
        (DISTOS_ERROR_INVALID_ARGUMENT, "UNKNOWN_VALUE".into())
    );
    assert_eq!(
        statuses(&submitter.wait(2, 2, 0).unwrap()),
        [(0, 0), (1, 0)]
    );
    assert_eq!(
        submitter.submit(&outside).unwrap_err().clause,
        "gpu.buffer_write.in_bounds"
    );
    assert_eq!(submitter.submit(&entries[2..]).unwrap(), 1);
    assert_eq!(statuses(&submitter.wait(1, 2, 0).unwrap()), [(2, 0)]);
    submitter.close();
}

#[test]
fn a_batch_stops_at_the_entry_that_is_refused() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let block = write_block(session, session.buffer(4), &[1; 4]);
    let mut closed = block;
    closed.buffer.value = 0;
    let entries = [
        entry(DISTOS_CALL_GPU_BUFFER_WRITE, 0, &block),
        entry(DISTOS_CALL_GPU_BUFFER_WRITE, 1, &closed),
        entry(DISTOS_CALL_GPU_BUFFER_WRITE, 2, &block),
    ];
    assert_eq!(submitter.submit(&entries).unwrap(), 1);
    let told = submitter.submit(&entries[1..]).unwrap_err();
    assert_eq!(
        (told.status, told.call.as_str()),
        (DISTOS_ERROR_INVALID_HANDLE, "gpu.buffer_write")
    );
    assert_eq!(statuses(&submitter.wait(1, 8, 0).unwrap()), [(0, 0)]);
    assert_eq!(submitter.submit(&[]).unwrap(), 0);
    submitter.close();
}

#[test]
fn argument_blocks_say_their_size_and_reserve_nothing() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let block = write_block(session, session.buffer(4), &[1; 4]);
    let mut wrong = [entry(DISTOS_CALL_GPU_BUFFER_WRITE, 0, &block); 5];
    wrong[0].arguments = 0;
    wrong[1].arguments_size -= 8;
    wrong[2].arguments_size += 8;
    wrong[3].flags = 0x10;
    wrong[4].reserved0 = 1;
    let reasons = [
        "NULL_POINTER",
        "STRUCT_SIZE",
        "STRUCT_SIZE",
        "UNKNOWN_FLAG",
        "RESERVED_NOT_ZERO",
    ];
    for (entry, reason) in wrong.into_iter().zip(reasons) {
        assert_eq!(
            refusal(submitter.submit(&[entry]).map(drop)),
            (DISTOS_ERROR_INVALID_ARGUMENT, reason.into())
        );
    }
    submitter.close();
}

#[test]
fn waiting_ends_at_the_deadline_and_never_waits_for_nothing() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    assert!(submitter.wait(0, 8, 0).unwrap().is_empty());
    let late = submitter
        .wait(1, 8, in_time(Duration::from_millis(5)))
        .unwrap_err();
    assert_eq!(late.status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    let told = submitter.wait(9, 8, 0).unwrap_err();
    assert_eq!(told.clause, "ring.ring_wait.minimum_fits");
    let block = write_block(session, session.buffer(4), &[1; 4]);
    submitter
        .submit(&[entry(DISTOS_CALL_GPU_BUFFER_WRITE, 5, &block)])
        .unwrap();
    let one = submitter
        .wait(2, 8, in_time(Duration::from_millis(200)))
        .unwrap();
    assert_eq!(statuses(&one), [(5, 0)]);
    submitter.close();
}

#[test]
fn cancelling_completes_what_has_not_started_at_once() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let busy = Busy::new(session);
    let block = write_block(session, session.buffer(4), &[1; 4]);
    submitter
        .submit(&[1, 2].map(|data| entry(DISTOS_CALL_GPU_BUFFER_WRITE, data, &block)))
        .unwrap();
    assert_eq!(submitter.cancel(3), DISTOS_RING_CANCEL_RESULT_NOT_FOUND);
    assert_eq!(submitter.cancel(2), DISTOS_RING_CANCEL_RESULT_REQUESTED);
    let [completion] = submitter.wait(1, 8, 0).unwrap()[..] else {
        panic!("one completion")
    };
    assert_eq!(
        (completion.user_data, completion.status),
        (2, DISTOS_ERROR_CANCELLED)
    );
    assert_eq!(
        (completion.outcome, completion.error),
        (DISTOS_RING_OUTCOME_NOT_APPLIED, 0)
    );
    assert_eq!(submitter.cancel(2), DISTOS_RING_CANCEL_RESULT_NOT_FOUND);
    drop(busy);
    let event = event_record(session.stream).unwrap();
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_event_wait(event, 0, error) }).unwrap();
    assert_eq!(submitter.cancel(1), DISTOS_RING_CANCEL_RESULT_TOO_LATE);
    assert_eq!(statuses(&submitter.wait(1, 8, 0).unwrap()), [(1, 0)]);
    submitter.close();
}

#[test]
fn cancelling_stops_a_kernel() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let module = session.load("spin");
    let (flag, turns) = (session.buffer(4), session.buffer(8));
    session.write(flag, &[0; 4]).unwrap();
    let arguments = [
        buffer_argument(flag),
        buffer_argument(turns),
        u64_argument(u64::MAX),
    ];
    let block = launch_block(session, module, "spin", &arguments);
    submitter
        .submit(&[entry(DISTOS_CALL_GPU_KERNEL_LAUNCH, 9, &block)])
        .unwrap();
    assert!(submitter.wait(0, 1, 0).unwrap().is_empty());
    assert_eq!(submitter.cancel(9), DISTOS_RING_CANCEL_RESULT_REQUESTED);
    let [completion] = submitter.wait(1, 1, 0).unwrap()[..] else {
        panic!("one completion")
    };
    assert_eq!(
        (completion.user_data, completion.status),
        (9, DISTOS_ERROR_CANCELLED)
    );
    session.write(flag, &[0; 4]).unwrap();
    submitter.close();
}

#[test]
fn cancelling_ends_a_wait_for_an_event() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let busy = Busy::new(session);
    let event = wait_block(event_record(session.stream).unwrap());
    submitter
        .submit(&[entry(DISTOS_CALL_GPU_EVENT_WAIT, 9, &event)])
        .unwrap();
    assert_eq!(submitter.cancel(9), DISTOS_RING_CANCEL_RESULT_REQUESTED);
    assert_eq!(
        statuses(&submitter.wait(1, 1, 0).unwrap()),
        [(9, DISTOS_ERROR_CANCELLED)]
    );
    drop(busy);
    submitter.close();
}

#[test]
fn deadlines_of_entries_run_while_they_wait() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let busy = Busy::new(session);
    let block = write_block(session, session.buffer(4), &[1; 4]);
    let mut entries = [3, 1, 2].map(|data| entry(DISTOS_CALL_GPU_BUFFER_WRITE, data, &block));
    entries[0].deadline = in_time(Duration::from_secs(3600));
    entries[1].deadline = 1;
    entries[2].deadline = in_time(Duration::from_millis(10));
    submitter.submit(&entries).unwrap();
    let late = submitter.wait(2, 8, 0).unwrap();
    assert_eq!(
        statuses(&late),
        [
            (1, DISTOS_ERROR_DEADLINE_EXCEEDED),
            (2, DISTOS_ERROR_DEADLINE_EXCEEDED)
        ]
    );
    assert!(
        late.iter()
            .all(|completion| completion.outcome == DISTOS_RING_OUTCOME_NOT_APPLIED)
    );
    drop(busy);
    assert_eq!(statuses(&submitter.wait(1, 8, 0).unwrap()), [(3, 0)]);
    submitter.close();
}

#[test]
fn a_link_holds_the_next_entry_back_until_success() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let other = Session {
        stream: stream_create(session.device, null()).unwrap(),
        ..session
    };
    let buffer = session.buffer(4);
    let busy = Busy::new(session);
    // On two streams, so that only the link orders them.
    let blocks = [
        write_block(session, buffer, &[1; 4]),
        write_block(other, buffer, &[2; 4]),
    ];
    let mut entries =
        [0, 1].map(|index| entry(DISTOS_CALL_GPU_BUFFER_WRITE, index as u64, &blocks[index]));
    entries[0].flags = DISTOS_RING_SUBMISSION_FLAGS_LINK;
    assert_eq!(submitter.submit(&entries).unwrap(), 2);
    other.write(session.buffer(4), &[0; 4]).unwrap();
    assert!(submitter.wait(0, 8, 0).unwrap().is_empty());
    drop(busy);
    let order: Vec<_> = submitter
        .wait(2, 8, 0)
        .unwrap()
        .iter()
        .map(|completion| completion.user_data)
        .collect();
    assert_eq!(order, [0, 1]);
    let mut data = [0; 4];
    session.read(buffer, &mut data).unwrap();
    assert_eq!(data, [2; 4]);
    submitter.close();
}

#[test]
fn a_chain_ends_with_the_first_failure() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let busy = Busy::new(session);
    let block = write_block(session, session.buffer(4), &[1; 4]);
    let mut entries = [0, 1, 2, 3].map(|data| entry(DISTOS_CALL_GPU_BUFFER_WRITE, data, &block));
    for linked in &mut entries[..3] {
        linked.flags = DISTOS_RING_SUBMISSION_FLAGS_LINK;
    }
    submitter.submit(&entries).unwrap();
    // One in the middle: it ends the rest, and not what comes before.
    assert_eq!(submitter.cancel(2), DISTOS_RING_CANCEL_RESULT_REQUESTED);
    let ended = submitter.wait(2, 8, 0).unwrap();
    assert_eq!(
        statuses(&ended),
        [(2, DISTOS_ERROR_CANCELLED), (3, DISTOS_ERROR_CANCELLED)]
    );
    assert_eq!(submitter.cancel(0), DISTOS_RING_CANCEL_RESULT_REQUESTED);
    assert_eq!(
        statuses(&submitter.wait(2, 8, 0).unwrap()),
        [(0, DISTOS_ERROR_CANCELLED), (1, DISTOS_ERROR_CANCELLED)]
    );
    drop(busy);
    submitter.close();
}

#[test]
fn a_long_chain_of_waits_that_are_over_needs_no_deep_stack() {
    const LENGTH: usize = 65_536;
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(LENGTH as u32),
    };
    let event = wait_block(event_record(session.stream).unwrap());
    let mut link = entry(DISTOS_CALL_GPU_EVENT_WAIT, 0, &event);
    link.flags = DISTOS_RING_SUBMISSION_FLAGS_LINK;
    assert_eq!(
        submitter.submit(&vec![link; LENGTH]).unwrap(),
        LENGTH as u32
    );
    let completions = submitter.wait(LENGTH as u32, LENGTH, 0).unwrap();
    assert!(
        completions
            .iter()
            .all(|completion| completion.status == DISTOS_OK)
    );
    submitter.close();
}

#[test]
fn the_error_of_a_completion_is_taken_once() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(2),
    };
    let module = session.load("out_of_bounds");
    enqueue(
        session.stream,
        module,
        "out_of_bounds",
        &[buffer_argument(session.buffer(1)), u32_argument(1)],
    )
    .unwrap();
    let block = write_block(session, session.buffer(4), &[1; 4]);
    let write = entry(DISTOS_CALL_GPU_BUFFER_WRITE, 1, &block);
    submitter.submit(&[write]).unwrap();
    let [completion] = submitter.wait(1, 1, 0).unwrap()[..] else {
        panic!("one completion")
    };
    assert_eq!(
        (completion.status, completion.outcome),
        (DISTOS_ERROR_STREAM_FAILED, DISTOS_RING_OUTCOME_NOT_APPLIED)
    );
    let told = submitter.error(&completion).unwrap();
    assert_eq!(told.cause.unwrap().status, DISTOS_ERROR_KERNEL_FAULT);
    assert_eq!(submitter.error(&completion), Err(DISTOS_ERROR_NOT_FOUND));
    // The ring keeps as many as it has credits.
    let completions: Vec<_> = (0..3)
        .map(|_| {
            submitter.submit(&[write]).unwrap();
            submitter.wait(1, 1, 0).unwrap()[0]
        })
        .collect();
    assert_eq!(
        submitter.error(&completions[0]),
        Err(DISTOS_ERROR_NOT_FOUND)
    );
    assert!(submitter.error(&completions[1]).is_ok());
    assert!(submitter.error(&completions[2]).is_ok());
    let stranger = Submitter {
        ring: distos_ring_t {
            value: session.stream.value,
        },
    };
    assert_eq!(stranger.error(&completion), Err(DISTOS_ERROR_WRONG_TYPE));
    submitter.close();
    assert_eq!(
        submitter.error(&completion),
        Err(DISTOS_ERROR_INVALID_HANDLE)
    );
}

#[test]
fn the_descriptor_is_readable_when_a_completion_comes_to_an_empty_ring() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let descriptor = submitter.descriptor();
    assert!(!is_readable(descriptor));
    let block = write_block(session, session.buffer(4), &[1; 4]);
    for places in [8, 1, 2] {
        let busy = Busy::new(session);
        let entries = [1, 2].map(|data| entry(DISTOS_CALL_GPU_BUFFER_WRITE, data, &block));
        submitter.submit(&entries).unwrap();
        assert!(!is_readable(descriptor));
        drop(busy);
        let mut poll = libc::pollfd {
            fd: descriptor,
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: one entry, as said.
        assert_eq!(unsafe { libc::poll(&mut poll, 1, 60_000) }, 1);
        let mut taken = 0;
        while taken < 2 {
            taken += submitter.wait(0, places, 0).unwrap().len();
        }
        assert!(submitter.wait(0, places, 0).unwrap().is_empty());
        assert!(!is_readable(descriptor), "with {places} places");
    }
    submitter.close();
}

#[test]
fn closing_cancels_what_is_in_flight_and_wakes_who_waits() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let busy = Busy::new(session);
    let buffer = session.buffer(1 << 20);
    let block = write_block(session, buffer, &[1; 4]);
    submitter
        .submit(&[entry(DISTOS_CALL_GPU_BUFFER_WRITE, 1, &block)])
        .unwrap();
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_buffer_free(buffer, error) }).unwrap();
    let held = session.allocated();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| submitter.wait(8, 8, 0));
        thread::sleep(Duration::from_millis(20));
        submitter.close();
        let ended = waiter.join().unwrap().map(drop);
        assert_eq!(
            refusal(ended),
            (DISTOS_ERROR_INVALID_HANDLE, "CLOSED".into())
        );
    });
    assert_eq!(session.allocated(), held - (1 << 20));
    assert_eq!(
        refusal(submitter.submit(&[]).map(drop)),
        (DISTOS_ERROR_INVALID_HANDLE, "CLOSED".into())
    );
    drop(busy);
}

#[test]
fn a_second_name_keeps_the_ring_open() {
    let session = Session::open();
    let submitter = Submitter {
        ring: session.ring(8),
    };
    let rights = DISTOS_RIGHTS_WAIT | DISTOS_RIGHTS_EXECUTE;
    let second = handle_duplicate(
        distos_handle_t {
            value: submitter.ring.value,
        },
        rights,
    )
    .unwrap();
    submitter.close();
    let second = Submitter {
        ring: distos_ring_t {
            value: second.value,
        },
    };
    let block = write_block(session, session.buffer(4), &[1; 4]);
    second
        .submit(&[entry(DISTOS_CALL_GPU_BUFFER_WRITE, 1, &block)])
        .unwrap();
    assert_eq!(statuses(&second.wait(1, 1, 0).unwrap()), [(1, 0)]);
    second.close();
}

#[test]
fn a_ring_has_at_most_65536_credits() {
    let session = Session::open();
    let options = distos_ring_options_t {
        size: 12,
        reserved: 0,
        capacity: 65_537,
    };
    let told = ring_create(session.system, &options).unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (
            DISTOS_ERROR_OUT_OF_RANGE,
            "ring.ring_create.capacity_bounded"
        )
    );
}
