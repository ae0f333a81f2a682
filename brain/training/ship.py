"""From trained networks to the brain that ships: play first, mirror units second."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from brain.measures.evaluate import ITSELF, Evaluation, evaluate
from brain.measures.evidence import measured_brain
from brain.measures.nulls import Probe, make_probe, untrained_null
from brain.measures.units import Measurement, measure
from brain.network.brain_file import Brain, Metadata
from brain.network.policy import choose_as
from brain.training.recipes import PlayRecipe
from brain.training.trainer import Trained
from game.rules.config import Rules
from game.rules.policies import Scripted

MIN_POINTS_RATIO = 0.97  # of the teacher's, with itself and with a slow partner
MIN_HELP_RATIO = 0.8  # of the teacher's, with a slow partner
MAX_STALL_TURNS = 100  # with itself, over all games; or the teacher's longest, if that is more
SLOW = "slow"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A trained network with how it plays and what its units do."""

    trained: Trained
    evaluation: Evaluation
    measurement: Measurement

    @property
    def passes(self) -> bool:
        """Whether it plays well enough to ship."""
        return self.shortfall == 0

    @property
    def shortfall(self) -> float:
        """How far it is from playing well enough, 0 if it is; shares of each target, summed."""
        itself, slow = self.evaluation.beside(ITSELF), self.evaluation.beside(SLOW)
        helps = slow.help_ratio.mean if slow.help_ratio else 0.0
        longest = itself.brain.longest_stall_turns
        longest_allowed = max(MAX_STALL_TURNS, itself.teacher.longest_stall_turns)
        misses = (
            1 - itself.points_ratio.mean / MIN_POINTS_RATIO,
            1 - slow.points_ratio.mean / MIN_POINTS_RATIO,
            1 - helps / MIN_HELP_RATIO,
            longest / longest_allowed - 1,
        )
        return sum(max(0.0, miss) for miss in misses)


def rank(trained: Sequence[Trained], rules: Rules) -> tuple[list[Candidate], Probe]:
    """Play and measure every network; return them best first, and what they were measured on.

    Those that play well enough come first, among them those with more certified mirror units;
    the rest by how little they lack.
    """
    players = [Scripted(f"seed {t.seed}", choose_as(t.network)) for t in trained]
    evaluations = evaluate(players, rules)
    probe = make_probe(rules)
    untrained = untrained_null(trained[0].network.hidden, probe)
    candidates = [
        Candidate(t, e, measure(e.brain, t.network, probe, untrained))
        for t, e in zip(trained, evaluations, strict=True)
    ]
    return sorted(candidates, key=_order), probe


def _order(candidate: Candidate) -> tuple[float, int, float]:
    points = candidate.evaluation.beside(ITSELF).points_ratio.mean
    return (candidate.shortfall, -candidate.measurement.certified, -points)


def as_brain(
    name: str, recipe: PlayRecipe, command: str, candidate: Candidate, probe: Probe
) -> Brain:
    """Return the candidate as a brain, with its measures in the metadata."""
    network = candidate.trained.network
    metadata = Metadata(
        name=name,
        summary=recipe.summary,
        architecture=network.hidden,
        output=network.output,
        recipe=recipe.id,
        rules=probe.rules.name,
        seed=candidate.trained.seed,
        command=command,
        measures={
            **play_measures(candidate.evaluation),
            "held_out_accuracy": candidate.trained.accuracy,
            "recipe_settings": asdict(recipe),
        },
        roles=(),
    )
    return measured_brain(network, metadata, candidate.measurement, probe)


def play_measures(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the metadata's `measures` hold of play."""
    itself, slow = evaluation.beside(ITSELF), evaluation.beside(SLOW)
    return {
        "points_ratio_itself": itself.points_ratio.mean,
        "points_ratio_slow": slow.points_ratio.mean,
        "help_ratio_slow": slow.help_ratio.mean if slow.help_ratio else None,
        "longest_stall_turns_itself": itself.brain.longest_stall_turns,
    }
