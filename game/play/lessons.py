"""The tutorial's lessons: one idea each, in a small world made for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.rules.actions import Who
from game.rules.config import COLUMNS, Rules
from game.rules.events import FlyCaught, Helped, Hopped, Leapt
from game.rules.state import WorldState, start
from game.rules.step import Turn

LEARNER = Who.FROG


@dataclass(frozen=True)
class Lesson:
    """One idea: what is said, the world it starts in, and when it is understood.

    words, praise: with a number of the rules in braces as `sentences.rule_words` tells it.
    In `words`, what is to be done, also an action where its key is meant; in `praise`, said when a
    turn shows by `is_done` that it was understood, also {mirrors}, how many mirror units there are,
    and {answered}, how many of them answered.
    has_brain: whether a brain drives Toad and is shown.
    """

    title: str
    words: str
    praise: str
    state: WorldState
    is_done: Callable[[Turn], bool]
    has_brain: bool = False


def calm(rules: Rules) -> Rules:
    """Return a rule set without anything that happens by itself: no thorns or flies come."""
    quiet = dict.fromkeys(
        ("fly_rate", "fly_ground_rate", "rough_rate_start", "rough_rate_growth", "rough_rate_max"),
        0.0,
    )
    still = {"help_leap_rate": 0.0, "firefly_rounds": 0, "thorns_from": COLUMNS}
    return rules.model_copy(update={"name": "tutorial", **quiet, **still})


def small_world(
    columns: tuple[int, int] = (15, 16),
    energy: tuple[int, int] = (20, 20),
    rough: Sequence[int] = (),
    flies: Sequence[int] = (),
) -> WorldState:
    """Return one world with Frog and Toad, thorns and flies in these columns."""
    return replace(
        start([0], Rules()),
        column=np.array([columns], np.int32),
        energy=np.array([energy], np.int32),
        ground=np.array([sum(1 << column for column in rough)], np.uint32),
        flies=np.array([sum(1 << column for column in flies)], np.uint32),
    )


def lessons(rules: Rules) -> tuple[Lesson, ...]:
    """Return the lessons of the rules that will be played by."""
    full, useless = rules.energy_max, ", and a jump without one costs {useless_cost}"
    both_full, frog_full = (full, full), (full, 0)
    rescue = Lesson(
        "Out of the thorns",
        "Help also pulls your partner out of thorns: press {help}.",
        "Out! Only a partner in trouble can be helped, by one who has {help_needs} or more.",
        small_world(columns=(12, 8), energy=both_full, rough=(8, 9)),
        lambda turn: turn.has(Helped, who=LEARNER),
    )
    return (
        Lesson(
            "Hop",
            "You are Frog. Press {hop} to hop.",
            "That was {hop_columns}. How far you two get together is your score.",
            small_world(columns=(15, 18), energy=both_full),  # the world scrolls: a column counts
            lambda turn: turn.has(Hopped, who=LEARNER),
        ),
        Lesson(
            "Thorns",
            "Thorns cost energy. Hop into them once: {hop}.",
            "Ouch: {rough_cost} energy less. The bar at the top shows what you have left.",
            small_world(columns=(8, 12), energy=both_full, rough=(9, 10)),
            lambda turn: LEARNER in turn.hurt,
        ),
        Lesson(
            "Leap",
            "Leap over them with {leap}: {leap_columns} for {leap_cost} energy.",
            "Over! A leap costs {leap_cost}, three thorns would have cost {rough_cost} each.",
            small_world(columns=(8, 16), energy=both_full, rough=(9, 10, 11)),
            lambda turn: turn.has(Leapt, who=LEARNER),
        ),
        Lesson(
            "Flies",
            "No energy left: you are stuck. Catch the fly above you: press {jump}.",
            "Plus {fly_energy}. A fly must be in your own column"
            + (useless if rules.useless_cost else "")
            + ".",
            small_world(columns=(8, 14), energy=(0, full), flies=tuple(range(5, 12))),
            lambda turn: turn.has(FlyCaught, who=LEARNER),
        ),
        Lesson(
            "Not alone",
            "Toad is stuck far behind. Hop ahead as far as you can: {hop}.",
            "The edge. The world scrolls only while both of you move.",
            small_world(columns=(28, 2), energy=frog_full),
            lambda turn: bool(turn.after.column[0, LEARNER] == COLUMNS - 1),
        ),
        Lesson(
            "Help",
            "Toad has no energy. Give some of yours: press {help}.",
            "You gave {help_cost}, Toad got {help_gift}. Now both can go on.",
            small_world(columns=(31, 2), energy=frog_full),
            lambda turn: turn.has(Helped, who=LEARNER),
        ),
        *((rescue,) if rules.is_help_rescue else ()),
        Lesson(
            "Toad's brain",
            "Below is the brain that drives Toad. Watch it and hop into the thorns: {hop}.",
            "You were hurt: {answered} of {mirrors} mirror units lit up. Now play a game!",
            small_world(columns=(9, 26), energy=both_full, rough=(10, 11)),
            lambda turn: LEARNER in turn.hurt,
            has_brain=True,
        ),
    )
