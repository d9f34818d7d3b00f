"""Kernels and events, in the forms that return when done and when enqueued."""

from __future__ import annotations

import numpy
import numpy.typing
import pytest
from conftest import KERNELS

from distos import arrays, gpu

Floats = numpy.typing.NDArray[numpy.float32]


def test_vector_add(device: gpu.Device, stream: gpu.Stream) -> None:
    count = 1000
    left: Floats = numpy.arange(count, dtype="float32")
    with (
        device.module_load((KERNELS / "vector_add.ptx").read_text()) as module,
        arrays.from_numpy(device, stream, left) as a,
        arrays.from_numpy(device, stream, left * 2) as b,
        device.buffer_alloc(4 * count) as c,
    ):
        arguments = [*map(gpu.KernelArg.buffer, (a, b, c)), gpu.KernelArg.u32(count)]
        module.kernel_launch_enqueue(stream, "vector_add", gpu.Dim3(4, 1, 1), (256, 1, 1), arguments)
        with stream.event_record() as event:
            event.wait(timeout=30)
        assert numpy.array_equal(arrays.to_numpy(c, stream, "float32", count), left * 3)


def test_block_reduce(device: gpu.Device, stream: gpu.Stream) -> None:
    values: Floats = numpy.ones(1024, dtype="float32")
    with (
        device.module_load((KERNELS / "block_reduce.ptx").read_text()) as module,
        arrays.from_numpy(device, stream, values) as source,
        device.buffer_alloc(16) as partial,
    ):
        arguments = [gpu.KernelArg.buffer(source), gpu.KernelArg.buffer(partial), gpu.KernelArg.u32(1024)]
        module.kernel_launch(stream, "block_reduce", (4, 1, 1), (256, 1, 1), arguments, dynamic_shared_memory=1024)
        assert arrays.to_numpy(partial, stream, "float32", 4).tolist() == [256.0] * 4


def test_arguments_say_what_they_are(buffer: gpu.Buffer) -> None:
    cases = {
        "i32": gpu.KernelArg.i32(-1),
        "u32": gpu.KernelArg.u32(1),
        "u64": gpu.KernelArg.u64(1 << 40),
        "f32": gpu.KernelArg.f32(0.5),
        "f64": gpu.KernelArg.f64(0.5),
        "bytes": gpu.KernelArg.bytes(b"abc"),
        "buffer": gpu.KernelArg.buffer(buffer),
    }
    for case, argument in cases.items():
        assert argument.case == case
        assert case in repr(argument)


def test_an_argument_that_does_not_fit() -> None:
    with pytest.raises(OverflowError):
        gpu.KernelArg.i32(1 << 31)


def test_a_shape_of_two(device: gpu.Device, stream: gpu.Stream) -> None:
    with (
        device.module_load((KERNELS / "vector_add.ptx").read_text()) as module,
        pytest.raises(ValueError, match="tuple"),
    ):
        module.kernel_launch(stream, "vector_add", (1, 1), (1, 1, 1), [])  # type: ignore[arg-type]
