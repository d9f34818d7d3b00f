"""DistOS: GPU, distributed and asynchronous operations of a cluster as one API.

`distos.System` begins a session. The calls of this package and of `distos.gpu` return when they are done; those of
`distos.aio` are awaited.
"""

from distos import gpu, ring
from distos._error import (
    Error,
    ErrorClass,
    Outcome,
    PermanentError,
    Retry,
    Scope,
    Severity,
    Source,
    TransientError,
    UsageError,
)
from distos._native import Handle, HostArray
from distos.generated import _errors
from distos.generated import core as _core
from distos.generated._errors import *  # noqa: F403
from distos.generated.core import *  # noqa: F403

__all__ = [
    "Error",
    "ErrorClass",
    "Handle",
    "HostArray",
    "Outcome",
    "PermanentError",
    "Retry",
    "Scope",
    "Severity",
    "Source",
    "TransientError",
    "UsageError",
    "gpu",
    "ring",
]
__all__ += _core.__all__
__all__ += _errors.__all__
