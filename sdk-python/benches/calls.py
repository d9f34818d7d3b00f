"""What a call costs, beside a bare call of PyO3 in the same run. Prints lines for `cargo xtask bench`."""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable

import peer

import distos
from distos import experimental

CALLS = 100_000
ROUNDS = 15


def nanoseconds(call: Callable[..., object], arguments: str, names: dict[str, object]) -> float:
    timer = timeit.Timer(f"call({arguments})", timer=time.thread_time, globals={"call": call, **names})
    return timer.timeit(CALLS) / CALLS * 1e9


def compare(
    name: str,
    bar: float,
    ours: Callable[..., object],
    theirs: Callable[..., object],
    arguments: str = "",
    our_names: dict[str, object] | None = None,
    their_names: dict[str, object] | None = None,
) -> None:
    """Runs both by turns and prints the medians."""
    pairs = [
        (nanoseconds(ours, arguments, our_names or {}), nanoseconds(theirs, arguments, their_names or {}))
        for _ in range(ROUNDS)
    ]
    ours_ns, theirs_ns = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"bench\tPython: {name}\tns\t{ours_ns:.1f}\ta bare PyO3 call\t{theirs_ns:.1f}\tratio\t{bar}")


def main() -> None:
    with distos.System() as system, system.device_open(0) as device, device.buffer_alloc(4096) as buffer:
        compare("null call", 1.2, experimental.null_call, peer.nothing)
        compare(
            "call with a handle",
            1.5,
            experimental.buffer_address,
            peer.look,
            "thing, 16",
            {"thing": buffer},
            # The answers are numbers of the same size.
            {"thing": peer.Thing(experimental.buffer_address(buffer, 0))},
        )


if __name__ == "__main__":
    main()
