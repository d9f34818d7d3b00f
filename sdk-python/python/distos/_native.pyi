"""The extension module. Its classes and functions have their stubs where they are public: in `distos.generated`."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, SupportsIndex, final

from distos._types import SupportsDLPack

core: Any
gpu: Any
ring: Any
_operations: Any
_experiments: Any

class Handle:
    """A name of an object of the runtime. Used as a context manager, it closes itself."""

    def close(self) -> None:
        """Closes this name. Never waits; a second time does nothing."""

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""

    @property
    def value(self) -> int:
        """The number of the handle on the C border."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

@final
class HostArray:
    """Host memory with a shape and an element type, C-contiguous.

    Shares itself with NumPy, PyTorch, CuPy and others without a copy: `numpy.asarray(array)`,
    `torch.from_dlpack(array)`.
    """

    def __new__(cls, shape: SupportsIndex | Sequence[int], dtype: object = None) -> Self: ...
    @staticmethod
    def from_dlpack(tensor: SupportsDLPack) -> HostArray:
        """An array on the memory of any C-contiguous host tensor with `__dlpack__`; nothing is copied."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The extents, in elements."""

    @property
    def dtype(self) -> str:
        """The name of the element type."""

    @property
    def nbytes(self) -> int:
        """In bytes."""

    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    def __dlpack__(
        self,
        *,
        stream: None = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any: ...

def cancel(handle: Handle, future: asyncio.Future[Any]) -> None: ...
def set_ring_capacity(capacity: int) -> None: ...
def parked_operations() -> int: ...
def layouts() -> dict[str, tuple[int, int, list[tuple[str, int]]]]: ...
