"""Bots to compare with: the flow of `bot.bench.flow`, written as each library's own manual does it, all in memory.

Each is started as `python -m bot.bench.peers.NAME API_ADDRESS TOKEN FLOW_FILE [WEBHOOK_ADDRESS]`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What a peer is started with."""

    address: str
    token: str
    steps: list[dict[str, Any]]
    webhook: str

    @classmethod
    def read(cls, words: list[str]) -> Asked:
        """From the words of the command line."""
        address, token, flow, webhook = words
        return cls(address, token, json.loads(Path(flow).read_text("utf-8")), webhook)
