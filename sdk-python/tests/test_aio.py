"""Calls that are awaited: results, cancellation, deadlines, full rings, closed loops."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from conftest import KERNELS, MEMORY

import distos
from distos import aio
from distos.gpu import KernelArg

ONE = (1, 1, 1)


@dataclass
class Machine:
    """A session with a stream, and a kernel that runs until its flag is raised."""

    system: aio.System
    device: aio.gpu.Device
    stream: aio.gpu.Stream
    other: aio.gpu.Stream
    buffer: aio.gpu.Buffer
    flag: aio.gpu.Buffer
    module: aio.gpu.Module

    def spin(self) -> asyncio.Task[None]:
        arguments = [KernelArg.buffer(self.flag), KernelArg.buffer(self.flag), KernelArg.u64(1 << 62)]
        return asyncio.create_task(self.module.kernel_launch(self.stream, "spin", ONE, ONE, arguments))

    async def raise_flag(self) -> None:
        """Not through the ring, which may be full of operations that wait for the kernel."""
        await asyncio.to_thread(self.flag.handle.write, self.other.handle, 0, (1).to_bytes(4, "little"))


@asynccontextmanager
async def machine() -> AsyncIterator[Machine]:
    async with aio.System(host_memory_limit=MEMORY) as system:
        with (
            system.device_open(0) as device,
            device.stream_create() as stream,
            device.stream_create() as other,
            device.module_load((KERNELS / "spin.ptx").read_text()) as module,
        ):
            with device.buffer_alloc(1 << 20) as buffer, device.buffer_alloc(4096) as flag:
                await flag.write(stream, 0, bytes(4096))
                yield Machine(system, device, stream, other, buffer, flag, module)
            information = device.info()
            assert information.free_memory == information.total_memory


@pytest.fixture
def small_ring() -> Iterator[int]:
    """Rings with few credits."""
    aio.set_ring_capacity(4)
    yield 4
    aio.set_ring_capacity(16_384)


def parked_drop_to_zero() -> bool:
    deadline = time.monotonic() + 10
    while aio.parked_operations() > 0 and time.monotonic() < deadline:
        time.sleep(0.005)
    return aio.parked_operations() == 0


def test_write_and_read() -> None:
    async def main() -> None:
        async with machine() as it:
            await it.buffer.write(it.stream, 0, b"0123456789")
            back = bytearray(10)
            await it.buffer.read(it.stream, 0, back)
            assert back == b"0123456789"
            event = it.stream.event_record()
            async with event:
                await event.wait(timeout=5)
            back.append(0)

    asyncio.run(main())


def test_operations_run_in_the_order_of_their_calls() -> None:
    async def main() -> None:
        back = [bytearray(1) for _ in range(100)]
        async with machine() as it, asyncio.TaskGroup() as group:
            for number in range(100):
                group.create_task(it.buffer.write(it.stream, 0, bytes([number])))
                group.create_task(it.buffer.read(it.stream, 0, back[number]))
        assert [byte[0] for byte in back] == list(range(100))

    asyncio.run(main())


def test_a_leak_in_a_task_is_said() -> None:
    async def main() -> None:
        async with machine() as it:
            it.stream.event_record()

    with pytest.warns(ResourceWarning, match=r"unclosed distos\.gpu\.Event"):
        asyncio.run(main())
        gc.collect()


def test_errors_of_both_kinds() -> None:
    async def main() -> None:
        async with machine() as it:
            with pytest.raises(distos.OutOfRangeError) as refused:
                await it.buffer.write(it.stream, 1 << 20, b"x")
            assert refused.value.clause == "gpu.buffer_write.in_bounds"
            text = (KERNELS / "out_of_bounds.ptx").read_text()
            arguments = [KernelArg.buffer(it.buffer), KernelArg.u32(1 << 28)]
            with it.device.module_load(text) as module, it.device.stream_create() as stream:
                with pytest.raises(distos.KernelFaultError) as failed:
                    await module.kernel_launch(stream, "out_of_bounds", ONE, (32, 1, 1), arguments)
                assert failed.value.correlation_id.int != 0
                with pytest.raises(distos.StreamFailedError) as poisoned:
                    await it.buffer.write(stream, 0, b"x")
                assert isinstance(poisoned.value.cause, distos.KernelFaultError)

    asyncio.run(main())


def test_a_cancelled_task_ends_its_operation() -> None:
    async def main() -> None:
        async with machine() as it:
            spin = it.spin()
            await asyncio.sleep(0.02)
            spin.cancel()
            with pytest.raises(asyncio.CancelledError):
                await spin
            # The kernel has left the stream: otherwise this would not come.
            with it.stream.event_record() as event:
                await event.wait(timeout=10)

    asyncio.run(main())


def test_cancelling_after_every_handle_is_closed() -> None:
    async def main() -> None:
        data = bytearray(16)
        async with aio.System() as system:
            with (
                system.device_open(0) as device,
                device.stream_create() as stream,
                device.module_load((KERNELS / "spin.ptx").read_text()) as module,
                device.buffer_alloc(4096) as flag,
            ):
                await flag.write(stream, 0, bytes(4096))
                arguments = [KernelArg.buffer(flag), KernelArg.buffer(flag), KernelArg.u64(1 << 62)]
                spin = asyncio.create_task(module.kernel_launch(stream, "spin", ONE, ONE, arguments))
                read = asyncio.create_task(flag.read(stream, 0, data))
                await asyncio.sleep(0.02)
        # The operations keep what they use; only their tasks know of them now.
        spin.cancel()
        await read
        with pytest.raises(asyncio.CancelledError):
            await spin
        data.append(0)

    asyncio.run(asyncio.wait_for(main(), 20))


def test_memory_is_held_until_a_cancelled_operation_is_quiet() -> None:
    async def main() -> None:
        async with machine() as it:
            spin = it.spin()
            data = bytearray(1 << 16)
            read = asyncio.create_task(it.buffer.read(it.stream, 0, data))
            await asyncio.sleep(0.02)
            with pytest.raises(BufferError):
                data.append(0)
            read.cancel()
            with pytest.raises(asyncio.CancelledError):
                await read
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                await asyncio.sleep(0.001)
                try:
                    data.append(0)
                    break
                except BufferError:
                    pass
            assert len(data) == (1 << 16) + 1, "the memory is let go after the completion"
            await it.raise_flag()
            await spin

    asyncio.run(main())


def test_a_deadline_while_waiting_for_a_turn() -> None:
    async def main() -> None:
        async with machine() as it:
            spin = it.spin()
            await asyncio.sleep(0.02)
            with pytest.raises(TimeoutError) as late:
                await it.buffer.read(it.stream, 0, bytearray(1 << 20), timeout=0.05)
            assert isinstance(late.value, distos.DeadlineExceededError)
            assert late.value.outcome is distos.Outcome.NOT_APPLIED
            await it.raise_flag()
            await spin

    asyncio.run(main())


def test_a_deadline_during_copies() -> None:
    async def main() -> None:
        async with machine() as it:
            data = bytearray(MEMORY // 2)
            ends: list[bool] = []

            async def copy(buffer: aio.gpu.Buffer, number: int) -> None:
                try:
                    await buffer.write(it.stream, 0, data, timeout=number * 0.0005)
                    ends.append(True)
                except distos.DeadlineExceededError:
                    ends.append(False)

            with it.device.buffer_alloc(MEMORY // 2) as buffer:
                await asyncio.gather(*(copy(buffer, number) for number in range(40)))
                with it.stream.event_record() as event:
                    await event.wait()
            assert len(ends) == 40
            assert False in ends
            data.append(0)

    asyncio.run(main())


def test_asyncio_timeouts() -> None:
    async def main() -> None:
        async with machine() as it:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await it.spin()
            with it.stream.event_record() as event:
                await asyncio.wait_for(event.wait(), 10)

    asyncio.run(main())


def test_a_full_ring_awaits_credit(small_ring: int) -> None:
    async def main() -> None:
        async with machine() as it:
            back = [bytearray(1) for _ in range(20 * small_ring)]
            tasks = []
            for number, place in enumerate(back):
                tasks.append(asyncio.create_task(it.buffer.write(it.stream, 0, bytes([number]))))
                tasks.append(asyncio.create_task(it.buffer.read(it.stream, 0, place)))
            await asyncio.gather(*tasks)
            assert [byte[0] for byte in back] == list(range(len(back))), "the order is that of the calls"

    asyncio.run(main())


def test_a_full_ring_with_cancellations_and_deadlines(small_ring: int) -> None:
    async def main() -> None:
        async with machine() as it:
            spin = it.spin()
            await asyncio.sleep(0)
            data = [bytearray(16) for _ in range(12)]
            writes = [asyncio.create_task(it.buffer.write(it.stream, 0, one)) for one in data]
            late = asyncio.create_task(it.buffer.write(it.stream, 0, b"x", timeout=0.05))
            await asyncio.sleep(0.01)
            for task in writes[::2]:
                task.cancel()
            with pytest.raises(distos.DeadlineExceededError):
                await late
            await it.raise_flag()
            ends = await asyncio.gather(spin, *writes, return_exceptions=True)
            assert [type(end) for end in ends[1:]] == [asyncio.CancelledError, type(None)] * 6
            for one in data:
                one.append(0)

    asyncio.run(main())


def test_what_waits_for_credit_is_checked_too(small_ring: int) -> None:
    async def main() -> None:
        async with machine() as it:
            spin = it.spin()
            await asyncio.sleep(0)
            writes = [asyncio.create_task(it.buffer.write(it.stream, 0, b"x")) for _ in range(small_ring)]
            wrong = asyncio.create_task(it.buffer.write(it.stream, 1 << 20, b"x"))
            await asyncio.sleep(0.01)
            await_flag = asyncio.create_task(it.raise_flag())
            spin.cancel()
            ends = await asyncio.gather(wrong, *writes, await_flag, return_exceptions=True)
            assert isinstance(ends[0], distos.OutOfRangeError)
            assert ends[1:] == [None] * (small_ring + 1)

    asyncio.run(main())


def test_a_closed_loop_with_operations_in_flight() -> None:
    data = bytearray(1 << 16)
    loop = asyncio.new_event_loop()

    async def begin() -> tuple[Machine, list[asyncio.Task[None]]]:
        system = aio.System(host_memory_limit=MEMORY)
        device = system.device_open(0)
        stream, other = device.stream_create(), device.stream_create()
        module = device.module_load((KERNELS / "spin.ptx").read_text())
        buffer, flag = device.buffer_alloc(1 << 20), device.buffer_alloc(4096)
        await flag.write(stream, 0, bytes(4096))
        it = Machine(system, device, stream, other, buffer, flag, module)
        tasks = [it.spin(), asyncio.create_task(buffer.read(stream, 0, data))]
        await asyncio.sleep(0.02)
        return it, tasks

    it, tasks = loop.run_until_complete(begin())
    with pytest.raises(BufferError):
        data.append(0)
    loop.close()
    assert parked_drop_to_zero()
    data.append(0)
    for task in tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined]
    handles = (it.module, it.buffer, it.flag, it.stream, it.other)
    for handle in handles:
        handle.close()
    information = it.device.info()
    assert information.free_memory == information.total_memory
    it.device.close()
    it.system.close()


def test_many_loops_one_after_the_other() -> None:
    with distos.System(host_memory_limit=MEMORY) as plain:
        system = aio.System.wrap(plain)

        async def main() -> None:
            with system.device_open(0) as device, device.stream_create() as stream, device.buffer_alloc(16) as buffer:
                await buffer.write(stream, 0, b"x")

        for _ in range(50):
            asyncio.run(main())
    assert parked_drop_to_zero()


def test_many_systems_in_one_loop() -> None:
    async def main() -> int:
        descriptors = []
        for _ in range(50):
            async with machine() as it:
                await it.buffer.write(it.stream, 0, b"x")
                descriptors.append(it.system.ring_create())
                descriptors[-1].close()
        with aio.System() as system, system.ring_create() as ring:
            return ring.event_fd()

    assert asyncio.run(main()) < 40, "rings that are done with keep no descriptors"


def test_sync_and_async_share_handles() -> None:
    async def main() -> None:
        async with machine() as it:
            await it.buffer.write(it.stream, 0, b"abc")
            back = bytearray(3)
            await asyncio.to_thread(it.buffer.handle.read, it.stream.handle, 0, back)
            assert back == b"abc"
            with it.buffer.duplicate(distos.Rights.READ) as copy:
                assert isinstance(copy, aio.gpu.Buffer)
            assert repr(it.buffer).startswith("<aio <distos.gpu.Buffer 0x")

    asyncio.run(main())


def test_without_a_loop() -> None:
    with (
        aio.System() as system,
        system.device_open(0) as device,
        device.buffer_alloc(16) as buffer,
        device.stream_create() as stream,
    ):
        coroutine = buffer.write(stream, 0, b"x")
        with pytest.raises(RuntimeError, match="no running event loop"):
            coroutine.send(None)


def test_waiting_calls_of_a_ring_leave_the_loop_alone() -> None:
    async def main() -> None:
        async with machine() as it:
            with it.system.ring_create() as ring:
                ticks = 0

                async def tick() -> None:
                    nonlocal ticks
                    while True:
                        await asyncio.sleep(0.005)
                        ticks += 1

                ticking = asyncio.create_task(tick())
                with pytest.raises(distos.DeadlineExceededError):
                    await ring.wait(1, time.monotonic() + 0.2, 1)
                ticking.cancel()
                assert ticks > 5

    asyncio.run(main())
