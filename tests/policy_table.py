"""How far scripts of different skill get beside the brain that ships: what the rules are worth.

python tests/policy_table.py             # the table, by 200 journeys a number
python tests/policy_table.py --medals    # measures anew what medals are shares of: medals.yaml
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from brain.network.policy import load_policy
from game.play.lands import turns_given
from game.play.medals import MEASURED_FILE
from game.play.modes import JOURNEY_TURNS, STUCK_TURNS, Mode
from game.play.setup import DIFFICULTIES, brain_for
from game.rules import chance
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.chance import Stream
from game.rules.config import Rules, load_rules
from game.rules.policies import HOPPER, IDLE, SCRIPTED, SLOW, TEACHER, Policy, Scripted
from game.rules.state import WorldState, start
from game.rules.step import step

LEVELS = ("meadow-easy", "meadow", "meadow-hard")
GAMES = 200
TURNS_A_SECOND = 10
MANY_TURNS = 6_000  # ten minutes: an endless game that has not ended by then is cut there
HEAD = """\
# Columns that the best scripted player gets beside the brain that ships for its rules: mean of
# {games} journeys, and of as many endless games, at most {minutes} minutes each. Medals are shares
# of it, see `medals.py`. Made by `python tests/policy_table.py --medals`.
"""


def _four_keys(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    """Press hop, jump, leap and help, each as often as the others."""
    stream = (Stream.POLICY_FROG, Stream.POLICY_TOAD)[who]
    return (chance.uniform(state.seed, state.turn, stream)[:, 0] * len(BRAIN_ACTIONS)).astype(int)


def _helping_from(energy: int) -> Callable[[WorldState, Who, Rules], np.ndarray]:
    """Do as the teacher does, but help only with so much energy of one's own."""
    return lambda state, who, rules: TEACHER.decide(
        state, who, rules.model_copy(update={"help_needs": energy})
    )


def _hop_and_help(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    taught = TEACHER.decide(state, who, rules)
    is_kept = (taught == Action.HELP) | (state.energy[:, who] == 0)
    return np.where(is_kept, taught, int(Action.HOP))


NEVER = 99  # energy that nobody has


def without_help(policy: Policy) -> Policy:
    """Return a policy whose help is taken away: it hops instead."""

    def choose(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
        chosen = policy.decide(state, who, rules)
        return np.where(chosen == Action.HELP, int(Action.HOP), chosen)

    return Scripted(f"{policy.name}, no help", choose)


POLICIES = (
    IDLE,
    Scripted("hold right", HOPPER.choose),
    Scripted("four random keys", _four_keys),
    Scripted("leap and eat, never help", _helping_from(NEVER)),
    Scripted("hop and help", _hop_and_help),
    Scripted("all, help from 10 energy", _helping_from(10)),
    Scripted("all", TEACHER.choose),
    SLOW,
)


@dataclass(frozen=True)
class Played:
    """What became of n games.

    columns: int32 [n], at the end. towed: float [n], those of them that came by pulling a partner
    off thorns, at most. at_zero: share of Frog's turns without energy.
    both_at_zero_s: how long each time. first_hurt_s, first_help_s: of either, infinite if never.
    """

    columns: np.ndarray
    towed: np.ndarray
    at_zero: float
    both_at_zero_s: np.ndarray
    first_hurt_s: np.ndarray
    first_help_s: np.ndarray


def played(
    frog: Policy, toad: Policy, rules: Rules, games: int, mode: Mode = Mode.JOURNEY
) -> Played:
    """Play games of a mode to their ends."""
    state = start(range(games), rules)
    stuck, columns, at_zero = np.zeros(games, int), np.zeros(games, np.int32), 0.0
    towed = np.zeros(games)
    first = {"hurt": np.full(games, np.inf), "help": np.full(games, np.inf)}
    spans: list[int] = []
    turns = MANY_TURNS if mode is Mode.ENDLESS else JOURNEY_TURNS
    given = [turns_given(rules, n * rules.land_columns) or turns for n in range(turns)]
    for turn in range(turns):
        at_zero += float(state.is_exhausted[:, Who.FROG].mean()) / turns
        policy, partner, before = (frog, toad)[state.who], state.who.partner, state
        state, told = step(state, policy.decide(state, state.who, rules), rules)
        moved = state.column[:, partner] + told.scrolled - before.column[:, partner]
        towed += told.is_pulled * moved / 2  # the middle of the two goes half as far
        happened = {"hurt": told.lost_rough.any(axis=1), "help": told.help_gain > 0}
        for name, now in happened.items():
            first[name] = np.where(now, np.minimum(first[name], turn / TURNS_A_SECOND), first[name])
        is_late = turn >= np.array(given)[columns // rules.land_columns]
        is_over = ((stuck >= STUCK_TURNS) | is_late) & (mode is Mode.ENDLESS)
        columns = np.where(is_over, columns, state.distance)
        are_stuck = state.is_exhausted.all(axis=1)
        spans += stuck[~are_stuck & ~is_over & (stuck > 0)].tolist()
        stuck = np.where(is_over, stuck, (stuck + 1) * are_stuck)
    seconds = np.array([*spans, *stuck[stuck > 0]]) / TURNS_A_SECOND
    return Played(columns, towed, at_zero, seconds, first["hurt"], first["help"])


def beside_brain(policy: Policy, name: str, games: int, mode: Mode = Mode.JOURNEY) -> Played:
    """Play a policy as Frog beside the brain that ships for a rule set."""
    return played(policy, load_policy(brain_for(name)), load_rules(name), games, mode)


def best(name: str, mode: Mode, games: int = GAMES) -> int:
    """The highest mean of all scripted partners under a rule set, in columns."""
    scripts = SCRIPTED.values()
    return round(max(beside_brain(s, name, games, mode).columns.mean() for s in scripts))


def _medals() -> Iterator[str]:
    """Yield the lines of the file, a mode and a rule set after the other."""
    yield HEAD.format(games=GAMES, minutes=MANY_TURNS // TURNS_A_SECOND // 60)
    for mode in (Mode.JOURNEY, Mode.ENDLESS):
        yield f"{mode}:\n"
        for name in DIFFICULTIES:
            yield f"  {name}: {best(name, mode)}\n"


def _table() -> Iterator[str]:
    """Yield a line a policy: mean columns and their 95% interval at each difficulty."""
    yield f"mean columns in {GAMES} journeys beside the brain that ships, 95% interval"
    yield f"{'':26}" + "".join(f"{name:>18}" for name in LEVELS)
    for policy in POLICIES:
        cells = []
        for name in LEVELS:
            columns = beside_brain(policy, name, GAMES).columns
            half = 1.96 * columns.std(ddof=1) / np.sqrt(GAMES)
            cells.append(f"{columns.mean():10.0f} ± {half:3.0f}   ")
        yield f"{policy.name:26}" + "".join(cells)
    yield "a good player, `all`, beside the brain:"
    for name in LEVELS:
        games = beside_brain(POLICIES[-2], name, GAMES)
        seconds = games.both_at_zero_s if len(games.both_at_zero_s) else np.zeros(1)
        yield (
            f"{name:12} at 0 energy in {100 * games.at_zero:.0f}% of its turns; both at 0: median "
            f"{np.median(seconds):.1f} s, longest {seconds.max():.1f} s; first thorns "
            f"{np.median(games.first_hurt_s):.1f} s, first help {np.median(games.first_help_s):.1f}"
            f" s (medians); middle 90% of games "
            f"{np.percentile(games.columns, 5):.0f}-{np.percentile(games.columns, 95):.0f} columns"
        )


if __name__ == "__main__":
    if "--medals" in sys.argv:
        MEASURED_FILE.write_text("".join(_medals()), "utf-8")
    else:
        for line in _table():
            print(line, flush=True)
