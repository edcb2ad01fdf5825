"""Commands and the plain words for them, in any case and with a typing slip: `/now`, "Help now", "hlep"."""

from __future__ import annotations

from babel import Locale
from rapidfuzz.distance import OSA

from bot.conversation.folding import folded, folded_label
from bot.conversation.hiding import says_hide
from bot.conversation.menu import COMMANDS
from bot.conversation.show import BACK_LABEL, HELP_NOW_LABEL, HIDE_LABEL, SKIP_LABEL
from bot.conversation.turn import Turn

ENGLISH = Locale("en")

WORDS = {
    "help": "now",
    "help me": "now",
    "sos": "now",
    "urgent": "now",
    "emergency": "now",
    "help now": "now",
    "crisis": "now",
    "back": "back",
    "go back": "back",
    "skip": "skip",
    "pass": "skip",
    "next": "skip",
    "start": "start",
    "hi": "hello",
    "hiya": "hello",
    "hello": "hello",
    "hey": "hello",
    "good morning": "hello",
    "good afternoon": "hello",
    "good evening": "hello",
    "restart": "restart",
    "start again": "restart",
    "start over": "restart",
    "reset": "restart",
    "language": "language",
    "languages": "language",
    "privacy": "privacy",
    "about": "about",
    "who are you": "about",
    "are you a bot": "about",
    "are you real": "about",
    "forget me": "forget",
    "forget": "forget",
    "delete": "forget",
    "delete me": "forget",
    "stop": "forget",
    "hide": "hide",
    "hdie": "hide",
    "hied": "hide",
    "ihde": "hide",
    "hidde": "hide",
    "hiide": "hide",
    "hidee": "hide",
    "hide chat": "hide",
    "hide this chat": "hide",
    "hide messages": "hide",
    "hide everything": "hide",
    "clear chat": "hide",
    "clear this chat": "hide",
    "delete chat": "hide",
    "delete this chat": "hide",
    "delete my messages": "hide",
    "delete the messages": "hide",
    "thanks": "thanks",
    "thank you": "thanks",
    "thankyou": "thanks",
    "thanks so much": "thanks",
    "cheers": "thanks",
    "ta": "thanks",
    "ok": "thanks",
    "okay": "thanks",
    "bye": "thanks",
    "goodnight": "thanks",
    "good night": "thanks",
    "not sure": "unsure",
    "im not sure": "unsure",
    "i'm not sure": "unsure",
    "idk": "unsure",
    "dunno": "unsure",
    "dont know": "unsure",
    "don't know": "unsure",
    "i dont know": "unsure",
    "i don't know": "unsure",
    "what is this": "about",
    "what is kith": "about",
    "what can you do": "help",
    "how does this work": "help",
    "menu": "help",
}
"""What people type without a slash."""

SHORTEST_WITH_A_SLIP = 4
MOST_SLIPS = 2
ONLY_EXACTLY = frozenset({"start", "restart", "forget"})
"""What loses her answers is not done for a word that is only like it: "rest" is not "reset"."""


LONG_ENOUGH_FOR_A_SLIP = 8
"""Characters: "side", "wide" and Hyde are no slip of "hide", which has its own slips among the words."""


def asks_to_hide(turn: Turn, text: str, on_a_safety_screen: bool = False) -> bool:
    """Whether the words ask to hide the chat, and say nothing else. On a safety screen "delete" is such a word."""
    if on_a_safety_screen and turn.kith.plain.asks_to_hide(text, on_a_safety_screen):
        return True
    return read_command(turn, text, exactly=True) == ("hide", "")


def language_named(turn: Turn, text: str) -> str | None:
    """The code of the language that she asks for: its name, its own or in English, or such a wish is all she typed."""
    said = folded(text)
    for code, language in turn.kith.languages.items():
        own = (language.name, language.language_name(code), ENGLISH.languages.get(code, ""))
        if said and said in map(folded_label, own):
            return code
    wished = turn.kith.plain.asks_for_language(text)
    return wished if wished in turn.kith.languages else None


def read_command(turn: Turn, text: str, exactly: bool) -> tuple[str, str] | None:
    """The command that was typed and what follows it, or None.

    `exactly`: only whole words count, because a place may be looked for and "Start" or "Bath" could be one. A word that
    means something to the search is no slip either: "text" is not "next", nor "black" "back".
    """
    stripped = text.strip()
    if stripped.startswith("/"):
        name, _space, rest = stripped[1:].partition(" ")
        name = name.split("@")[0].casefold()
        found = name if name in COMMANDS or name == "skip" else _nearest(name, tuple(COMMANDS))
        return (found, rest.strip()) if found else ("unknown", "")
    said = folded(stripped)
    known = {**WORDS, **_labels(turn)}
    if said in known:
        return known[said], ""
    if says_hide(said) or turn.kith.plain.asks_to_hide(said):
        return "hide", ""
    if turn.kith.plain.asks_to_go_back(said):
        return "back", ""
    if turn.kith.plain.gives_thanks(said):
        return "thanks", ""
    near = _nearest(said, tuple(known))
    if near and known[near] == "hide":
        return ("hide", "") if near.startswith("hide ") and len(near) >= LONG_ENOUGH_FOR_A_SLIP else None
    if exactly or turn.kith.phrases.found(said):
        return None
    return (known[near], "") if near and known[near] not in ONLY_EXACTLY else None


def _labels(turn: Turn) -> dict[str, str]:
    """The shared buttons' own words in her language.

    Those at the foot of the chat stay there when her choice of language is forgotten, so they count in every language.
    """
    shared = ((BACK_LABEL, "back"), (SKIP_LABEL, "skip"))
    own = {folded_label(turn.language.label(label)): command for label, command in shared}
    at_foot = ((HELP_NOW_LABEL, "now"), (HIDE_LABEL, "hide"))
    languages = turn.kith.languages.values()
    return {**own, **{folded_label(one.label(label)): command for one in languages for label, command in at_foot}}


def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The one known word that is a slip away (two in a long word): letters missed, doubled, wrong or swapped."""
    if len(word) < SHORTEST_WITH_A_SLIP:
        return None
    long_enough = (each for each in known if len(each) >= SHORTEST_WITH_A_SLIP)
    distance, best = min((OSA.distance(word, each, score_cutoff=MOST_SLIPS), each) for each in long_enough)
    return best if distance <= (MOST_SLIPS if len(best) > 6 else 1) else None
