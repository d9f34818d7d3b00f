"""DistOS for asyncio: calls that may wait are awaited.

Each event loop has a ring per system. A task that is cancelled asks to end its operation; the memory that the operation
uses is held until it is complete, whatever becomes of the task or the loop. When a ring has no credits left, further
operations wait for one, in the order of their calls.
"""

from distos._native import parked_operations, set_ring_capacity
from distos.aio import gpu, ring
from distos.aio._handle import Handle
from distos.generated._aio import core as _core
from distos.generated._aio.core import *  # noqa: F403

__all__ = ["Handle", "gpu", "parked_operations", "ring", "set_ring_capacity"]
__all__ += _core.__all__
