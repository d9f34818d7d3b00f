"""Errors: what they say, what they derive from, how they travel."""

from __future__ import annotations

import errno
import pickle
import uuid

import pytest
from conftest import MEMORY, spin_arguments

import distos
from distos import gpu
from distos._error import from_native
from distos.generated._errors import BY_CODE


def test_a_broken_precondition(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises(distos.OutOfRangeError) as caught:
        buffer.write(stream, 4090, bytes(10))
    error = caught.value
    assert error.code == 10
    assert error.name == "OUT_OF_RANGE"
    assert error.reason == "IN_BOUNDS"
    assert error.clause == "gpu.buffer_write.in_bounds"
    assert error.error_class is distos.ErrorClass.USAGE
    assert error.severity is distos.Severity.ERROR
    assert error.outcome is distos.Outcome.NOT_APPLIED
    assert error.scope is distos.Scope.CALL
    assert error.retry is distos.Retry.NEVER
    assert error.correlation_id != uuid.UUID(int=0)
    assert error.metadata["buffer.size"] == "4096"
    assert error.source.subsystem == "gpu"
    assert error.action
    assert error.cause is None
    assert str(error) == f"{error.message} [gpu.buffer_write.in_bounds]"


def test_the_kinds_and_the_builtins() -> None:
    builtins: dict[type[distos.Error], type[BaseException]] = {
        distos.OutOfMemoryError: MemoryError,
        distos.DeadlineExceededError: TimeoutError,
        distos.PermissionDeniedError: PermissionError,
        distos.OutOfRangeError: IndexError,
        distos.InvalidArgumentError: ValueError,
        distos.UnimplementedError: NotImplementedError,
        distos.WouldBlockError: BlockingIOError,
        distos.NotFoundError: LookupError,
        distos.InternalError: RuntimeError,
    }
    for error, builtin in builtins.items():
        assert issubclass(error, builtin)
    kinds = {distos.TransientError, distos.PermanentError, distos.UsageError}
    for error in BY_CODE.values():
        assert len(kinds & set(error.__mro__)) == 1
        assert error.__module__ == "distos"
        assert getattr(distos, error.__name__) is error


def test_every_error_can_be_made_without_an_object() -> None:
    for code, kind in BY_CODE.items():
        error = from_native(code, {"name": kind.name})
        assert type(error) is kind
        assert error.message == kind.summary
        assert str(error) == kind.summary
        assert error.correlation_id == uuid.UUID(int=0)


def test_an_error_of_a_newer_runtime() -> None:
    fields = {"name": "FROM_THE_FUTURE", "message": "New.", "error_class": 1, "severity": 9}
    error = from_native(9999, dict(fields))
    assert type(error) is distos.TransientError
    assert (error.code, error.name, error.message, error.severity) == (9999, "FROM_THE_FUTURE", "New.", 9)


def test_out_of_memory(device: gpu.Device) -> None:
    with pytest.raises(MemoryError) as caught:
        device.buffer_alloc(MEMORY + 1)
    assert isinstance(caught.value, distos.TransientError)
    assert caught.value.errno == errno.ENOMEM  # type: ignore[attr-defined]


def test_size_zero(device: gpu.Device) -> None:
    with pytest.raises(ValueError, match="size") as caught:
        device.buffer_alloc(0)
    assert isinstance(caught.value, distos.InvalidArgumentError)
    assert caught.value.clause == "gpu.buffer_alloc.size_positive"


def test_the_cause_of_a_failed_stream(device: gpu.Device, buffer: gpu.Buffer) -> None:
    from conftest import KERNELS

    text = (KERNELS / "out_of_bounds.ptx").read_text()
    arguments = [gpu.KernelArg.buffer(buffer), gpu.KernelArg.u32(1 << 20)]
    with device.module_load(text) as module, device.stream_create() as stream:
        with pytest.raises(distos.KernelFaultError):
            module.kernel_launch(stream, "out_of_bounds", (1, 1, 1), (32, 1, 1), arguments)
        with pytest.raises(distos.StreamFailedError) as caught:
            buffer.write(stream, 0, b"x")
    assert isinstance(caught.value.cause, distos.KernelFaultError)
    assert caught.value.__cause__ is caught.value.cause


def test_a_deadline(device: gpu.Device, flag: gpu.Buffer, spin: gpu.Module) -> None:
    with device.stream_create() as stream, pytest.raises(TimeoutError) as caught:
        spin.kernel_launch(stream, "spin", (1, 1, 1), (1, 1, 1), spin_arguments(flag), timeout=0.05)
    assert isinstance(caught.value, distos.DeadlineExceededError)
    assert caught.value.retry is distos.Retry.NEVER


def test_errors_travel(buffer: gpu.Buffer, stream: gpu.Stream) -> None:
    with pytest.raises(distos.OutOfRangeError) as caught:
        buffer.write(stream, 4096, b"x")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is distos.OutOfRangeError
    assert copy.clause == caught.value.clause
    assert copy.correlation_id == caught.value.correlation_id
    assert copy.metadata == caught.value.metadata


def test_an_unknown_call_is_absent(system: distos.System) -> None:
    assert system.call_info(0xFFFF).tier is distos.Tier.ABSENT


def test_a_version_of_the_future() -> None:
    with pytest.raises(distos.VersionMismatchError):
        distos.System(api_version=99_000)


def test_a_value_without_a_name() -> None:
    kind = gpu.MemoryKind(77)
    assert (kind.value, kind.name) == (77, "UNKNOWN_77")
