"""What awaiting costs with 10,000 operations in flight, beside bare futures of asyncio of the same shape.

Both start 10,000 tasks, each of which awaits one future; all futures exist before the first completes, and they
complete in batches. Prints a line for `cargo xtask bench`.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Callable, Coroutine

from distos import aio

IN_FLIGHT = 10_000
BATCH = 256
ROUNDS = 15


class BareFutures:
    """Futures that the event loop completes in batches once they all exist."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.pending: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        future = self.loop.create_future()
        self.pending.append(future)
        if len(self.pending) == IN_FLIGHT:
            self.loop.call_soon(self.complete)
        await future

    def complete(self) -> None:
        while self.pending:
            for future in self.pending[:BATCH]:
                if not future.done():
                    future.set_result(None)
            del self.pending[:BATCH]


async def nanoseconds(wait: Callable[[], Coroutine[None, None, None]]) -> float:
    """Per operation."""
    gc.collect()
    gc.disable()
    start = time.perf_counter_ns()
    await asyncio.gather(*[wait() for _ in range(IN_FLIGHT)])
    elapsed = time.perf_counter_ns() - start
    gc.enable()
    return elapsed / IN_FLIGHT


async def main() -> None:
    pairs = []
    async with aio.System() as system:
        with (
            system.device_open(0) as device,
            device.stream_create() as stream,
            stream.event_record() as event,
        ):
            await event.wait()
            for _ in range(ROUNDS):
                pairs.append((await nanoseconds(event.wait), await nanoseconds(BareFutures().wait)))
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    name = "Python: await, 10,000 in flight"
    print(f"bench\t{name}\tns\t{ours:.1f}\tbare asyncio futures\t{theirs:.1f}\tratio\t1.3")


if __name__ == "__main__":
    asyncio.run(main())
