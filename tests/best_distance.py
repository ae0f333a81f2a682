"""How far the best scripted player gets beside the brain that ships: what the medals stand on.

python tests/best_distance.py            # measures anew and writes game/play/medals.yaml
"""

from collections.abc import Iterator

import numpy as np

from brain.network.policy import load_policy
from game.play.medals import MEASURED_FILE
from game.play.modes import JOURNEY_TURNS, STUCK_TURNS, Mode
from game.play.setup import DIFFICULTIES, brain_for
from game.rules.actions import Who
from game.rules.config import load_rules
from game.rules.policies import SCRIPTED, Policy
from game.rules.state import start
from game.rules.step import step

GAMES = 200
ENDLESS_TURNS = 6_000  # ten minutes: a game that has not ended by then is cut there
HEAD = """\
# Columns that the best scripted player gets beside the brain that ships for its rules: mean of
# {games} journeys, and of as many endless games, at most {minutes} minutes each. Medals are shares
# of it, see `medals.py`. Made by `python tests/best_distance.py`.
"""


def distances(frog: Policy, rules_name: str, mode: Mode, games: int = GAMES) -> np.ndarray:
    """Columns when the game ends, int32 [games], of a policy as Frog beside the brain as Toad."""
    rules, toad = load_rules(rules_name), load_policy(brain_for(rules_name))
    state, turns = start(range(games), rules), JOURNEY_TURNS
    if mode is Mode.ENDLESS:
        turns = ENDLESS_TURNS
    columns, stuck = np.zeros(games, np.int32), np.zeros(games, np.int32)
    for _ in range(turns):
        policy = frog if state.who is Who.FROG else toad
        state, _ = step(state, policy.decide(state, state.who, rules), rules)
        is_over = (stuck >= STUCK_TURNS) & (mode is Mode.ENDLESS)
        columns = np.where(is_over, columns, state.distance)
        stuck = np.where(is_over, stuck, (stuck + 1) * state.is_exhausted.all(axis=1))
    return columns


def best(rules_name: str, mode: Mode, games: int = GAMES) -> int:
    """The highest mean of all scripts, in columns."""
    means = (distances(script, rules_name, mode, games).mean() for script in SCRIPTED.values())
    return round(max(means))


def measured() -> Iterator[str]:
    """Yield the lines of the file, a mode and a rule set after the other."""
    yield HEAD.format(games=GAMES, minutes=ENDLESS_TURNS // 600)
    for mode in (Mode.JOURNEY, Mode.ENDLESS):
        yield f"{mode}:\n"
        for name in DIFFICULTIES:
            yield f"  {name}: {best(name, mode)}\n"


if __name__ == "__main__":
    MEASURED_FILE.write_text("".join(measured()), "utf-8")
