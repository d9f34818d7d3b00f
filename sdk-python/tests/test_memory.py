"""Memory: what may be passed, how long it is held, and arrays."""

from __future__ import annotations

import array
from datetime import timedelta
from typing import Any

import numpy
import numpy.typing
import pytest

import distos
from distos import HostArray, arrays, gpu
from distos._types import ReadableMemory

Doubles = numpy.typing.NDArray[numpy.float64]
Shorts = numpy.typing.NDArray[numpy.int16]


@pytest.mark.parametrize(
    "data",
    [
        b"0123456789abcdef",
        bytearray(b"0123456789abcdef"),
        memoryview(b"..0123456789abcdef")[2:],
        array.array("B", b"0123456789abcdef"),
        numpy.frombuffer(b"0123456789abcdef", dtype="uint16").reshape(2, 4),
    ],
    ids=lambda data: type(data).__name__,
)
def test_any_contiguous_memory(buffer: gpu.Buffer, stream: gpu.Stream, data: ReadableMemory) -> None:
    buffer.write(stream, 0, data)
    back = bytearray(16)
    buffer.read(stream, 0, back)
    assert back == b"0123456789abcdef"


def test_no_memory_at_all(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    buffer.write(stream, 4096, b"")


def test_memory_that_is_not_contiguous(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises((BufferError, ValueError)):
        buffer.write(stream, 0, numpy.zeros((8, 8))[:, ::2])


def test_memory_that_may_not_be_written(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises((BufferError, ValueError)):
        buffer.read(stream, 0, bytes(16))


def test_something_that_is_no_memory(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises(TypeError, match="memory is needed"):
        buffer.write(stream, 0, 7)  # type: ignore[arg-type]


def test_memory_is_let_go(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    data = bytearray(16)
    buffer.write(stream, 0, data)
    buffer.read(stream, 0, data)
    data.append(0)


def test_numpy_there_and_back(device: gpu.Device, stream: gpu.Stream) -> None:
    values: Doubles = numpy.arange(24, dtype="float64").reshape(2, 3, 4)
    with arrays.from_numpy(device, stream, values) as buffer:
        assert numpy.array_equal(arrays.to_numpy(buffer, stream, "float64", (2, 3, 4)), values)
        tail = arrays.to_numpy(buffer, stream, "float64", 4, offset=20 * 8, timeout=timedelta(seconds=5))
        assert tail.tolist() == [20.0, 21.0, 22.0, 23.0]


def test_from_numpy_leaves_nothing_behind(device: gpu.Device, stream: gpu.Stream) -> None:
    with pytest.raises((BufferError, ValueError)):
        arrays.from_numpy(device, stream, numpy.zeros((8, 8))[:, ::2])


def test_a_host_array_is_a_buffer() -> None:
    host = HostArray((2, 3), "int32")
    view = memoryview(host)
    assert (view.format, view.shape, view.strides, view.readonly) == ("i", (2, 3), (12, 4), False)
    numbers = numpy.asarray(host)
    numbers[1, 2] = 7
    assert view[1, 2] == 7
    assert (host.shape, host.dtype, host.nbytes, len(host)) == ((2, 3), "int32", 24, 2)


def test_a_host_array_is_a_tensor(device: gpu.Device, stream: gpu.Stream) -> None:
    with arrays.from_numpy(device, stream, numpy.arange(6, dtype="float32")) as buffer:
        host = arrays.to_host_array(buffer, stream, "float32", (2, 3))
    numbers = numpy.from_dlpack(host)
    assert numbers.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert host.__dlpack_device__() == (1, 0)
    address = numbers.__array_interface__["data"][0]
    assert address % 256 == 0
    assert address == numpy.asarray(host).__array_interface__["data"][0], "nothing is copied"
    del host
    assert numbers[1, 2] == 5.0, "the tensor keeps the memory"


def test_a_copy_when_asked() -> None:
    host = HostArray(4, "uint8")
    copy = numpy.from_dlpack(host, copy=True)
    copy[:] = 9
    assert bytes(host) == bytes(4)


def test_capsules_of_both_kinds() -> None:
    host = HostArray(4)
    assert "dltensor_versioned" in repr(host.__dlpack__(max_version=(1, 1)))
    assert "dltensor_versioned" in repr(host.__dlpack__(max_version=(2, 0)))
    old = repr(host.__dlpack__())
    assert "dltensor" in old
    assert "versioned" not in old


def test_what_a_tensor_refuses() -> None:
    host = HostArray(4)
    with pytest.raises(BufferError):
        host.__dlpack__(dl_device=(2, 0))
    with pytest.raises(BufferError):
        host.__dlpack__(stream=1)  # type: ignore[arg-type]


class Tensor:
    """A tensor that has no buffer protocol."""

    def __init__(self, array: numpy.typing.NDArray[Any]) -> None:
        self.array = array

    def __dlpack__(self, *, max_version: tuple[int, int] | None = None) -> object:
        return self.array.__dlpack__(max_version=max_version)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.array.__dlpack_device__()


class OldTensor(Tensor):
    """A tensor from before versions."""

    def __dlpack__(self) -> object:  # type: ignore[override]
        return self.array.__dlpack__()


@pytest.mark.parametrize("kind", [Tensor, OldTensor])
def test_tensors_of_others(buffer: gpu.Buffer, stream: gpu.Stream, kind: type[Tensor]) -> None:
    numbers: Shorts = numpy.arange(32, dtype="int16")[8:24]
    buffer.write(stream, 0, kind(numbers))
    back: Shorts = numpy.zeros(16, dtype="int16")
    buffer.read(stream, 0, kind(back))
    assert numpy.array_equal(back, numbers), "the byte offset counts"
    host = HostArray.from_dlpack(kind(numbers))
    assert (host.dtype, host.shape) == ("int16", (16,))
    numbers[0] = -1
    assert memoryview(host)[0] == -1, "nothing is copied"


def test_tensors_that_do_not_fit(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises(BufferError, match="contiguous"):
        buffer.write(stream, 0, Tensor(numpy.zeros((8, 8))[:, ::2]))
    frozen = numpy.zeros(4)
    frozen.flags.writeable = False
    with pytest.raises(BufferError, match="read-only"):
        buffer.read(stream, 0, Tensor(frozen))


def test_shapes_and_types_that_are_none() -> None:
    with pytest.raises(ValueError, match="element type"):
        HostArray(4, "float31")
    with pytest.raises(ValueError, match="negative"):
        HostArray((-1, 2))
    with pytest.raises(MemoryError):
        HostArray((1 << 62, 1 << 62))


def test_times(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    buffer.write(stream, 0, b"x", timeout=5)
    buffer.write(stream, 0, b"x", timeout=float("inf"))
    for wrong in (-1, float("nan"), timedelta(seconds=-1)):
        with pytest.raises(ValueError, match="time must"):
            buffer.write(stream, 0, b"x", timeout=wrong)
    with pytest.raises(TypeError, match="seconds or a timedelta, not str"):
        buffer.write(stream, 0, b"x", timeout="soon")  # type: ignore[arg-type]


def test_numbers_that_do_not_fit(device: gpu.Device) -> None:
    with pytest.raises(OverflowError):
        device.buffer_alloc(-1)
    with pytest.raises(OverflowError):
        device.buffer_alloc(1 << 64)


def test_text_that_is_not_unicode(device: gpu.Device) -> None:
    with pytest.raises(UnicodeEncodeError):
        device.module_load("\ud800")


def test_a_module_that_is_none(device: gpu.Device) -> None:
    with pytest.raises(distos.ModuleInvalidError):
        device.module_load("this is no PTX")
