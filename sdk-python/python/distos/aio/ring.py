"""The ring: submissions, completions, deadlines and cancellation. To be awaited."""

from distos.generated._aio import ring as _ring
from distos.generated._aio.ring import *  # noqa: F403

__all__: list[str] = []
__all__ += _ring.__all__
