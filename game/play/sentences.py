"""Sentences built from what was measured and from the rules in force, and nothing else."""

import numpy as np

from game.inspection.activity import ANSWER_SD, BrainActivity, BrainCard, Role, UnitEvidence
from game.inspection.attribution import Margin, Route, Thing, influence, outputs_without, pushes_of
from game.inspection.interventions import silence, units_with
from game.inspection.protocols import Brain
from game.inspection.unit import Unit, unit_name
from game.rules import observation as obs
from game.rules.actions import BRAIN_ACTIONS, Action
from game.rules.config import COLUMNS, Rules

ABOUT_EQUAL = 0.67  # the weaker answer is at least this share of the stronger
LITTLE_SAY = 0.1  # of what the most influential unit of the layer moves
WORTH_NAMING = 0.1  # of the lead
LEAST_FIGURE = 0.005  # what is smaller is written as 0

DOES = {Action.HOP: "hops", Action.JUMP: "jumps", Action.LEAP: "leaps", Action.HELP: "helps"}
DID = {
    Action.HOP: "hopped",
    Action.JUMP: "jumped",
    Action.LEAP: "leapt",
    Action.HELP: "helped",
    Action.WAIT: "waited",
}
THROUGH = {
    Route.MIRROR: "mirror units",
    Route.DIFFERENTIATING: "one-sided units",
    Route.MIXED: "mixed units",
    Route.OTHER: "other units",
    Route.BIAS: "the fixed bias",
}


SYMBOLS = {
    obs.SELF: "itself",
    obs.PARTNER: "partner",
    obs.JUMPING: "jump",
    obs.LEAPING: "leap",
    obs.HELPING: "help",
    obs.IN_DISTRESS: "distress",
}


def feature_words(observation: np.ndarray, feature: int) -> str:
    """Name what stands in a place of the observation, such as "rough 12"."""
    column, value = feature % COLUMNS, int(observation[feature])
    if feature < obs.GROUND.stop:
        return f"{'rough' if value == obs.ROUGH else 'solid'} {column}"
    if feature < obs.PLAYERS.stop:
        return f"{SYMBOLS.get(value, 'nobody')} {column}"
    if feature < obs.FLIES.stop:
        return f"{'fly' if value else 'no fly'} {column}"
    return f"energy {value}"


def sentence(card: BrainCard, unit: Unit, evidence: UnitEvidence | None) -> str:
    """Say in one sentence what a unit answers to and what it pushes towards."""
    if evidence and not evidence.was_active:
        return "Silent on every test board: it takes no part in anything."
    unmeasured = "Not measured: no evidence came with this brain"
    answers = _answers(evidence) if evidence else unmeasured
    return f"{answers}; {_pushes(card, unit)}."


def _answers(evidence: UnitEvidence) -> str:
    own, other = evidence.own, evidence.other
    rises_own = own >= ANSWER_SD and own > evidence.own_null
    rises_other = other >= ANSWER_SD and other > evidence.other_null
    if rises_own and rises_other:
        share = "its own more" if own > other else "its partner's more"
        if min(own, other) >= ABOUT_EQUAL * max(own, other):
            share = "about equally"
        answers = f"On test boards it answered its own trouble and its partner's, {share}"
        if evidence.is_certified:
            return answers
        if min(own, other) <= evidence.magnitude:
            return f"{answers}, but no more than to any large number: not certified"
        return f"{answers}, but not certified"
    if rises_own or rises_other:
        whose, not_whose = ("its own", "its partner's")[:: 1 if rises_own else -1]
        rest = min(own, other) if rises_own == (own > other) else max(own, other)
        falls = "and fell at" if rest <= -ANSWER_SD else "not"
        return f"On test boards it answered {whose} trouble, {falls} {not_whose}"
    if min(own, other) <= -ANSWER_SD:
        whose = "both troubles" if max(own, other) <= -ANSWER_SD else ""
        whose = whose or ("its own trouble" if own < other else "its partner's trouble")
        return f"Active in calm, quieter at {whose}"
    return "Hardly changes with anyone's trouble"


def _pushes(card: BrainCard, unit: Unit) -> str:
    layer, pushes = unit.layer, pushes_of(card, unit.layer)[unit.index]
    is_last = layer == len(card.roles) - 1
    if influence(card, unit) < LITTLE_SAY:
        return f"has little say in {'the action' if is_last else f'layer {layer + 2}'}"
    most, least = int(pushes.argmax()), int(pushes.argmin())
    if not is_last:
        up, down = (unit_name(card.roles, Unit(layer + 1, i)) for i in (most, least))
        if pushes[most] <= 0:
            return f"holds back unit {down}"
        return f"pushes unit {up}, holds back {down}" if pushes[least] < 0 else f"pushes unit {up}"
    if pushes[most] >= -pushes[least]:
        return f"pushes towards {BRAIN_ACTIONS[most].name.lower()}"
    return f"holds {BRAIN_ACTIONS[least].name.lower()} back"


def why(brain: Brain, activity: BrainActivity, told: Margin) -> str:
    """Say why the brain does what it does now: what leads, what decides it, what carries it."""
    does, would = DOES[told.chosen], f"would {told.chosen.name.lower()} if it moved now"
    first, second = does if activity.is_its_turn else would, told.runner_up.name.lower()
    if told.lead <= 0:
        return f"{activity.who.label} {first}, though its network rates {second} as high."
    leads = f"{activity.who.label} {first}; {second} is {figure(told.lead)} behind"
    return f"{leads}. {_decided_by(brain, activity, told)}. {_carried_by(brain, activity, told)}."


def _decided_by(brain: Brain, activity: BrainActivity, told: Margin) -> str:
    """Name what would change the action if it were not there, else what helps it most."""
    without = outputs_without(brain, activity)
    would = {thing: BRAIN_ACTIONS[int(outputs.argmax())] for thing, outputs in without.items()}
    for thing, action in would.items():
        if action != told.chosen:
            return f"Without {thing} it would {action.name.lower()}"
    first, second = (BRAIN_ACTIONS.index(action) for action in (told.chosen, told.runner_up))
    adds = {
        thing: told.lead - float(outputs[first] - outputs[second])
        for thing, outputs in without.items()
    }
    most = max(adds, key=lambda thing: adds[thing], default=None)
    if most is None or adds[most] < WORTH_NAMING * told.lead:
        *rest, last = without or ("",)
        listed = f"{', '.join(rest)} or {last}" if rest else last
        even = f": it would do the same without {listed}" if without else ""
        return f"No single thing on the board decides it{even}"
    make = "make" if most == Thing.FLIES else "makes"
    return f"{most.capitalize()} {make} up {figure(adds[most])} of that"


def _carried_by(brain: Brain, activity: BrainActivity, told: Margin) -> str:
    mirrors = told.by_route[Route.MIRROR]
    others = {route: part for route, part in told.by_route.items() if route != Route.MIRROR}
    most = max(others, key=lambda route: abs(others[route]))
    rest = f"{THROUGH[most]} {figure(others[most], '+')}"
    if not any(Role.MIRROR in roles for roles in activity.card.roles):
        return f"This brain has no mirror units; of that lead {rest}"
    passed = f"Mirror units pass on {figure(mirrors, '+')} of that lead, {rest}"
    if not any(
        (values[[role == Role.MIRROR for role in roles]] != 0).any()
        for values, roles in zip(activity.hidden, activity.card.roles, strict=True)
    ):
        return f"Its mirror units are silent now; of that lead {rest}"
    changes = silence(units_with(activity.card.roles, Role.MIRROR))
    outputs = brain.outputs(activity.observation[None], changes)
    silenced = BRAIN_ACTIONS[int(outputs.argmax())]
    name = silenced.name.lower()
    if silenced == told.chosen:
        return f"{passed}; with them silenced it would still {name}"
    woken = ", for other units then wake or fall silent" if mirrors <= 0 else ""
    return f"{passed}; with them silenced it would {name} instead{woken}"


def figure(value: float, sign: str = "") -> str:
    """Write a value with the digits worth reading."""
    if abs(value) < LEAST_FIGURE:
        return "0"
    return f"{value:{sign}.1f}" if abs(value) >= 1 else f"{value:{sign}.2f}"


SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def rule_words(rules: Rules) -> dict[str, str]:
    """Return the numbers of a rule set by name, as texts tell them: "five columns", "4".

    Columns are counted in words up to ten; energy is a figure, as on the screen.
    """
    told = {name: str(value) for name, value in rules.model_dump().items()}
    for name in ("hop_columns", "leap_columns"):
        count = getattr(rules, name)
        number = SPELLED[count] if count < len(SPELLED) else str(count)
        told[name] = f"{number} column{'' if count == 1 else 's'}"
    return told


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def ordinal(number: int) -> str:
    """Return "first" for 1, "21st" for 21: a word up to nine."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    is_teen = number % 100 // 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
