"""The rules of `meadow` once more, in plain Python, as `plain_world` has the paper's.

It shares nothing with `game`; numbers are written out as `game/README.md` tells them.
"""

import copy

from plain_world import (
    HELP,
    HOP,
    JUMP,
    LEAP,
    ROUGH,
    SOLID,
    Draws,
    PlainWorld,
    in_distress,
)

FLY, FIREFLY, FULL = 6, 2, 20
THORNS, USELESS, LEAP_COST = 4, 2, 1
NEEDED, GIVEN, GIFT = 3, 1, 2
WAIT_TURNS, PATIENT_TURNS = 12, 192  # at no energy, till a firefly comes
RATE, WIDEST, FLIES_AHEAD, WALK = 0.2, 2, 0.075, 0.15
LAND, REST = 120, 10


def play(before: PlainWorld, action: int, draws: Draws) -> PlainWorld:
    world = copy.deepcopy(before)
    me, partner = world.turn % 2, 1 - world.turn % 2
    world.pose[me] = action
    if action == HOP and world.energy[me] >= 1 and world.column[me] < 31:
        world.points[me] += 1
        land(world, me, 1)
    elif action == JUMP:
        jump(world, me)
    elif action == LEAP and world.energy[me] >= 1 and world.column[me] + 5 <= 31:
        world.energy[me] -= LEAP_COST
        land(world, me, 5)
    elif action == HELP:
        help_partner(world, me, partner)
    world.flies = move_flies(world.flies, draws)
    if action != JUMP:
        world.turns_without_jumps += 1
        scroll(world, draws)
    world.still_turns = 0 if world.distance > before.distance else before.still_turns + 1
    world.turn += 1
    return world


def lose(world: PlainWorld, who: int, amount: int) -> None:
    world.energy[who] = max(0, world.energy[who] - amount)


def gain(world: PlainWorld, who: int, amount: int) -> None:
    world.energy[who] = min(FULL, world.energy[who] + amount)


def land(world: PlainWorld, who: int, columns: int) -> None:
    world.column[who] += columns
    if in_distress(world, who):
        lose(world, who, THORNS)


def jump(world: PlainWorld, me: int) -> None:
    patience = PATIENT_TURNS if world.energy[1 - me] >= NEEDED else WAIT_TURNS
    if world.flies[world.column[me]]:
        world.flies[world.column[me]] = False
        gain(world, me, FLY)
    elif world.energy[me] == 0 and world.still_turns >= patience:
        gain(world, me, FIREFLY)
    else:
        lose(world, me, USELESS)


def help_partner(world: PlainWorld, me: int, partner: int) -> None:
    is_hurt = in_distress(world, partner)
    if not is_hurt and world.energy[partner] > 0:
        lose(world, me, USELESS)
    elif world.energy[me] >= NEEDED:
        if world.energy[partner] < FULL:
            lose(world, me, GIVEN)
            gain(world, partner, GIFT)
        here = world.column[partner]
        free = [c for c in (*range(here, 32), *range(here, -1, -1)) if world.ground[c] == SOLID]
        if is_hurt and free:
            world.column[partner] = free[0]


def move_flies(flies: list[bool], draws: Draws) -> list[bool]:
    moved = [False] * 32
    for column, direction in enumerate(draws.directions):
        step = (direction >= 1 - WALK / 3) - (direction < WALK / 3)
        if flies[column]:
            moved[min(31, max(0, column + step))] = True
    return moved


def scroll(world: PlainWorld, draws: Draws) -> None:
    for i in range(sum(world.column) // 2 - 16):
        world.ground = [*world.ground[1:], next_ground(world, draws, i)]
        world.flies = [*world.flies[1:], draws.flies_ahead[i] < FLIES_AHEAD]
        world.column = [column - 1 for column in world.column]
        world.distance += 1


def next_ground(world: PlainWorld, draws: Draws, i: int) -> int:
    into = world.distance % LAND
    rate = 0 if into < REST else RATE * (0.5 + into / LAND)
    if world.rough_to_come == world.solid_to_come == 0 and draws.patch_starts[i] < rate:
        world.rough_to_come, world.solid_to_come = 1 + int(draws.patch_widths[i] * WIDEST), 1
    if world.rough_to_come > 0:
        world.rough_to_come -= 1
        return ROUGH
    world.solid_to_come = 0
    return SOLID
