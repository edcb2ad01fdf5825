"""What a need is called, as it suits her."""

from __future__ import annotations

from bot.directory import Need


def label_of(need: Need, lost: bool) -> str:
    """The need's message id: other words after a loss, where the content has them."""
    return need.loss_label if lost and need.loss_label else need.label
