"""Arrays in and out of device buffers.

A buffer's memory belongs to its device and is reached through streams only, so it is not exported itself: what leaves
it is copied, once, straight into the memory of the array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from distos import gpu
from distos._native import HostArray
from distos._types import Span

if TYPE_CHECKING:
    import numpy
    from numpy.typing import DTypeLike, NDArray

__all__ = ["from_numpy", "to_host_array", "to_numpy"]


def to_host_array(
    buffer: gpu.Buffer,
    stream: gpu.Stream,
    dtype: str,
    shape: int | Sequence[int],
    *,
    offset: int = 0,
    timeout: Span | None = None,
) -> HostArray:
    """Reads a part of `buffer` into a new array, which any library with DLPack can take without a copy.

    `offset` is in bytes.
    """
    array = HostArray(shape, dtype)
    buffer.read(stream, offset, array, timeout=timeout)
    return array


def to_numpy(
    buffer: gpu.Buffer,
    stream: gpu.Stream,
    dtype: DTypeLike,
    shape: int | Sequence[int],
    *,
    offset: int = 0,
    timeout: Span | None = None,
) -> NDArray[Any]:
    """Reads a part of `buffer` into a new NumPy array. `offset` is in bytes."""
    import numpy

    array: NDArray[Any] = numpy.empty(shape, dtype)
    buffer.read(stream, offset, array, timeout=timeout)
    return array


def from_numpy(
    device: gpu.Device,
    stream: gpu.Stream,
    array: numpy.ndarray[Any, Any],
    *,
    timeout: Span | None = None,
) -> gpu.Buffer:
    """Allocates a buffer on `device` and writes a C-contiguous array to it."""
    buffer = device.buffer_alloc(array.nbytes)
    try:
        buffer.write(stream, 0, array, timeout=timeout)
    except BaseException:
        buffer.close()
        raise
    return buffer
