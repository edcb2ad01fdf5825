"""What happened in this process, as numbers for Prometheus: how many and how long, never who or what.

Every process counts for itself and serves its own at `/metrics`.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

UPDATES = Counter(
    "kith_updates",
    "What people sent: kept, duplicate, limited (a flood), not_kept (the store was down) or set_aside (it failed).",
    ["outcome"],
    registry=REGISTRY,
)
REPLIES = Counter(
    "kith_replies",
    "Replies: sent, from_memory (sent while the store was down), retried, dropped (never taken) or gone (chat ended).",
    ["outcome"],
    registry=REGISTRY,
)
CRISIS_ANSWERS = Counter(
    "kith_crisis_answers",
    "Turns that were answered with whom to call: kept (through the outbox) or from_memory.",
    ["way"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "kith_update_seconds",
    "Seconds from an update's arrival until its answer is kept.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
WAITING = Gauge("kith_outbox_waiting", "Messages that wait to be sent.", registry=REGISTRY)

for counter, labels in (
    (UPDATES, ("kept", "duplicate", "limited", "not_kept", "set_aside")),
    (REPLIES, ("sent", "from_memory", "retried", "dropped", "gone")),
    (CRISIS_ANSWERS, ("kept", "from_memory")),
):
    for label in labels:
        # Shown as 0 from the start, so that an alarm can be set on the first one.
        counter.labels(label)


def as_text() -> bytes:
    """Everything in Prometheus' text format."""
    return generate_latest(REGISTRY)
