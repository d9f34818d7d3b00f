"""The process: forks, exits, warnings as errors, and other threads while a call waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest
from conftest import spin_arguments

import distos
from distos import experimental, gpu


def run(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, *options, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


FORK = """
import os, warnings
import distos
warnings.simplefilter("error")
system = distos.System()
child = os.fork()
if child == 0:
    try:
        system.device_list()
    except distos.ForkedChildError as error:
        assert error.scope is distos.Scope.SYSTEM, error.scope
        system.close()
        try:
            distos.System()
        except distos.ForkedChildError:
            os._exit(7)
    os._exit(1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 7, status
assert system.device_list()
system.close()
"""

FORKED_CHILD_ENDS = """
import os, sys
import distos
system = distos.System()
child = os.fork()
if child == 0:
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
system.close()
"""

EXIT_WITH_OPEN_HANDLES = """
import distos
system = distos.System()
device = system.device_open(0)
buffer, stream = device.buffer_alloc(4096), device.stream_create()
"""

EXIT_WITH_OPERATIONS_IN_FLIGHT = """
import asyncio, sys
from distos import aio
from distos.gpu import KernelArg

async def main():
    system = aio.System()
    device = system.device_open(0)
    stream, flag = device.stream_create(), device.buffer_alloc(4096)
    await flag.write(stream, 0, bytes(4096))
    module = device.module_load(open(sys.argv[1]).read())
    arguments = [KernelArg.buffer(flag), KernelArg.buffer(flag), KernelArg.u64(1 << 62)]
    task = asyncio.create_task(module.kernel_launch(stream, "spin", (1, 1, 1), (1, 1, 1), arguments))
    waiting = asyncio.create_task(flag.write(stream, 0, bytearray(4096)))
    await asyncio.sleep(0.05)
    print("in flight", flush=True)
    return system, device, stream, flag, module, task, waiting

loop = asyncio.new_event_loop()
kept = loop.run_until_complete(main())
"""


@pytest.mark.parametrize("program", [FORK, FORKED_CHILD_ENDS], ids=["fork", "child ends"])
def test_fork(program: str) -> None:
    ended = run(program, "-W", "ignore::DeprecationWarning")
    assert ended.returncode == 0, ended.stderr


def test_exit_leaks_in_silence() -> None:
    ended = run(EXIT_WITH_OPEN_HANDLES, "-X", "dev", "-W", "error")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_exit_with_operations_in_flight() -> None:
    from conftest import KERNELS

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", EXIT_WITH_OPERATIONS_IN_FLIGHT, str(KERNELS / "spin.ptx")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "in flight\n"


def test_others_run_while_a_call_waits(device: gpu.Device, flag: gpu.Buffer, spin: gpu.Module) -> None:
    turns = 0
    done = threading.Event()

    def count() -> None:
        nonlocal turns
        while not done.wait(0.001):
            turns += 1

    counter = threading.Thread(target=count)
    counter.start()
    with device.stream_create() as stream, pytest.raises(TimeoutError):
        spin.kernel_launch(stream, "spin", (1, 1, 1), (1, 1, 1), spin_arguments(flag), timeout=0.3)
    done.set()
    counter.join()
    assert turns > 20


def test_a_deadline_that_has_passed(stream: gpu.Stream, spin: gpu.Module, flag: gpu.Buffer) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        spin.kernel_launch(stream, "spin", (1, 1, 1), (1, 1, 1), spin_arguments(flag), timeout=0)
    assert time.monotonic() - started < 5


def test_a_deprecated_call(system: distos.System) -> None:
    with pytest.warns(DeprecationWarning, match="device_count is deprecated. Use device_list"):
        assert system.device_count() == len(system.device_list())


def test_experiments(buffer: gpu.Buffer) -> None:
    experimental.null_call()
    assert experimental.buffer_address(buffer, 16) == experimental.buffer_address(buffer, 0) + 16
    assert experimental.MEMORY_KIND_MANAGED is gpu.MemoryKind(2)
    with pytest.raises(distos.OutOfRangeError):
        experimental.buffer_address(buffer, 4096)
