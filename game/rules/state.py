"""The whole world in one value: arrays with a leading axis of n worlds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from game.rules import chance
from game.rules.actions import Action, Who
from game.rules.chance import Stream
from game.rules.config import COLUMNS, Rules

COLUMN_INDEX = np.arange(COLUMNS, dtype=np.uint32)


@dataclass(frozen=True)
class WorldState:
    """n worlds before a turn. Boards are bit masks: bit c stands for column c, 0 at the left.

    turn: the turn to be played, the same for all worlds; Frog acts in even turns.
    seed: uint64 [n].
    ground, flies: uint32 [n]; a set bit is a rough column, a column with a fly.
    column, energy, points: int32 [n, 2], Frog first.
    pose: int8 [n, 2], the last action of each character (its needs met or not).
    patch_left: int32 [n], columns of the current rough patch and its gap still to scroll in.
    moving_turns: int32 [n], turns so far whose action was not a jump; sets the rough rate.
    distance: int32 [n], columns scrolled since the start.
    still_turns: int32 [n], turns since the world last scrolled.
    """

    turn: int
    seed: np.ndarray
    ground: np.ndarray
    flies: np.ndarray
    column: np.ndarray
    energy: np.ndarray
    points: np.ndarray
    pose: np.ndarray
    patch_left: np.ndarray
    moving_turns: np.ndarray
    distance: np.ndarray
    still_turns: np.ndarray

    @property
    def who(self) -> Who:
        """The character that acts in this turn."""
        return Who(self.turn % 2)

    @property
    def is_in_distress(self) -> np.ndarray:
        """Whether each character stands on rough ground, bool [n, 2]."""
        return (self.ground[:, None] >> self.column.astype(np.uint32)) & 1 == 1

    @property
    def is_exhausted(self) -> np.ndarray:
        """Whether each character has no energy left, bool [n, 2]."""
        return self.energy == 0

    def __len__(self) -> int:
        return len(self.seed)

    def worlds(self, index: np.ndarray | slice) -> "WorldState":
        """Return a batch of the chosen worlds only."""
        arrays = {f.name: getattr(self, f.name)[index] for f in fields(self) if f.name != "turn"}
        return WorldState(turn=self.turn, **arrays)

    def digest(self) -> str:
        """Return 16 hexadecimal digits that two states share only if they are equal."""
        sha = hashlib.sha256(self.turn.to_bytes(8, "little"))
        for field in fields(self):
            if field.name != "turn":
                array = np.ascontiguousarray(getattr(self, field.name))
                sha.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return sha.hexdigest()[:16]


def start(seeds: Sequence[int] | np.ndarray, rules: Rules) -> WorldState:
    """Return n worlds at turn 0, one for each seed (0 to 2**64 - 1)."""
    seed = np.asarray(seeds, np.uint64)
    n = len(seed)

    def pair(frog: int, toad: int) -> np.ndarray:
        return np.tile(np.array([frog, toad], np.int32), (n, 1))

    return WorldState(
        turn=0,
        seed=seed,
        ground=_first_ground(seed, rules),
        flies=np.zeros(n, np.uint32),
        column=pair(rules.frog_start_column, rules.toad_start_column),
        energy=pair(rules.energy_start, rules.energy_start),
        points=pair(0, 0),
        pose=np.full((n, 2), Action.WAIT, np.int8),
        patch_left=np.zeros(n, np.int32),
        moving_turns=np.zeros(n, np.int32),
        distance=np.zeros(n, np.int32),
        still_turns=np.zeros(n, np.int32),
    )


def _first_ground(seed: np.ndarray, rules: Rules) -> np.ndarray:
    """Return ground masks uint32 [n], with rough patches from `thorns_from` on."""
    rough = np.zeros((len(seed), COLUMNS), bool)
    left = np.zeros(len(seed), np.int32)
    if rules.thorns_from == COLUMNS:
        return pack(rough)
    drawn = chance.bits(seed, 0, Stream.GROUND, COLUMNS)
    for c in range(rules.thorns_from, COLUMNS):
        rough[:, c], left = next_ground(drawn[:, c], left, rules.rough_rate_max, rules)
    return pack(rough)


def next_ground(
    drawn: np.ndarray, left: np.ndarray, rate: float | np.ndarray, rules: Rules
) -> tuple[np.ndarray, np.ndarray]:
    """Return whether each world's next column is rough, bool [n], and its `patch_left` after it."""
    starts = (left == 0) & ((drawn >> np.uint64(32)) < rate * 2.0**32)
    widths = rules.patch_columns_max - rules.patch_columns_min + 1
    width = rules.patch_columns_min + ((drawn & np.uint64(0xFFFFFFFF)) * np.uint64(widths) >> 32)
    left = left + starts * (width.astype(np.int32) + rules.gap_columns_min)
    return left > rules.gap_columns_min, np.maximum(left - 1, 0)


def fireflies(state: WorldState, rules: Rules) -> np.ndarray:
    """Return over whom a firefly waits to be eaten, bool [n, 2]: see `Rules.firefly_rounds`."""
    if not rules.firefly_rounds:
        return np.zeros((len(state), 2), bool)
    could_help = state.energy[:, ::-1] >= rules.help_needs
    rounds = rules.firefly_rounds * np.where(could_help, rules.firefly_patience, 1)
    return state.is_exhausted & (state.still_turns[:, None] >= 2 * rounds)


def unpack(mask: np.ndarray) -> np.ndarray:
    """Return bool [n, 32] from bit masks uint32 [n]."""
    return (mask[:, None] >> COLUMN_INDEX) & 1 == 1


def pack(columns: np.ndarray) -> np.ndarray:
    """Return bit masks uint32 [n] from bool [n, 32]."""
    packed = np.packbits(columns, axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u4")[:, 0].astype(np.uint32)
