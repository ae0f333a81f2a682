"""The world once more, in plain Python: one world, lists and ints, written from SPEC sections 1-3.

It shares nothing with `game`, not even a constant, and draws no random number: whoever plays it
hands over the turn's `Draws`. The tests run it in lockstep with the engine.
"""

import copy
from dataclasses import dataclass, field

HOP, JUMP, LEAP, HELP, WAIT = range(5)
SOLID, ROUGH = 1, 2


@dataclass(frozen=True)
class Draws:
    """One turn's random numbers, each uniform on [0, 1).

    births, directions: one a column. patch_starts, patch_widths, flies_ahead: one a column that
    scrolls in.
    """

    births: list[float]
    directions: list[float]
    help: float
    patch_starts: list[float]
    patch_widths: list[float]
    flies_ahead: list[float]


@dataclass
class PlainWorld:
    """One world before a turn; Frog is character 0, Toad character 1."""

    turn: int = 0
    ground: list[int] = field(default_factory=lambda: [SOLID] * 32)
    flies: list[bool] = field(default_factory=lambda: [False] * 32)
    column: list[int] = field(default_factory=lambda: [15, 16])
    energy: list[int] = field(default_factory=lambda: [20, 20])
    points: list[int] = field(default_factory=lambda: [0, 0])
    pose: list[int] = field(default_factory=lambda: [WAIT, WAIT])
    rough_to_come: int = 0
    solid_to_come: int = 0
    turns_without_jumps: int = 0
    distance: int = 0
    still_turns: int = 0


def play(before: PlainWorld, action: int, draws: Draws) -> PlainWorld:
    world = copy.deepcopy(before)
    me, partner = world.turn % 2, 1 - world.turn % 2
    world.pose[me] = action
    if action == HOP:
        hop(world, me)
    elif action == JUMP:
        eat_fly(world, me)
    elif action == LEAP:
        leap(world, me)
    elif action == HELP and world.energy[me] >= 1:
        if world.energy[partner] < 20:
            world.energy[me] -= 1
            world.energy[partner] = min(20, world.energy[partner] + 2)
        if draws.help < 0.25 and leap(world, partner):
            world.pose[partner] = LEAP
    world.flies = move_flies(world.flies, draws)
    if action != JUMP:
        world.turns_without_jumps += 1
        scroll(world, draws)
    world.still_turns = 0 if world.distance > before.distance else before.still_turns + 1
    world.turn += 1
    return world


def hop(world: PlainWorld, who: int) -> None:
    if world.energy[who] >= 1 and world.column[who] < 31:
        world.points[who] += 1
        land(world, who, world.column[who] + 1)


def leap(world: PlainWorld, who: int) -> bool:
    if world.energy[who] < 1 or world.column[who] + 5 > 31:
        return False
    world.energy[who] -= 1
    land(world, who, world.column[who] + 5)
    return True


def land(world: PlainWorld, who: int, column: int) -> None:
    world.column[who] = column
    if world.ground[column] == ROUGH and world.energy[who] > 0:
        world.energy[who] -= 1


def eat_fly(world: PlainWorld, who: int) -> None:
    if world.flies[world.column[who]]:
        world.flies[world.column[who]] = False
        world.energy[who] = min(20, world.energy[who] + 4)


def move_flies(flies: list[bool], draws: Draws) -> list[bool]:
    moved = [False] * 32
    for column in range(32):
        if flies[column] or draws.births[column] < 0.01:
            third = int(draws.directions[column] * 3)  # 0 left, 1 stay, 2 right
            moved[min(31, max(0, column + third - 1))] = True
    return moved


def scroll(world: PlainWorld, draws: Draws) -> None:
    shift = sum(world.column) // 2 - 16
    for i in range(shift):
        world.ground = [*world.ground[1:], next_ground(world, draws, i)]
        world.column = [column - 1 for column in world.column]
        world.distance += 1


def next_ground(world: PlainWorld, draws: Draws, i: int) -> int:
    rough_rate = min(0.075, 0.005 * world.turns_without_jumps)
    if world.rough_to_come == world.solid_to_come == 0 and draws.patch_starts[i] < rough_rate:
        world.rough_to_come, world.solid_to_come = 1 + int(draws.patch_widths[i] * 4), 1
    if world.rough_to_come > 0:
        world.rough_to_come -= 1
        return ROUGH
    world.solid_to_come = 0
    return SOLID


def in_distress(world: PlainWorld, who: int) -> bool:
    return world.ground[world.column[who]] == ROUGH


def observe(world: PlainWorld, me: int, shows_exhaustion: bool = False) -> list[int]:
    players = [0] * 32
    for who, upright in ((me, 4), (1 - me, 5)):
        symbol = {JUMP: 6, LEAP: 7, HELP: 8}.get(world.pose[who], upright)
        if in_distress(world, who) or (shows_exhaustion and world.energy[who] == 0):
            symbol = 9
        players[world.column[who]] = symbol
    flies = [3 if fly else 0 for fly in world.flies]
    return [*world.ground, *players, *flies, 0, world.energy[me], 0, 0]


def teach(world: PlainWorld, me: int) -> int:
    column = world.column[me]
    if world.energy[me] == 0:
        return JUMP
    if column == 31:
        return HELP
    if column >= 26 and not in_distress(world, me) and in_distress(world, 1 - me):
        return HELP
    if world.ground[column + 1] == SOLID:
        return HOP
    if column + 5 < 31:
        return LEAP
    return HOP
