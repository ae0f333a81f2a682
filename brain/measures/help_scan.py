"""Which units carry help: each silenced alone, and the smallest set without which there is none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from brain.measures.lesion import Lesion, LiveUnits
from brain.measures.nulls import MEASURING_SEED
from brain.network.brain_file import Brain
from brain.network.network import Network
from brain.states.dataset import Dataset, collect, mixed_pairings
from game.inspection.activity import Condition, Role
from game.inspection.interventions import Intervention, Units, silence
from game.inspection.unit import Unit, layer_name
from game.rules.actions import Action
from game.rules.config import Rules

STATES, GAMES, TURNS = 200_000, 2_000, 300
MOST_BOARDS = 2_000  # of a kind
ABOLISHED = 0.05  # of the intact rate is left at most
Chosen = tuple[Unit, ...]
FOR_PARTNER, OTHER_HELP, ELSEWHERE = "hurt", "well", "no help due"


@dataclass(frozen=True, eq=False)
class HelpBoards:
    """States from play by what the teacher does: observations uint8 [n, 100], labels int8 [n].

    boards: by kind; the teacher helps a partner in distress (hurt), helps one that is well (as at
    the edge of the screen), or does something else.
    """

    boards: dict[str, tuple[np.ndarray, np.ndarray]]

    @classmethod
    def drawn(cls, rules: Rules) -> "HelpBoards":
        """Draw boards of every kind that occurs from scripted play with random moves."""
        pairings = mixed_pairings(GAMES, MEASURING_SEED + (1 << 40))
        return cls.of(collect(pairings, rules, STATES, TURNS, 2))

    @classmethod
    def of(cls, states: Dataset) -> "HelpBoards":
        """Sort states by kind, at most `MOST_BOARDS` of each."""
        is_helped = states.label == Action.HELP
        is_hurt = np.isin(states.condition, (Condition.OTHER, Condition.BOTH))
        kinds = {
            FOR_PARTNER: is_helped & is_hurt,
            OTHER_HELP: is_helped & ~is_hurt,
            ELSEWHERE: ~is_helped,
        }
        found = {kind: _evenly(np.flatnonzero(mask)) for kind, mask in kinds.items()}
        return cls(
            {k: (states.observation[i], states.label[i]) for k, i in found.items() if len(i)}
        )

    @property
    def help_kinds(self) -> tuple[str, ...]:
        """The kinds of boards on which help is due."""
        return tuple(kind for kind in self.boards if kind != ELSEWHERE)


def _evenly(rows: np.ndarray) -> np.ndarray:
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_BOARDS)).astype(int)]


@dataclass(frozen=True)
class Helping:
    """How a brain answers boards of one kind: share that it answers as the teacher does (on
    boards where help is due: chooses help), and mean P(help)."""

    agrees: float
    p_help: float


Answers = dict[str, Helping]


@dataclass(frozen=True)
class UnitScan:
    """One unit silenced alone: the changes from the intact brain's answers, by kind."""

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

    def as_units(self, layers: int) -> Units:
        """Return the units by layer."""
        names = map(layer_name, range(layers))
        return tuple(tuple(sorted(u for at, u, _ in self.units if at == n)) for n in names)


@dataclass(frozen=True)
class Scan:
    """Every live unit silenced alone, and the sets that carry help of each kind."""

    boards: dict[str, int]
    intact: Answers
    units: tuple[UnitScan, ...]
    carriers: tuple[Carriers, ...]


def scan(brain: Brain, live: LiveUnits, boards: HelpBoards) -> Scan:
    """Silence every live unit alone, then search for the sets that carry help."""
    each = [Unit(layer, unit) for layer, units in enumerate(live.units) for unit in units]
    intact = answers(brain.network, (), boards)
    scanned = []
    for one in each:
        after = answers(brain.network, _silenced((one,), brain.network), boards)
        changes = {kind: _minus(after[kind], intact[kind]) for kind in intact}
        scanned.append(UnitScan(*_named(one, brain), changes))
    return Scan(
        {kind: len(labels) for kind, (_, labels) in boards.boards.items()},
        intact,
        tuple(scanned),
        tuple(_carriers(brain, each, kind, boards) for kind in boards.help_kinds),
    )


def _minus(a: Helping, b: Helping) -> Helping:
    return Helping(a.agrees - b.agrees, a.p_help - b.p_help)


def _named(one: Unit, brain: Brain) -> tuple[str, int, Role]:
    layer, unit = one
    return layer_name(layer), unit, brain.metadata.roles[layer][unit]


def answers(network: Network, interventions: Sequence[Intervention], boards: HelpBoards) -> Answers:
    """Return how the network answers every kind of board under these interventions."""
    found = {}
    for kind, (observation, label) in boards.boards.items():
        outputs = network.forward(observation, interventions)["outputs"]
        p_help = network.probabilities(outputs)[:, Action.HELP].mean()
        found[kind] = Helping(float((outputs.argmax(axis=1) == label).mean()), float(p_help))
    return found


def _silenced(chosen: Chosen, network: Network) -> tuple[Intervention, ...]:
    layers = range(len(network.hidden))
    return silence(
        tuple(tuple(sorted(unit for at, unit in chosen if at == layer)) for layer in layers)
    )


def smallest_set(
    network: Network, live: Sequence[Unit], observation: np.ndarray
) -> tuple[Chosen, bool]:
    """Return units that, silenced together, abolish help on boards [n, 100], and whether they do.

    Greedy: each step adds the unit whose silencing leaves the least help (then the least
    P(help)); afterwards each unit that is not needed is dropped again.
    """

    def left(chosen: Chosen) -> tuple[float, float]:
        outputs = network.forward(observation, _silenced(chosen, network))["outputs"]
        p_help = network.probabilities(outputs)[:, Action.HELP].mean()
        return float((outputs.argmax(axis=1) == Action.HELP).mean()), float(p_help)

    enough = ABOLISHED * left(())[0]
    chosen: Chosen = ()
    while left(chosen)[0] > enough and len(chosen) < len(live):
        rest = [one for one in live if one not in chosen]
        chosen = (*chosen, min(rest, key=lambda one: left((*chosen, one))))
    is_abolished = left(chosen)[0] <= enough
    for one in chosen:
        without = tuple(other for other in chosen if other != one)
        if is_abolished and left(without)[0] <= enough:
            chosen = without
    return chosen, is_abolished


def _carriers(brain: Brain, live: Sequence[Unit], kind: str, boards: HelpBoards) -> Carriers:
    observation, _ = boards.boards[kind]
    chosen, is_abolished = smallest_set(brain.network, live, observation)
    silenced = _silenced(chosen, brain.network)
    actions = brain.network.forward(observation, silenced)["outputs"].argmax(axis=1)
    return Carriers(
        kind,
        tuple(_named(one, brain) for one in chosen),
        answers(brain.network, silenced, boards),
        Action(int(np.bincount(actions, minlength=4).argmax())).name.lower(),
        is_abolished,
    )


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


def scan_sets(
    network: Network, lesions: Sequence[Lesion], live: LiveUnits, boards: HelpBoards, draws: int
) -> list[SetScan]:
    """Silence sets of units on boards, beside as many random units of the same layers."""
    return [_scan_set(network, lesion, live, boards, draws) for lesion in lesions]


def _scan_set(
    network: Network, lesion: Lesion, live: LiveUnits, boards: HelpBoards, draws: int
) -> SetScan:
    after, *random = (answers(network, change, boards) for change in lesion.changes(live, draws))
    return SetScan(
        lesion.name,
        lesion.count,
        after,
        {kind: _mean([one[kind] for one in random]) for kind in after},
        len(random),
        {kind: sum(o[kind].agrees <= after[kind].agrees for o in random) for kind in after},
        sum(_is_as_selective(one, after, boards.help_kinds) for one in random),
    )


def _is_as_selective(one: Answers, other: Answers, help_kinds: Sequence[str]) -> bool:
    takes = all(one[kind].agrees <= other[kind].agrees for kind in help_kinds)
    return takes and all(
        one[kind].agrees >= other[kind].agrees for kind in one if kind not in help_kinds
    )


def _mean(found: Sequence[Helping]) -> Helping:
    return Helping(
        float(np.mean([one.agrees for one in found])), float(np.mean([one.p_help for one in found]))
    )


@dataclass(frozen=True)
class Scanned:
    """Single units, the sets that carry help as lesions, and every set on boards."""

    scan: Scan
    lesions: tuple[Lesion, ...]
    sets: tuple[SetScan, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for machines."""
        return {"scan": asdict(self.scan), "sets": [asdict(one) for one in self.sets]}


def scan_all(
    brain: Brain, lesions: Sequence[Lesion], live: LiveUnits, boards: HelpBoards, draws: int
) -> Scanned:
    """Scan single units, then sets: those given and those that are found to carry help."""
    found = scan(brain, live, boards)
    carrying = _as_lesions(found.carriers, len(brain.network.hidden))
    sets = scan_sets(brain.network, [*lesions, *carrying], live, boards, draws)
    return Scanned(found, carrying, tuple(sets))


def _as_lesions(found: Sequence[Carriers], layers: int) -> tuple[Lesion, ...]:
    """Return the sets that abolish help; one that carries help of both kinds is one lesion."""
    kinds: dict[Units, list[str]] = {}
    for carriers in found:
        if carriers.is_abolished and carriers.units:
            kinds.setdefault(carriers.as_units(layers), []).append(carriers.kind)
    return tuple(Lesion(f"carriers, {'+'.join(kind)}", units) for units, kind in kinds.items())
