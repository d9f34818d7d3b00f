"""The ring: submissions, completions, deadlines and cancellation."""

from distos.generated import ring as _ring
from distos.generated.ring import *  # noqa: F403

__all__: list[str] = []
__all__ += _ring.__all__
