"""A sweep's folder: which run it is of, how it is cut into shards, and its tables."""

import hashlib
import json

from brain.checkpoints import Configuration
from brain.state_files import States
from brain.sweep_config import SweepConfig


def run_digest(config: SweepConfig, states: States) -> str:
    """Return 12 hexadecimal digits that equal configurations on equal states share.

    The greatest number of epochs is left out: a run may be taken further.
    """
    told = {
        "config": config.model_dump(mode="json", exclude={"epochs", "name"}),
        "data": states.digest,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def cut(config: SweepConfig) -> list[list[Configuration]]:
    """Return the networks of each shard: alike in batch size and width, about equal in cost."""
    networks = sorted(config.networks(), key=lambda c: (c.loss, c.batch_size, max(c.hidden)))
    total = sum(_cost(c) for c in networks)
    shards: list[list[Configuration]] = [[] for _ in range(min(config.shards, len(networks)))]
    done = 0.0
    for network in networks:
        place = min(int((done + _cost(network) / 2) / total * len(shards)), len(shards) - 1)
        shards[place].append(network)
        done += _cost(network)
    return [shard for shard in shards if shard]


def _cost(configuration: Configuration) -> float:
    """Work a state, in products; the constant stands for dropout, decoding and the like."""
    first, *rest = configuration.hidden
    products = 200 * first + 3 * sum(u * u for u in rest) + 1_500 * len(configuration.hidden)
    return products + 30_000 / configuration.batch_size
