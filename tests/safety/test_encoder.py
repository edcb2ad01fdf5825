"""The published encoder's file is read as its authors describe it: 4-bit blocks, pieces, and a directory of tensors."""

import struct

import numpy as np
import pytest

from bot.safety.encoder import UNKNOWN, can_be_written, read_encoder

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁baby", "▁Baby", "▁бaby", "মা", "ਮਾਂ", "مدد", "▁żyć", "😭", "女")
WIDTH = 32


def block(scale: float, numbers: list[int]) -> bytes:
    """32 numbers from -8 to 7 as the file has them: byte j holds number j (low half) and number j + 16 (high half)."""
    halves = [(numbers[at] + 8) | (numbers[at + 16] + 8) << 4 for at in range(16)]
    return struct.pack("<e", scale) + bytes(halves)


def small_file() -> bytes:
    letters = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, letters)]).tolist()
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, 1, 1, WIDTH, len(PIECES), 4, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, ends[-1]) + struct.pack(f"<{len(ends)}I", *ends)
    head += struct.pack(f"<{len(PIECES)}f", *(-float(at) for at in range(len(PIECES)))) + b"".join(letters)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    rows = b"".join(block(0.5, [(row + at) % 16 - 8 for at in range(32)]) for row in range(len(PIECES)))
    exact = struct.pack("<4f", 1.5, -2.0, 0.0, 4.0)
    names = [(b"emb.word", 1, rows), (b"emb.ln.b", 0, exact)]
    at = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in names)
    directory, tensors = struct.pack("<i", len(names)), b""
    for name, kind, raw in names:
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, 0, at + len(tensors), len(raw))
        tensors += raw
    return head + directory + tensors


def test_four_bit_blocks_and_plain_floats_are_read():
    encoder = read_encoder(small_file())
    words = encoder.weights("emb.word", len(PIECES), WIDTH)
    assert words[3].tolist() == [((3 + at) % 16 - 8) / 2 for at in range(32)]
    assert encoder.weights("emb.ln.b", 4).tolist() == [1.5, -2.0, 0.0, 4.0]


def test_only_pieces_that_our_languages_are_written_in_are_kept_with_their_rows():
    encoder = read_encoder(small_file())
    kept = [piece for piece, _ in encoder.pieces]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁baby", "মা", "ਮਾਂ", "مدد", "▁żyć", "😭"]
    assert encoder.embeddings()[5].tolist() == encoder.weights("emb.word", len(PIECES), WIDTH)[5].tolist()
    assert encoder.embeddings().shape == (len(kept), WIDTH) == (encoder.config["vocab_size"], WIDTH)


def test_text_is_cut_into_small_lettered_pieces():
    words = read_encoder(small_file()).tokenizer()
    assert words.encode("BABY  żyć").tokens == ["▁baby", "▁żyć"]
    assert UNKNOWN in words.encode("女").ids


@pytest.mark.parametrize(
    ("piece", "ours"), [("▁mam", True), ("țară", True), ("▁Mam", False), ("привет", False), ("3", True), ("३", False)]
)
def test_small_letters_figures_and_signs_of_our_languages_can_be_written(piece: str, ours: bool):
    assert can_be_written(piece) is ours


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="E5S1"):
        read_encoder(b"GGUF" + bytes(100))
