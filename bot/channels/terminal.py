"""The conversation in a terminal, or through a pipe.

The session lives in the same database as Telegram's, under a chat of its own. What Kith said last stays in the outbox
until she answers, so that leaving and coming back shows the last screen again, with its buttons.
"""

from __future__ import annotations

import html
import io
import logging
import re
import shutil
import signal
import sys
import textwrap
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TextIO

from bot.conversation.events import Event, Located, Tapped, Typed
from bot.conversation.replies import Act, ContactCard, Copy, Link, Message, Pin, Reply
from bot.runtime.app import now
from bot.runtime.channel import Incoming, NotKept
from bot.runtime.handler import Handler
from bot.runtime.kith import geocoder_of, talk_of
from bot.runtime.log import set_up_logging
from bot.runtime.stages import Clock
from bot.runtime.talk import Talk, read_reply
from bot.settings import Settings
from bot.storage import Chat, Delivered, Noted, Store, StoreDown

HERE = Chat("terminal", "here")
WIDEST = 72
CLOSED = "Kith is closed."
PROMPT = "> "
CLEAR = "\033[H\033[2J\033[3J"
"""The cursor home, the screen empty, and the lines above it gone (xterm's control sequences ED 2 and ED 3)."""

_BOLD = {"<b>": "\033[1m", "</b>": "\033[22m"}
_LOCATION = re.compile(r"location\s+(-?\d+(?:\.\d+)?)[\s,]+(-?\d+(?:\.\d+)?)", re.IGNORECASE)


async def converse(
    talk: Talk,
    store: Store,
    hint: str | None = None,
    read: Callable[[], str] | None = None,
    out: TextIO | None = None,
    clock: Clock = now,
) -> None:
    """Talk until she leaves. `store` is open; `read` gives a line, or raises EOFError at the end.

    `hint` is the language to propose. Raises `StoreDown` when the store can't be read at the start.
    """
    out = out or sys.stdout
    terminal = Terminal(talk, store, hint, Paper(out), clock)
    with suppress(BrokenPipeError):
        await terminal.meet()
        while (line := _next_line(read or reader(sys.stdin, out))) is not None:
            await terminal.hear(line)
        await terminal.leave()


async def run_terminal(settings: Settings) -> int:
    """The conversation in this terminal, kept in the settings' database; the exit code."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    set_up_logging(logging.ERROR)
    store = settings.store()
    try:
        await store.migrate()
        await store.open()
        kith = settings.load_kith()
        await converse(talk_of(kith, geocoder_of(kith, settings.online_geocoder)), store, settings.language)
    except StoreDown as down:
        print(down, file=sys.stderr)
        return 2
    finally:
        await store.close()
    return 0


class Paper:
    """Where the words go: wrapped at the width of the terminal, bold where it is one."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns) if self._is_terminal else WIDEST

    def write(self, text: str) -> None:
        """Plain text, wrapped line by line."""
        for line in text.split("\n"):
            wrapped = textwrap.wrap(line, self._width, break_long_words=False, break_on_hyphens=False)
            for part in wrapped or [""]:
                self._put(part)

    def write_marked(self, text: str) -> None:
        """Text with `<b>` in it, the rest of it escaped."""
        for mark, code in _BOLD.items():
            text = text.replace(mark, code if self._is_terminal else "")
        self.write(html.unescape(text))

    def clear(self) -> None:
        """Empty the terminal, what has scrolled away included; what was written to a file or a pipe stays."""
        if self._is_terminal:
            self._out.write(CLEAR)
            self._out.flush()

    def _put(self, line: str) -> None:
        encoding = getattr(self._out, "encoding", None) or "utf-8"
        self._out.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        self._out.flush()


class Terminal:
    """One person at a terminal. It is also the runtime's `Post`: what it is given, it prints."""

    def __init__(self, talk: Talk, store: Store, hint: str | None, paper: Paper, clock: Clock) -> None:
        self._store = store
        self._hint = hint
        self._paper = paper
        self._clock = clock
        self._handler = Handler(talk, store, self, clock)
        self._acts: list[Act] = []
        self._shown: set[int] = set()

    async def meet(self) -> None:
        """Say hello at the first meeting; show the last screen again when she comes back."""
        if not await self._is_known():
            await self._store.forget(HERE)
            await self._handle(Typed("/start"))
        await self._show_waiting()

    async def hear(self, line: str) -> None:
        """One line that she typed."""
        event = self._event(line)
        if event is None:
            return
        await self._put_away()
        await self._handle(event)
        with suppress(StoreDown):
            await self._show_waiting()

    async def leave(self) -> None:
        """Nothing stays of a conversation that was forgotten; otherwise the last screen waits for her."""
        with suppress(StoreDown):
            if not await self._is_known():
                await self._put_away()
        self._paper.write(CLOSED)

    def wake(self, urgent_in: Chat | None = None) -> None:
        """Nothing to do: what waits is printed when the turn is over."""

    def send_from_memory(
        self, chat: Chat, replies: Sequence[Reply], urgent: bool, lost: Callable[[], None] = lambda: None
    ) -> None:
        """Print these at once."""
        self._show(replies)

    def unnoted(self, chat: Chat) -> tuple[Noted, ...]:
        """None: a line in a terminal has no id."""
        return ()

    def noted(self, chat: Chat, messages: Sequence[Noted]) -> None:
        """Nothing to do."""

    async def _is_known(self) -> bool:
        async with self._store.turn(None, HERE, self._clock()) as turn:
            return turn.session is not None

    async def _handle(self, event: Event) -> None:
        with suppress(NotKept):
            await self._handler.handle(Incoming(None, HERE, event, self._hint))

    async def _put_away(self) -> None:
        with suppress(StoreDown):
            await self._store.sent([Delivered(number, HERE) for number in sorted(self._shown)])
            self._shown.clear()

    async def _show_waiting(self) -> None:
        parcels = [parcel for parcel in await self._store.waiting(HERE) if parcel.number not in self._shown]
        if any(parcel.message.erases for parcel in parcels):
            self._paper.clear()
            self._acts = []
        self._show([read_reply(parcel.message) for parcel in parcels if not parcel.message.erases])
        self._shown.update(parcel.number for parcel in parcels)

    def _show(self, replies: Sequence[Reply]) -> None:
        acts: list[Act] = []
        for reply in replies:
            self._show_one(reply, acts)
        # A reply without buttons leaves those of the screen before in use.
        self._acts = acts or self._acts

    def _show_one(self, reply: Reply, acts: list[Act]) -> None:
        match reply:
            case Message():
                self._paper.write_marked(reply.text)
                self._show_buttons(reply, acts)
            case Pin():
                self._paper.write(f"{reply.title}, {reply.address} ({reply.latitude:.5f}, {reply.longitude:.5f})")
            case ContactCard():
                self._paper.write(f"{reply.name}: {reply.phone}")
        self._paper.write("")

    def _show_buttons(self, message: Message, acts: list[Act]) -> None:
        for button in (button for row in message.rows for button in row):
            match button:
                case Act():
                    acts.append(button)
                    self._paper.write(f"[{len(acts)}] {button.label}")
                case Link():
                    self._paper.write(f"{button.label}: {button.url}")
                case Copy():
                    self._paper.write(f"{button.label}: {button.text}")
        if message.keyboard:
            self._paper.write(f"[{message.keyboard.help_now}] [{message.keyboard.hide}]")

    def _event(self, line: str) -> Event | None:
        """A number or label of the buttons last shown, a location, or words; None for an empty line."""
        line = line.strip()
        if not line:
            return None
        if line.isdecimal() and 1 <= int(line) <= len(self._acts):
            return Tapped(self._acts[int(line) - 1].action)
        for act in self._acts:
            if act.label.casefold() == line.casefold():
                return Tapped(act.action)
        found = _LOCATION.fullmatch(line)
        if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
            return Located(float(found[1]), float(found[2]))
        return Typed(line)


def reader(source: TextIO, out: TextIO) -> Callable[[], str]:
    """How lines are read: with a prompt and editing at a terminal, plainly from a pipe."""
    if source.isatty() and out.isatty():
        return lambda: input(PROMPT)

    def plainly() -> str:
        line = source.readline()
        if not line:
            raise EOFError
        return line

    return plainly


def _next_line(read: Callable[[], str]) -> str | None:
    """The next line; None when she leaves: Ctrl-D, Ctrl-C, the end of the pipe, or "quit".

    Reading may block: while one person thinks, there is nothing else to do here.
    """
    at_main = threading.current_thread() is threading.main_thread()
    # asyncio's own handler would let a blocked read go on after Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler) if at_main else None
    try:
        line = read()
    except (EOFError, KeyboardInterrupt):
        return None
    except UnicodeDecodeError:
        return ""
    finally:
        if at_main:
            signal.signal(signal.SIGINT, before)
    return None if line.strip().casefold() in ("quit", "/quit") else line
