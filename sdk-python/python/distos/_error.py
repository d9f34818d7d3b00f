"""Errors: the base of the hierarchy, and how an error object of the runtime becomes an exception."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = [
    "Error",
    "ErrorClass",
    "Outcome",
    "PermanentError",
    "Retry",
    "Scope",
    "Severity",
    "Source",
    "TransientError",
    "UsageError",
]


class ErrorClass(enum.IntEnum):
    """What kind of failure an error is."""

    TRANSIENT = 1
    """It may pass by itself, or after an action."""
    PERMANENT = 2
    """It stays."""
    USAGE = 3
    """The caller's mistake."""


class Severity(enum.IntEnum):
    """How bad an error is."""

    INFO = 1
    WARNING = 2
    ERROR = 3
    FATAL = 4


class Outcome(enum.IntEnum):
    """Whether a call that failed took effect."""

    NOT_APPLIED = 1
    """Nothing has changed."""
    APPLIED = 2
    """Everything has changed as on success."""
    UNKNOWN = 3
    """What the call may change may hold anything."""


class Scope(enum.IntEnum):
    """How far an error reaches."""

    CALL = 1
    STREAM = 2
    DEVICE = 3
    COMMUNICATOR = 4
    NODE = 5
    SYSTEM = 6


class Retry(enum.IntEnum):
    """Whether trying again makes sense."""

    NEVER = 1
    AFTER_ACTION = 2
    BACKOFF = 3


class Source(NamedTuple):
    """Where an error arose; empty texts where nothing is known."""

    node: str = ""
    subsystem: str = ""
    call: str = ""


class Error(Exception):
    """The base of every error of DistOS. What a class says of all its errors, an error may narrow."""

    code: int = 0
    """The number of the error in the catalogue."""
    name: str = "UNKNOWN"
    """The name of the error in the catalogue."""
    error_class: ErrorClass = ErrorClass.PERMANENT
    severity: Severity = Severity.ERROR
    outcome: Outcome = Outcome.UNKNOWN
    scope: Scope = Scope.CALL
    retry: Retry = Retry.NEVER
    canonical: str = "UNKNOWN"
    """The nearest code of gRPC."""
    summary: str = "An error that this version does not know."
    """What the catalogue says about it."""
    action: str = ""
    """What to do about it."""
    reason: str = ""
    """What exactly, in upper case: the name of the clause, or of an implied check."""
    clause: str = ""
    """The clause that was broken: `gpu.buffer_alloc.size_positive`."""
    correlation_id: uuid.UUID = uuid.UUID(int=0)
    """What ties it to logs; zero where the runtime made no error object."""
    message: str = ""
    """One sentence, with the values that led to it."""
    metadata: Mapping[str, str] = {}
    """The values of the message, by name."""
    source: Source = Source()
    retry_after: float = 0.0
    """How long to wait before trying again, in seconds; 0 when nothing is known."""
    ucxl_trace: str = ""
    """The address of the event that caused it; empty where there is no event log."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.summary)
        self.message = message or self.summary
        self.metadata = {}

    @property
    def cause(self) -> Error | None:
        """The error that led to this one; `raise … from` shows it too."""
        return self.__cause__ if isinstance(self.__cause__, Error) else None

    def __str__(self) -> str:
        return f"{self.message} [{self.clause}]" if self.clause else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message,), {**self.__dict__, "__cause__": self.__cause__}

    def __setstate__(self, state: Any) -> None:
        for name, value in state.items():
            setattr(self, name, value)


class TransientError(Error):
    """An error that may pass: by itself, or after an action."""

    error_class = ErrorClass.TRANSIENT


class PermanentError(Error):
    """An error that stays."""

    error_class = ErrorClass.PERMANENT


class UsageError(Error):
    """A mistake of the caller."""

    error_class = ErrorClass.USAGE


_CONVERSIONS: Mapping[str, Any] = {
    "error_class": ErrorClass,
    "severity": Severity,
    "outcome": Outcome,
    "scope": Scope,
    "retry": Retry,
}


def from_native(code: int, fields: dict[str, Any]) -> Error:
    """Makes the exception of a status, and of the fields of its error object where there is one."""
    from distos.generated._errors import BY_CODE

    cause = fields.pop("cause", None)
    source = fields.pop("source", None)
    kind = BY_CODE.get(code) or _class_of_unknown(fields.get("error_class"))
    error = kind(fields.pop("message", None))
    error.code = code
    for name, value in fields.items():
        setattr(error, name, _converted(name, value))
    if source is not None:
        error.source = Source(*source)
    if cause is not None:
        error.__cause__ = cause
    return error


def _converted(name: str, value: Any) -> Any:
    conversion = _CONVERSIONS.get(name)
    try:
        return value if conversion is None else conversion(value)
    except ValueError:
        # A newer runtime may say more than this version has names for.
        return value


def _class_of_unknown(error_class: int | None) -> type[Error]:
    classes: dict[int | None, type[Error]] = {
        ErrorClass.TRANSIENT: TransientError,
        ErrorClass.PERMANENT: PermanentError,
        ErrorClass.USAGE: UsageError,
    }
    return classes.get(error_class, Error)
