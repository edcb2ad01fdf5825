"""People who go through the script, each waiting for the bot's answer before she does the next thing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from bot.bench.botapi import BotApi, Person
from bot.bench.flow import Step

PATIENCE = 60.0
"""Seconds that somebody waits for an answer; after that the measurement is worth nothing."""


class Meter(Protocol):
    """Measures between two moments."""

    def begin(self) -> None: ...
    def end(self) -> None: ...


class NoAnswer(Exception):
    """Somebody waited in vain."""


@dataclass(slots=True)
class Answered:
    """Seconds from each thing done to the last message of its answer, of those that end while it `counts`."""

    counts: bool = False
    seconds: list[float] = field(default_factory=list)

    def add(self, begun: float) -> None:
        """One answer is complete."""
        if self.counts:
            self.seconds.append(perf_counter() - begun)


async def walk(person: Person, steps: Sequence[Step], answered: Answered) -> None:
    """Go through the script again and again, until cancelled. Raises `NoAnswer`."""
    while True:
        for step in steps:
            begun = perf_counter()
            if step.taps:
                person.taps_forged(step.does, person.newest())
            else:
                person.says(step.does)
            try:
                await person.hears(len(step.answers), PATIENCE)
            except TimeoutError as late:
                raise NoAnswer(f"no answer to {step.does} within {PATIENCE:.0f} seconds") from late
            answered.add(begun)
            # The past is of no use here, and a chat that only grows would be measured with it.
            person.forgets_all_but(3)


async def first_answer(api: BotApi, step: Step) -> None:
    """One person, who waits until the bot that is just starting has answered. Raises `NoAnswer`."""
    person = api.person()
    person.says(step.does)
    try:
        await person.hears(len(step.answers), PATIENCE)
    except TimeoutError as late:
        raise NoAnswer(f"the bot didn't answer within {PATIENCE:.0f} seconds of its start") from late
    api.methods.chats.pop(person.id)


async def crowd(
    api: BotApi, chats: int, steps: Sequence[Step], warm_up: float, seconds: float, meter: Meter
) -> list[float]:
    """So many people at once, for `warm_up` seconds and then the measured ones; how long each answer took.

    Raises `NoAnswer`.
    """
    answered = Answered()
    people = [api.person() for _ in range(chats)]
    walking = [asyncio.create_task(walk(one, steps, answered)) for one in people]
    try:
        await _watch(walking, warm_up)
        answered.counts = True
        meter.begin()
        await _watch(walking, seconds)
        meter.end()
        answered.counts = False
    finally:
        for task in walking:
            task.cancel()
        await asyncio.gather(*walking, return_exceptions=True)
    # What is still on its way shall find its chat.
    return answered.seconds


async def _watch(walking: Sequence[asyncio.Task[None]], seconds: float) -> None:
    """Let them walk; whoever stops has failed."""
    done, _ = await asyncio.wait(walking, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
