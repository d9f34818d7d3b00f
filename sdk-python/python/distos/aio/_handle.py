"""Handles of `distos.aio`: wrappers of the handles of `distos`."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from distos import _native

__all__ = ["Handle"]


class Handle:
    """A name of an object of the runtime, whose waiting calls are awaited.

    Used as a context manager, with or without `async`, it closes itself.
    """

    __slots__ = ("__weakref__", "_handle")

    _handle: Any

    @classmethod
    def wrap(cls, handle: _native.Handle) -> Self:
        """The same handle, with calls that are awaited. Closing either closes both."""
        wrapper = cls.__new__(cls)
        wrapper._handle = handle
        return wrapper

    @property
    def handle(self) -> Any:
        """The same handle, with calls that return when they are done."""
        return self._handle

    def close(self) -> None:
        """Closes this name. Never waits; a second time does nothing."""
        self._handle.close()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return bool(self._handle.closed)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._handle.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._handle.close()

    def __repr__(self) -> str:
        return f"<aio {self._handle!r}>"
