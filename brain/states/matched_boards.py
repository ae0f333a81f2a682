"""Matched boards: the same board with and without one character's distress, all else equal."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from brain.states.play import Pairing, play
from game.inspection.activity import Condition, condition
from game.rules.actions import Who
from game.rules.config import COLUMNS, Rules
from game.rules.observation import (
    HELPING,
    IN_DISTRESS,
    OWN_ENERGY,
    PARTNER,
    PLAYERS,
    ROUGH,
    SELF,
    observe,
)
from game.rules.state import WorldState


@dataclass(frozen=True, eq=False)
class MatchedBoards:
    """n boards, each in four versions that differ in nothing else; uint8 [n, 100].

    calm: as played, nobody in distress, the characters on different columns, the partner
    standing or hopping (symbol 5), so that the magnitude control is defined on every board.
    own: rough ground and symbol 9 under the acting character. other: the same under its partner.
    magnitude: the partner's symbol 8 (helping) instead of 5, a large number without distress.
    game: uint64 [n], the seed of the game that a board comes from.
    """

    calm: np.ndarray
    own: np.ndarray
    other: np.ndarray
    magnitude: np.ndarray
    game: np.ndarray

    def __len__(self) -> int:
        return len(self.calm)

    def rows(self, index: np.ndarray | slice) -> "MatchedBoards":
        """Return the chosen boards only."""
        return MatchedBoards(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def versions(self) -> tuple[np.ndarray, ...]:
        """Return calm, own, other, magnitude."""
        return self.calm, self.own, self.other, self.magnitude


def matched_boards(
    pairings: Sequence[Pairing], rules: Rules, boards: int, turns: int, seed: int
) -> MatchedBoards:
    """Play the pairings and return up to `boards` matched boards drawn evenly from their turns.

    Own energy is above 0 and otherwise as it was: at 0 nothing but the energy matters.
    """
    rng = np.random.default_rng([seed, turns])
    shares = np.diff(np.linspace(0, boards, turns + 1).round().astype(int))
    parts = []
    for turn, share in zip(play(pairings, rules, turns), shares, strict=True):
        who = Who(int(rng.integers(2)))
        usable = np.flatnonzero(_is_usable(turn.before, who, rules))
        world = np.sort(rng.choice(usable, min(share, len(usable)), replace=False))
        parts.append(match(turn.before.worlds(world), who, rules))
    versions = zip(*((*part.versions(), part.game) for part in parts), strict=True)
    return MatchedBoards(*(np.concatenate(version) for version in versions))


def _is_usable(state: WorldState, who: Who, rules: Rules) -> np.ndarray:
    seen = observe(state, who, rules)
    partner = COLUMNS + state.column[:, who.partner]
    is_apart = state.column[:, 0] != state.column[:, 1]
    is_plain = seen[np.arange(len(state)), partner] == PARTNER
    is_calm = condition(state, who) == Condition.NONE
    return is_calm & is_apart & is_plain & (seen[:, OWN_ENERGY] > 0)


def match(state: WorldState, who: Who, rules: Rules) -> MatchedBoards:
    """Return the four versions of every board as `who` sees it."""
    calm = observe(state, who, rules).astype(np.uint8)
    return versions_of(calm, state.column[:, who], state.column[:, who.partner], state.seed)


def match_observed(observation: np.ndarray, game: np.ndarray) -> MatchedBoards:
    """Return the four versions of those observations [n, 100] that can be matched.

    These show the own character as 4 and its partner as 5, on solid ground both, and energy.
    game: uint64 [n], which observations resemble each other.
    """
    players = observation[:, PLAYERS]
    is_own, is_partner = players == SELF, players == PARTNER
    own, partner = is_own.argmax(axis=1), is_partner.argmax(axis=1)
    row = np.arange(len(observation))
    is_calm = (observation[row, own] != ROUGH) & (observation[row, partner] != ROUGH)
    is_shown = is_own.any(axis=1) & is_partner.any(axis=1)
    usable = np.flatnonzero(is_shown & is_calm & (observation[:, OWN_ENERGY] > 0))
    calm = observation[usable].astype(np.uint8)
    return versions_of(calm, own[usable], partner[usable], game[usable])


def versions_of(
    calm: np.ndarray, own: np.ndarray, partner: np.ndarray, game: np.ndarray
) -> MatchedBoards:
    """Return undisturbed observations [n, 100] in all versions; own, partner: columns [n]."""
    return MatchedBoards(
        calm=calm,
        own=_in_distress(calm, own),
        other=_in_distress(calm, partner),
        magnitude=_with_symbol(calm, partner, HELPING),
        game=game,
    )


def _with_symbol(calm: np.ndarray, column: np.ndarray, symbol: int) -> np.ndarray:
    changed = calm.copy()
    changed[np.arange(len(calm)), PLAYERS.start + column] = symbol
    return changed


def _in_distress(calm: np.ndarray, column: np.ndarray) -> np.ndarray:
    changed = _with_symbol(calm, column, IN_DISTRESS)
    changed[np.arange(len(calm)), column] = ROUGH
    return changed
