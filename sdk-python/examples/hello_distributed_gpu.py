"""Saxpy over a million floats on the first device: allocate, copy, launch, await, read back, provoke an error.

Takes the path of the kernel's PTX; without one, it is found below the current folder.
"""

from __future__ import annotations

import array
import asyncio
import sys
from pathlib import Path

import distos
from distos import aio
from distos.gpu import KernelArg

COUNT = 1 << 20
BLOCK = 256


async def saxpy(stream: aio.gpu.Stream, module: aio.gpu.Module, x: aio.gpu.Buffer, y: aio.gpu.Buffer) -> None:
    """y[i] = 2 * x[i] + y[i] with x[i] = i and y[i] = 3. The copies and the kernel take their turns in the stream."""
    await x.write(stream, 0, array.array("f", range(COUNT)))
    await y.write(stream, 0, array.array("f", [3.0]) * COUNT)
    await module.kernel_launch(
        stream,
        "saxpy",
        grid=(COUNT // BLOCK, 1, 1),
        block=(BLOCK, 1, 1),
        arguments=[KernelArg.f32(2.0), KernelArg.buffer(x), KernelArg.buffer(y), KernelArg.u32(COUNT)],
    )
    result = array.array("f", bytes(4 * COUNT))
    await y.read(stream, 0, result)
    print(f"saxpy over {COUNT} elements: y[0] = {result[0]:.9g}, y[{COUNT - 1}] = {result[-1]:.9g}")
    error = max(abs(value - (2 * index + 3)) for index, value in enumerate(result))
    print(f"maximum error: {error:.9g}")


async def main() -> None:
    kernel = Path(sys.argv[1] if len(sys.argv) > 1 else "conformance/kernels/saxpy.ptx")
    async with aio.System() as system:
        for summary in system.device_list():
            print(f"device {summary.index}: {'host:0 (emulated)' if summary.emulated else 'GPU'}")
        with (
            system.device_open(0) as device,
            device.stream_create() as stream,
            device.module_load(kernel.read_text()) as module,
            device.buffer_alloc(4 * COUNT) as x,
            device.buffer_alloc(4 * COUNT) as y,
        ):
            await saxpy(stream, module, x, y)
            try:
                # Eight bytes from four before the end: the runtime refuses, and says which clause was broken.
                await y.read(stream, 4 * COUNT - 4, bytearray(8))
            except distos.OutOfRangeError as error:
                print(f"error {error.name} ({error.error_class.name.lower()}): {error.message}")
                print(f"  clause: {error.clause}")
                print(f"  action: {error.action}")
                print(f"  correlation: {error.correlation_id}")


if __name__ == "__main__":
    asyncio.run(main())
