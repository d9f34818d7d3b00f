"""The ring, by hand: misuse that the safe calls can't express."""

from __future__ import annotations

import ctypes
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import raise_flag, spin_arguments

import distos
from distos import gpu
from distos.ring import CancelResult, Ring, SubmissionEntry, SubmissionFlags

EVENT_WAIT = 0x0301
BUFFER_WRITE = 0x020B
KERNEL_LAUNCH = 0x020F
NO_FLAGS = SubmissionFlags(0)


class EventWait(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("event", ctypes.c_uint64))


class BufferWrite(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("buffer", ctypes.c_uint64),
        ("stream", ctypes.c_uint64),
        ("offset", ctypes.c_uint64),
        ("data", ctypes.c_uint64),
        ("data_length", ctypes.c_uint64),
    )


class KernelLaunch(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("module", ctypes.c_uint64),
        ("stream", ctypes.c_uint64),
        ("kernel", ctypes.c_char_p),
        ("kernel_length", ctypes.c_uint64),
        ("grid", ctypes.c_uint32 * 3),
        ("block", ctypes.c_uint32 * 3),
        ("arguments", ctypes.c_uint64),
        ("arguments_length", ctypes.c_uint64),
        ("options", ctypes.c_uint64),
    )


@pytest.fixture
def ring(system: distos.System) -> Iterator[Ring]:
    with system.ring_create(capacity=4) as ring:
        yield ring


def entry(
    call: int, block: ctypes.Structure, user_data: int = 1, deadline: float = 0, flags: SubmissionFlags = NO_FLAGS
) -> SubmissionEntry:
    return SubmissionEntry(call, flags, user_data, deadline, ctypes.addressof(block), ctypes.sizeof(block))


def event_wait(event: int, **fields: int) -> EventWait:
    return EventWait(**{"size": ctypes.sizeof(EventWait), "event": event, **fields})


def test_submit_and_wait(ring: Ring, stream: gpu.Stream) -> None:
    with stream.event_record() as event:
        assert ring.submit([entry(EVENT_WAIT, event_wait(event.value), user_data=42)]) == 1
        (completion,) = ring.wait(1, time.monotonic() + 5, 8)
    assert (completion.user_data, completion.status, completion.error) == (42, 0, 0)
    assert ring.wait(0, None, 8) == []


def test_nothing_comes(ring: Ring) -> None:
    with pytest.raises(distos.DeadlineExceededError):
        ring.wait(1, time.monotonic() + 0.01, 1)
    with pytest.raises(distos.InvalidArgumentError):
        ring.wait(2, None, 1)


@pytest.mark.parametrize(
    ("block", "error", "reason"),
    [
        (event_wait(0), distos.InvalidHandleError, "FORGED"),
        (event_wait(0x0123_4567_89AB_CDEF), distos.InvalidHandleError, None),
        (event_wait(1, size=4), distos.InvalidArgumentError, "STRUCT_SIZE"),
        (event_wait(1, reserved=1), distos.InvalidArgumentError, "RESERVED_NOT_ZERO"),
    ],
    ids=["no handle", "a forged handle", "too short", "reserved"],
)
def test_blocks_that_are_refused(ring: Ring, block: EventWait, error: type[distos.Error], reason: str | None) -> None:
    with pytest.raises(error) as caught:
        ring.submit([entry(EVENT_WAIT, block)])
    assert reason in (None, caught.value.reason)
    assert ring.wait(0, None, 1) == []


def test_a_null_pointer(ring: Ring, buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    size = ctypes.sizeof(BufferWrite)
    block = BufferWrite(size=size, buffer=buffer.value, stream=stream.value, data=0, data_length=8)
    with pytest.raises(distos.InvalidArgumentError) as caught:
        ring.submit([entry(BUFFER_WRITE, block)])
    assert caught.value.reason == "NULL_POINTER"


def test_text_that_is_not_unicode(ring: Ring, spin: gpu.Module, stream: gpu.Stream) -> None:
    one = (ctypes.c_uint32 * 3)(1, 1, 1)
    block = KernelLaunch(
        size=ctypes.sizeof(KernelLaunch),
        module=spin.value,
        stream=stream.value,
        kernel=b"\xff\xfe",
        kernel_length=2,
        grid=one,
        block=one,
    )
    with pytest.raises(distos.InvalidArgumentError) as caught:
        ring.submit([entry(KERNEL_LAUNCH, block)])
    assert caught.value.reason == "NOT_UTF8"


def test_calls_that_a_ring_does_not_take(ring: Ring) -> None:
    for call in (0x0001, 0x7777):
        with pytest.raises(distos.InvalidArgumentError):
            ring.submit([entry(call, event_wait(1))])


def test_a_full_ring(ring: Ring, device: gpu.Device, spin: gpu.Module, flag: gpu.Buffer) -> None:
    with device.stream_create() as stream:
        spin.kernel_launch_enqueue(stream, "spin", (1, 1, 1), (1, 1, 1), spin_arguments(flag))
        with stream.event_record() as event:
            block = event_wait(event.value)
            entries = [entry(EVENT_WAIT, block, user_data=index) for index in range(6)]
            assert ring.submit(entries) == 4
            with pytest.raises(distos.WouldBlockError) as caught:
                ring.submit(entries[4:])
            assert isinstance(caught.value, BlockingIOError)
            assert caught.value.correlation_id.int == 0, "no error object is made for this"
            for index in range(4):
                assert ring.cancel(index) is CancelResult.REQUESTED
            assert ring.cancel(77) is CancelResult.NOT_FOUND
            completions = ring.wait(4, time.monotonic() + 5, 8)
            raise_flag(device, flag)
            event.wait(timeout=30)
    assert {it.status for it in completions} == {distos.CancelledError.code}


class LongerEventWait(ctypes.Structure):
    """What a newer client may pass."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("event", ctypes.c_uint64),
        ("unknown", ctypes.c_uint64),
    )


@pytest.mark.parametrize("unknown", [0, 1])
def test_a_block_of_a_newer_client(ring: Ring, stream: gpu.Stream, unknown: int) -> None:
    with stream.event_record() as event:
        block = LongerEventWait(size=ctypes.sizeof(LongerEventWait), event=event.value, unknown=unknown)
        if unknown:
            with pytest.raises(distos.UnsupportedError) as caught:
                ring.submit([entry(EVENT_WAIT, block)])
            assert caught.value.reason == "UNKNOWN_FIELD"
        else:
            assert ring.submit([entry(EVENT_WAIT, block)]) == 1
            assert ring.wait(1, time.monotonic() + 5, 1)[0].status == 0


def test_a_handle_of_another_copy_of_the_runtime(ring: Ring, tmp_path: Path) -> None:
    carried = Path(distos.__file__).with_name("libdistos.so.0")
    other = ctypes.CDLL(str(shutil.copy(carried, tmp_path / "libdistos-other.so")))
    handle = ctypes.c_uint64()
    assert other.distos_system_open(None, ctypes.byref(handle), None) == 0
    with pytest.raises(distos.InvalidHandleError) as caught:
        ring.submit([entry(EVENT_WAIT, event_wait(handle.value))])
    assert caught.value.reason == "OTHER_RUNTIME"
    assert other.distos_system_close(handle, None) == 0
