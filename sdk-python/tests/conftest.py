"""What the tests share: a session on the host's device, and kernels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import distos
from distos import gpu

KERNELS = Path(__file__).parents[2] / "conformance" / "kernels"
MEMORY = 64 << 20


@pytest.fixture
def system() -> Iterator[distos.System]:
    with distos.System(host_memory_limit=MEMORY) as system:
        yield system


@pytest.fixture
def device(system: distos.System) -> Iterator[gpu.Device]:
    with system.device_open(0) as device:
        yield device
        information = device.info()
        assert information.free_memory == information.total_memory, "a test leaks device memory"


@pytest.fixture
def stream(device: gpu.Device) -> Iterator[gpu.Stream]:
    with device.stream_create() as stream:
        yield stream


@pytest.fixture
def buffer(device: gpu.Device) -> Iterator[gpu.Buffer]:
    with device.buffer_alloc(4096) as buffer:
        yield buffer


@pytest.fixture
def flag(device: gpu.Device, stream: gpu.Stream) -> Iterator[gpu.Buffer]:
    """Lets `spin` end when it is raised. Behind it, the kernel stores its turns."""
    with device.buffer_alloc(4096) as flag:
        flag.write(stream, 0, bytes(4096))
        yield flag


@pytest.fixture
def spin(device: gpu.Device) -> Iterator[gpu.Module]:
    """A kernel that runs until its flag is raised, or it is cancelled."""
    with device.module_load((KERNELS / "spin.ptx").read_text()) as module:
        yield module


def spin_arguments(flag: gpu.Buffer) -> list[gpu.KernelArg]:
    """As many turns as there can be."""
    return [gpu.KernelArg.buffer(flag), gpu.KernelArg.buffer(flag), gpu.KernelArg.u64(1 << 62)]


def raise_flag(device: gpu.Device, flag: gpu.Buffer) -> None:
    """Ends a kernel that spins."""
    with device.stream_create() as stream:
        flag.write(stream, 0, (1).to_bytes(4, "little"))
