"""Many operations with random cancellation, deadlines, a full ring and closed loops. `cargo xtask soak` runs more."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import resource
import time
from collections import Counter

import distos
from distos import aio

OPERATIONS = int(os.environ.get("DISTOS_SOAK_OPERATIONS", "20000"))
AT_ONCE = 2_000
SIZE = 256


def test_stress() -> None:
    aio.set_ring_capacity(AT_ONCE // 4)
    outcomes: Counter[str] = Counter()
    descriptors = len(os.listdir("/proc/self/fd"))
    generator = random.Random(5)
    with distos.System(host_memory_limit=64 << 20) as plain, plain.device_open(0) as device:
        peak = 0
        for round_ in range(max(1, OPERATIONS // AT_ONCE)):
            if round_ == 2:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            run_round(aio.gpu.Device.wrap(device), generator, outcomes)
        assert_quiet()
        information = device.info()
        assert information.free_memory == information.total_memory
        if round_ > 10:
            growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
            assert growth < 64 * 1024, f"{growth} KiB more than after the first rounds"
    aio.set_ring_capacity(16_384)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 1
    assert sum(outcomes.values()) == max(1, OPERATIONS // AT_ONCE) * AT_ONCE
    assert min(outcomes[name] for name in ("done", "cancelled", "late", "abandoned")) > 0
    print(dict(outcomes))


def run_round(device: aio.gpu.Device, generator: random.Random, outcomes: Counter[str]) -> None:
    """One event loop, which closes while a part of its operations is in flight."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(operate(device, generator, outcomes))
    finally:
        loop.close()


async def operate(device: aio.gpu.Device, generator: random.Random, outcomes: Counter[str]) -> None:
    with device.stream_create() as stream, device.buffer_alloc(SIZE) as buffer:
        memory = [bytearray(SIZE) for _ in range(AT_ONCE)]
        tasks = [asyncio.create_task(one(buffer, stream, place, generator)) for place in memory]
        await asyncio.sleep(0)
        for task in generator.sample(tasks, AT_ONCE // 4):
            task.cancel()
        some = tasks[: AT_ONCE * 3 // 4]
        outcomes.update(await asyncio.gather(*some))
        for task in tasks[len(some) :]:
            outcomes["abandoned"] += 1
            task.cancel()


async def one(buffer: aio.gpu.Buffer, stream: aio.gpu.Stream, memory: bytearray, generator: random.Random) -> str:
    timeout = generator.choice([None, None, 0.0, 0.001])
    try:
        match generator.randrange(3):
            case 0:
                await buffer.write(stream, 0, memory, timeout=timeout)
            case 1:
                await buffer.read(stream, 0, memory, timeout=timeout)
            case _:
                with stream.event_record() as event:
                    await event.wait(timeout=timeout)
    except asyncio.CancelledError:
        return "cancelled"
    except distos.DeadlineExceededError:
        return "late"
    return "done"


def assert_quiet() -> None:
    deadline = time.monotonic() + 30
    while aio.parked_operations() > 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert aio.parked_operations() == 0
