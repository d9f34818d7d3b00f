"""Devices, memory, streams and kernels. To be awaited."""

from distos.generated.aio import gpu as _gpu
from distos.generated.aio.gpu import *  # noqa: F403

__all__: list[str] = []
__all__ += _gpu.__all__
