"""The tutorial's lessons: one idea each, in a small world made for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.events import Cause, EnergyLost, FlyCaught, Helped, Hopped, Leapt
from game.rules.state import WorldState, start
from game.rules.turn import Turn

CALM = Rules(name="tutorial", fly_rate=0, rough_rate_growth=0, help_leap_rate=0)
LEARNER = Who.FROG


@dataclass(frozen=True)
class Lesson:
    """One idea: what is said, the world it starts in, and when it is understood.

    words: with the name of an action in braces where its key is meant.
    is_done: whether a turn shows that it was understood. praise: said then; of a brain with
    the numbers of units that answered, and of mirror units among them, in braces.
    partner: what Toad does meanwhile. has_brain: whether a brain drives Toad and is shown.
    """

    title: str
    words: str
    praise: str
    state: WorldState
    is_done: Callable[[Turn], bool]
    partner: Action = Action.WAIT
    has_brain: bool = False


def small_world(
    columns: tuple[int, int] = (15, 16),
    energy: tuple[int, int] = (20, 20),
    rough: Sequence[int] = (),
    flies: Sequence[int] = (),
) -> WorldState:
    """Return one world with Frog and Toad, thorns and flies in these columns."""
    return replace(
        start([0], CALM),
        column=np.array([columns], np.int32),
        energy=np.array([energy], np.int32),
        ground=np.array([sum(1 << column for column in rough)], np.uint32),
        flies=np.array([sum(1 << column for column in flies)], np.uint32),
    )


def _has(turn: Turn, kind: type, **wanted: object) -> bool:
    return any(
        isinstance(event, kind)
        and all(getattr(event, name) == value for name, value in wanted.items())
        for event in turn.events
    )


def _is_at_edge(turn: Turn) -> bool:
    return bool(turn.after.column[0, LEARNER] == 31)


LESSONS = (
    Lesson(
        "Hop",
        "You are Frog. Press {hop} to hop.",
        "One column, one point. That is how you get ahead.",
        small_world(columns=(8, 12)),
        lambda turn: _has(turn, Hopped, who=LEARNER),
    ),
    Lesson(
        "Thorns",
        "Thorns cost energy. Hop into them once: {hop}.",
        "Ouch: 1 energy less. The bar at the top shows what you have left.",
        small_world(columns=(8, 12), rough=(9, 10)),
        lambda turn: _has(turn, EnergyLost, who=LEARNER, cause=Cause.ROUGH),
    ),
    Lesson(
        "Leap",
        "Leap over them: press {leap}. Five columns for 1 energy.",
        "Over! A leap costs 1, three thorns would have cost 3.",
        small_world(columns=(8, 16), rough=(9, 10, 11)),
        lambda turn: _has(turn, Leapt, who=LEARNER),
    ),
    Lesson(
        "Flies",
        "No energy left: you are stuck. Catch the fly above you: press {jump}.",
        "Plus 4. A fly must be in your own column.",
        small_world(columns=(8, 14), energy=(0, 20), flies=tuple(range(5, 12))),
        lambda turn: _has(turn, FlyCaught, who=LEARNER),
    ),
    Lesson(
        "Not alone",
        "Toad is stuck far behind. Hop ahead as far as you can: {hop}.",
        "The edge. The world scrolls only while both of you move.",
        small_world(columns=(28, 2), energy=(20, 0)),
        _is_at_edge,
    ),
    Lesson(
        "Help",
        "Toad has no energy. Give some of yours: press {help}.",
        "You gave 1, Toad got 2. Now both can go on.",
        small_world(columns=(31, 2), energy=(20, 0)),
        lambda turn: _has(turn, Helped, who=LEARNER),
    ),
    Lesson(
        "Toad's brain",
        "Below is the network that drives Toad. Watch it and hop into the thorns: {hop}.",
        "{answered} units answer to your trouble. The {mirrors} ringed ones answer to Toad's, too.",
        small_world(columns=(9, 26), rough=(10, 11)),
        lambda turn: _has(turn, EnergyLost, who=LEARNER, cause=Cause.ROUGH),
        has_brain=True,
    ),
)
