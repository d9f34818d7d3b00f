"""Devices, memory, streams and kernels. To be awaited."""

from distos.generated._aio import gpu as _gpu
from distos.generated._aio.gpu import *  # noqa: F403

__all__: list[str] = []
__all__ += _gpu.__all__
