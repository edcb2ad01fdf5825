"""Holding what Kith has shown against what a step of a scenario expects."""

from __future__ import annotations

import html
import re
from typing import Any

from bot.conversation.replies import ContactCard, Message, Pin, Reply
from bot.conversation.screens.results import A_PAGE, found
from tests.dialogue import InMemory, listed


def expect(step: dict[str, Any], held: InMemory) -> None:
    """Everything that the step says of what is shown and of what is kept."""
    words = words_of(held.shown)
    if "bot" in step:
        assert held.screen == step["bot"], f"on {held.screen}, not {step['bot']}:\n{words}"
    for fragment in listed(step.get("says")):
        assert str(fragment) in words, f"“{fragment}” is not in:\n{words}"
    for fragment in listed(step.get("not says")):
        assert str(fragment).casefold() not in words.casefold(), f"“{fragment}” is in:\n{words}"
    _expect_things(step, held)
    _expect_kept(step, held)
    if set(step) & {"first", "has", "has not", "why"}:
        _expect_results(step, held)


def _expect_things(step: dict[str, Any], held: InMemory) -> None:
    labels = labels_of(held.shown)
    for label in listed(step.get("buttons")):
        assert label in labels, f"no button “{label}” among {labels}"
    for label in listed(step.get("no buttons")):
        assert label not in labels, f"there is a button “{label}”"
    for key, kind in (("pin", Pin), ("contact", ContactCard)):
        if key in step:
            assert any(isinstance(reply, kind) for reply in held.shown) is step[key], held.shown
    if "keyboard" in step:
        shown = any(isinstance(reply, Message) and reply.keyboard for reply in held.shown)
        assert shown is step["keyboard"]


def _expect_kept(step: dict[str, Any], held: InMemory) -> None:
    kept = (held.written or "").casefold()
    if "forgets" in step:
        assert held.forgot is step["forgets"]
    for fragment in listed(step.get("keeps")):
        assert str(fragment).casefold() in kept, f"“{fragment}” isn't kept: {kept}"
    for fragment in listed(step.get("keeps not")):
        assert str(fragment).casefold() not in kept, f"“{fragment}” is kept: {kept}"


def _expect_results(step: dict[str, Any], held: InMemory) -> None:
    """Hold the results, the first page and all that lie behind it, against what the step expects."""
    matches = found(held.turn)
    ids = [match.service.id for match in matches]
    assert ids, "no results at all"
    if "first" in step:
        assert ids[0] == step["first"], f"first come {ids[:A_PAGE]}"
    if "why" in step:
        assert set(listed(step["why"])) <= {why.value for why in matches[0].why}, matches[0].why
    for identifier in listed(step.get("has")):
        assert identifier in ids, f"{identifier} is not among {ids[:12]}"
    for identifier in listed(step.get("has not")):
        assert identifier in held.kith.directory.by_id, f"there is no service {identifier}"
        assert identifier not in ids, f"{identifier} is among the results"


def plain(text: str) -> str:
    """Markup as the words that are seen."""
    return html.unescape(re.sub(r"</?b>", "", text))


def words_of(replies: tuple[Reply, ...]) -> str:
    """All the words of the replies, one reply after the other, without those of the buttons."""
    parts = []
    for reply in replies:
        match reply:
            case Message():
                parts.append(plain(reply.text))
            case Pin():
                parts.append(f"{reply.title}, {reply.address}")
            case ContactCard():
                parts.append(f"{reply.name}, {reply.phone}")
    return "\n".join(parts)


def labels_of(replies: tuple[Reply, ...]) -> list[str]:
    """The labels of all buttons."""
    messages = [reply for reply in replies if isinstance(reply, Message)]
    return [button.label for message in messages for row in message.rows for button in row]
