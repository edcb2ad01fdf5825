"""The phrases that the learned net is trained on: reading them, keeping some aside, and varying them.

Every file `*.jsonl` of the folder is read, rows {"text", "label", "category"}. Rows of a file `*-held-out.jsonl` are
never trained on, nor is the same text in another file.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.safety.assess import Row, read_rows
from bot.safety.tiers import Tier

HELD_OUT = "-held-out"
TYPICAL = "-dev-"
"""In the name of a file whose phrases were written without looking at what the check gets wrong."""
HELD_OUT_PERCENT = 15

SHORTER = {
    "you": "u", "are": "r", "your": "ur", "you're": "ur", "because": "cos", "tonight": "2nite", "don't": "dnt",
    "going to": "gonna", "want to": "wanna", "baby": "bby", "people": "ppl", "please": "pls", "and": "n", "to": "2",
    "with": "w", "about": "bout", "have": "hav", "know": "kno", "my": "me", "the": "da", "for": "4", "feel": "feal",
    "tomorrow": "tmrw", "really": "rly", "though": "tho", "through": "thru", "anymore": "nemore", "what": "wot",
    "just": "jst", "someone": "sum1", "no one": "no1", "before": "b4", "husband": "hubby", "i'm": "am", "him": "im",
    "them": "em", "something": "summat", "nothing": "nowt", "myself": "meself", "tablets": "tabs", "never": "neva",
}  # fmt: skip
ENDINGS = ("", "", " 😭", " 💔", " xx", " lol", " 🙏", " 😂", " x", "...", "!!", " tbh", " idk", " pls", " ❤️", " 🥺")
KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Rows to train on and rows kept aside; of these the typical ones, while most others are hard on purpose."""

    training: tuple[Row, ...]
    held_out: tuple[Row, ...]
    typical: tuple[Row, ...] = ()


def read_phrases(folder: Path) -> Phrases:
    """Every labelled row of the folder's files. Raises AssessError for a row that can't be used."""
    kept: dict[str, Row] = {}
    rest: dict[str, Row] = {}
    typical: dict[str, Row] = {}
    for path in sorted(folder.glob("*.jsonl")):
        into = kept if path.stem.endswith(HELD_OUT) else rest
        for row in read_rows(path.read_text("utf-8").splitlines()):
            if row.label and row.category:
                into[same(row.text)] = row
                if into is kept and TYPICAL in path.stem:
                    typical[same(row.text)] = row
    training = tuple(row for key, row in rest.items() if key not in kept)
    return Phrases(training, tuple(kept.values()), tuple(typical.values()))


def same(text: str) -> str:
    """What two phrases have in common that are the same but for case, signs and spaces."""
    return "".join(re.findall(r"\w+", text.casefold()))


def is_held_out(text: str) -> bool:
    """Whether a phrase belongs to the part that is kept aside: about 15 in 100, always the same ones."""
    return int(hashlib.sha256(same(text).encode()).hexdigest()[:8], 16) % 100 < HELD_OUT_PERCENT


def hold_out(path: Path) -> tuple[int, int]:
    """Move the part to be kept aside from `path` to its file `-held-out.jsonl`; how many stayed, how many moved."""
    beside = path.with_name(f"{path.stem}{HELD_OUT}.jsonl")
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    moved = beside.read_text("utf-8").splitlines() if beside.exists() else []
    moved += [line for line in lines if is_held_out(json.loads(line)["text"]) and line not in moved]
    stayed = [line for line in lines if not is_held_out(json.loads(line)["text"])]
    path.write_text("".join(f"{line}\n" for line in stayed), "utf-8")
    beside.write_text("".join(f"{line}\n" for line in moved), "utf-8")
    return len(stayed), len(moved)


def vary(rows: Sequence[Row], chance: np.random.Generator) -> list[Row]:
    """Every row once, some written as a tired person writes, some with calm sentences of their language around them."""
    ordinary, support = (calm_by_language(rows, *kind) for kind in ((Tier.ORDINARY, 120), (Tier.SUPPORT, 140)))
    varied = []
    for row in rows:
        text = row.text
        if chance.random() < 0.22:
            around = ordinary if row.label is Tier.ORDINARY or chance.random() < 0.5 else support
            text = surrounded(text, around.get(row.language, ()), chance)
        if chance.random() < 0.75:
            text = as_typed(text, row.language, chance)
        varied.append(replace(row, text=text))
    return varied


def calm_by_language(rows: Sequence[Row], tier: Tier, shorter_than: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.label is tier and len(row.text) < shorter_than:
            found.setdefault(row.language, []).append(row.text)
    return found


def surrounded(text: str, around: Sequence[str], chance: np.random.Generator) -> str:
    """`text` with a calmer sentence before it, after it or both."""
    if not around:
        return text
    before, after = (around[int(chance.integers(len(around)))] for _ in range(2))
    where = chance.random()
    joint = str(chance.choice([". ", " ", ", ", "\n", ". "]))
    if where < 0.45:
        return f"{before.rstrip('. ')}{joint}{text}"
    if where < 0.85:
        return f"{text.rstrip('. ')}{joint}{after}"
    return f"{before.rstrip('. ')}{joint}{text.rstrip('. ')}{joint}{after}"


def as_typed(text: str, language: str, chance: np.random.Generator) -> str:
    """`text` without its apostrophes, accents or stops, shortened, with slips or an emoji: some of these."""
    if chance.random() < 0.3:
        text = re.sub(r"['’]", "", text)
    if chance.random() < 0.2 and language == "en":
        text = shortened(text, chance)
    if chance.random() < 0.3:
        text = without_accents(text)
    if chance.random() < 0.3:
        text = text.rstrip(".! ")
    if chance.random() < 0.1:
        text = re.sub(r"[.,!?;]", "", text)
    if chance.random() < 0.25:
        text = slipped(text, chance)
    if chance.random() < 0.15:
        text += str(chance.choice(ENDINGS))
    return text


def without_accents(text: str) -> str:
    """Latin letters without their marks, as many phones write them; other scripts as they are."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", plain).replace("ł", "l").replace("Ł", "L")


def shortened(text: str, chance: np.random.Generator) -> str:
    for long, short in SHORTER.items():
        if chance.random() < 0.5:
            text = re.sub(rf"\b{re.escape(long)}\b", short, text, flags=re.IGNORECASE)
    return text


def slipped(text: str, chance: np.random.Generator) -> str:
    """One to three letters swapped, left out, doubled or exchanged."""
    for _ in range(int(chance.integers(1, 4))):
        if len(text) < 6:
            break
        place = int(chance.integers(1, len(text) - 2))
        kind = chance.random()
        if not text[place].isalpha():
            continue
        if kind < 0.35:
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        elif kind < 0.7:
            text = text[:place] + text[place + 1 :]
        elif kind < 0.85:
            text = text[:place] + text[place] + text[place:]
        else:
            text = text[:place] + KEYS[int(chance.integers(26))] + text[place + 1 :]
    return text


def count(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows of each tier."""
    found = dict.fromkeys(map(str, Tier), 0)
    for row in rows:
        if row.label:
            found[row.label] += 1
    return found
