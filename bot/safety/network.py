"""The network behind the learned net, as torch trains it: multilingual-e5-small with two small heads.

Only training needs this file. The bot reads the ONNX file that training leaves behind (`bot.safety.model`).
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.safety.encoder import Encoder

INNER = {
    "query": "q", "key": "k", "value": "v", "joined": "ao", "after_attention": "aln",
    "wide": "fi", "narrow": "fo", "after": "oln",
}  # fmt: skip
"""Our layer's parts, and what the published file calls them."""


class Layer(nn.Module):
    """One layer of BERT: attention, then two dense steps, each added to what came in."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.joined = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.after_attention, self.after = (nn.LayerNorm(width, eps=1e-12) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, blocked: Tensor | None) -> Tensor:
        batch, length, width = x.shape

        def split(part: Tensor) -> Tensor:
            return part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        # By hand: for a few dozen tokens torch's own attention takes half of all the time on a processor.
        nearness = query @ key.transpose(2, 3) * (width // self.heads) ** -0.5
        seen = torch.softmax(nearness if blocked is None else nearness + blocked, -1) @ value
        attended = seen.transpose(1, 2).reshape(batch, length, width)
        x = self.after_attention(x + self.dropout(self.joined(attended)))
        return self.after(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


class Network(nn.Module):
    """Token ids in; logits of the tiers and of the categories out."""

    def __init__(self, config: dict[str, int], tiers: int, categories: int, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.kinds = nn.Embedding(config["type_vocab_size"], width)
        self.first = nn.LayerNorm(width, eps=1e-12)
        inner, heads = config["intermediate_size"], config["num_attention_heads"]
        self.layers = nn.ModuleList(Layer(width, inner, heads, dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.tier, self.category = nn.Linear(width, tiers), nn.Linear(width, categories)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """`ids`: windows x tokens; `mask`: 1 for a token, 0 for padding, None when nothing is padded."""
        length = ids.shape[1]
        x = self.first(self.words(ids) + self.places.weight[:length] + self.kinds.weight[0])
        x = self.dropout(x)
        blocked = None if mask is None else (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, blocked)
        if mask is None:
            pooled = x.mean(1)
        else:
            weight = mask[:, :, None].float()
            pooled = (x * weight).sum(1) / weight.sum(1)
        pooled = self.dropout(pooled)
        return self.tier(pooled), self.category(pooled)


def pretrained(encoder: Encoder, tiers: int, categories: int, layers: int) -> Network:
    """The published encoder's first `layers` under new heads. The table of pieces stays as it is."""
    network = Network(encoder.config, tiers, categories, layers)
    given = {"words.weight": encoder.embeddings()}
    shapes = {name: tuple(each.shape) for name, each in network.state_dict().items()}

    def take(ours: str, theirs: str) -> None:
        given[ours] = encoder.weights(theirs, *shapes[ours])

    take("places.weight", "emb.pos")
    take("kinds.weight", "emb.type")
    for part, short in (("weight", "w"), ("bias", "b")):
        take(f"first.{part}", f"emb.ln.{short}")
        for number in range(layers):
            for name, theirs in INNER.items():
                take(f"layers.{number}.{name}.{part}", f"l{number}.{theirs}.{short}")
    missing = set(network.load_state_dict({k: torch.tensor(v) for k, v in given.items()}, strict=False).missing_keys)
    assert all(name.startswith(("tier.", "category.")) for name in missing), missing
    network.words.weight.requires_grad_(False)
    return network


def as_shipped(path: Path, encoder: Encoder, tiers: int, categories: int, layers: int) -> Network:
    """The network of the 8-bit file that `export` and the quantization left at `path`, to be taught more."""
    network = Network(encoder.config, tiers, categories, layers)
    graph = onnx.load(path).graph
    kept = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer}
    given = {name: kept[name] for name in network.state_dict() if name in kept}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = (
                node.name.strip("/").removesuffix("/MatMul_quant").removesuffix("/Gemm_MatMul_quant").replace("/", ".")
            )
            called = node.input[1].removesuffix("_quantized")
            weight = kept[node.input[1]].astype("float32") * kept[f"{called}_scale"]
            given[f"{name}.weight"] = weight.T
    given["words.weight"] = encoder.embeddings()
    given["kinds.weight"] = encoder.weights("emb.type", *network.kinds.weight.shape)
    [(kind, *_)] = [(kept[each], each) for each in kept if each.startswith("onnx::Add") and kept[each].ndim == 1]
    given["kinds.weight"][0] = kind
    network.load_state_dict({name: torch.tensor(each) for name, each in given.items()})
    network.words.weight.requires_grad_(False)
    return network


def export(network: Network, path: Path) -> None:
    """Write `network` as ONNX: one window of any length in ("ids"), the two rows of logits out."""
    network.eval()
    torch.onnx.export(
        network,
        (torch.ones(1, 12, dtype=torch.long),),
        str(path),
        input_names=["ids"],
        output_names=["tier", "category"],
        dynamic_axes={"ids": {1: "tokens"}},
        opset_version=17,
        dynamo=False,
    )
