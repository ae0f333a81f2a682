"""All that a report speaks of, measured once: the run, its case study, and play."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from brain.files import BrainError
from brain.measures.case_study import (
    CaseStudy,
    MeasuredSeries,
    choose_case_series,
    measure_run,
    study,
    units_to_silence,
)
from brain.measures.compare import Effect
from brain.measures.evaluate import Evaluation, evaluate
from brain.measures.lesion import board_effects
from brain.measures.nulls import MeasuringSet, SampleSizes
from brain.network.checkpoints import Checkpoints
from brain.network.policy import choose_as
from brain.progress import progressing
from brain.states.packed import States
from game.inspection.interventions import Units
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.policies import Scripted
from game.rules.state import WorldState


@dataclass(frozen=True)
class Silenced:
    """What silencing some units of one network does on matched boards."""

    name: str
    units: Units
    why: str
    on_boards: tuple[Effect, ...]


@dataclass(frozen=True, eq=False)
class Findings:
    """A run (all its series, also those without checkpoints) and what was measured in it.

    about, data: what the run and its data folder say of themselves. plays: closed-loop play of
    the last checkpoints, the case study's first. rule: that of the rule which is right in 80% of
    the test states. silenced: what silencing does in every configuration's last checkpoint.
    """

    run: tuple[Checkpoints, ...]
    about: dict[str, Any]
    data: dict[str, Any]
    measuring_set: MeasuringSet
    measured: tuple[MeasuredSeries, ...]
    case: CaseStudy
    plays: tuple[Evaluation, ...]
    rule: Evaluation
    silenced: tuple[Silenced, ...]


def find(
    run: Sequence[Checkpoints],
    about: dict[str, Any],
    states: States,
    sizes: SampleSizes,
    rules: Rules,
) -> Findings:
    """Measure a run on the test states of its data.

    Raises:
        BrainError: the run has no checkpoint, or no test state can be matched.
    """
    if not any(len(series) for series in run):
        raise BrainError("the run has no checkpoints yet")
    on = MeasuringSet.from_states(np.asarray(states.test), rules, sizes)
    if not len(on.boards):
        raise BrainError("no test state shows both characters undisturbed, so none can be matched")
    whole = choose_case_series([series for series in run if len(series)])
    measured = measure_run(run, on, whole.recipe.id)
    case = study(measured, on)
    few, silenced = on.boards.rows(slice(on.sizes.run_boards)), []
    for m in progressing(measured, "trainings whose units are silenced"):
        units, why = units_to_silence(m, len(m.index) - 1)
        network = m.series.networks[int(m.index[-1])]
        effects = board_effects(network, units, few, on.sizes.run_draws) if any(units) else ()
        silenced.append(Silenced(m.series.recipe.id, units, why, effects))
    # The last checkpoints, the case study's own first, between the case study and the rule.
    order = sorted(
        measured, key=lambda m: (m is not case.measured, not m.series.recipe.is_from_paper)
    )
    players = [Scripted(f"{case.name} (case study)", choose_as(case.network))]
    for one in order[: on.sizes.played_networks]:
        last = int(one.index[-1])
        name = f"{one.series.recipe.id}, epoch {one.series.epoch[last]}"
        players.append(Scripted(name, choose_as(one.series.networks[last])))
    players.append(Scripted("rule: energy 0 jump, else hop", choose_by_rule))
    *plays, rule = evaluate(players, on.rules, on.sizes.played_games, on.sizes.played_rounds)
    return Findings(
        run=tuple(run),
        about=about,
        data=states.about,
        measuring_set=on,
        measured=tuple(measured),
        case=case,
        plays=tuple(plays),
        rule=rule,
        silenced=tuple(silenced),
    )


def choose_by_rule(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Jump without energy, else hop: right in 80% of any such test set (SPEC section 6)."""
    return np.where(state.energy[:, who] == 0, Action.JUMP, Action.HOP)
