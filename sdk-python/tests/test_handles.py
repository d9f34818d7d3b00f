"""Handles: life, leaks, rights, misuse."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

import distos
from distos import gpu


def test_a_context_manager_closes(system: distos.System) -> None:
    with system.device_open(0) as device:
        assert not device.closed
    assert device.closed
    assert "closed" in repr(device)


def test_closing_twice_does_nothing(device: gpu.Device) -> None:
    buffer = device.buffer_alloc(16)
    buffer.close()
    buffer.close()


def test_use_after_close(stream: gpu.Stream, device: gpu.Device) -> None:
    buffer = device.buffer_alloc(16)
    buffer.close()
    with pytest.raises(distos.InvalidHandleError) as caught:
        buffer.write(stream, 0, b"x")
    assert caught.value.reason == "CLOSED"


def test_a_handle_of_another_type(buffer: gpu.Buffer) -> None:
    with pytest.raises(distos.WrongTypeError) as caught:
        buffer.write(buffer, 0, b"x")  # type: ignore[arg-type]
    assert caught.value.error_class is distos.ErrorClass.USAGE


def test_something_that_is_no_handle(buffer: gpu.Buffer) -> None:
    with pytest.raises(TypeError, match="a handle is needed, not int"):
        buffer.write(7, 0, b"x")  # type: ignore[arg-type]


def test_a_missing_right(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with buffer.duplicate(distos.Rights.READ) as reader:
        assert reader.value != buffer.value
        reader.read(stream, 0, bytearray(16))
        with pytest.raises(distos.PermissionDeniedError) as caught:
            reader.write(stream, 0, b"x")
    assert isinstance(caught.value, PermissionError)
    assert caught.value.reason == "MISSING_RIGHT"


def test_rights_never_grow(buffer: gpu.Buffer) -> None:
    rights = distos.Rights.READ | distos.Rights.DUPLICATE
    with buffer.duplicate(rights) as reader, pytest.raises(distos.PermissionDeniedError):
        reader.duplicate(distos.Rights.WRITE)


def test_an_unknown_flag(buffer: gpu.Buffer) -> None:
    with pytest.raises(distos.InvalidArgumentError) as caught:
        buffer.duplicate(distos.Rights(1 << 31))
    assert caught.value.reason == "UNKNOWN_FLAG"


def test_a_leak_is_closed_and_said(device: gpu.Device) -> None:
    free = device.info().free_memory
    with pytest.warns(ResourceWarning, match=r"unclosed distos\.gpu\.Buffer 0x"):
        device.buffer_alloc(1 << 20)
        gc.collect()
    assert device.info().free_memory == free


def test_a_leak_keeps_the_exception_on_its_way(device: gpu.Device) -> None:
    def leak() -> None:
        buffer = device.buffer_alloc(16)
        raise KeyError(buffer.value)

    with pytest.warns(ResourceWarning):
        try:
            leak()
        except KeyError as error:
            error.__traceback__ = None
        gc.collect()


def test_children_keep_their_parents(system: distos.System) -> None:
    device = system.device_open(0)
    buffer, stream = device.buffer_alloc(16), device.stream_create()
    device.close()
    with buffer, stream:
        buffer.write(stream, 0, bytes(16))


def test_weak_references(device: gpu.Device) -> None:
    buffer = device.buffer_alloc(16)
    reference = weakref.ref(buffer)
    buffer.close()
    del buffer
    gc.collect()
    assert reference() is None


def test_no_handle_out_of_nothing() -> None:
    with pytest.raises(TypeError):
        gpu.Buffer()


def test_threads_share_handles(device: gpu.Device) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with device.stream_create() as stream, device.buffer_alloc(256) as buffer:
                for number in range(50):
                    data = bytes([number]) * 256
                    buffer.write(stream, 0, data)
                    back = bytearray(256)
                    buffer.read(stream, 0, back)
                    assert back == data
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
