"""A trained network without a certified mirror unit: a negative control, as good as there is."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from brain.files import BrainError
from brain.measures.evaluate import ITSELF, evaluate
from brain.measures.mirror import respond
from brain.measures.nulls import MeasuringSet
from brain.network.checkpoints import Checkpoint, Checkpoints
from brain.network.network import Network
from brain.network.policy import choose_as
from game.rules.policies import Scripted

MARGIN = 0.01  # of accuracy below the best: networks so close are told apart by how they play
TRIAL_GAMES, TRIAL_ROUNDS = 60, 500
SCREENING_PERMUTATIONS = 100

Screened = Callable[
    [Sequence[Checkpoints]], Iterable[Checkpoints]
]  # passes all on, and may show progress


def find_control(
    run: Sequence[Checkpoints], on: MeasuringSet, screened: Screened = iter
) -> Checkpoint:
    """Return the checkpoint of a run without certified units that classifies and plays best.

    Of the most accurate one of each recipe those within MARGIN of the best play some
    games; the one with most points with itself is it.

    Raises:
        BrainError: every checkpoint has a certified unit.
    """
    candidates = uncertified(run, on, screened)
    if not candidates:
        raise BrainError("every checkpoint has a certified mirror unit: none can be the control")
    players = [Scripted(str(i), choose_as(c.network)) for i, c in enumerate(candidates)]
    played = evaluate(players, on.rules, TRIAL_GAMES, TRIAL_ROUNDS)
    points = [evaluation.beside(ITSELF).brain.points.mean for evaluation in played]
    return candidates[int(np.argmax(points))]


def uncertified(
    run: Sequence[Checkpoints], on: MeasuringSet, screened: Screened = iter
) -> list[Checkpoint]:
    """Return the most accurate checkpoint without certified units of each recipe.

    Only those within MARGIN of the best, best first; of two that are equal, the later.
    """
    likely = [one for series in screened(run) for one in _likely(series, on)]
    likely.sort(key=lambda one: (-one.accuracy, -one.epoch))
    chosen: dict[Checkpoints, Checkpoint] = {}
    for one in likely:
        if chosen and one.accuracy < next(iter(chosen.values())).accuracy - MARGIN:
            break
        if one.checkpoints not in chosen and not certified_in(one.network, on):
            chosen[one.checkpoints] = one
    return list(chosen.values())


def certified_in(network: Network, on: MeasuringSet) -> int:
    """Return how many certified mirror units a network has."""
    return int(respond(network, on.boards, on.sizes.permutations).certified)


def _likely(series: Checkpoints, on: MeasuringSet) -> list[Checkpoint]:
    """Return the checkpoints that have no certified unit on a few boards."""
    response = respond(series.networks, on.few().boards, SCREENING_PERMUTATIONS)
    none = np.flatnonzero(response.certified == 0)
    return [Checkpoint(series, int(at)) for at in none]
