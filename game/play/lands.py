"""The lands that a way leads through, where the rules make it harder within each."""

from game.rules.config import Rules

# As they follow each other, over and over; `game.view.world.landscape` draws as many.
LANDS = ("Morning Meadow", "Reed Marsh", "Fir Woods", "Ember Heath", "Glow-worm Hollow")
FIRST_LAND_TURNS = 400  # of an endless game: 40 s
NEXT_SHARE = 0.9  # of a land's turns, for the next one


def land_number(rules: Rules, distance: int) -> int:
    """Return how many lands were left behind at a distance: none where they do not differ."""
    return distance // rules.land_columns if rules.land_rise else 0


def land_name(number: int) -> str:
    """Return the name of the land that comes after so many others."""
    lap, place = divmod(number, len(LANDS))
    return f"{LANDS[place]} {lap + 1}" if lap else LANDS[place]


def turns_given(rules: Rules, distance: int) -> int | None:
    """Return how many turns an endless game lasts if no other land is reached than at a distance.

    Each land gives some, a little less than the one before; None where there are no lands.
    """
    if not rules.land_rise:
        return None
    lands = land_number(rules, distance) + 1
    return round(FIRST_LAND_TURNS * (1 - NEXT_SHARE**lands) / (1 - NEXT_SHARE))
