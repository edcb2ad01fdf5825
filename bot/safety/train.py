"""Trains the learned net: `python -m bot.safety.train`, after `pip install -e ".[train]"`.

Reads content/safety/phrases, writes content/safety/model, and prints what is noticed in the phrases kept aside: by the
rules, by the model that was there before, by the new one, and by both nets together. The network is the mean of several
that were trained from one beginning on the same phrases in other orders (Wortsman and others, "Model soups", 2022).
Takes most of an hour where each has a quiet core of its own; `--on-top FILE` teaches the model that is there some more,
in minutes. The same phrases give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import tokenizers
import torch
import yaml
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional

from bot.safety.assess import Row, assess, read_rows
from bot.safety.encoder import END, PADDING, START, Encoder, published
from bot.safety.model import NETWORK, THRESHOLDS, WINDOW, WORDS, Model, ModelError, Thresholds, raised, tidied
from bot.safety.network import Network, as_shipped, export, pretrained
from bot.safety.notice import Watch
from bot.safety.phrases import Phrases, count, hold_out, read_phrases, same, vary
from bot.safety.rules import RuleBook, Spelling
from bot.safety.thresholds import choose
from bot.safety.tiers import Category, Signal, Tier

CONTENT = Path(__file__).parents[2] / "content"
LAYERS, EPOCHS, BATCH = 12, 6, 32
SEEDS = (7, 8)
"""One training each; the first also says how the new heads begin."""
LEARNING_RATE, HEADS_LEARNING_RATE = 2e-4, 2e-3
"""The heads begin from nothing, the layers from what the published encoder knows."""
ON_TOP_RATE, ON_TOP_HEADS_RATE, ON_TOP_EPOCHS = 6e-5, 2e-4, 2
OLD_TO_NEW = 2
"""What is learned on top of a model, and how many phrases that it knows come with each new one, to be kept in mind."""
CATEGORY_WEIGHT = 0.4
SMOOTHING = 0.05
WEIGHTS = {Tier.ORDINARY: 1.0, Tier.SUPPORT: 1.0, Tier.URGENT: 1.0, Tier.EMERGENCY: 1.2}
"""How much a row of each tier counts."""

UNDECIDED = Thresholds(
    emergency=0.5,
    urgent=0.5,
    urgent_elsewhere=0.5,
    support=0.5,
    category=0.4,
    tiers=tuple(Tier),
    categories=tuple(Category),
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    safety: Path = options.content / "safety"
    if options.hold_out:
        for path in options.hold_out:
            print(path.name, "stayed, moved:", hold_out(path))
        return 0
    phrases = read_phrases(safety / "phrases")
    print("to learn from:", count(phrases.training), "kept aside:", count(phrases.held_out), flush=True)
    rules = rules_of(safety)
    target: Path = options.model or safety / "model"
    nets = {"rules alone": rules.notice, **before(target)}
    if options.on_top:
        shipped = as_shipped(safety / "model" / NETWORK, published(), len(Tier), len(Category), options.layers)
        network = taught_more(shipped, phrases, options.on_top, options.seeds[0])
    else:
        network = mean_of_several(phrases, options.seeds, options.epochs, options.layers)
    target.mkdir(parents=True, exist_ok=True)
    write(network, published(), target)
    model = Model.load(target)
    at = choose(phrases.typical, model)
    (target / THRESHOLDS).write_text(at.model_dump_json(indent=2) + "\n", "utf-8")
    model = Model(model.session, model.words, at)
    nets["new model alone"] = model.notice
    nets["rules and new model"] = lambda text, language: raised(
        rules.notice(text, language), model.notice(text, language)
    )
    for name, rows in (("all that were kept aside", phrases.held_out), ("the typical ones of them", phrases.typical)):
        print(f"--- {name} ---\n{table(rows, nets)}")
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot.safety.train", description="Trains the learned net.")
    top.add_argument("--content", type=Path, default=CONTENT)
    top.add_argument("--model", type=Path, help="write it here (content/safety/model)")
    top.add_argument("--epochs", type=int, default=EPOCHS)
    top.add_argument("--layers", type=int, default=LAYERS)
    top.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    top.add_argument(
        "--on-top", type=Path, nargs="+", metavar="FILE", help="teach the model that is there these phrases: minutes"
    )
    top.add_argument("--hold-out", type=Path, nargs="+", metavar="FILE", help="only set aside a part of these files")
    return top


def rules_of(safety: Path) -> Watch:
    """The rules alone: every LANGUAGE.yaml that has its LANGUAGE-spelling.yaml beside it."""
    spellings = sorted(safety.glob("*-spelling.yaml"))
    books = [path.with_name(path.name.replace("-spelling", "")) for path in spellings]
    return Watch(
        [RuleBook.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in books],
        [Spelling.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in spellings],
    )


def before(target: Path) -> dict[str, Callable[[str, str], Signal]]:
    """The model that is there already, to be compared with."""
    try:
        old = Model.load(target)
    except ModelError:
        return {}
    return {"old model alone": old.notice}


def mean_of_several(phrases: Phrases, seeds: Sequence[int], epochs: int, layers: int) -> Network:
    """The mean of one training for each seed, every weight by itself. They run side by side, a process each."""
    one = partial(weights_taught, phrases, epochs=epochs, layers=layers, beginning=seeds[0])
    with ProcessPoolExecutor(len(seeds), mp_context=multiprocessing.get_context("spawn")) as processes:
        trained = list(processes.map(one, seeds))
    network = pretrained(published(), len(Tier), len(Category), layers)
    network.load_state_dict(
        {name: torch.tensor(np.mean([each[name] for each in trained], axis=0)) for name in trained[0]}
    )
    network.eval()
    return network


def weights_taught(
    phrases: Phrases, seed: int, *, epochs: int, layers: int, beginning: int
) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """The weights that one training comes to, by name."""
    network = taught(phrases, seed, epochs, layers, beginning)
    return {name: each.numpy() for name, each in network.state_dict().items()}


def taught(phrases: Phrases, seed: int, epochs: int, layers: int, beginning: int) -> Network:
    """The encoder after some passes over the phrases, each time varied anew.

    `beginning` says with which new heads it sets out, `seed` in which order it reads and how the phrases are varied.
    """
    torch.manual_seed(beginning)
    network = pretrained(published(), len(Tier), len(Category), layers)
    return passed_over(network, phrases.training, seed, epochs, (LEARNING_RATE, HEADS_LEARNING_RATE))


def taught_more(network: Network, phrases: Phrases, files: Sequence[Path], seed: int) -> Network:
    """The network after some careful passes over the phrases of these files, and over others that it knows."""
    named = {same(row.text) for path in files for row in read_rows(path.read_text("utf-8").splitlines())}
    new = [row for row in phrases.training if same(row.text) in named]
    known = [row for row in phrases.training if same(row.text) not in named]
    chosen = np.random.default_rng(seed).choice(len(known), min(len(known), OLD_TO_NEW * len(new)), replace=False)
    rows = [*new, *(known[place] for place in chosen)]
    return passed_over(network, rows, seed, ON_TOP_EPOCHS, (ON_TOP_RATE, ON_TOP_HEADS_RATE))


def passed_over(network: Network, rows: Sequence[Row], seed: int, epochs: int, rates: tuple[float, float]) -> Network:
    """The network after so many passes over the rows. `rates`: how fast its layers and its heads learn."""
    torch.set_num_threads(1)  # the same sums in the same order, and two threads that wait for each other are slower
    words = published().tokenizer()
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    steps = epochs * -(-len(rows) // BATCH)
    heads = [*network.tier.parameters(), *network.category.parameters()]
    body = [each for each in network.parameters() if each.requires_grad and not any(each is head for head in heads)]
    learner = torch.optim.AdamW(
        [{"params": body, "lr": rates[0]}, {"params": heads, "lr": rates[1]}], weight_decay=0.01
    )
    slope = torch.optim.lr_scheduler.LambdaLR(learner, lambda step: min((step + 1) / (0.1 * steps), 1 - step / steps))
    network.train()
    for number in range(1, epochs + 1):
        total = 0.0
        batches = in_batches(vary(rows, chance), words, chance)
        for ids, mask, is_tier, is_category in batches:
            with torch.autocast("cpu", torch.bfloat16):
                guessed = network(ids, mask)
            loss = loss_of((guessed[0].float(), guessed[1].float()), is_tier, is_category)
            learner.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            learner.step()
            slope.step()
            total += float(loss.detach())
        print(f"seed {seed}, pass {number} of {epochs}: loss {total / len(batches):.3f}", flush=True)
    network.eval()
    return network


def loss_of(guessed: tuple[torch.Tensor, torch.Tensor], tiers: torch.Tensor, categories: torch.Tensor) -> torch.Tensor:
    weights = torch.tensor([WEIGHTS[tier] for tier in Tier])
    tier = functional.cross_entropy(guessed[0], tiers, weight=weights, label_smoothing=SMOOTHING)
    return tier + CATEGORY_WEIGHT * functional.cross_entropy(guessed[1], categories, label_smoothing=SMOOTHING)


def in_batches(
    rows: Sequence[Row], words: tokenizers.Tokenizer, chance: np.random.Generator
) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Rows of like length together, in a random order: ids, mask, tiers and categories of each batch."""
    encoded = [[START, *words.encode(tidied(row.text)).ids[:WINDOW], END] for row in rows]
    order = sorted(range(len(rows)), key=lambda place: len(encoded[place]) + 6 * chance.random())
    batches = []
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        longest = max(len(encoded[place]) for place in chosen)
        ids = torch.full((len(chosen), longest), PADDING)
        for line, place in enumerate(chosen):
            ids[line, : len(encoded[place])] = torch.tensor(encoded[place])
        tiers = torch.tensor([list(Tier).index(rows[place].label or Tier.ORDINARY) for place in chosen])
        categories = [list(Category).index(rows[place].category or Category.SMALLTALK) for place in chosen]
        batches.append((ids, (ids != PADDING).long(), tiers, torch.tensor(categories)))
    return [batches[place] for place in chance.permutation(len(batches))]


def write(network: Network, encoder: Encoder, target: Path) -> None:
    """The three files that the bot reads; the thresholds undecided as yet."""
    with TemporaryDirectory() as folder:
        exact = Path(folder) / NETWORK
        export(network, exact)
        onnx.checker.check_model(str(exact))
        quantize_dynamic(exact, target / NETWORK, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    encoder.tokenizer().save(str(target / WORDS), pretty=False)
    (target / THRESHOLDS).write_text(UNDECIDED.model_dump_json(indent=2) + "\n", "utf-8")


def table(rows: Sequence[Row], nets: dict[str, Callable[[str, str], Signal]]) -> str:
    """The table of `kith assess` for each net over the same rows."""
    lines = []
    for name, notice in nets.items():
        lines += [f"{name}:", assess(rows, notice).table(), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
