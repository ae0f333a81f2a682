"""Which units carry help: each silenced alone, and the smallest set without which there is none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.lesion import Lesion, LiveUnits
from brain.measures.nulls import MEASURING_SEED
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.progress import progressing
from brain.states.dataset import Dataset, collect, mixed_pairings
from game.inspection.activity import Condition, Role
from game.inspection.interventions import Intervention, Units, silence
from game.inspection.unit import Unit, layer_name
from game.rules.actions import Action
from game.rules.config import Rules

STATES, GAMES, TURNS = 200_000, 2_000, 300
MOST_BOARDS = 2_000  # of a kind
ABOLISHED = 0.05  # of the intact rate is left at most
FOR_PARTNER, OTHER_HELP, ELSEWHERE = "hurt", "well", "no help due"


HelpBoards = dict[str, tuple[np.ndarray, np.ndarray]]
"""By what the teacher does: observations uint8 [n, 100] and labels int8 [n].

It helps a partner in distress (hurt), one that is well (as at the edge of the screen), or neither.
"""


def draw_help_boards(rules: Rules) -> HelpBoards:
    """Draw boards of every kind that occurs from scripted play with random moves."""
    pairings = mixed_pairings(GAMES, MEASURING_SEED + (1 << 40))
    return help_boards(collect(pairings, rules, STATES, TURNS, 2))


def help_boards(states: Dataset) -> HelpBoards:
    """Sort states by kind, at most `MOST_BOARDS` of each."""
    is_helped = states.label == Action.HELP
    is_hurt = np.isin(states.condition, (Condition.OTHER, Condition.BOTH))
    kinds = {
        FOR_PARTNER: is_helped & is_hurt,
        OTHER_HELP: is_helped & ~is_hurt,
        ELSEWHERE: ~is_helped,
    }
    boards = {}
    for kind, mask in kinds.items():
        rows = np.flatnonzero(mask)
        evenly = np.linspace(0, len(rows) - 1, min(len(rows), MOST_BOARDS)).astype(int)
        if len(rows):
            boards[kind] = states.observation[rows[evenly]], states.label[rows[evenly]]
    return boards


@dataclass(frozen=True)
class Helping:
    """How a brain answers boards of one kind: share that it answers as the teacher does (on
    boards where help is due: chooses help), and mean P(help)."""

    agrees: float
    p_help: float


Answers = dict[str, Helping]  # by kind of board


@dataclass(frozen=True)
class UnitScan:
    """One unit silenced alone: the changes from the intact brain's answers."""

    layer: str
    unit: int
    role: Role
    change: Answers


@dataclass(frozen=True)
class Carriers:
    """The units without which a brain no longer helps on boards of one kind.

    units: (layer, unit, role) in the order in which they were found to matter. after: the
    answers with all of them silenced. is_abolished: whether hardly any help is left.
    """

    kind: str
    units: tuple[tuple[str, int, Role], ...]
    after: Answers
    instead: str
    is_abolished: bool


@dataclass(frozen=True)
class SetScan:
    """Units silenced together, answers on boards. random: mean answers of the random sets.

    as_far: how many of the random sets leave as few boards answered as the teacher does, by kind.
    as_selective: how many leave as few of every kind on which help is due, and as many of the rest.
    """

    lesion: str
    units: int
    after: Answers
    random: Answers
    sets: int
    as_far: dict[str, int]
    as_selective: int


@dataclass(frozen=True)
class HelpScan:
    """Every live unit silenced alone, the sets that carry help, and sets silenced together.

    boards: how many by kind. lesions: the sets that abolish help, one of both kinds once. sets:
    what silencing these does, and the lesions that were given.
    """

    boards: dict[str, int]
    intact: Answers
    units: tuple[UnitScan, ...]
    carriers: tuple[Carriers, ...]
    lesions: tuple[Lesion, ...]
    sets: tuple[SetScan, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        told = asdict(self)
        single = {name: told[name] for name in ("boards", "intact", "units", "carriers")}
        return {"scan": single, "sets": told["sets"]}


def scan_help(
    brain: Brain, lesions: Sequence[Lesion], live: LiveUnits, boards: HelpBoards, draws: int
) -> HelpScan:
    """Silence every live unit alone, search for the sets that carry help, and silence these sets
    and the given ones beside as many random units of the same layers."""
    network = brain.network
    intact = answers(network, (), boards)

    def named(unit: Unit) -> tuple[str, int, Role]:
        return layer_name(unit.layer), unit.index, brain.metadata.roles[unit.layer][unit.index]

    each = [Unit(layer, unit) for layer, units in enumerate(live.units) for unit in units]
    scanned = []
    for unit in progressing(each, "units silenced"):
        after = answers(network, silence(_by_layer([unit], network)), boards)
        change = {
            kind: Helping(after[kind].agrees - had.agrees, after[kind].p_help - had.p_help)
            for kind, had in intact.items()
        }
        scanned.append(UnitScan(*named(unit), change))

    carriers: list[Carriers] = []
    carrying: dict[Units, list[str]] = {}
    for kind in boards:
        if kind == ELSEWHERE:
            continue
        observation, _ = boards[kind]
        chosen, is_abolished = smallest_set(network, each, observation)
        units = _by_layer(chosen, network)
        actions = network.forward(observation, silence(units))["outputs"].argmax(axis=1)
        carriers.append(
            Carriers(
                kind,
                tuple(map(named, chosen)),
                answers(network, silence(units), boards),
                Action(int(np.bincount(actions, minlength=4).argmax())).name.lower(),
                is_abolished,
            )
        )
        if is_abolished and chosen:
            carrying.setdefault(units, []).append(kind)
    found = [Lesion(f"carriers, {'+'.join(kinds)}", units) for units, kinds in carrying.items()]
    return HelpScan(
        {kind: len(labels) for kind, (_, labels) in boards.items()},
        intact,
        tuple(scanned),
        tuple(carriers),
        tuple(found),
        tuple(scan_set(network, lesion, live, boards, draws) for lesion in [*lesions, *found]),
    )


def _by_layer(units: Sequence[Unit], network: Network) -> Units:
    layers = range(len(network.hidden))
    return tuple(tuple(sorted(u.index for u in units if u.layer == layer)) for layer in layers)


def answers(network: Network, interventions: Sequence[Intervention], boards: HelpBoards) -> Answers:
    """Return how the network answers every kind of board under these interventions."""
    found = {}
    for kind, (observation, label) in boards.items():
        outputs = network.forward(observation, interventions)["outputs"]
        p_help = network.probabilities(outputs)[:, Action.HELP].mean()
        found[kind] = Helping(float((outputs.argmax(axis=1) == label).mean()), float(p_help))
    return found


def smallest_set(
    network: Network, live: Sequence[Unit], observation: np.ndarray
) -> tuple[tuple[Unit, ...], bool]:
    """Return units that, silenced together, abolish help on boards [n, 100], and whether they do.

    Greedy: each step adds the unit whose silencing leaves the least help (then the least
    P(help)); afterwards each unit that is not needed is dropped again.
    """
    all_helped = np.full(len(observation), Action.HELP)
    help_due = {FOR_PARTNER: (observation, all_helped)}

    def left(*units: Unit) -> tuple[float, float]:
        helping = answers(network, silence(_by_layer(units, network)), help_due)[FOR_PARTNER]
        return helping.agrees, helping.p_help

    enough = ABOLISHED * left()[0]
    chosen: tuple[Unit, ...] = ()
    while left(*chosen)[0] > enough and len(chosen) < len(live):
        rest = [unit for unit in live if unit not in chosen]
        tried = progressing(rest, "units tried")
        chosen = (*chosen, min(tried, key=lambda unit: left(*chosen, unit)))
    is_abolished = left(*chosen)[0] <= enough
    for unit in chosen:
        without = tuple(other for other in chosen if other != unit)
        if is_abolished and left(*without)[0] <= enough:
            chosen = without
    return chosen, is_abolished


def scan_set(
    network: Network, lesion: Lesion, live: LiveUnits, boards: HelpBoards, draws: int
) -> SetScan:
    """Silence a set of units on boards, beside as many random units of the same layers."""
    changes = progressing(lesion.changes(live, draws), f"sets silenced beside {lesion.name}")
    after, *random = (answers(network, change, boards) for change in changes)

    def leaves(kind: str, one: Answers) -> bool:
        """Whether a random set does to a kind of board what the lesion does to it."""
        if kind == ELSEWHERE:
            return one[kind].agrees >= after[kind].agrees
        return one[kind].agrees <= after[kind].agrees

    return SetScan(
        lesion.name,
        lesion.count,
        after,
        {
            kind: Helping(
                float(np.mean([one[kind].agrees for one in random])),
                float(np.mean([one[kind].p_help for one in random])),
            )
            for kind in after
        },
        len(random),
        {kind: sum(one[kind].agrees <= after[kind].agrees for one in random) for kind in after},
        sum(all(leaves(kind, one) for kind in after) for one in random),
    )
