"""Types that the generated modules share."""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["HandleWrapper", "OpenEnum", "ReadableMemory", "Span", "SupportsDLPack", "WritableMemory"]

Span: TypeAlias = float | timedelta
"""A span of time: seconds, or a timedelta."""


class SupportsDLPack(Protocol):
    """A tensor that can be exchanged: NumPy, PyTorch, JAX, CuPy and others have it."""

    def __dlpack__(self, *, max_version: tuple[int, int] | None = ...) -> Any: ...

    def __dlpack_device__(self) -> tuple[int, int]: ...


class HandleWrapper(Protocol):
    """A handle of `distos.aio`."""

    @property
    def handle(self) -> Any: ...


ReadableMemory: TypeAlias = "Buffer | SupportsDLPack"
"""C-contiguous host memory: bytes, bytearray, memoryview, array.array, a NumPy array, a host tensor."""

WritableMemory: TypeAlias = "Buffer | SupportsDLPack"
"""C-contiguous host memory that may be written."""


class OpenEnum(enum.IntEnum):
    """An enum that a newer runtime may extend: a value without a name becomes a member called UNKNOWN_value."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        known = cls._value2member_map_.setdefault(value, member)
        return known if isinstance(known, cls) else None
