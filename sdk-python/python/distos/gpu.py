"""Devices, memory, streams and kernels."""

from distos.generated import gpu as _gpu
from distos.generated.gpu import *  # noqa: F403

__all__: list[str] = []
__all__ += _gpu.__all__
