"""In which type all units of a network are labelled."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from game.inspection.activity import BrainCard, Role
from game.inspection.unit import unit_label
from game.view.paint.text import text_px
from game.view.paint.theme import Layout

LEAST_LETTERS_PX, LEAST_NUMBER_PX = 10, 8  # of type; smaller labels are left out


@dataclass(frozen=True)
class LabelStyle:
    """How all units of a brain are labelled; sizes in pixels, 0 where there is no room for it.

    marked_px: of letter and number on units with a role; without room they have their number.
    """

    number_px: int
    marked_px: int


def label_style(card: BrainCard, radius_px: int, layout: Layout) -> LabelStyle:
    """Return the largest type in which every unit's label stands on its mark."""
    return _label_style(card.roles, radius_px, layout.px(14), layout.px(15))


@lru_cache(maxsize=16)
def _label_style(
    roles: tuple[tuple[Role, ...], ...], radius_px: int, number_px: int, marked_px: int
) -> LabelStyle:
    """Return the style; the sizes given are the largest, or a little more in a small window."""
    units = [(role, i) for layer in roles for i, role in enumerate(layer)]
    marked = {unit_label(role, i) for role, i in units if role != Role.OTHER}
    numbers = {str(i) for _, i in units}

    def largest(least_px: int, most_px: int, fits: Callable[[int], bool]) -> int:
        sizes = range(max(LEAST_LETTERS_PX, most_px), least_px - 1, -1)
        return next(filter(fits, sizes), 0)

    return LabelStyle(
        largest(
            LEAST_NUMBER_PX,
            number_px,
            lambda size: all(
                math.hypot(text_px(n, size), 0.7 * size) <= 1.85 * radius_px for n in numbers
            ),
        ),
        largest(
            LEAST_LETTERS_PX,
            marked_px,
            lambda size: all(text_px(label, size, True) <= 2.15 * radius_px for label in marked),
        ),
    )
