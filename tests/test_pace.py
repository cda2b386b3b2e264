"""How fast Telegram is called, and who goes first."""

import asyncio
import math
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.channels.telegram.flood import MESSAGES, Flood, Flow
from bot.channels.telegram.pace import PRIORITY, Pace, Priority, Window


def test_a_window_lets_only_so_many_through() -> None:
    window = Window(3, 10)
    went = []
    now = 0.0
    for _ in range(9):
        now = window.next(now)
        window.take(now)
        went.append(now)
    assert went[:3] == [0, 0, 0]
    for first, fourth in zip(went, went[3:], strict=False):
        assert fourth - first >= 10


def test_what_is_on_its_way_counts_until_it_has_arrived() -> None:
    window = Window(2, 10, margin=1)
    window.begin()
    window.begin()
    assert window.next(100) == math.inf
    window.end(5)
    assert window.next(6) == 15
    window.end(7)
    assert window.next(6) == 15
    assert window.next(16) == 16


async def test_a_slow_way_there_does_not_bring_messages_closer_together() -> None:
    pace, gone = Pace(rate=3), list[float]()

    async def call(seconds: float) -> None:
        async with pace.turn(None if not seconds else len(gone) + 1):
            gone.append(time.monotonic())
            await asyncio.sleep(seconds)

    await call(0)  # how quick the way can be
    await asyncio.gather(*(call(0.2) for _ in range(4)))
    assert gone[4] - gone[1] >= 1.1


async def calling(pace: Pace, name: str, done: list[str], priority: Priority, chat: int | None) -> None:
    """Make a call that takes a moment."""
    PRIORITY.set(priority)
    async with pace.turn(chat):
        done.append(name)
        await asyncio.sleep(0)


async def test_the_urgent_goes_first_and_the_broadcast_last() -> None:
    pace, done = Pace(rate=20), list[str]()
    calls = [("broadcast", Priority.BROADCAST), ("reply", Priority.REPLY), ("urgent", Priority.URGENT)]
    tasks = [
        asyncio.create_task(calling(pace, name, done, priority, chat))
        for chat, (name, priority) in enumerate(calls * 3, 1)
    ]
    await asyncio.sleep(0)
    before = len(done)  # they went before the others were there
    await asyncio.gather(*tasks)
    order = ["urgent", "reply", "broadcast"]
    assert all(order.index(one) <= order.index(other) for one, other in pairwise(done[before:]))
    assert sorted(done) == sorted(name for name, _ in calls * 3)


async def test_only_so_many_calls_are_under_way_at_once() -> None:
    pace = Pace()
    under_way, most = 0, 0
    gate = asyncio.Event()

    async def call() -> None:
        nonlocal under_way, most
        async with pace.turn(None):
            under_way += 1
            most = max(most, under_way)
            await gate.wait()
            under_way -= 1

    tasks = [asyncio.create_task(call()) for _ in range(20)]
    while pace.waiting != 17:  # noqa: ASYNC110 - what is waited for tells nobody
        await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    assert most == 3


async def test_a_message_keeps_its_place_until_it_is_noted() -> None:
    pace, kept, done = Pace(), list[Callable[[], None]](), list[str]()
    for chat in (1, 2, 3):
        async with pace.turn(chat, kept.append):
            pass
    fourth = asyncio.create_task(calling(pace, "fourth", done, Priority.REPLY, 4))
    await asyncio.sleep(0)
    assert pace.waiting == 1
    kept[0]()
    kept[0]()  # a second time changes nothing
    await fourth
    with pytest.raises(TimeoutError):
        async with pace.turn(5, kept.append):
            raise TimeoutError
    assert len(kept) == 3, "a call that failed keeps nothing"


async def test_a_call_that_is_given_up_gives_up_its_place() -> None:
    pace, done = Pace(rate=0), list[str]()
    forever = asyncio.Event()

    async def hang() -> None:
        async with pace.turn(None):
            await forever.wait()

    stuck = [asyncio.create_task(hang()) for _ in range(10)]
    await asyncio.sleep(0)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)
    await asyncio.gather(*(calling(pace, "call", done, Priority.REPLY, None) for _ in range(10)))
    assert len(done) == 10
    assert pace.waiting == 0


def test_a_flood_begins_with_the_twentieth_message_and_ends_by_itself() -> None:
    flood = Flood()
    flows = [flood.flow(1, at=0.1 * number) for number in range(MESSAGES + 2)]
    assert flows == [Flow.CALM] * (MESSAGES - 1) + [Flow.FULL] + [Flow.TOO_MUCH] * 2
    assert flood.flow(2, at=2.2) is Flow.CALM
    assert flood.flow(1, at=60) is Flow.CALM
    other = Flood()
    other.restore(1, flood.times(1))
    assert other.times(1) == [60]
