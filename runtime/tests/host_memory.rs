//! Memory of `host:0`: accounting, addresses, copies.

mod host_support;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use distos_runtime::driver::host::{
    Allocation, AllocationError, Cause, MAXIMUM_ALIGNMENT, RED_ZONE_BYTES, Stop,
};
use host_support::{Gate, MEBIBYTE, device, submit};
use proptest::prelude::*;

#[test]
fn what_does_not_fit_is_refused_and_not_accounted() {
    let device = device(1);
    let held = device.allocate(40 * MEBIBYTE, 0).unwrap();
    let refused = device.allocate(24 * MEBIBYTE + 1, 0).unwrap_err();
    assert_eq!(
        refused,
        AllocationError::NoFreeMemory {
            requested: 24 * MEBIBYTE + 1,
            free: 24 * MEBIBYTE,
            total: 64 * MEBIBYTE,
        }
    );
    assert_eq!(device.memory().allocated(), 40 * MEBIBYTE);
    let rest = device.allocate(24 * MEBIBYTE, 0).unwrap();
    assert_eq!(device.memory().free(), 0);
    drop(held);
    assert_eq!(device.memory().allocated(), 24 * MEBIBYTE);
    drop(rest);
    assert_eq!(device.memory().allocated(), 0);
}

#[test]
fn impossible_sizes_and_alignments_are_refused() {
    let device = distos_runtime::driver::host::HostDevice::new(u64::MAX, 1);
    let refuse = |size, alignment| device.allocate(size, alignment).unwrap_err();
    assert_eq!(refuse(0, 0), AllocationError::Empty);
    for alignment in [3, 257, MAXIMUM_ALIGNMENT * 2] {
        assert_eq!(
            refuse(1, alignment),
            AllocationError::Alignment { alignment }
        );
    }
    for requested in [1 << 60, u64::MAX] {
        assert_eq!(
            refuse(requested, 0),
            AllocationError::NoHostMemory { requested }
        );
    }
    assert_eq!(device.memory().allocated(), 0);
}

#[test]
fn addresses_are_aligned_apart_and_used_once() {
    let device = device(1);
    let mut last = 0;
    for alignment in [0, 1, 256, 4096, 1 << 21, 1 << 30] {
        let allocation = device.allocate(100, alignment).unwrap();
        assert_eq!(allocation.address() % alignment.max(256), 0);
        assert!(allocation.address() >= last + RED_ZONE_BYTES);
        last = allocation.address() + 100;
    }
}

#[test]
fn memory_stays_accounted_until_queued_work_on_it_ends() {
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let allocation = Arc::new(device.allocate(4096, 0).unwrap());
    let held = Arc::clone(&allocation);
    let cancelled = submit(&stream, move |_| copy_in(&held, 0, b"never"));
    let held = Arc::clone(&allocation);
    let last = submit(&stream, move |_| copy_in(&held, 0, b"queued"));
    drop(allocation);
    cancelled.ticket.cancel();
    assert_eq!(device.memory().allocated(), 4096);
    gate.open();
    last.outcome().unwrap();
    assert_eq!(device.memory().allocated(), 0);
}

#[cfg(debug_assertions)]
#[test]
fn new_memory_does_not_look_like_zeros_in_debug_builds() {
    let allocation = device(1).allocate(3 * MEBIBYTE, 0).unwrap();
    assert!(
        copy_out(&allocation, 0, 4096)
            .unwrap()
            .iter()
            .all(|byte| *byte == 0xc5)
    );
}

#[test]
fn copies_must_be_inside() {
    let allocation = device(1).allocate(10, 0).unwrap();
    copy_in(&allocation, 0, b"0123456789").unwrap();
    copy_in(&allocation, 10, b"").unwrap();
    assert_eq!(copy_out(&allocation, 7, 3).unwrap(), b"789");
    for (offset, length) in [(0, 11), (8, 3), (11, 0), (u64::MAX, 2)] {
        let refused = copy_out(&allocation, offset, length).unwrap_err();
        let Stop::Failed(Cause::OutOfRange {
            offset: at,
            length: of,
            size: 10,
        }) = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((at, of), (offset, length));
    }
    assert!(copy_in(&allocation, 9, b"ab").is_err());
    assert_eq!(copy_out(&allocation, 0, 10).unwrap(), b"0123456789");
}

fn copy_in(allocation: &Allocation, offset: u64, bytes: &[u8]) -> Result<(), Stop> {
    let never = AtomicBool::new(false);
    // SAFETY: `bytes` is borrowed for the call.
    unsafe { allocation.write(offset, bytes.as_ptr(), bytes.len() as u64, &never) }
}

fn copy_out(allocation: &Allocation, offset: u64, length: u64) -> Result<Vec<u8>, Stop> {
    let never = AtomicBool::new(false);
    let mut bytes = vec![0; length as usize];
    // SAFETY: `bytes` is ours, and `length` long.
    unsafe { allocation.read(offset, bytes.as_mut_ptr(), length, &never) }?;
    Ok(bytes)
}

#[derive(Clone, Debug)]
enum Step {
    Allocate {
        size: u64,
        alignment: u64,
    },
    /// Frees one of those that live.
    Free(prop::sample::Index),
    /// Writes into one of those that live, from a place in it on.
    Write(prop::sample::Index, prop::sample::Index, Vec<u8>),
}

fn step() -> impl Strategy<Value = Step> {
    let alignment = prop_oneof![Just(0), (0_u32..14).prop_map(|power| 1 << power)];
    let any_index = any::<prop::sample::Index>;
    prop_oneof![
        (1_u64..5000, alignment).prop_map(|(size, alignment)| Step::Allocate { size, alignment }),
        any_index().prop_map(Step::Free),
        (
            any_index(),
            any_index(),
            prop::collection::vec(any::<u8>(), 1..200)
        )
            .prop_map(|(which, place, bytes)| Step::Write(which, place, bytes)),
    ]
}

const LIMIT: u64 = 20_000;

proptest! {
    /// Against a list of byte arrays: what is accounted is their sum, what fits is given, and none sees another's bytes.
    #[test]
    fn accounting_and_contents_agree_with_a_model(steps in prop::collection::vec(step(), 1..100)) {
        let device = distos_runtime::driver::host::HostDevice::new(LIMIT, 1);
        let mut live: Vec<(Allocation, Vec<Option<u8>>)> = Vec::new();
        for step in steps {
            match step {
                Step::Allocate { size, alignment } => {
                    let taken: u64 = live.iter().map(|(allocation, _)| allocation.size()).sum();
                    match device.allocate(size, alignment) {
                        Ok(allocation) => {
                            prop_assert!(taken + size <= LIMIT);
                            live.push((allocation, vec![None; size as usize]));
                        }
                        Err(AllocationError::NoFreeMemory { free, .. }) => {
                            prop_assert!(taken + size > LIMIT);
                            prop_assert_eq!(free, LIMIT - taken);
                        }
                        Err(other) => prop_assert!(false, "{}", other),
                    }
                }
                Step::Free(which) if !live.is_empty() => {
                    live.swap_remove(which.index(live.len()));
                }
                Step::Write(which, place, bytes) if !live.is_empty() => {
                    let which = which.index(live.len());
                    let (allocation, model) = &mut live[which];
                    let offset = place.index(model.len());
                    let fits = offset + bytes.len() <= model.len();
                    prop_assert_eq!(copy_in(allocation, offset as u64, &bytes).is_ok(), fits);
                    if fits {
                        for (cell, byte) in model[offset..].iter_mut().zip(bytes) {
                            *cell = Some(byte);
                        }
                    }
                }
                _ => {}
            }
            let sum: u64 = live.iter().map(|(allocation, _)| allocation.size()).sum();
            prop_assert_eq!(device.memory().allocated(), sum);
        }
        for (allocation, model) in &live {
            let bytes = copy_out(allocation, 0, allocation.size()).unwrap();
            let agree = |(byte, cell): (&u8, &Option<u8>)| cell.is_none_or(|known| known == *byte);
            prop_assert!(bytes.iter().zip(model).all(agree));
        }
    }
}
