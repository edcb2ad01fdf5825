"""The phrases that the learned net is trained on: what is kept aside stays aside."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.safety import AssessError, Tier
from bot.safety.phrases import hold_out, is_held_out, read_phrases, same, vary
from tests.safety.books import CONTENT

PHRASES = CONTENT / "safety" / "phrases"


def line(text: str, label: str = "ordinary", category: str = "logistics") -> str:
    return json.dumps({"text": text, "label": label, "category": category})


def test_no_phrase_that_is_kept_aside_is_trained_on():
    phrases = read_phrases(PHRASES)
    aside = {same(row.text) for row in phrases.held_out}
    assert aside
    assert not aside & {same(row.text) for row in phrases.training}


def test_no_message_of_the_examination_is_trained_on():
    examined = {
        same(json.loads(line)["text"])
        for path in (Path(__file__).parent / "exam").glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    assert examined
    assert not examined & {same(row.text) for row in read_phrases(PHRASES).training}


def test_every_shipped_phrase_has_a_label_and_a_category():
    for path in sorted(PHRASES.glob("*.jsonl")):
        for each in map(json.loads, path.read_text("utf-8").splitlines()):
            assert each.get("label"), path.name
            assert each.get("category"), path.name


def test_the_same_part_is_always_kept_aside(tmp_path: Path):
    path = tmp_path / "en-calm.jsonl"
    texts = [f"is there a group on day {number}?" for number in range(400)]
    path.write_text("\n".join(map(line, texts)), "utf-8")
    stayed, moved = hold_out(path)
    assert stayed + moved == 400
    assert 30 < moved < 90
    assert hold_out(path) == (stayed, moved)
    phrases = read_phrases(tmp_path)
    assert {row.text for row in phrases.held_out} == {text for text in texts if is_held_out(text)}


def test_a_phrase_kept_aside_is_not_trained_on_from_another_file_either(tmp_path: Path):
    (tmp_path / "en-added.jsonl").write_text(f"{line('GROUPS in Bath!')}\n{line('hello')}", "utf-8")
    (tmp_path / "en-calm-held-out.jsonl").write_text(line("groups in Bath"), "utf-8")
    assert [row.text for row in read_phrases(tmp_path).training] == ["hello"]


def test_a_label_that_nobody_knows_is_refused(tmp_path: Path):
    (tmp_path / "en-added.jsonl").write_text(line("hello", label="grave"), "utf-8")
    with pytest.raises(AssessError):
        read_phrases(tmp_path)


def test_phrases_are_varied_the_same_way_by_the_same_seed_and_keep_their_labels():
    rows = read_phrases(PHRASES).training[:200]
    first = vary(rows, np.random.default_rng(1))
    assert first == vary(rows, np.random.default_rng(1))
    assert [row.label for row in first] == [row.label for row in rows]
    assert sum(one.text != other.text for one, other in zip(first, rows, strict=True)) > 50
    assert {row.label for row in rows} <= set(Tier)
